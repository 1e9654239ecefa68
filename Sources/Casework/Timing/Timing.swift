import Kernel

/// Marks that lie over the state of a case: extended, paused, escalated (已延期、暂停计时、已升级).
package struct CaseTiming: Hashable, Codable, Sendable {
    package internal(set) var extensions: [ExtensionOfTime] = []
    package internal(set) var pauses: [PauseRecord] = []
    package internal(set) var pausedUntil: Instant?
    package internal(set) var escalations: [EscalationRecord] = []
    package internal(set) var severalDepartments = false

    package var isPaused: Bool { pausedUntil != nil }
    package var isEscalated: Bool { !escalations.isEmpty }
    package var isExtended: Bool { !extensions.isEmpty }

    /// One pause, from when to when; `endedAt` is empty while it lasts.
    package struct PauseRecord: Hashable, Codable, Sendable {
        package let pause: CasePause
        package let from: Instant
        package internal(set) var endedAt: Instant?
    }

    package struct EscalationRecord: Hashable, Codable, Sendable {
        package let escalation: Escalation
        package let at: Instant
        package let by: Author
    }
}

/// A later date for the decision (延期, S0-18): asked before the old one is past, with reason, plan and proof that the
/// complainant was told. Never for the 48 hours; once by the approver, once more by the level above.
package struct ExtensionOfTime: CaseChange {
    /// The due moment now, frozen with the fact.
    package var dueAt: Instant
    package var newDueAt: Instant
    package var reason: String
    package var plan: String
    /// How the complainant was told.
    package var notice: CaseCommunication

    var action: CaseAction { .extend }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        guard now < dueAt else { throw .conflict("casework.refusal.extension_too_late") }
        var fields = FieldCheck()
        fields.text("reason", reason)
        fields.text("plan", plan)
        fields.require(dueAt < newDueAt, "new_due", "not_later")
        notice.checkAsNotice(&fields, at: now)
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.timing.extensions.append(self)
        subject.log(notice, by: author, at: now)
    }
}

/// The listed reasons for which time may stand still (暂停计时事由).
package enum PauseReason: String, Codable, Sendable, CaseIterable {
    /// 投诉人要求暂缓
    case complainantAsked = "complainant_asked"
    /// 等待投诉人补充材料
    case waitingForComplainant = "waiting_for_complainant"
    /// 等待外部鉴定或调查
    case outsideInquiry = "outside_inquiry"
    /// 不可抗力
    case forceMajeure = "force_majeure"
}

/// Stops the decision clock until a day that is always named (暂停). The first feedback is never paused.
package struct CasePause: CaseChange {
    static let longestDays = 30

    package var reason: PauseReason
    package var explanation: String
    package var until: Instant

    var action: CaseAction { .pause }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("explanation", explanation)
        fields.require(now < until, "until", "not_later")
        fields.require(until <= now.advanced(byHours: CasePause.longestDays * 24), "until", "pause_too_long")
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.timing.pausedUntil = until
        subject.timing.pauses.append(.init(pause: self, from: now))
    }
}

/// Time runs again (恢复计时), by a person or by itself when the named day has come.
package struct Resumption: CaseChange {
    package init() {}
    var action: CaseAction { .resume }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.timing.pausedUntil = nil
        guard let last = subject.timing.pauses.indices.last else { return }
        subject.timing.pauses[last].endedAt = min(now, subject.timing.pauses[last].pause.until)
    }
}

/// A call upwards (升级督办): by the clock or by anyone who handles the case.
package struct Escalation: CaseChange {
    package var role: Role
    package var reason: Message

    package init(role: Role, reason: Message) {
        self.role = role
        self.reason = reason
    }

    var action: CaseAction { .escalate }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.timing.escalations.append(.init(escalation: self, at: now, by: author))
    }
}
