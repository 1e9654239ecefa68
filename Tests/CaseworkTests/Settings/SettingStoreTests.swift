import Deadlines
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework

@Suite struct SettingStoreTests {
    private static let proposer = World.actor(World.other, .systemAdministrator)

    private func propose(
        _ changes: [String: String], _ subject: SettingSubject = .promises, base: Int = 0, wished: LocalDay? = nil,
        in world: StoreWorld
    ) async throws -> SettingProposal {
        let cases = world.cases
        return try await world.database.write { db in
            let document = try cases.history(of: World.organisation, in: db).document(of: subject, number: base)
                .merging(changes) { $1 }
            return try cases.propose(
                document, of: subject, from: base, wishedFrom: wished, reason: "Summer", by: SettingStoreTests.proposer,
                in: db)
        }
    }

    /// A voice whose suggested level is Ⅲ.
    private func receive(in world: StoreWorld) async throws -> Received {
        try await world.receive { $0.allegations[0].harm = .moderate }
    }

    /// Proposed and approved, and a minute gone by.
    private func change(
        _ changes: [String: String], _ subject: SettingSubject = .promises, base: Int = 0, in world: StoreWorld
    ) async throws {
        let proposal = try await propose(changes, subject, base: base, in: world)
        let cases = world.cases
        _ = try await world.database.write { db in
            try cases.settle(proposal.id, .approved, remark: nil, by: World.directing, in: db)
        }
        world.clock.move(minutes: SettingVersion.leadMinutes)
    }

    private func term(_ clock: String, of id: ID<Case>, in world: StoreWorld) async throws -> String? {
        try await world.clocks(of: id)[clock]?.clock.promise.term.description
    }

    @Test(arguments: Engine.available)
    func `a clock keeps the promise it was given and later cases get the new one`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let before = try await receive(in: world)
            world.clock.move(minutes: 5)
            try await change(["level.3.elder_care_decision": "9d", "level.3.first_feedback": "36h"], in: world)
            let after = try await receive(in: world)
            try await world.take(.note(Note(text: "Looked at")), on: before.subject.id, by: World.receiving)
            #expect(try await term("decision", of: before.subject.id, in: world) == "10d")
            #expect(try await term("first_feedback", of: before.subject.id, in: world) == "48h")
            #expect(try await term("decision", of: after.subject.id, in: world) == "9d")
            let clocks = try await world.clocks(of: after.subject.id)
            #expect(clocks["decision"]?.clock.promise.ruleVersion == "2026-1+promises.1")
        }
    }

    @Test(arguments: Engine.available)
    func `a grading made from then on gives the new promise, and what was kept before stays as it was kept`(
        engine: Engine
    ) async throws {
        try await StoreWorld.run(engine) { world in
            let id = try await receive(in: world).subject.id
            world.clock.move(hours: 7)
            try await world.take(
                .acknowledgement(Acknowledgement(communication: world.talk(), empathyShown: true)), on: id,
                by: World.receiving)
            try await change(["level.3.acknowledge": "6h", "level.3.elder_care_decision": "9d"], in: world)
            #expect(try await term("decision", of: id, in: world) == "10d")
            try await world.take(.grading(LevelConfirmation(level: .three)), on: id, by: World.receiving)
            let clocks = try await world.clocks(of: id)
            #expect(clocks["decision"]?.clock.promise.term == .days(9))
            let kept = try #require(clocks["acknowledge"]?.clock)
            #expect(kept.promise.term == .hours(8))
            #expect(kept.reading(at: world.clock.now, in: .china).state == .metOnTime)
        }
    }

    @Test(arguments: Engine.available)
    func `replaying the facts under the history gives the stored clocks`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let first = try await receive(in: world).subject.id
            try await change(["level.3.elder_care_decision": "9d"], in: world)
            let second = try await receive(in: world).subject.id
            try await change(["level.3.elder_care_decision": "8d"], base: 1, in: world)
            try await change(["DIN.3": "4d"], .targets, in: world)
            try await world.take(.grading(LevelConfirmation(level: .three)), on: second, by: World.receiving)
            let third = try await receive(in: world).subject.id
            let (desk, cases, now) = (world.desk, world.cases, world.clock.now)
            for (id, expected, target) in [(first, "10d", false), (second, "8d", true), (third, "8d", true)] {
                let (facts, history) = try await world.database.read { db in
                    let events = try Event.list(of: Case.subject(id), at: desk, in: db)
                    return (
                        try events.map { try $0.decode(CaseFact.self) },
                        try cases.history(of: World.organisation, in: db)
                    )
                }
                let replayed = try #require(Case.replay(facts))
                let again = try replayed.clocks(by: history.levels, organisation: .careHome, at: now)
                let stored = try await world.clocks(of: id)
                #expect(Set(again.map(\.name.rawValue)) == Set(stored.keys))
                for clock in again { #expect(stored[clock.name.rawValue]?.clock.promise == clock.clock.promise) }
                #expect(stored["decision"]?.clock.promise.term.description == expected)
                #expect((stored["category_target"] != nil) == target)
            }
        }
    }

    @Test(arguments: Engine.available)
    func `the target of a type ends with the decision and goes when the type changes`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            try await change(["DIN.3": "4d", "DIN-01.3": "3d"], .targets, in: world)
            let id = try await receive(in: world).subject.id
            #expect(try await term("category_target", of: id, in: world) == "3d")
            try await world.take(
                .classification(
                    Classification(allegation: 1, category: World.category("ATT-01"), severity: .low, harm: .none)),
                on: id, by: World.receiving)
            let ended = try await world.clocks(of: id)["category_target"]
            #expect(ended?.clock.cancelledAt == world.clock.now)
        }
    }

    @Test(arguments: Engine.available)
    func `of two people who propose at once one is told that another change waits`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let results = await withTaskGroup(of: Result<SettingProposal, any Error>.self) { group in
                for days in [8, 9] {
                    group.addTask {
                        do {
                            return .success(
                                try await propose(["level.3.elder_care_decision": "\(days)d"], in: world))
                        } catch { return .failure(error) }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            let refused = results.compactMap { result -> [String]? in
                guard case .failure(let error) = result else { return nil }
                return refusal { throw error }
            }
            #expect(refused == [["casework.rules.refusal.another_waits"]])
            let waiting = try await world.database.read { try SettingProposal.open(of: World.organisation, in: $0) }
            #expect(waiting.count == 1)
        }
    }

    @Test(arguments: Engine.available)
    func `a change made from an older version is refused, and one that changes nothing too`(engine: Engine)
        async throws
    {
        try await StoreWorld.run(engine) { world in
            try await change(["level.3.elder_care_decision": "9d"], in: world)
            await #expect(throws: Problem.conflict("casework.rules.refusal.newer_version")) {
                _ = try await propose(["level.3.elder_care_decision": "8d"], base: 0, in: world)
            }
            await #expect(throws: Problem.invalid("form", Message("casework.rules.refusal.nothing_changed"))) {
                _ = try await propose(["level.3.elder_care_decision": "9d"], base: 1, in: world)
            }
        }
    }

    @Test(arguments: Engine.available)
    func `versions are kept, in force from their moment on, and each is an event`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let (start, cases, desk) = (world.clock.now, world.cases, world.desk)
            try await change(["level.3.elder_care_decision": "9d"], in: world)
            let proposal = try await propose(
                ["level.3.elder_care_decision": "8d"], base: 1, wished: LocalDay("2026-06-01"), in: world)
            try await world.database.write { db in
                try cases.settle(proposal.id, .approved, remark: "Agreed", by: World.leading, in: db)
            }
            let (history, events) = try await world.database.read { db in
                let subject = Event.Subject(kind: "setting", id: "\(World.organisation).promises")
                return (
                    try cases.history(of: World.organisation, in: db), try Event.list(of: subject, at: desk, in: db)
                )
            }
            func days(_ moment: Instant) -> Term? { history.levels(at: moment)[.decision(.three, .elderCareDecision)] }
            #expect(days(start) == .days(10))
            #expect(days(world.clock.now) == .days(9))
            let june = try #require(Instant(iso8601: "2026-06-01T00:00:00+08:00"))
            #expect(days(june.advanced(byMilliseconds: -1)) == .days(9))
            #expect(days(june) == .days(8))
            #expect(history.versions.map(\.number) == [1, 2])
            #expect(history.versions.last?.remark == "Agreed")
            #expect(
                events.map(\.kind) == [
                    "casework.setting_proposed", "casework.setting_approved", "casework.setting_proposed",
                    "casework.setting_approved",
                ])
            #expect(try await ChainCheck.run(on: world.database).faults.isEmpty)
        }
    }

    @Test(arguments: Engine.available)
    func `the preview counts the open cases a change would touch and touches none of them`(engine: Engine)
        async throws
    {
        try await StoreWorld.run(engine) { world in
            let open = try await receive(in: world)
            let graded = try await receive(in: world)
            try await world.take(.grading(LevelConfirmation(level: .two)), on: graded.subject.id, by: World.receiving)
            let cases = world.cases
            func preview(_ changes: [String: String], _ subject: SettingSubject = .promises) async throws
                -> SettingPreview
            {
                try await world.database.read { db in
                    let document = try cases.history(of: World.organisation, in: db)
                        .document(of: subject, number: 0).merging(changes) { $1 }
                    return try cases.preview(document, of: subject, World.organisation, in: db)
                }
            }
            let third = try await preview(["level.3.elder_care_decision": "9d"])
            #expect(third.cases == 1 && third.looked == 2)
            let effect = try #require(third.first.first)
            #expect(effect.subject.id == open.subject.id)
            guard case .due(let kind, let former?, let new?) = effect.change else {
                Issue.record("no due moment")
                return
            }
            #expect(kind == .decision)
            #expect(former - new == 24 * 3_600_000)
            #expect(try await preview(["level.2.elder_care_decision": "6d", "level.3.acknowledge": "7h"]).cases == 2)
            #expect(try await preview(["level.1.elder_care_decision": "4d"]).cases == 0)
            let targets = try await preview(["DIN.3": "4d"], .targets)
            #expect(targets.cases == 1)
            #expect(try await preview(["matrix.2.2": "3", "matrix.3.1": "3", "matrix.4.1": "3"], .grading).looked == 2)
            #expect(try await term("decision", of: open.subject.id, in: world) == "10d")
        }
    }
}
