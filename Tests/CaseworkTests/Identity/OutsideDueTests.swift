import Deadlines
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework

@Suite struct OutsideDueTests {
    private static func told(_ hours: Int) -> CaseCommunication {
        CaseCommunication(
            happenedAt: World.thursday.advanced(byHours: hours), place: "Portal of 12345", mode: .portal,
            matter: "What came of it", party: .authority)
    }

    private static func report(_ reference: String = "HK-1", proof: String = "Receipt 77", at hours: Int = 1)
        -> CaseStep
    {
        .outsideReport(OutsideReport(reference: reference, proof: proof, notice: told(hours)))
    }

    private func clocks(_ subject: Case, at now: Instant = World.thursday) throws -> [CaseClock] {
        try subject.clocks(by: World.data.get().levels, organisation: .careHome, at: now)
    }

    private func referral(dueIn hours: Int?, _ body: Channel = .hotline12345) throws -> Journey {
        var registration = World.registration(kind: .referral)
        registration.outside = OutsideReferral(
            body: body, reference: "HK-1", dueAt: hours.map { World.thursday.advanced(byHours: $0) })
        return try Journey(registration)
    }

    @Test(arguments: Channel.allCases.filter(\.isOutsideBody))
    func `the due moment of each outside body is a clock beside the inner ones`(body: Channel) throws {
        let found = try clocks(try referral(dueIn: 24, body).subject)
        let outer = try #require(found.first { $0.kind == .outside }?.clock)
        #expect(
            outer.reading(at: World.thursday, in: WorkCalendar(zone: .shanghai, years: [])).dueAt
                == World.thursday.advanced(byHours: 24))
        #expect(found.contains { $0.kind == .decision } && found.contains { $0.kind == .firstFeedback })
    }

    @Test func `without a due moment there is no outer clock, but the body still waits`() throws {
        let subject = try referral(dueIn: nil).subject
        #expect(try clocks(subject).allSatisfy { $0.kind != .outside })
        #expect(subject.openReferrals.map(\.reference) == ["HK-1"])
    }

    @Test(arguments: [
        (OutsideDueTests.report("HK-9"), "outside: casework.field.no_open_referral"),
        (OutsideDueTests.report(proof: " "), "proof: casework.field.blank"),
        (
            CaseStep.outsideReport(
                OutsideReport(reference: "HK-1", proof: "Receipt", notice: World.talk())),
            "notice.party: casework.field.authority_needed"
        ),
    ])
    func `a report without proof, number or addressee is refused`(step: CaseStep, fault: String) throws {
        var journey = try referral(dueIn: 24)
        #expect(refusal { try journey.take(step, by: World.receiving) } == [fault])
    }

    @Test func `a report with proof ends the outer clock when it was recorded, late or not`() throws {
        var journey = try referral(dueIn: 2)
        try journey.take(OutsideDueTests.report(), by: World.receiving, after: 5)
        let outer = try #require(try clocks(journey.subject, at: journey.now).first { $0.kind == .outside }?.clock)
        #expect(outer.metAt == journey.now && journey.subject.openReferrals.isEmpty)
        #expect(
            refusal { try journey.take(OutsideDueTests.report(), by: World.receiving) }
                == ["casework.guard.outside_waits"])
    }

    @Test func `a case does not close while an outside body waits for its answer`() throws {
        let line = try #require(Transitions.line(.confirming, .close))
        var journey = try referral(dueIn: 48)
        #expect(line.guards.contains(.outsideAnswered))
        #expect(!Guard.outsideAnswered.holds(for: journey.subject, actor: World.receiving))
        try journey.take(OutsideDueTests.report(), by: World.receiving)
        #expect(Guard.outsideAnswered.holds(for: journey.subject, actor: World.receiving))
    }

    @Test func `a withdrawn referral is still owed to the body that sent it`() throws {
        var journey = try referral(dueIn: 48)
        try journey.take(
            .withdrawal(Withdrawal(reason: "No more", ofOwnFreeWill: true)),
            by: World.actor(World.receiver, .customerService))
        let left = try clocks(journey.subject, at: journey.now)
        #expect(left.first { $0.kind == .outside }?.clock.finishedAt == nil)
        #expect(left.first { $0.kind == .decision }?.clock.finishedAt != nil)
    }

    @Test(arguments: Engine.available)
    func `the earlier of outer and inner due orders the lists and is warned of`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let due = world.clock.now.advanced(byHours: 6)
            let subject = try await world.receive {
                $0.kind = .referral
                $0.outside = OutsideReferral(body: .civilAffairs, reference: "MZ-3", dueAt: due)
            }.subject
            func next() async throws -> (String?, Instant) {
                let id = subject.id
                return try await world.database.read { db in
                    let row = try db.one("SELECT next_due_kind, next_due_at FROM cases WHERE id = \(id)")
                    return (try row.get("next_due_kind"), try row.get("next_due_at"))
                }
            }
            try await world.take(
                .acknowledgement(.init(communication: world.talk(), empathyShown: true)), on: subject.id,
                by: World.receiving)
            #expect(try await next() == ("outside", due))
            world.clock.move(hours: 7)
            #expect(try await Sweep.run(at: world.desk) > 0)
            #expect(try await world.clocks(of: subject.id)["outside"]?.clock.handled.isEmpty == false)
            try await world.take(
                .outsideReport(
                    OutsideReport(
                        reference: "MZ-3", proof: "Receipt",
                        notice: CaseCommunication(
                            happenedAt: world.clock.now, place: "Office", mode: .letter, matter: "Told",
                            party: .authority))), on: subject.id, by: World.receiving)
            #expect(try await next().0 != "outside")
            #expect(try await world.clocks(of: subject.id)["outside"]?.clock.metAt == world.clock.now)
        }
    }
}
