import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework

@Suite struct SplitTests {
    private static let second = NewAllegation(text: "The nurse shouted", category: World.category("ATT-03"))

    private func two() throws -> Journey {
        var journey = try Journey()
        try journey.take(.allegation(SplitTests.second), by: World.receiving)
        return journey
    }

    private func split(_ numbers: [Int], reason: String = "Two matters") -> CaseStep {
        .split(Split(into: World.made(77), allegations: numbers, reason: reason))
    }

    private let group = World.actor(World.receiver, .complaintLeader)

    @Test(arguments: [
        ([Int](), "allegations: casework.field.choose_allegation"),
        ([1, 2], "allegations: casework.field.one_allegation_stays"),
        ([9], "allegations: casework.field.no_such_allegation"),
    ])
    func `a split takes some of the allegations and leaves one`(numbers: [Int], fault: String) throws {
        var journey = try two()
        #expect(refusal { try journey.take(split(numbers), by: group) } == [fault])
    }

    @Test func `one allegation alone cannot be split off`() throws {
        var journey = try Journey()
        #expect(
            refusal { try journey.take(split([1]), by: group) } == ["casework.guard.has_several_allegations"])
    }

    @Test func `an allegation with a finding stays where it was judged`() throws {
        var journey = try two()
        try journey.take(.acknowledgement(.init(communication: World.talk(), empathyShown: true)), by: World.receiving)
        try journey.take(.suggestion(.init(level: .four, reasons: [], ruleVersion: "t")), by: World.program)
        try journey.take(.grading(.init(level: .three)), by: World.receiving)
        try journey.take(.assignment(.init(handler: World.handler)), by: World.supervising)
        try journey.take(.acceptance(.init()), by: World.handling)
        try journey.take(.evidence(.init(mode: .interview, summary: "Spoke")), by: World.handling)
        try journey.take(
            .finding(.init(allegation: 2, finding: .notUpheld, reasons: "Nobody heard it")), by: World.handling)
        #expect(
            refusal { try journey.take(split([2]), by: World.handling) }
                == ["allegations: casework.field.finding_stays"])
    }

    @Test func `the number of a moved allegation is never given again`() throws {
        var journey = try two()
        try journey.take(split([2]), by: group)
        try journey.take(.allegation(SplitTests.second), by: World.receiving)
        #expect(journey.subject.allegations.map(\.number) == [1, 3])
        #expect(journey.subject.identity.moved.map(\.allegation.number) == [2])
        #expect(Case.replay(journey.facts) == journey.subject)
    }

    @Test(arguments: Engine.available)
    func `the new case has the same receipt and complainant, both histories say so, and both ends show the tie`(
        engine: Engine
    ) async throws {
        try await StoreWorld.run(engine) { world in
            try await world.database.write { db in
                try RoleGrant.grant(.complaintLeader, to: World.receiver, by: World.program, in: db)
            }
            let first = try await world.receive { $0.allegations.append(SplitTests.second) }
            let (old, new) = (first.subject.id, ID<Case>(at: world.clock.now, random: Array(repeating: 7, count: 10)))
            world.clock.move(hours: 30)
            try await world.take(
                .split(Split(into: new, allegations: [2], reason: "Two matters")), on: old, by: group)
            let (left, begun) = (try await world.find(old), try await world.find(new))
            #expect(begun.milestones.receivedAt == left.milestones.receivedAt)
            #expect(begun.complainant == left.complainant && begun.firstReceiver == left.firstReceiver)
            #expect(begun.allegations.map(\.text) == ["The nurse shouted"] && left.allegations.map(\.number) == [1])
            #expect(begun.splitFrom?.number == left.number)
            #expect(left.identity.moved.first?.number == begun.number)
            let starts = try await world.clocks(of: new).values.map(\.clock.startedAt)
            #expect(Set(starts) == [left.milestones.receivedAt])
            let desk = world.desk
            let seen = try await world.database.read { db in
                let reader = try CaseReader.of(World.receiving, in: db)
                return try [left, begun].map {
                    try SeenLink.list($0, reader: reader, at: desk, in: db).map { "\($0.key) \($0.line.number)" }
                }
            }
            #expect(
                seen == [
                    ["casework.link_inverse.split_from \(begun.number)"], ["casework.link.split_from \(left.number)"],
                ])
            let places: [Int] = try await world.database.read { db in
                try db.rows("SELECT place FROM allegations WHERE case_id = \(old)").map { try $0.get("place") }
            }
            #expect(places == [1])
        }
    }

    @Test(arguments: Engine.available)
    func `a tie is seen from both ends, by readers of both, until it is removed`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let one = try await world.receive().subject
            let other = try await world.receive().subject
            let shut = try await world.receive { $0.complainedAbout = ComplainedAbout(staff: [World.receiver]) }.subject
            for target in [other, shut] {
                try await world.take(
                    .link(CaseLink(to: target.id, number: target.number, kind: .causedBy, reason: "One kitchen")),
                    on: one.id, by: World.receiving)
            }
            let desk = world.desk
            func seen(_ id: ID<Case>) async throws -> [String] {
                let subject = try await world.find(id)
                return try await world.database.read { db in
                    let reader = try CaseReader.of(World.receiving, in: db)
                    return try SeenLink.list(subject, reader: reader, at: desk, in: db).map {
                        "\($0.key) \($0.line.number)"
                    }
                }
            }
            #expect(try await seen(one.id) == ["casework.link.caused_by \(other.number)"])
            #expect(try await seen(other.id) == ["casework.link_inverse.caused_by \(one.number)"])
            try await world.take(
                .unlinking(Unlinking(to: other.id, number: other.number, kind: .causedBy, reason: "Wrong case")),
                on: one.id, by: World.receiving)
            #expect(try await seen(other.id).isEmpty)
        }
    }

    @Test func `a case is not tied to itself, nor twice alike`() throws {
        var journey = try Journey()
        let number = CaseNumber(year: 2026, counter: 9)
        func link(_ to: ID<Case>) -> CaseStep {
            .link(CaseLink(to: to, number: number, kind: .related, reason: "Same kitchen"))
        }
        #expect(
            refusal { try journey.take(link(World.soupID), by: World.receiving) }
                == ["other: casework.field.link_with_itself"])
        try journey.take(link(World.made(99)), by: World.receiving)
        #expect(
            refusal { try journey.take(link(World.made(99)), by: World.receiving) }
                == ["other: casework.field.linked_already"])
    }
}
