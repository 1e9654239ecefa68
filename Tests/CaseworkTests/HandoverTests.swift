import Deadlines
import Foundation
import Kernel
import Platform
import Testing

@testable import Casework

@Suite struct HandoverTests {
    static let coordinating = World.actor(World.boss, .coordinator)
    private let back = CaseStep.returning(.init(reason: .notOurDuty, basis: "Kitchen matter"))

    private func offered(_ journey: inout Journey, to staff: ID<Staff>, within: Term? = .hours(24)) throws {
        var step = Assignment(handler: staff, responsibleUnit: World.kitchen)
        step.answerWithin = within
        try journey.take(.assignment(step), by: World.supervising)
    }

    @Test func `the first return is assigned anew, the second goes to the coordinator, whose word binds`() throws {
        var journey = try Journey()
        try journey.graded()
        try offered(&journey, to: World.handler)
        try journey.take(back, by: World.handling)
        #expect(journey.subject.state == .graded)
        #expect(!journey.subject.teamwork.isDisputed)
        try offered(&journey, to: World.other)
        try journey.take(back, by: World.confirming)
        #expect(journey.subject.teamwork.disputedSince == journey.now)
        #expect(journey.subject.holder == .staff(World.receiver), "until somebody has it, the old holder answers")
        #expect(
            refusal { try journey.take(.assignment(.init(handler: World.head)), by: World.supervising) }
                == ["casework.guard.not_disputed"])
        try journey.take(
            .arbitration(.init(handler: World.handler, responsibleUnit: World.kitchen, reason: "It is theirs")),
            by: HandoverTests.coordinating)
        #expect(journey.subject.state == .investigating)
        #expect(journey.subject.holder == .staff(World.handler))
        #expect(!journey.subject.teamwork.isDisputed)
        #expect(refusal { try journey.take(back, by: World.handling) } == ["casework.guard.offered_to_actor"])
    }

    @Test func `a return gives its basis`() throws {
        var journey = try Journey()
        try journey.graded()
        try offered(&journey, to: World.handler)
        #expect(
            refusal { try journey.take(.returning(.init(reason: .lackingFacts, basis: " ")), by: World.handling) }
                == ["basis: casework.field.blank"])
    }

    @Test func `an offer cannot be sent back after its limit, and can still be taken`() throws {
        var journey = try Journey()
        try journey.graded()
        try offered(&journey, to: World.handler, within: .hours(2))
        let inTime = journey.subject
        #expect(
            refusal { try journey.take(back, by: World.handling, after: 2) } == ["casework.refusal.return_too_late"])
        journey.subject = inTime
        try journey.take(.acceptance(.init()), by: World.handling, after: 3)
        #expect(journey.subject.handler == World.handler)
    }

    @Test func `hops, waiting and days in dispute are told by unit from the facts alone`() throws {
        var journey = try Journey()
        try journey.graded()
        try offered(&journey, to: World.handler)
        try journey.take(back, by: World.handling, after: 5)
        var step = Assignment(handler: World.other, responsibleUnit: World.group)
        step.answerWithin = .hours(24)
        try journey.take(.assignment(step), by: World.supervising, after: 10)
        try journey.take(.acceptance(.init()), by: World.confirming, after: 20)
        let tallies = try #require(Case.replay(journey.facts)).teamwork.tallies(at: journey.now)
        #expect(
            tallies == [
                HopTally(unit: World.kitchen, hops: 1, returns: 1, waited: 5 * 3_600_000, disputed: 30 * 3_600_000),
                HopTally(unit: World.group, hops: 1, returns: 0, waited: 20 * 3_600_000, disputed: 0),
            ])
        #expect(tallies[0].disputedDays == 2)
    }

    @Test func `no promise to the complainant stops or moves while it is in dispute whose the case is`() throws {
        var journey = try Journey()
        try journey.graded()
        let levels = try World.data.get().levels
        func decision() throws -> Clock? {
            try journey.subject.clocks(by: levels, organisation: .careHome, at: journey.now)
                .first { $0.kind == .decision }?.clock
        }
        let before = try decision()
        try offered(&journey, to: World.handler)
        try journey.take(back, by: World.handling)
        try offered(&journey, to: World.other)
        try journey.take(back, by: World.confirming)
        #expect(try decision() == before)
        let clocks = try journey.subject.clocks(by: levels, organisation: .careHome, at: journey.now)
        #expect(clocks.filter { $0.kind == .acceptance }.allSatisfy { $0.clock.metAt != nil })
        #expect(clocks.contains { $0.kind == .arbitration && $0.clock.finishedAt == nil })
    }

    @Test func `after two transfers only the coordinator passes a case on, at any stage`() throws {
        var journey = try Journey()
        try journey.told()
        for person in [World.other, World.head] { try offered(&journey, to: person) }
        #expect(
            refusal { try journey.take(.assignment(.init(handler: World.reviewer)), by: World.supervising) }
                == ["casework.guard.transfers_left"])
        try journey.take(
            .arbitration(.init(handler: World.reviewer, responsibleUnit: World.kitchen, reason: "Enough")),
            by: HandoverTests.coordinating)
        #expect(journey.subject.state == .decisionCommunicated)
        #expect(journey.subject.handler == World.reviewer)
        #expect(journey.subject.handling.transfers == 3)
    }

    @Test func `a case stored before there was teamwork is read as one without`() throws {
        var journey = try Journey()
        try journey.investigated()
        var stored = try #require(
            JSONSerialization.jsonObject(with: JSONEncoder().encode(journey.subject)) as? [String: Any])
        stored["teamwork"] = nil
        let old = try JSONDecoder().decode(Case.self, from: JSONSerialization.data(withJSONObject: stored))
        #expect(old.teamwork == Teamwork())
        #expect(old.handler == World.handler)
    }

    @Test(arguments: ResponseLevel.allCases)
    func `every level says how long an offer may be sent back and when the coordinator rules`(
        level: ResponseLevel
    ) throws {
        let column = try World.data.get().levels[level]
        #expect(!column.answerOfferWithin.unit.countsDays)
        #expect(!column.rulingWithin.unit.countsDays)
    }
}

@Suite struct StandInTests {
    private func away(_ absent: ID<Staff>, _ by: Holder) -> CaseStep {
        .standIn(.init(absent: absent, by: by, reason: .away))
    }

    @Test func `who acts holds the case while the person responsible stays named, and it goes back`() throws {
        var journey = try Journey()
        try journey.investigated()
        try journey.take(away(World.handler, .staff(World.other)), by: World.program)
        #expect(journey.subject.holder == .staff(World.other))
        #expect(journey.subject.handler == World.handler)
        let acting = Standing(staffID: World.other, roles: [.employee])
        #expect(journey.subject.relations(of: acting).isSuperset(of: [.holder, .handler]))
        #expect(!journey.subject.relations(of: acting).contains(.uninvolved))
        try journey.take(.standInEnd(.init(absent: World.handler)), by: World.program)
        #expect(journey.subject.holder == .staff(World.handler))
        #expect(journey.subject.teamwork.standIns.isEmpty)
        #expect(!journey.subject.relations(of: acting).contains(.handler))
        #expect(Case.replay(journey.facts) == journey.subject)
    }

    @Test func `when who acts is away too it goes on, and back to the first when they return`() throws {
        var journey = try Journey()
        try journey.investigated()
        try journey.take(away(World.handler, .staff(World.other)), by: World.program)
        try journey.take(away(World.other, .staff(World.head)), by: World.program)
        #expect(journey.subject.holder == .staff(World.head))
        try journey.take(.standInEnd(.init(absent: World.handler)), by: World.program)
        #expect(journey.subject.holder == .staff(World.handler))
    }

    @Test func `a case handed on meanwhile stays with its new handler`() throws {
        var journey = try Journey()
        try journey.investigated()
        try journey.take(away(World.handler, .staff(World.other)), by: World.program)
        try journey.take(.assignment(.init(handler: World.head)), by: World.supervising)
        try journey.take(.acceptance(.init()), by: World.actor(World.head))
        try journey.take(.standInEnd(.init(absent: World.handler)), by: World.program)
        #expect(journey.subject.holder == .staff(World.head))
    }

    @Test func `an offer passes to whoever acts for the one who is away`() throws {
        var journey = try Journey()
        try journey.graded()
        try journey.take(.assignment(.init(handler: World.handler)), by: World.supervising)
        try journey.take(away(World.handler, .staff(World.other)), by: World.program)
        try journey.take(.acceptance(.init()), by: World.confirming)
        #expect(journey.subject.handler == World.other)
    }

    @Test func `nobody complained about ever acts in the case`() throws {
        var journey = try Journey(World.registration(about: ComplainedAbout(staff: [World.named])))
        #expect(
            refusal { try journey.take(away(World.receiver, .staff(World.named)), by: World.program) }
                == ["by: casework.field.person_is_named"])
    }

    @Test func `who acts for the handler cannot approve`() throws {
        var journey = try Journey()
        try journey.proposed()
        try journey.take(away(World.handler, .staff(World.boss)), by: World.program)
        #expect(
            refusal { try journey.take(.approval(.init()), by: World.supervising) }
                == ["casework.guard.approver_is_not_handler"])
    }
}

@Suite struct CoHandlingTests {
    private func joining(
        _ journey: Journey, _ owner: ID<Staff> = World.head, unit: ID<OrganisationUnit> = World.kitchen,
        after hours: Int = 24
    ) -> Joining {
        Joining(
            unit: unit, owner: owner, question: "Was the trolley warm?", dueAt: journey.now.advanced(byHours: hours),
            decisionDueAt: World.thursday.advanced(byHours: 240))
    }

    @Test func `the one answer waits for every part`() throws {
        var journey = try Journey()
        try journey.found()
        try journey.take(.joining(joining(journey)), by: World.handling)
        let proposal = CaseStep.proposal(.init(plan: "Heat it", remedies: [.spokenApology], amount: nil, actions: []))
        #expect(refusal { try journey.take(proposal, by: World.handling) } == ["casework.guard.parts_in"])
        let head = World.actor(World.head)
        #expect(
            refusal { try journey.take(.partReport(.init(number: 1, report: "")), by: head) }
                == ["report: casework.field.blank"])
        try journey.take(.partReport(.init(number: 1, report: "It was not")), by: head)
        #expect(journey.subject.teamwork.parts[0].reportedBy == World.head)
        #expect(journey.subject.solvers.contains(World.head), "who handled a part does not confirm the result")
        try journey.take(proposal, by: World.handling)
        #expect(journey.subject.state == .awaitingApproval)
        #expect(Case.replay(journey.facts) == journey.subject)
    }

    @Test func `only the coordinator lets a part go, and says why`() throws {
        var journey = try Journey()
        try journey.found()
        try journey.take(.joining(joining(journey)), by: World.handling)
        #expect(CaseworkRights.lines.filter { $0.action == "casework.waive_part" }.map(\.role) == [.coordinator])
        let coordinating = HandoverTests.coordinating
        #expect(
            refusal { try journey.take(.partWaiver(.init(number: 1, reason: "")), by: coordinating) }
                == ["reason: casework.field.blank"])
        try journey.take(.partWaiver(.init(number: 1, reason: "The log suffices")), by: coordinating)
        try journey.take(
            .proposal(.init(plan: "Heat it", remedies: [.spokenApology], amount: nil, actions: [])),
            by: World.handling)
        #expect(
            refusal { try journey.take(.partWaiver(.init(number: 1, reason: "Again")), by: coordinating) }
                == ["casework.guard.has_open_part"])
    }

    @Test func `a part is reported by its owner or by who acts for them`() throws {
        var journey = try Journey()
        try journey.investigated()
        try journey.take(.joining(joining(journey)), by: World.handling)
        let report = CaseStep.partReport(.init(number: 1, report: "Warm"))
        #expect(refusal { try journey.take(report, by: World.confirming) } == ["casework.guard.has_own_part"])
        try journey.take(
            .standIn(.init(absent: World.head, by: .staff(World.other), reason: .away)), by: World.program)
        try journey.take(report, by: World.confirming)
        #expect(journey.subject.teamwork.parts[0].owner == World.head)
    }

    @Test func `a part lies before the promise, once for a unit, and never with the named`() throws {
        var journey = try Journey(World.registration(about: ComplainedAbout(staff: [World.named])))
        try journey.investigated()
        func faults(_ step: Joining) -> [String] { refusal { try journey.take(.joining(step), by: World.handling) } }
        #expect(faults(joining(journey, World.named)) == ["owner: casework.field.person_is_named"])
        #expect(faults(joining(journey, World.handler)) == ["owner: casework.field.already_handler"])
        #expect(faults(joining(journey, after: -1)) == ["due_at: casework.field.moment_is_past"])
        #expect(faults(joining(journey, after: 500)) == ["due_at: casework.field.after_the_promise"])
        try journey.take(.joining(joining(journey)), by: World.handling)
        #expect(faults(joining(journey, World.other)) == ["unit: casework.field.unit_co_handles"])
    }

    @Test func `the unit complained about in a restricted case is asked for no part`() throws {
        var journey = try Journey(
            World.registration(secrecy: .confidential, about: ComplainedAbout(units: [World.kitchen])))
        try journey.graded()
        #expect(
            refusal { try journey.take(.joining(joining(journey)), by: World.supervising) }
                == ["unit: casework.field.unit_is_named"])
    }
}

@Suite struct SubTaskTests {
    private func task(_ journey: Journey, _ owner: ID<Staff> = World.head) -> CaseStep {
        .task(.init(text: "Call the supplier", owner: owner, dueAt: journey.now.advanced(byHours: 48)))
    }

    @Test func `an open sub-task keeps the case open`() throws {
        var journey = try Journey()
        try journey.confirmedBySecond()
        try journey.take(.answer(World.answer()), by: World.daughter)
        try journey.take(task(journey), by: World.receiving)
        let close = CaseStep.closure(.init(summary: "Hot again", learning: "Check lids"))
        #expect(refusal { try journey.take(close, by: World.receiving) } == ["casework.guard.tasks_done"])
        let done = CaseStep.taskCompletion(.init(number: 1, evidence: "Letter of the supplier"))
        #expect(refusal { try journey.take(done, by: World.confirming) } == ["casework.guard.has_own_task"])
        try journey.take(done, by: World.actor(World.head))
        #expect(journey.subject.teamwork.tasks[0].evidence == "Letter of the supplier")
        try journey.take(close, by: World.receiving)
        #expect(journey.subject.state == .closed)
    }

    @Test func `a sub-task is done with evidence and dropped with a reason`() throws {
        var journey = try Journey()
        try journey.investigated()
        try journey.take(task(journey), by: World.handling)
        #expect(
            refusal { try journey.take(.taskCompletion(.init(number: 1, evidence: "")), by: World.actor(World.head)) }
                == ["evidence: casework.field.blank"])
        #expect(
            refusal { try journey.take(.taskRemoval(.init(number: 2, reason: "")), by: World.handling) }
                == ["number: casework.field.no_such_task", "reason: casework.field.blank"])
        try journey.take(.taskRemoval(.init(number: 1, reason: "Not needed")), by: World.handling)
        #expect(journey.subject.teamwork.openTasks.isEmpty)
    }

    @Test func `a sub-task has words, a moment to come, and an owner who is not complained about`() throws {
        var journey = try Journey(World.registration(about: ComplainedAbout(staff: [World.named])))
        let wrong = CaseStep.task(.init(text: " ", owner: World.named, dueAt: World.thursday))
        #expect(
            refusal { try journey.take(wrong, by: World.receiving) } == [
                "due_at: casework.field.moment_is_past", "owner: casework.field.person_is_named",
                "task: casework.field.blank",
            ])
    }

    @Test func `what was open ends with its round`() throws {
        var journey = try Journey()
        try journey.investigated()
        try journey.take(task(journey), by: World.handling)
        try journey.take(.withdrawal(.init(reason: "Settled", ofOwnFreeWill: true)), by: World.receiving)
        try journey.take(.reopening(.init(reason: "Cold again")), by: World.receiving)
        #expect(journey.subject.teamwork.openTasks.isEmpty)
    }
}
