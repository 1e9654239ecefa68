import App
import Deadlines
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework
@testable import Commitments

/// The kept rate comes from events and clocks alone; here cases are played and counted by hand.
@Suite struct KeptRateTests {
    private func receive(
        _ world: PromiseWorld, _ change: @escaping @Sendable (inout Registration) -> Void = { _ in }
    ) async throws -> ID<Case> {
        try await world.receive(change)
    }

    private func take(_ step: CaseStep, on id: ID<Case>, by login: String = "qiantai", _ world: PromiseWorld)
        async throws
    {
        let cases = CaseDesk(desk: world.desk, rules: try CaseworkData.load())
        try await world.database.write { db in
            _ = try cases.take(step, on: id, by: PromiseWorld.actor(login), in: db)
        }
    }

    private func acknowledge(_ id: ID<Case>, _ world: PromiseWorld) async throws {
        let talk = CaseCommunication(
            happenedAt: world.running.clock.now, place: "Front desk", mode: .phone, matter: "The soup", reached: true)
        try await take(.acknowledgement(.init(communication: talk, empathyShown: true)), on: id, world)
    }

    private func rates(_ world: PromiseWorld) async throws -> [String: Rate] {
        let month = FigurePeriod("2026-09")!.moments(in: .shanghai)
        return try await world.database.read { try PromiseMeasure.rates(in: month, of: World.organisation, in: $0) }
    }

    private func misses(_ world: PromiseWorld) async throws -> [CommitmentMiss] {
        try await world.database.read { try CommitmentMiss.page(of: World.organisation, in: $0).misses }
    }

    @Test(arguments: Engine.available)
    func `cases played by clocks give the rate a hand count gives, and each miss is noticed once`(engine: Engine)
        async throws
    {
        try await withPromises(engine) { world in
            let before = try await receive(world)
            world.running.clock.move(minutes: 1)
            let standard = try await world.promise()
            let ids = try await (0..<4).asyncMap { _ in try await receive(world) }
            // One of a mystery visit and one merged: neither is counted.
            let hidden = try await receive(world) { $0.channel = .thirdPartyVisitor }
            let twin = try await receive(world)
            try await take(
                .merger(Merger(into: ids[0], reason: "The same soup")), on: twin, by: "zuzhang", world)
            // One withdrawn before it was due.
            let ended = try await receive(world) {
                $0.complainant = Complainant(kind: .child, name: "Chen Yi", phone: "13911112222")
                $0.personServed = World.residents[4].id
            }
            try await take(.grading(.init(level: .three)), on: ended, world)
            try await take(
                .withdrawal(Withdrawal(reason: "It is warm now", ofOwnFreeWill: true)), on: ended, world)
            world.running.clock.move(hours: 2)
            try await acknowledge(ids[0], world)
            try await world.sweep()
            #expect(try await rates(world).isEmpty)
            world.running.clock.move(hours: 22)
            try await acknowledge(ids[1], world)
            try await world.sweep()
            #expect(try await rates(world) == [standard.code: Rate(2, of: 4)])
            world.running.clock.move(hours: 6)
            try await acknowledge(ids[2], world)
            let young = try await receive(world)
            for _ in 0..<3 { try await world.sweep() }
            // Kept: after 2 h and at exactly 24 h. Missed: after 30 h and never. Not due: the young one.
            #expect(try await rates(world) == [standard.code: Rate(2, of: 4)])
            let missed = try await misses(world)
            #expect(Set(missed.map(\.caseID)) == [ids[2], ids[3]] && missed.count == 2)
            #expect(missed.allSatisfy { !$0.wantsAction && $0.actionTakenAt == nil })
            let rows = try await world.database.read { db in
                try db.rows("SELECT * FROM promise_measures ORDER BY case_id").map(PromiseMeasure.init)
            }
            let counted = rows.filter(\.isCounted)
            #expect(!rows.map(\.caseID).contains(before))
            #expect(!counted.map(\.caseID).contains(hidden) && !counted.map(\.caseID).contains(twin))
            let judged = Judged(counted.map { $0.outcome(asOf: world.running.clock.now) })
            #expect(judged.rate == Rate(2, of: 4) && judged.immature == 1 && judged.ended == 1)
            #expect(counted.first { $0.caseID == young }?.dueAt == world.running.clock.now.advanced(byHours: 24))
        }
    }

    @Test(arguments: Engine.available)
    func `a miss is taken for an action once, and taken back when the case turns out to be another's`(engine: Engine)
        async throws
    {
        try await withPromises(engine) { world in
            try await world.promise()
            let (first, twin) = (try await receive(world), try await receive(world))
            world.running.clock.move(hours: 25)
            try await world.sweep()
            #expect(try await misses(world).count == 2)
            let mine = try #require(try await misses(world).first { $0.caseID == first })
            for action in ["one", "two"] {
                try await world.database.write { try mine.take(into: action, of: World.organisation, in: $0) }
            }
            #expect(try await misses(world).first { $0.caseID == first }?.action == "one")
            try await take(.merger(Merger(into: first, reason: "The same soup")), on: twin, by: "zuzhang", world)
            try await world.sweep()
            #expect(try await misses(world).map(\.caseID) == [first])
            #expect(try await rates(world).values.map { $0 } == [Rate(0, of: 1)])
            #expect(try await ChainCheck.run(on: world.database).faults.isEmpty)
        }
    }

    @Test func `a promise of one level is measured on cases of that level alone`() async throws {
        try await withPromises { world in
            let standard = try await world.promise(PromiseWorld.terms(scope: .init(level: .two)))
            let (two, three) = (try await receive(world), try await receive(world))
            try await acknowledge(two, world)
            try await take(.grading(.init(level: .two)), on: two, world)
            try await acknowledge(three, world)
            try await take(.grading(.init(level: .three)), on: three, world)
            world.running.clock.move(hours: 25)
            try await world.sweep()
            #expect(try await rates(world) == [standard.code: Rate(1, of: 1)])
        }
    }

    @Test func `a version of a promise changes nothing for cases received before it`() async throws {
        try await withPromises { world in
            let first = try await world.promise()
            let id = try await receive(world)
            world.running.clock.move(hours: 1)
            try await world.promise(PromiseWorld.terms(.within(.hours(2))), code: first.code)
            let later = try await receive(world)
            world.running.clock.move(hours: 10)
            try await acknowledge(id, world)
            try await acknowledge(later, world)
            world.running.clock.move(hours: 20)
            try await world.sweep()
            #expect(try await misses(world).map(\.caseID) == [later])
            #expect(try await rates(world) == [first.code: Rate(1, of: 2)])
        }
    }
}

extension Sequence {
    /// One after the other, in order.
    fileprivate func asyncMap<T>(_ make: (Element) async throws -> T) async throws -> [T] {
        var made: [T] = []
        for element in self { made.append(try await make(element)) }
        return made
    }
}
