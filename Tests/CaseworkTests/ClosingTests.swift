import Kernel
import Platform
import Testing

@testable import Casework

@Suite struct ClosingTests {
    private let closure = CaseStep.closure(.init(summary: "Done", learning: "Check lids"))

    @Test func `a satisfied case closes with two confirmations, a summary and a lesson`() throws {
        var journey = try Journey()
        try journey.confirmedBySecond()
        #expect(
            refusal { try journey.take(closure, by: World.receiving) } == ["casework.guard.satisfied_or_agreed"])
        try journey.take(.answer(World.answer()), by: World.daughter)
        #expect(journey.subject.milestones.confirmedAt == journey.now)
        #expect(
            refusal { try journey.take(.closure(.init(summary: "", learning: nil)), by: World.receiving) } == [
                "learning: casework.field.blank", "summary: casework.field.blank",
            ])
        try journey.take(closure, by: World.receiving)
        #expect(journey.subject.state == .closed)
        #expect(journey.subject.closing?.disposition == .satisfied)
        #expect(journey.subject.closing?.isUnresolved == false)
    }

    @Test func `the second confirmation waits for the actions and is nobody's who solved it`() throws {
        var journey = try Journey()
        try journey.told()
        let second = CaseStep.secondConfirmation(.init(actionsSeen: "Lid", guidanceGiven: true))
        #expect(refusal { try journey.take(second, by: World.confirming) } == ["casework.guard.actions_done"])
        try journey.take(.completion(.init(number: 1, evidence: "Photo")), by: World.handling)
        #expect(
            refusal { try journey.take(second, by: World.handling) }
                == ["casework.guard.confirmer_is_not_handler"])
        #expect(
            refusal {
                try journey.take(
                    .secondConfirmation(.init(actionsSeen: "Lid", guidanceGiven: false)), by: World.confirming)
            } == ["guidance_given: casework.field.guidance_needed"])
        try journey.take(.answer(World.answer()), by: World.daughter)
        #expect(refusal { try journey.take(closure, by: World.receiving) } == ["casework.guard.second_confirmed"])
    }

    @Test func `whoever solved it cannot take down the complainant's answer`() throws {
        var journey = try Journey()
        try journey.told()
        #expect(
            refusal { try journey.take(.answer(World.answer()), by: World.handling) }
                == ["casework.guard.answer_not_taken_by_handler"])
    }

    @Test func `an angry complainant's case closes only by the rule and says so for ever`() throws {
        var journey = try Journey()
        try journey.confirmedBySecond()
        try journey.take(.answer(World.answer(.no, result: 1)), by: World.daughter)
        let agreement = CaseStep.agreement(.init(reason: "All was done"))
        #expect(refusal { try journey.take(closure, by: World.receiving) } == ["casework.guard.satisfied_or_agreed"])
        #expect(
            refusal { try journey.take(agreement, by: World.supervising) }
                == ["casework.guard.refused_or_three_attempts"])
        for _ in 1...3 {
            let missed = World.talk(at: journey.now.advanced(byHours: 24), reached: false)
            try journey.take(.communication(missed), by: World.receiving, after: 24)
        }
        #expect(
            refusal { try journey.take(agreement, by: World.receiving) } == ["casework.refusal.not_the_approver"])
        try journey.take(agreement, by: World.supervising)
        try journey.take(closure, by: World.receiving)
        #expect(journey.subject.closing?.disposition == .unsatisfied)
        #expect(journey.subject.closing?.isUnresolved == true)
        #expect(journey.subject.milestones.confirmedAt == nil)
        #expect(
            journey.subject.closing?.watchUntil == journey.now.day(in: .shanghai).advanced(by: 90))
    }

    @Test func `three attempts in one day, or written down days later, do not count`() throws {
        var journey = try Journey()
        try journey.confirmedBySecond()
        for gap in [12, 1, 1] {
            let missed = World.talk(at: journey.now.advanced(byHours: gap), reached: false)
            try journey.take(.communication(missed), by: World.receiving, after: gap)
        }
        #expect(journey.subject.attemptDays.count == 1)
        let told = journey.now
        for day in 1...3 {
            let made = World.talk(at: told.advanced(byHours: 24 * day), reached: false)
            try journey.take(.communication(made), by: World.receiving, after: day == 1 ? 24 * 10 : 1)
        }
        #expect(journey.subject.attemptDays.count == 1)
    }

    @Test func `an explicit refusal counts, but the routes must have gone out in writing`() throws {
        var journey = try Journey()
        try journey.told(.three, .phone)
        try journey.take(.answer(World.answer(.no, refuses: true)), by: World.receiving)
        #expect(
            refusal { try journey.take(.agreement(.init(reason: "Done")), by: World.supervising) }
                == ["casework.guard.routes_explained_in_writing"])
    }

    @Test func `partly satisfied closes when the person agrees`() throws {
        var journey = try Journey()
        try journey.confirmedBySecond()
        try journey.take(.answer(World.answer(.partly)), by: World.daughter)
        #expect(refusal { try journey.take(closure, by: World.receiving) } == ["casework.guard.satisfied_or_agreed"])
        try journey.take(.answer(World.answer(.partly, agrees: true)), by: World.daughter)
        try journey.take(closure, by: World.receiving)
        #expect(journey.subject.closing?.disposition == .partlySatisfied)
    }

    @Test func `an answer that contradicts itself is held for somebody else`() throws {
        let lexicon = try World.data.get().contradictions
        var journey = try Journey()
        try journey.confirmedBySecond()
        var answer = World.answer()
        answer.words = "还是没有解决"
        try journey.take(.answer(lexicon.judged(answer)), by: World.daughter)
        #expect(journey.subject.confirmation.isHeld)
        #expect(refusal { try journey.take(closure, by: World.receiving) } == ["casework.guard.no_held_answer"])
        let release = CaseStep.release(.init(takenAs: .no, explanation: "She meant no"))
        #expect(
            refusal { try journey.take(release, by: World.actor(World.handler, .supervisor)) }
                == ["casework.guard.confirmer_is_not_handler"])
        try journey.take(release, by: World.supervising)
        #expect(refusal { try journey.take(closure, by: World.receiving) } == ["casework.guard.satisfied_or_agreed"])
    }

    @Test func `an employee cannot note a better answer than the complainant gave`() throws {
        var journey = try Journey()
        try journey.confirmedBySecond()
        try journey.take(.answer(World.answer(.no, result: 1)), by: World.daughter)
        try journey.take(.answer(World.answer(.yes)), by: World.receiving)
        #expect(refusal { try journey.take(closure, by: World.receiving) } == ["casework.guard.no_held_answer"])
    }

    @Test func `a graver suggestion after the grading shuts the short path`() throws {
        var journey = try Journey()
        try journey.graded(.four)
        try journey.take(.suggestion(.init(level: .one, reasons: [], ruleVersion: "t")), by: World.program)
        #expect(journey.subject.level.isBelowSuggestion)
        let settlement = Settlement(
            answer: "Heated", finding: .upheld, communication: World.talk(), satisfied: true)
        #expect(
            refusal { try journey.take(.settlement(settlement), by: World.receiving) }
                == ["casework.guard.may_be_settled"])
    }

    @Test(arguments: [(1, true), (2, true), (3, false)])
    func `satisfied with a bad result is a contradiction`(result: Int, held: Bool) {
        #expect(World.answer(result: result).isContradictory == held)
        #expect(World.answer(understood: false).isContradictory)
    }

    @Test func `level four is settled at first contact and only when the person agrees`() throws {
        var journey = try Journey()
        try journey.graded(.four)
        var settlement = Settlement(
            answer: "Heated at once", finding: .upheld, remedies: [.redo], communication: World.talk(),
            satisfied: false)
        #expect(
            refusal { try journey.take(.settlement(settlement), by: World.receiving) }
                == ["satisfied: casework.field.settled_only_when_satisfied"])
        settlement.satisfied = true
        try journey.take(.settlement(settlement), by: World.receiving)
        try journey.take(closure, by: World.receiving)
        #expect(journey.subject.closing?.disposition == .satisfied)
    }

    @Test func `a sampled short path waits for the second look`() throws {
        var journey = try Journey()
        try journey.graded(.four)
        try journey.take(
            .settlement(
                .init(
                    answer: "Heated", finding: .upheld, communication: World.talk(), satisfied: true, sampled: true)),
            by: World.receiving)
        #expect(refusal { try journey.take(closure, by: World.receiving) } == ["casework.guard.second_confirmed"])
        #expect((UInt8.min...UInt8.max).filter { Settlement.isSampled($0, percent: 10) }.count == 26)
    }

    @Test func `level three is not settled at the desk, an inquiry is`() throws {
        let settlement = CaseStep.settlement(
            .init(answer: "At noon", communication: World.talk(), satisfied: true))
        var complaint = try Journey()
        try complaint.graded(.three)
        #expect(
            refusal { try complaint.take(settlement, by: World.receiving) } == ["casework.guard.may_be_settled"])
        var inquiry = try Journey(World.registration(kind: .inquiry))
        try inquiry.take(settlement, by: World.receiving)
        try inquiry.take(.closure(.init(summary: "Answered")), by: World.receiving)
        #expect(inquiry.subject.state == .closed)
    }

    @Test func `serious matters are neither withdrawn nor declined`() throws {
        var journey = try Journey()
        try journey.graded(.two)
        #expect(
            refusal { try journey.take(.withdrawal(.init(reason: "x", ofOwnFreeWill: true)), by: World.daughter) }
                == ["casework.guard.withdrawal_safe"])
        var light = try Journey()
        #expect(
            refusal { try light.take(.withdrawal(.init(reason: "x", ofOwnFreeWill: false)), by: World.daughter) }
                == ["of_own_free_will: casework.field.free_will_needed"])
        try light.take(.withdrawal(.init(reason: "x", ofOwnFreeWill: true)), by: World.daughter)
        #expect(light.subject.state == .withdrawn)
    }

    @Test func `a review is another person's and starts the confirmation anew`() throws {
        var journey = try Journey()
        try journey.told()
        try journey.take(.reviewRequest(.init(reason: "Not fair")), by: World.daughter)
        #expect(
            refusal { try journey.take(.reviewer(.init(reviewer: World.handler)), by: World.leading) }
                == ["reviewer: casework.field.reviewer_was_involved"])
        try journey.take(.reviewer(.init(reviewer: World.reviewer)), by: World.leading)
        let conclusion = CaseStep.reviewConclusion(.init(decisionStands: true, reasons: "Looked again"))
        #expect(
            refusal { try journey.take(conclusion, by: World.handling) } == ["casework.guard.actor_is_reviewer"])
        try journey.take(conclusion, by: World.actor(World.reviewer))
        #expect(journey.subject.state == .decisionReady)
        #expect(journey.subject.decision.letter == nil)
    }
}
