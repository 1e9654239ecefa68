import Kernel
import Platform
import Testing

@testable import Casework

@Suite struct HandlingTests {
    @Test func `a machine can neither acknowledge nor decide`() throws {
        var journey = try Journey()
        let steps: [CaseStep] = [
            .acknowledgement(.init(communication: World.talk(), empathyShown: true)),
            .grading(.init(level: .three)),
        ]
        for step in steps {
            #expect(refusal { try journey.take(step, by: World.program) } == ["casework.refusal.person_only"])
        }
        try journey.take(.suggestion(.init(level: .one, reasons: [], ruleVersion: "t")), by: World.program)
        #expect(journey.subject.level.current == .one)
        #expect(journey.subject.level.confirmed == nil)
    }

    @Test func `acknowledgement is not feedback and feedback has all its parts`() throws {
        var journey = try Journey()
        try journey.graded()
        #expect(journey.subject.milestones.feedbackAt == nil)
        var feedback = Feedback(
            handler: World.handler, understood: "", nextStep: " ", expectedAt: World.thursday,
            communication: World.talk(reached: false))
        #expect(
            refusal { try journey.take(.feedback(feedback), by: World.receiving) } == [
                "expected_at: casework.field.not_later", "next_step: casework.field.blank",
                "reached: casework.field.feedback_must_arrive", "understood: casework.field.blank",
            ])
        feedback.understood = "Cold soup"
        feedback.nextStep = "Ask the kitchen"
        feedback.expectedAt = World.thursday.advanced(byHours: 72)
        feedback.communication = World.talk()
        try journey.take(.feedback(feedback), by: World.receiving)
        #expect(journey.subject.milestones.feedbackAt == journey.now)
        #expect(
            refusal { try journey.take(.feedback(feedback), by: World.receiving) }
                == ["casework.guard.feedback_not_given"])
    }

    @Test func `a communication has its four parts`() throws {
        var journey = try Journey()
        var talk = World.talk(at: World.thursday.advanced(byHours: 99))
        talk.place = ""
        talk.matter = ""
        #expect(
            refusal { try journey.take(.communication(talk), by: World.receiving) } == [
                "happened_at: casework.field.in_the_future", "matter: casework.field.blank",
                "place: casework.field.blank",
            ])
    }

    @Test func `only the approver leads a case out of the levels`() throws {
        var journey = try Journey()
        try journey.graded()
        let conversion = CaseStep.conversion(.init(kind: .inquiry, reason: "Only asked"))
        #expect(
            refusal { try journey.take(conversion, by: World.receiving) } == ["casework.refusal.convert_by_approver"])
        try journey.take(conversion, by: World.supervising)
        #expect(journey.subject.kind == .inquiry)
        try journey.take(.conversion(.init(kind: .complaint, reason: "Still cold")), by: World.receiving)
        #expect(journey.subject.kind == .complaint)
    }

    @Test func `a level is confirmed only after a suggestion`() throws {
        var journey = try Journey()
        #expect(
            refusal { try journey.take(.grading(.init(level: .three)), by: World.receiving) }
                == ["casework.guard.level_suggested"])
    }

    @Test func `confirming below the suggestion is refused`() throws {
        var journey = try Journey()
        try journey.take(.suggestion(.init(level: .two, reasons: [], ruleVersion: "t")), by: World.program)
        #expect(
            refusal { try journey.take(.grading(.init(level: .three)), by: World.receiving) }
                == ["level: casework.field.below_suggestion"])
        try journey.take(.grading(.init(level: .one)), by: World.receiving)
        #expect(journey.subject.level.confirmed == .one)
    }

    @Test func `anyone handling raises the level and only its approver lowers it`() throws {
        var journey = try Journey()
        try journey.graded()
        try journey.take(.upgrade(.init(level: .two, reason: "Injured")), by: World.receiving)
        let down = CaseStep.downgrade(.init(level: .three, reason: "Not injured"))
        #expect(
            refusal { try journey.take(down, by: World.supervising) } == ["casework.refusal.downgrade_by_approver"])
        #expect(
            refusal { try journey.take(.downgrade(.init(level: .three, reason: "")), by: World.directing) }
                == ["reason: casework.field.blank"])
        try journey.take(down, by: World.directing)
        #expect(journey.subject.level.history.map(\.level) == [.three, .two, .three])
        #expect(
            refusal { try journey.take(.upgrade(.init(level: .four, reason: "x")), by: World.receiving) }
                == ["level: casework.field.not_more_serious"])
    }

    @Test func `a hand-over counts only when accepted`() throws {
        var journey = try Journey()
        try journey.graded()
        try journey.take(.assignment(.init(handler: World.handler)), by: World.supervising)
        #expect(journey.subject.holder == .staff(World.receiver))
        #expect(
            refusal { try journey.take(.acceptance(.init()), by: World.confirming) }
                == ["casework.guard.offered_to_actor"])
        try journey.take(.acceptance(.init()), by: World.handling)
        #expect(journey.subject.holder == .staff(World.handler))
        #expect(journey.subject.state == .investigating)
    }

    @Test func `the third transfer is for the coordinator`() throws {
        var journey = try Journey()
        try journey.investigated()
        for person in [World.other, World.head] {
            try journey.take(.assignment(.init(handler: person)), by: World.supervising)
        }
        #expect(
            refusal { try journey.take(.assignment(.init(handler: World.reviewer)), by: World.supervising) }
                == ["casework.guard.transfers_left"])
    }

    @Test func `the first extension is the approver's and the second the next level's`() throws {
        var journey = try Journey()
        try journey.graded()
        let due = World.thursday.advanced(byHours: 240)
        func extension_(_ now: Instant, reason: String = "Supplier late") -> CaseStep {
            .extensionOfTime(
                .init(
                    dueAt: due, newDueAt: due.advanced(byHours: 72), reason: reason, plan: "New lids",
                    notice: World.talk()))
        }
        #expect(
            refusal { try journey.take(extension_(journey.now), by: World.receiving) }
                == ["casework.guard.extender_high_enough"])
        #expect(
            refusal { try journey.take(extension_(journey.now, reason: ""), by: World.supervising) }
                == ["reason: casework.field.blank"])
        try journey.take(extension_(journey.now), by: World.supervising)
        #expect(
            refusal { try journey.take(extension_(journey.now), by: World.supervising) }
                == ["casework.guard.extender_high_enough"])
        try journey.take(extension_(journey.now), by: World.directing)
        #expect(
            refusal { try journey.take(extension_(journey.now), by: World.leading) }
                == ["casework.guard.extensions_left"])
    }

    @Test func `an extension without notice or after the due moment is refused`() throws {
        var journey = try Journey()
        try journey.graded()
        let due = World.thursday.advanced(byHours: 240)
        var silent = ExtensionOfTime(
            dueAt: due, newDueAt: due.advanced(byHours: 24), reason: "Late", plan: "Later",
            notice: World.talk(reached: false))
        #expect(
            refusal { try journey.take(.extensionOfTime(silent), by: World.supervising) }
                == ["notice.reached: casework.field.notice_not_given"])
        silent.dueAt = World.thursday
        #expect(
            refusal { try journey.take(.extensionOfTime(silent), by: World.supervising) }
                == ["casework.refusal.extension_too_late"])
    }

    @Test func `a pause needs the first feedback and always ends`() throws {
        var journey = try Journey()
        try journey.graded()
        let pause = CasePause(
            reason: .complainantAsked, explanation: "Away", until: World.thursday.advanced(byHours: 48))
        #expect(
            refusal { try journey.take(.pause(pause), by: World.supervising) } == ["casework.guard.feedback_given"])
        try journey.take(
            .feedback(
                .init(
                    handler: World.handler, understood: "Soup", nextStep: "Ask",
                    expectedAt: World.thursday.advanced(byHours: 90), communication: World.talk())),
            by: World.receiving)
        var long = pause
        long.until = World.thursday.advanced(byHours: 24 * 60)
        #expect(
            refusal { try journey.take(.pause(long), by: World.supervising) }
                == ["until: casework.field.pause_too_long"])
        try journey.take(.pause(pause), by: World.supervising)
        #expect(journey.subject.timing.isPaused)
        try journey.take(.resumption(.init()), by: World.program, after: 100)
        #expect(journey.subject.timing.pauses.first?.endedAt == pause.until)
    }
}
