import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework

@Suite struct CorrectionTests {
    private func correct(
        _ fact: CorrectableFact, to right: String, in journey: inout Journey, by actor: Actor = World.receiving
    ) throws {
        let wrong = journey.subject.written(fact)
        try journey.take(.correction(Correction(fact: fact, wrong: wrong, right: right, reason: "Misheard")), by: actor)
    }

    @Test(arguments: [
        (CorrectableFact.narrative, "The tea was cold."), (.subject, "Cold tea"), (.desiredRemedy, "A warm lid"),
        (.occurredOn, "2026-05-20"), (.name, "Ling"), (.phone, "555-0101"), (.email, "ling@example.org"),
        (.receivedAt, "2026-05-20T23:50"),
    ])
    func `the corrected value counts and the wrong one stays`(fact: CorrectableFact, right: String) throws {
        var journey = try Journey()
        let wrong = journey.subject.written(fact)
        try correct(fact, to: right, in: &journey)
        #expect(journey.subject.written(fact) == right)
        let logged = try #require(journey.subject.identity.corrections.first)
        #expect(logged.correction.wrong == wrong && logged.by == .staff(World.receiver) && logged.at == journey.now)
        #expect(Case.replay(journey.facts) == journey.subject)
    }

    @Test func `the referral's number and due moment can be put right`() throws {
        var journey = try Journey(World.registration(kind: .referral))
        try correct(.outsideReference, to: "HK-2", in: &journey)
        try correct(.outsideDue, to: "2026-05-30T12:00", in: &journey)
        #expect(journey.subject.outside?.reference == "HK-2")
        #expect(journey.subject.outside?.dueAt == Instant(iso8601: "2026-05-30T12:00:00+08:00"))
    }

    @Test(arguments: [
        (CorrectableFact.receivedAt, "2026-05-21T09:30", "right: casework.field.only_earlier"),
        (.receivedAt, "2026-05-21T09:00", "right: casework.field.same_as_before"),
        (.receivedAt, "yesterday", "right: casework.field.only_earlier"),
        (.occurredOn, "the other day", "right: casework.field.day_needed"),
        (.occurredOn, "2026-06-01", "right: casework.field.in_the_future"),
        (.narrative, "  ", "right: casework.field.blank"),
        (.email, "nobody", "right: casework.field.not_an_email"),
        (.phone, "", "right: casework.field.contact_or_declined"),
        (.outsideDue, "2026-05-30T12:00", "fact: casework.field.no_outside_body"),
    ])
    func `a correction that is none, or would make a late case look on time, is refused`(
        fact: CorrectableFact, right: String, fault: String
    ) throws {
        var journey = try Journey()
        #expect(refusal { try correct(fact, to: right, in: &journey) }.contains(fault))
        #expect(journey.subject.identity.corrections.isEmpty)
    }

    @Test func `what was corrected meanwhile is not corrected from its old word`() throws {
        var journey = try Journey()
        try correct(.subject, to: "Cold tea", in: &journey)
        let stale = Correction(fact: .subject, wrong: "The soup was cold", right: "Soup", reason: "Misheard")
        #expect(
            refusal { try journey.take(.correction(stale), by: World.receiving) }
                == ["fact: casework.field.written_meanwhile"])
    }

    @Test func `nothing that could tell who spoke is written into an anonymous case`() throws {
        let nobody = Complainant(kind: .anonymous)
        var journey = try Journey(World.registration(secrecy: .anonymous, complainant: nobody))
        #expect(
            refusal { try correct(.name, to: "Lin", in: &journey) }
                == ["fact: casework.field.anonymous_keeps_nothing"])
    }

    @Test(arguments: Engine.available)
    func `a corrected telephone is found by, and only who may know the complainant corrects it`(engine: Engine)
        async throws
    {
        try await StoreWorld.run(engine) { world in
            let subject = try await world.receive { $0.secrecy = .confidential }.subject
            func correction(_ right: String) async throws -> Correction {
                let now = try await world.find(subject.id)
                return Correction(fact: .phone, wrong: now.written(.phone), right: right, reason: "Misheard")
            }
            try await world.take(.correction(try await correction("555-0177")), on: subject.id, by: World.receiving)
            let desk = world.desk
            let found = try await world.database.read { db in
                let codes = try desk.vault.keyring(for: World.organisation, in: db).blindCodes(of: .phone, "555-0177")
                return try CaseList.ofComplainant(
                    .phone(codes), reader: CaseReader.of(World.receiving, in: db), at: desk, in: db
                ).lines.map(\.id)
            }
            #expect(found == [subject.id])
            let next = try await correction("555-0188")
            await #expect(throws: Problem.self) {
                try await world.take(.correction(next), on: subject.id, by: World.supervising)
            }
        }
    }
}
