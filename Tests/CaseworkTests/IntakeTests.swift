import Foundation
import Kernel
import Testing

@testable import Casework

@Suite struct IntakeTests {
    private func faults(_ alter: (inout Registration) -> Void) -> [String] {
        var registration = World.registration()
        alter(&registration)
        return refusal { _ = try Case.receive(registration, by: World.receiving, at: World.thursday) }
    }

    @Test func `whoever registers is first receiver for ever and holds the case`() throws {
        var journey = try Journey()
        #expect(journey.subject.firstReceiver == World.receiver)
        #expect(journey.subject.holder == .staff(World.receiver))
        try journey.closed()
        #expect(journey.subject.firstReceiver == World.receiver)
        #expect(journey.subject.holder == .staff(World.handler))
    }

    @Test func `what comes by web lies with the accountable group`() throws {
        let visitor = Actor(organisationID: World.organisation, kind: .visitor)
        let (subject, _) = try Case.receive(World.registration(), by: visitor, at: World.thursday)
        #expect(subject.firstReceiver == nil)
        #expect(subject.holder == .group(World.group))
    }

    @Test func `missing words, futures and unreachable people are refused`() {
        #expect(faults { $0.narrative = "  " } == ["narrative: casework.field.blank"])
        #expect(
            faults { $0.receivedAt = World.thursday.advanced(byMinutes: 1) }
                == ["received_at: casework.field.in_the_future"])
        #expect(faults { $0.occurredOn = LocalDay("2026-05-22") } == ["occurred_on: casework.field.in_the_future"])
        #expect(
            faults { $0.complainant = Complainant(kind: .child) } == ["phone: casework.field.contact_or_declined"])
        #expect(faults { $0.complainant = Complainant(kind: .child, declinedContact: true) } == [])
    }

    @Test func `an inquiry needs a reply time and a referral its body`() {
        #expect(faults { $0.kind = .inquiry } == ["expected_reply_at: casework.field.reply_time_needed"])
        #expect(
            faults {
                $0.kind = .referral
                $0.outside = OutsideReferral(body: .phone, reference: "1")
            } == ["outside: casework.field.outside_body_needed"])
    }

    @Test func `anonymous keeps nothing and a report is never open`() {
        #expect(faults { $0.secrecy = .anonymous } == ["name: casework.field.anonymous_keeps_nothing"])
        #expect(faults { $0.kind = .report } == ["secrecy: casework.field.report_is_never_open"])
    }

    @Test func `the subject line is the first sentence, cut when long`() {
        #expect(SubjectLine.derived(from: "The soup was cold! Again.") == "The soup was cold")
        #expect(SubjectLine.derived(from: "汤是冷的。连续三天。") == "汤是冷的")
        #expect(SubjectLine.derived(from: String(repeating: "冷", count: 40)).count == 31)
    }

    @Test func `a case number reads what it writes`() {
        #expect(CaseNumber(year: 2026, counter: 123).description == "C-2026-000123")
        #expect(CaseNumber(" c-2026-000123 ") == CaseNumber(year: 2026, counter: 123))
        #expect(CaseNumber(year: 2026, counter: 1_234_567).description == "C-2026-1234567")
        for wrong in ["C-2026-123", "C-2026-000000", "2026-000123", "C-26-000123"] { #expect(CaseNumber(wrong) == nil) }
    }
}

@Suite struct ReplayTests {
    @Test func `a case folded from its facts is the case`() throws {
        var journey = try Journey()
        try journey.closed()
        try journey.take(.reopening(.init(reason: "Cold again")), by: World.daughter)
        #expect(Case.replay(journey.facts) == journey.subject)
        #expect(journey.subject.version == journey.facts.count)
        let stored = try JSONEncoder().encode(journey.facts)
        let read = try JSONDecoder().decode([CaseFact].self, from: stored)
        #expect(Case.replay(read) == journey.subject)
        #expect(Case.replay(Array(read.dropFirst())) == nil)
    }

    @Test func `a reopened case keeps what its clocks showed`() throws {
        var journey = try Journey()
        try journey.closed()
        let first = journey.subject.milestones
        try journey.take(.reopening(.init(reason: "Cold again")), by: World.daughter)
        #expect(journey.subject.earlierRounds == [first])
        #expect(journey.subject.state == .registered)
        #expect(journey.subject.milestones.decisionAt == nil)
        #expect(journey.subject.isReopened)
    }

    @Test func `a merged case and a disputed case go back to where they were`() throws {
        var journey = try Journey()
        try journey.graded()
        try journey.take(
            .merger(.init(into: World.made(99), reason: "Same soup")), by: World.supervising)
        #expect(journey.subject.state == .merged)
        #expect(!refusal { try journey.take(.communication(World.talk()), by: World.receiving) }.isEmpty)
        try journey.take(.separation(.init(reason: "Other soup")), by: World.supervising)
        #expect(journey.subject.state == .graded)
        #expect(journey.subject.mergedInto == nil)
        try journey.take(.dispute(.init(route: .court)), by: World.supervising)
        try journey.take(.disputeEnd(.init(outcome: "Settled")), by: World.supervising)
        #expect(journey.subject.state == .graded)
    }

    @Test func `milestones take the moment of recording`() throws {
        var journey = try Journey()
        try journey.take(
            .acknowledgement(.init(communication: World.talk(at: World.thursday), empathyShown: true)),
            by: World.receiving, after: 30)
        #expect(journey.subject.milestones.acknowledgedAt == World.thursday.advanced(byHours: 30))
    }
}
