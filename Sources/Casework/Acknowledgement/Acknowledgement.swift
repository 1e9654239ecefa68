import Kernel

/// A person tells the complainant that they were heard (受理回执, T1). An automatic receipt is a communication, not this.
package struct Acknowledgement: CaseChange {
    package var communication: CaseCommunication
    /// 已致歉、安抚 (S1-38)
    package var empathyShown: Bool

    var action: CaseAction { .acknowledge }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        communication.check(&fields, prefix: "", at: now)
        fields.require(empathyShown || subject.kind != .complaint, "empathy_shown", "empathy_needed")
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.milestones.acknowledgedAt = now
        subject.log(communication, by: author, at: now)
    }
}

/// The first substantive feedback (首次实质反馈, T2, reading 3): who handles it, what was understood, what comes next
/// and by when. Only a person can give it.
package struct Feedback: CaseChange {
    package var handler: ID<Staff>
    package var understood: String
    package var nextStep: String
    package var expectedAt: Instant
    package var communication: CaseCommunication

    var action: CaseAction { .giveFeedback }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("understood", understood)
        fields.text("next_step", nextStep)
        fields.require(now < expectedAt, "expected_at", "not_later")
        fields.require(!subject.complainedAbout.staff.contains(handler), "handler", "person_is_named")
        communication.check(&fields, prefix: "", at: now)
        fields.require(communication.reached || communication.mode.isWritten, "reached", "feedback_must_arrive")
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.milestones.feedbackAt = now
        if subject.milestones.acknowledgedAt == nil { subject.milestones.acknowledgedAt = now }
        subject.log(communication, by: author, at: now)
    }
}

/// What was done at once to keep somebody from harm (先行处置).
package struct SafetyMeasure: CaseChange {
    package var measure: String
    /// Whether the representative or emergency contact was told.
    package var representativeTold: Bool

    var action: CaseAction { .makeSafe }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("measure", measure)
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.handling.safety.append(self)
        subject.handling.madeSafeAt = subject.inThisRound(subject.handling.madeSafeAt) ?? now
        if representativeTold {
            subject.handling.representativeToldAt = subject.inThisRound(subject.handling.representativeToldAt) ?? now
        }
    }
}
