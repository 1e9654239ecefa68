import Deadlines
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework

@Suite struct MergingTests {
    private static let leader = World.actor(World.receiver, .complaintLeader)

    private func lead(_ world: StoreWorld) async throws {
        try await world.database.write { db in
            try RoleGrant.grant(
                .complaintLeader, to: World.receiver,
                by: Actor(organisationID: World.organisation, kind: .system), in: db)
        }
    }

    private func merge(_ one: ID<Case>, into other: ID<Case>, _ world: StoreWorld) async throws {
        try await world.take(.merger(Merger(into: other, reason: "Same soup")), on: one, by: MergingTests.leader)
    }

    /// The older case is merged into the younger one.
    private func pair(_ world: StoreWorld) async throws -> (old: ID<Case>, young: ID<Case>) {
        try await lead(world)
        let old = try await world.receive()
        world.clock.move(hours: 20)
        let young = try await world.receive {
            $0.complainant = Complainant(kind: .spouse, name: "Wu", phone: "555-0199")
        }
        return (old.subject.id, young.subject.id)
    }

    @Test(arguments: Engine.available)
    func `the earlier due governs the survivor and the merged case runs no clock`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let (old, young) = try await pair(world)
            let due = try #require(try await world.clocks(of: old)["first_feedback"]).clock
            try await merge(old, into: young, world)
            #expect(try await world.clocks(of: old).values.allSatisfy { $0.clock.finishedAt != nil })
            let inherited = try #require(
                try await world.clocks(of: young).first { $0.key.hasPrefix("first_feedback-m") }?.value.clock)
            #expect(inherited.startedAt == due.startedAt && inherited.promise.term == due.promise.term)
            #expect(inherited.finishedAt == nil)
            let replayed = try await replay(young, world)
            #expect(replayed == (try await world.find(young)))
        }
    }

    @Test(arguments: Engine.available)
    func `undone, the clocks run from their own start to their own due again`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let (old, young) = try await pair(world)
            let before = try await world.clocks(of: old).mapValues { ($0.clock.startedAt, $0.clock.promise) }
            try await merge(old, into: young, world)
            world.clock.move(hours: 3)
            try await world.take(.separation(Unmerging(reason: "Two soups")), on: old, by: MergingTests.leader)
            let after = try await world.clocks(of: old)
            for (name, (start, promise)) in before {
                #expect(after[name]?.clock.startedAt == start && after[name]?.clock.promise == promise)
                #expect(after[name]?.clock.finishedAt == nil)
            }
            let left = try await world.clocks(of: young).filter { $0.key.contains("-m") }
            #expect(!left.isEmpty && left.values.allSatisfy { $0.clock.finishedAt != nil })
            let subject = try await world.find(old)
            #expect(subject.state == .registered && subject.complainant.name == "Lin")
            #expect(try await world.find(young).identity.absorbed.isEmpty)
        }
    }

    @Test(arguments: Engine.available)
    func `a merged case never escalates, the survivor does by the older clock`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let (old, young) = try await pair(world)
            try await merge(old, into: young, world)
            let before = try await world.find(old).timing.escalations
            world.clock.move(hours: 24 * 20)
            let desk = world.desk
            for _ in 0..<3 { _ = try await Sweep.run(at: desk) }
            #expect(try await world.find(old).timing.escalations == before)
            #expect(try await world.find(young).timing.isEscalated)
        }
    }

    @Test(arguments: Engine.available)
    func `what is written to the merged number arrives at the survivor, while it is merged`(engine: Engine) async throws
    {
        try await StoreWorld.run(engine) { world in
            let (old, young) = try await pair(world)
            try await merge(old, into: young, world)
            let writer = Actor(organisationID: World.organisation, kind: .complainant(caseID: old.text))
            try await world.take(.note(Note(text: "Cold again today")), on: old, by: writer)
            #expect(try await notes(young, world) == ["Cold again today"])
            #expect(try await notes(old, world) == ["Cold again today"])
            try await world.take(.separation(Unmerging(reason: "Two soups")), on: old, by: MergingTests.leader)
            try await world.take(.note(Note(text: "And on Sunday")), on: old, by: writer)
            #expect(try await notes(young, world) == ["Cold again today"])
            #expect(try await notes(old, world) == ["Cold again today", "And on Sunday"])
        }
    }

    @Test(arguments: Engine.available)
    func `the same person's PIN leads to the survivor, another's never to somebody else's words`(engine: Engine)
        async throws
    {
        try await StoreWorld.run(engine) { world in
            let (old, young) = try await pair(world)
            let same = try await world.receive()
            let cases = world.cases
            func led(_ id: ID<Case>) async throws -> ID<Case> {
                try await world.database.read { try cases.led(from: id, of: World.organisation, in: $0) }
            }
            try await merge(old, into: young, world)
            #expect(try await led(old) == old)
            try await world.take(.separation(Unmerging(reason: "Another")), on: old, by: MergingTests.leader)
            try await merge(old, into: same.subject.id, world)
            #expect(try await led(old) == same.subject.id)
        }
    }

    @Test(arguments: Engine.available)
    func `nothing is merged into a case whose decision is told, nor two into each other`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let (old, young) = try await pair(world)
            try await merge(old, into: young, world)
            await #expect(throws: Problem.self) { try await merge(young, into: old, world) }
            let third = try await world.receive()
            try await world.take(
                .withdrawal(Withdrawal(reason: "No more", ofOwnFreeWill: true)), on: third.subject.id,
                by: MergingTests.leader)
            let fourth = try await world.receive()
            await #expect(throws: Problem.conflict("casework.refusal.merge_target_told")) {
                try await merge(fourth.subject.id, into: third.subject.id, world)
            }
            #expect(try await world.find(fourth.subject.id).state == .registered)
        }
    }

    @Test func `the preview says of each term whether it goes on, is covered or ends`() throws {
        let one = try Journey().subject
        let table = try World.data.get().levels
        let clocks = try one.clocks(by: table, organisation: .careHome, at: World.thursday)
        func due(_ hours: Int) -> [(CaseClock, Instant)] {
            clocks.map { ($0, World.thursday.advanced(byHours: hours)) }
        }
        var other = one
        other.complainant.phone = "555-0199"
        let earlier = MergerPlan(of: one, open: due(2), into: other, due(9))
        #expect(earlier.owed.allSatisfy(\.continues) && !earlier.isSamePerson)
        let later = MergerPlan(of: one, open: due(9), into: one, due(2))
        #expect(later.clocks.isEmpty && later.isSamePerson)
        let done = MergerPlan(of: one, open: due(9), into: other, [])
        #expect(done.owed.first { $0.kind == .firstFeedback }?.continues == true)
        #expect(done.owed.first { $0.kind == .tellManagement }?.continues == false)
        #expect(done.told == [World.receiver])
    }

    @Test func `what was said here before the merger does not count for the other complainant`() throws {
        var journey = try Journey()
        try journey.take(.acknowledgement(.init(communication: World.talk(), empathyShown: true)), by: World.receiving)
        let table = try World.data.get().levels
        let owed = try Journey().subject.clocks(by: table, organisation: .careHome, at: World.thursday)
            .filter { $0.kind == .acknowledge }
        try journey.take(
            .absorption(
                Absorption(
                    of: World.made(98), number: CaseNumber(year: 2026, counter: 7), reason: "Same", clocks: owed,
                    outside: [], files: 0)), by: World.actor(World.boss, .complaintLeader))
        func inherited() throws -> Clock? {
            let all = try journey.subject.clocks(by: table, organisation: .careHome, at: journey.now)
            return all.first { $0.name.rawValue == "acknowledge-m2026.7" }?.clock
        }
        #expect(try inherited()?.metAt == nil)
        try journey.take(.communication(World.talk(at: journey.now)), by: World.receiving)
        #expect(try inherited()?.metAt == journey.now)
    }

    private func replay(_ id: ID<Case>, _ world: StoreWorld) async throws -> Case? {
        let facts = try await events(id, world).compactMap(\.caseFact)
        return Case.replay(facts)
    }

    private func events(_ id: ID<Case>, _ world: StoreWorld) async throws -> [Event] {
        let desk = world.desk
        return try await world.database.read { try Event.list(of: Case.subject(id), at: desk, in: $0) }
    }

    private func notes(_ id: ID<Case>, _ world: StoreWorld) async throws -> [String] {
        let facts = try await events(id, world).compactMap(\.caseFact)
        return facts.compactMap { (fact: CaseFact) -> String? in
            guard case .note(let note) = fact.step else { return nil }
            return note.text
        }
    }
}
