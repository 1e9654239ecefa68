import Kernel
import Platform
import Testing

@testable import Casework

private let inspecting = World.actor(World.reviewer, .qualitySupervisor)
private let staffing = World.actor(World.other, .humanResources)

@Suite struct SupervisionRuleTests {
    private func supervised() throws -> Journey {
        var journey = try Journey()
        try journey.investigated()
        try journey.take(.supervision(.init(wanted: "Say who carried the tray", workingDays: 2)), by: inspecting)
        return journey
    }

    @Test func `a note lies on the desk of the case, is answered, and its answer accepted`() throws {
        var journey = try supervised()
        #expect(journey.subject.watch.notes.first?.to == .staff(World.handler))
        try journey.take(.supervisionAnswer(.init(number: 1, answer: "The night shift")), by: World.handling)
        try journey.take(.supervisionAcceptance(.init(number: 1, remark: "Good")), by: inspecting)
        #expect(journey.subject.watch.openNotes.isEmpty)
        #expect(Case.replay(journey.facts) == journey.subject)
    }

    @Test func `an answer goes back once with a reason and a new day, never twice`() throws {
        var journey = try supervised()
        try journey.take(.supervisionAnswer(.init(number: 1, answer: "Somebody")), by: World.handling)
        try journey.take(
            .supervisionReturn(.init(number: 1, reason: "Who?", workingDays: 1)), by: inspecting)
        #expect(journey.subject.watch.notes[0].awaitsAnswer)
        #expect(journey.subject.watch.notes[0].sentBack?.answer == "Somebody")
        try journey.take(.supervisionAnswer(.init(number: 1, answer: "Lu Mei")), by: World.handling)
        #expect(
            refusal {
                try journey.take(.supervisionReturn(.init(number: 1, reason: "Why?", workingDays: 1)), by: inspecting)
            } == ["number: casework.field.sent_back_before"])
        try journey.take(.supervisionAcceptance(.init(number: 1)), by: inspecting)
    }

    @Test func `an open note keeps the case from closing`() throws {
        var journey = try Journey()
        try journey.confirmedBySecond()
        try journey.take(.answer(World.answer()), by: World.daughter)
        try journey.take(.supervision(.init(wanted: "Show the new lid", workingDays: 3)), by: inspecting)
        let closing = CaseStep.closure(.init(summary: "Hot again", learning: "Check lids"))
        #expect(refusal { try journey.take(closing, by: World.receiving) } == ["casework.guard.notes_answered"])
        try journey.take(.supervisionAnswer(.init(number: 1, answer: "Photo")), by: World.handling)
        #expect(refusal { try journey.take(closing, by: World.receiving) } == ["casework.guard.notes_answered"])
        try journey.take(.supervisionAcceptance(.init(number: 1)), by: inspecting)
        try journey.take(closing, by: World.receiving)
    }

    @Test func `nobody supervises their own desk, answers their own note, or accepts their own answer`() throws {
        var journey = try Journey()
        try journey.investigated()
        let holder = World.actor(World.handler, .supervisor)
        let note = CaseStep.supervision(.init(wanted: "More", workingDays: 2))
        #expect(refusal { try journey.take(note, by: holder) } == ["casework.guard.holder_is_another"])
        try journey.take(note, by: inspecting)
        let answer = CaseStep.supervisionAnswer(.init(number: 1, answer: "Done"))
        #expect(refusal { try journey.take(answer, by: inspecting) } == ["casework.refusal.own_note"])
        try journey.take(answer, by: holder)
        let accepting = CaseStep.supervisionAcceptance(.init(number: 1))
        #expect(refusal { try journey.take(accepting, by: holder) } == ["casework.refusal.judge_answered"])
        var other = try Journey(World.registration(about: ComplainedAbout(staff: [World.named])))
        try other.investigated()
        let named = World.actor(World.named, .qualitySupervisor)
        #expect(refusal { try other.take(note, by: named) } == ["casework.refusal.conflict_of_interest"])
    }

    @Test(arguments: [
        ("", 2, "wanted: casework.field.blank"), ("x", 0, "working_days: casework.field.note_days"),
        ("x", 31, "working_days: casework.field.note_days"),
    ])
    func `a note says what and by when`(wanted: String, days: Int, fault: String) throws {
        var journey = try Journey()
        try journey.investigated()
        #expect(
            refusal {
                try journey.take(.supervision(.init(wanted: wanted, workingDays: days)), by: inspecting)
            } == [fault])
    }

    @Test func `the clock of a note is met by its answer, and a second one runs after it was sent back`() throws {
        var journey = try supervised()
        let levels = try World.data.get().levels
        func clocks() throws -> [String: CaseClock] {
            Dictionary(
                uniqueKeysWithValues: try journey.subject.clocks(
                    by: levels, organisation: .careHome, at: journey.now
                ).map { ($0.name.rawValue, $0) })
        }
        #expect(try clocks()["supervision.1"]?.clock.metAt == nil)
        #expect(try clocks()["supervision.1"]?.holderID == World.handler.text)
        try journey.take(.supervisionAnswer(.init(number: 1, answer: "Somebody")), by: World.handling)
        try journey.take(.supervisionReturn(.init(number: 1, reason: "Who?", workingDays: 1)), by: inspecting)
        #expect(try clocks()["supervision.1"]?.clock.metAt != nil)
        #expect(try clocks()["supervision_again.1"]?.clock.finishedAt == nil)
    }
}

@Suite struct EmergencyRuleTests {
    private let acting = CaseStep.emergencyDecision(.init(decided: "Moved her to another room"))

    @Test func `without a declared emergency nobody oversteps`() throws {
        var journey = try Journey()
        try journey.proposed()
        #expect(refusal { try journey.take(acting, by: World.confirming) } == ["casework.guard.emergency_declared"])
        #expect(
            refusal { try journey.take(.approval(.init()), by: World.confirming) }
                == ["casework.refusal.not_the_approver"])
    }

    @Test func `the temporary group acts at once, also for an approver, and nobody else does`() throws {
        var journey = try Journey()
        try journey.proposed()
        try journey.take(.emergency(.init(situation: "Fire", members: [World.other])), by: World.supervising)
        #expect(
            refusal { try journey.take(acting, by: World.actor(World.reviewer)) }
                == ["casework.guard.in_emergency_group"])
        try journey.take(acting, by: World.confirming)
        try journey.take(.approval(.init()), by: World.confirming)
        #expect(journey.subject.decision.approvedBy == World.other)
        let standing = Standing(staffID: World.other, roles: [.employee])
        #expect(journey.subject.relations(of: standing).contains(.emergencyGroup))
        try journey.take(.emergencyReport(.init(done: "Moved her", why: "Smoke")), by: World.confirming)
        #expect(!journey.subject.relations(of: standing).contains(.emergencyGroup))
        #expect(refusal { try journey.take(acting, by: World.confirming) } == ["casework.guard.emergency_declared"])
        #expect(Case.replay(journey.facts) == journey.subject)
    }

    @Test func `separation holds in an emergency too: the proposer does not approve`() throws {
        var journey = try Journey()
        try journey.proposed()
        try journey.take(.emergency(.init(situation: "Fire", members: [World.handler])), by: World.supervising)
        #expect(
            refusal { try journey.take(.approval(.init()), by: World.handling) }
                == ["casework.guard.approver_is_not_proposer"])
    }

    @Test func `the report is due within twenty-four hours and met by the report, and keeps the case open`() throws {
        var journey = try Journey()
        try journey.confirmedBySecond()
        try journey.take(.answer(World.answer()), by: World.daughter)
        try journey.take(.emergency(.init(situation: "Fire", members: [World.other])), by: World.supervising)
        let emergency = try #require(journey.subject.watch.emergency)
        #expect(emergency.reportDueAt == emergency.declaredAt.advanced(byHours: 24))
        let levels = try World.data.get().levels
        let clock = try #require(
            try journey.subject.clocks(by: levels, organisation: .careHome, at: journey.now)
                .first { $0.kind == .emergencyReport })
        #expect(clock.holderID == World.boss.text && clock.clock.finishedAt == nil)
        let closing = CaseStep.closure(.init(summary: "Hot again", learning: "Check lids"))
        #expect(refusal { try journey.take(closing, by: World.receiving) } == ["casework.guard.no_emergency"])
        try journey.take(.emergencyReport(.init(done: "Moved her", why: "Smoke")), by: World.supervising)
        try journey.take(closing, by: World.receiving)
    }

    @Test func `whoever is complained about is in no temporary group`() throws {
        var journey = try Journey(World.registration(about: ComplainedAbout(staff: [World.named])))
        #expect(
            refusal {
                try journey.take(
                    .emergency(.init(situation: "Fire", members: [World.named])), by: World.supervising)
            } == ["members: casework.field.person_is_named"])
    }
}

@Suite struct AccountabilityRuleTests {
    private func proposal(
        _ person: ID<Staff> = World.handler, _ reason: AccountReason = .neglect,
        _ measures: Set<AccountMeasure> = [.talk], stated: Bool = true
    ) -> CaseStep {
        .account(
            .init(person: person, reason: reason, grounds: "Rule 4", measures: measures, notForReporting: stated))
    }

    private func found() throws -> Journey {
        var journey = try Journey(World.registration(about: ComplainedAbout(staff: [World.named])))
        try journey.found()
        return journey
    }

    @Test func `nobody is held to account before there are findings`() throws {
        var journey = try Journey()
        try journey.investigated()
        #expect(
            refusal { try journey.take(proposal(), by: staffing) } == ["casework.guard.every_allegation_has_finding"])
    }

    @Test func `it is proposed, heard, and decided by another`() throws {
        var journey = try found()
        try journey.take(proposal(World.named), by: staffing)
        let ruling = CaseStep.accountRuling(.init(number: 1, agrees: true, reasons: "Clear"))
        #expect(refusal { try journey.take(ruling, by: World.leading) } == ["casework.guard.account_heard"])
        try journey.take(
            .accountHearing(.init(number: 1, declined: false, statement: "I was alone", heardAt: journey.now)),
            by: staffing)
        #expect(
            refusal { try journey.take(ruling, by: World.actor(World.other, .director)) }
                == ["casework.refusal.ruler_is_party"])
        #expect(
            refusal { try journey.take(ruling, by: World.actor(World.handler, .director)) }
                == ["casework.refusal.ruler_is_party"])
        try journey.take(ruling, by: World.leading)
        #expect(journey.subject.watch.accounts[0].ruling?.agrees == true)
        #expect(journey.subject.watch.accounts[0].hearing?.statement == "I was alone")
        #expect(Case.replay(journey.facts) == journey.subject)
    }

    @Test func `that somebody declined to be heard is recorded too, and a statement cannot be empty`() throws {
        var journey = try found()
        try journey.take(proposal(World.named), by: staffing)
        #expect(
            refusal {
                try journey.take(
                    .accountHearing(.init(number: 1, declined: false, statement: "", heardAt: journey.now)),
                    by: staffing)
            } == ["statement: casework.field.blank"])
        try journey.take(
            .accountHearing(.init(number: 1, declined: true, statement: nil, heardAt: journey.now)), by: staffing)
        #expect(journey.subject.watch.accounts[0].hearing?.statement == nil)
    }

    @Test(arguments: AccountReason.allCases)
    func `a measure fits its reason: support for a slip, measures only for what was chosen`(
        reason: AccountReason
    ) throws {
        var journey = try found()
        let others = Set(AccountMeasure.allCases).subtracting(reason.measures)
        #expect(
            refusal { try journey.take(proposal(World.named, reason, others), by: staffing) }
                == ["measures: casework.field.measure_does_not_fit"])
        try journey.take(proposal(World.named, reason, reason.measures), by: staffing)
        if reason == .humanError || reason == .systemCause { #expect(!reason.measures.contains(.warn)) }
    }

    @Test func `nobody is held to account for having spoken up`() throws {
        var journey = try found()
        #expect(
            refusal { try journey.take(proposal(World.named, stated: false), by: staffing) }
                == ["not_for_reporting: casework.field.not_for_reporting_needed"])
        #expect(
            refusal { try journey.take(proposal(World.reviewer), by: staffing) }
                == ["person: casework.field.not_answerable"])
        let employee = Complainant(kind: .employee, name: "Receiver", phone: "13900000009")
        var own = try Journey(World.registration(complainant: employee))
        try own.found()
        #expect(
            refusal { try own.take(proposal(World.receiver), by: staffing) }
                == ["person: casework.field.not_answerable"])
    }

    @Test func `nobody proposes, hears or decides what concerns themselves`() throws {
        var journey = try found()
        let own = World.actor(World.handler, .director)
        #expect(refusal { try journey.take(proposal(), by: own) } == ["casework.refusal.own_account"])
        try journey.take(proposal(), by: staffing)
        let hearing = CaseStep.accountHearing(
            .init(number: 1, declined: true, statement: nil, heardAt: journey.now.advanced(byHours: 1)))
        #expect(refusal { try journey.take(hearing, by: own) } == ["casework.refusal.own_account"])
    }

    @Test func `few hold the rights to it, and the auditor only reads`() {
        func roles(_ action: CaseAction) -> Set<Role> {
            Set(CaseworkRights.lines.filter { $0.action == action.rawValue }.map(\.role))
        }
        #expect(roles(.proposeAccount) == [.humanResources, .director])
        #expect(roles(.decideAccount) == [.director, .chiefExecutive])
        #expect(roles(.readAccountability) == [.humanResources, .director, .chiefExecutive, .auditor])
    }
}

@Suite struct AttributionRuleTests {
    @Test func `the case leaves the desk of whoever turns out to be complained about`() throws {
        var journey = try Journey()
        try journey.investigated()
        try journey.take(
            .task(.init(text: "Call", owner: World.handler, dueAt: journey.now.advanced(byHours: 30))),
            by: World.receiving)
        try journey.take(
            .attribution(.init(staff: [World.handler], units: [], reason: "He cooked it")), by: World.supervising)
        let subject = journey.subject
        #expect(subject.holder == .group(World.group) && subject.handler == nil)
        #expect(subject.teamwork.openTasks.isEmpty)
        #expect(subject.relations(of: Standing(staffID: World.handler, roles: [.employee])).contains(.named))
        #expect(
            refusal { try journey.take(.note(.init(text: "But")), by: World.handling) }
                == ["casework.refusal.conflict_of_interest"])
        #expect(Case.replay(journey.facts) == journey.subject)
    }

    @Test func `an offer to somebody in conflict is taken back and the case can be offered anew`() throws {
        var journey = try Journey()
        try journey.graded()
        try journey.take(.assignment(.init(handler: World.handler)), by: World.supervising)
        try journey.take(
            .attribution(.init(staff: [World.handler], units: [], reason: "He cooked it")), by: World.receiving)
        #expect(journey.subject.handling.offer == nil)
        try journey.take(.assignment(.init(handler: World.other)), by: World.supervising)
        try journey.take(.acceptance(.init()), by: World.confirming)
        #expect(journey.subject.holder == .staff(World.other))
    }

    @Test func `anybody at work adds a name, a leader takes one out, and a change there must be`() throws {
        var journey = try Journey(World.registration(about: ComplainedAbout(staff: [World.named])))
        try journey.graded()
        func step(_ staff: Set<ID<Staff>>) -> CaseStep {
            .attribution(.init(staff: staff, units: [], reason: "It was another"))
        }
        #expect(
            refusal { try journey.take(step([World.named]), by: World.receiving) }
                == ["add_staff: casework.field.same_as_before"])
        #expect(
            refusal { try journey.take(step([]), by: World.receiving) } == ["keep: casework.field.leader_removes"])
        try journey.take(step([World.named, World.head]), by: World.receiving)
        try journey.take(step([World.head]), by: World.supervising)
        #expect(journey.subject.watch.attributions.map(\.before.staff) == [[World.named], [World.named, World.head]])
    }
}
