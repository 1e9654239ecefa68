import Kernel
import Platform
import Testing

@testable import Casework

@Suite struct DecisionTests {
    @Test func `a proposal waits for findings and for the causes of the level`() throws {
        var journey = try Journey()
        try journey.investigated(.two)
        let proposal = CaseStep.proposal(.init(plan: "Heat it", remedies: [.spokenApology], actions: []))
        #expect(
            refusal { try journey.take(proposal, by: World.handling) }
                == ["casework.guard.every_allegation_has_finding"])
        try journey.take(
            .finding(
                .init(allegation: 1, finding: .upheld, reasons: "Log", causes: Causes(primary: .maintenance))),
            by: World.handling)
        #expect(refusal { try journey.take(proposal, by: World.handling) } == ["casework.guard.causes_given"])
    }

    @Test func `one letter with three issues has three findings and is one case`() throws {
        var journey = try Journey()
        try journey.investigated()
        for code in ["ATT-01", "FEE-01"] {
            try journey.take(
                .allegation(.init(text: code, category: World.category(code))), by: World.handling)
        }
        #expect(journey.subject.allegations.map(\.number) == [1, 2, 3])
        for (number, finding) in [(1, Finding.upheld), (2, .notUpheld), (3, .unverifiable)] {
            try journey.take(
                .finding(
                    .init(
                        allegation: number, finding: finding, reasons: "Because",
                        causes: Causes(primary: .unknown))), by: World.handling)
        }
        try journey.take(
            .proposal(.init(plan: "Heat it", remedies: [.spokenApology], actions: [])), by: World.handling)
        try journey.take(.approval(.init()), by: World.supervising)
        var letter = World.letter(for: journey.subject)
        letter.points.removeLast()
        #expect(
            refusal { try journey.take(.letter(letter), by: World.handling) }
                == ["points.3: casework.field.letter_point"])
        try journey.take(.letter(World.letter(for: journey.subject)), by: World.handling)
        #expect(journey.subject.allegations.compactMap(\.finding) == [.upheld, .notUpheld, .unverifiable])
    }

    @Test func `every part of the letter is asked for`() throws {
        var journey = try Journey()
        try journey.decided()
        var letter = World.letter(for: journey.subject)
        letter.lookedAt = ""
        letter.apology = nil
        letter.actions = []
        letter.ladder = [.internalReview]
        letter.contactWords = ""
        letter.points[0].reasons = " "
        #expect(
            refusal { try journey.take(.letter(letter), by: World.handling) } == [
                "actions.1: casework.field.letter_action", "apology: casework.field.blank",
                "contact: casework.field.blank", "ladder: casework.field.letter_ladder",
                "looked_at: casework.field.blank", "points.1: casework.field.blank",
            ])
        #expect(
            refusal { try journey.take(.notice(.init(communication: World.talk())), by: World.handling) }
                == ["casework.guard.decision_letter_complete"])
    }

    @Test func `a letter cannot say another finding than the record`() throws {
        var journey = try Journey()
        try journey.decided()
        var letter = World.letter(for: journey.subject)
        letter.points[0].finding = .notUpheld
        #expect(
            refusal { try journey.take(.letter(letter), by: World.handling) }
                == ["points.1: casework.field.letter_point"])
    }

    @Test func `nobody approves their own proposal`() throws {
        var journey = try Journey()
        try journey.proposed()
        let own = World.actor(World.handler, .supervisor)
        #expect(
            refusal { try journey.take(.approval(.init()), by: own) } == ["casework.guard.approver_is_not_proposer"])
    }

    @Test func `a proposer who is not the handler is refused all the same, and the handler too`() throws {
        var journey = try Journey()
        try journey.found()
        try journey.take(
            .proposal(.init(plan: "Heat it", remedies: [.spokenApology], actions: [])),
            by: World.actor(World.head, .unitHead))
        #expect(
            refusal { try journey.take(.approval(.init()), by: World.actor(World.handler, .supervisor)) }
                == ["casework.guard.approver_is_not_handler"])
    }

    @Test(arguments: [ResponseLevel.one, .two])
    func `a supervisor does not decide levels one and two`(level: ResponseLevel) throws {
        var journey = try Journey()
        try journey.proposed(level)
        #expect(
            refusal { try journey.take(.approval(.init()), by: World.supervising) }
                == ["casework.refusal.not_the_approver"])
    }

    @Test(arguments: [
        (500, Role.supervisor, true), (501, .supervisor, false), (501, .director, true),
        (5001, .director, false), (5001, .chiefExecutive, true),
    ])
    func `money is approved up to the limit of the office`(yuan: Int, role: Role, allowed: Bool) throws {
        var journey = try Journey()
        try journey.proposed(amount: Money(yuan: Int64(yuan)))
        let refused = refusal { try journey.take(.approval(.init()), by: World.actor(World.boss, role)) }
        #expect(refused == (allowed ? [] : ["casework.guard.amount_within_limit"]))
    }

    @Test func `the decision stops its clock and the actions run on`() throws {
        var journey = try Journey()
        try journey.told()
        #expect(journey.subject.milestones.decisionAt == journey.now)
        #expect(journey.subject.milestones.feedbackAt == journey.now)
        #expect(journey.subject.milestones.actionsDoneAt == nil)
        try journey.take(.completion(.init(number: 1, evidence: "Photo")), by: World.handling)
        #expect(journey.subject.milestones.actionsDoneAt == journey.now)
        #expect(
            refusal { try journey.take(.completion(.init(number: 1, evidence: "x")), by: World.handling) }
                == ["casework.guard.has_open_action"])
    }

    @Test func `a level one case is made safe before anything is proposed`() throws {
        var journey = try Journey()
        try journey.found(.two)
        try journey.take(.upgrade(.init(level: .one, reason: "Worse")), by: World.handling)
        #expect(
            refusal {
                try journey.take(
                    .proposal(.init(plan: "x", remedies: [.redo], actions: [])), by: World.handling)
            } == ["casework.guard.safe_for_level_one"])
    }
}
