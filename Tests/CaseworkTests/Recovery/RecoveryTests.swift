import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework

@Suite struct RecoveryTests {
    private func library() throws -> [RecoveryStrategy] { try World.data.get().recovery.strategies }

    private func strategy(_ code: String) throws -> RecoveryStrategy {
        try #require(try library().first { $0.code == code })
    }

    @Test func `there are at least twelve strategies, whole in both languages`() throws {
        let all = try library()
        #expect(all.count >= 12)
        for strategy in all {
            #expect(strategy.steps.contains { $0.kind == .say } && strategy.steps.contains { $0.kind == .act })
            #expect(!strategy.remedies.isEmpty)
        }
    }

    @Test func `what fits closest comes first, with its reasons, and what is for others is left out`() throws {
        var journey = try Journey()
        try journey.graded(.three)
        let found = RecoverySuggestion.list(try library(), for: journey.subject)
        #expect(found.first?.strategy.code == "cold-meal")
        #expect(
            found.first?.reasons.map(\.key) == [
                "casework.recovery.because.group", "casework.recovery.because.level",
                "casework.recovery.because.person",
            ])
        #expect(found.count <= RecoverySuggestion.most)
        #expect(!found.contains { ["wrong-bill", "missed-visit", "after-injury"].contains($0.strategy.code) })
        #expect(found.map(\.points) == found.map(\.points).sorted(by: >))
    }

    @Test func `recovery begins at once, and the minutes from receipt are kept`() throws {
        var journey = try Journey()
        try journey.take(.recovery(.init(strategy: strategy("cold-meal"))), by: World.receiving, after: 2)
        let begun = try #require(journey.subject.redress.recoveries.first)
        #expect(begun.waited == 120 * 60_000 && begun.number == 1)
        #expect(
            refusal { try journey.take(.recovery(.init(strategy: strategy("cold-meal"))), by: World.receiving) }
                == ["strategy: casework.field.recovery_runs"])
    }

    @Test func `each line of the script is ticked once`() throws {
        var journey = try Journey()
        #expect(
            refusal {
                try journey.take(.recoveryTick(.init(marks: [.init(recovery: 1, step: 0)])), by: World.receiving)
            } == ["casework.guard.has_recovery"])
        try journey.take(.recovery(.init(strategy: strategy("cold-meal"))), by: World.receiving)
        let ticks = CaseStep.recoveryTick(
            .init(marks: [.init(recovery: 1, step: 0), .init(recovery: 1, step: 2)]))
        try journey.take(ticks, by: World.receiving)
        #expect(journey.subject.redress.recoveries[0].openSteps == [1, 3])
        #expect(refusal { try journey.take(ticks, by: World.receiving) } == ["steps: casework.field.step_done_already"])
        #expect(
            refusal {
                try journey.take(.recoveryTick(.init(marks: [.init(recovery: 2, step: 0)])), by: World.receiving)
            } == ["steps: casework.field.step_done_already"])
        #expect(
            refusal { try journey.take(.recoveryTick(.init(marks: [])), by: World.receiving) }
                == ["steps: casework.field.no_step_ticked"])
    }

    @Test func `the effect is the complainant's word, their answer or what they said when asked`() throws {
        var journey = try Journey()
        try journey.take(.recovery(.init(strategy: strategy("cold-meal"))), by: World.receiving)
        try journey.take(
            .recoveryRating(.init(number: 1, effect: nil, note: "The kitchen came at once")), by: World.receiving)
        #expect(journey.subject.redress.recoveries[0].effect == nil)
        var told = try Journey()
        try told.take(.recovery(.init(strategy: strategy("cold-meal"))), by: World.receiving)
        try told.told()
        try told.take(.answer(World.answer(.yes, result: 4)), by: World.daughter)
        #expect(told.subject.redress.recoveries[0].effect == 4)
        try told.take(.recoveryRating(.init(number: 1, effect: 2, note: "Later she said")), by: World.receiving)
        #expect(told.subject.redress.recoveries[0].effect == 2)
        #expect(
            refusal {
                try told.take(.recoveryRating(.init(number: 1, effect: 6, note: "x")), by: World.receiving)
            } == ["effect: casework.field.rating_range"])
    }

    @Test(arguments: [(4, 20, nil), (5, 20, 40), (5, 22, 44), (6, 19, 32)])
    func `below five answers no score is said`(answers: Int, sum: Int, tenths: Int?) {
        #expect(RecoveryScore(code: "x", started: 9, answers: answers, sum: sum, waited: 0).tenths == tenths)
    }

    @Test(arguments: Engine.available)
    func `the house adds a version and retires one, and what was begun keeps its own`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let library = world.cases.rules.recovery
            let desk = world.desk
            var own = try strategy("cold-meal")
            let id = try await world.receive().subject.id
            try await world.take(.recovery(.init(strategy: own)), on: id, by: World.receiving)
            own.name = Bilingual("Hot plate")
            let changed = own
            try await world.database.write { try library.add(changed, by: World.leading, at: desk, in: $0) }
            let kept = try await world.database.read { try library.kept(of: World.organisation, in: $0) }
            let found = try #require(kept.first { $0.strategy.code == "cold-meal" })
            #expect(found.strategy.version == 2 && found.isOwn && found.strategy.name.zh == "Hot plate")
            try await world.database.write {
                try library.add(changed, retired: true, by: World.leading, at: desk, in: $0)
            }
            let inForce = try await world.database.read { try library.inForce(of: World.organisation, in: $0) }
            #expect(!inForce.contains { $0.code == "cold-meal" } && inForce.count == library.strategies.count - 1)
            #expect(try await world.find(id).redress.recoveries[0].strategy.version == 1)
        }
    }

    @Test(arguments: Engine.available)
    func `scores count every recovery of the house`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let cold = try strategy("cold-meal")
            for effect in [5, 4, 4, 3, 5] {
                let id = try await world.receive().subject.id
                world.clock.move(minutes: 30)
                try await world.take(.recovery(.init(strategy: cold)), on: id, by: World.receiving)
                try await world.take(
                    .recoveryRating(.init(number: 1, effect: effect, note: "Asked")), on: id, by: World.receiving)
            }
            let scores = try await world.database.read { try RecoveryScore.list(of: World.organisation, in: $0) }
            let score = try #require(scores["cold-meal"])
            #expect(score.started == 5 && score.answers == 5 && score.tenths == 42 && score.averageMinutes == 30)
        }
    }
}
