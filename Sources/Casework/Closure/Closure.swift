import Kernel

/// How a case ended (处理结果): satisfied or not is never lost in a plain "closed".
package enum Disposition: String, Codable, Sendable, CaseIterable {
    /// 满意解决
    case satisfied
    /// 部分满意
    case partlySatisfied = "partly_satisfied"
    /// 未满意
    case unsatisfied
    /// 未经确认：the complainant could not be reached and said neither yes nor no; counted apart (3.5)
    case unconfirmed
    /// 无需处理
    case nothingToDo = "nothing_to_do"
}

/// What stays of a closed case (结案情况).
package struct Closing: Hashable, Codable, Sendable {
    package let summary: String
    package let learning: String?
    package let disposition: Disposition
    /// 未满意结案：shown wherever the case is shown.
    package let isUnresolved: Bool
    /// Until when new complaints of the person are watched as repeats (3.5: 90 days).
    package let watchUntil: LocalDay
    package let by: Author
}

/// The end of a case (结案). Summary always (S1-43), the lesson for every graded case (S4-38).
package struct Closure: CaseChange {
    package var summary: String
    package var learning: String?

    static let watchDays = 90

    var action: CaseAction { .close }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("summary", summary, limit: 10_000)
        if subject.kind.isGraded {
            fields.text("learning", learning)
        } else {
            fields.optional("learning", learning)
        }
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.milestones.closedAt = now
        if subject.isSatisfied { subject.milestones.confirmedAt = subject.milestones.confirmedAt ?? now }
        subject.closing = Closing(
            summary: summary, learning: learning, disposition: subject.disposition,
            isUnresolved: !subject.isSatisfied,
            watchUntil: now.day(in: subject.zone).advanced(by: Closure.watchDays), by: author)
    }
}

/// The case is taken up again (重开): a new round begins, what the clocks of the old one showed stays.
package struct Reopening: CaseChange {
    package var reason: String

    var action: CaseAction { .reopen }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("reason", reason)
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.earlierRounds.append(subject.milestones)
        subject.milestones = Milestones(receivedAt: now, registeredAt: now)
        subject.closing = nil
        subject.decision = Decision()
        subject.confirmation = Confirmation()
        subject.timing = CaseTiming()
        subject.handling.offer = nil
        subject.teamwork.endRound(at: now)
        if subject.watchKept != nil { subject.watch.endRound(at: now) }
        subject.handling.review = nil
        subject.handler = nil
        subject.holder = subject.firstReceiver.map { .staff($0) } ?? .group(subject.accountableGroup)
        if let receiver = subject.firstReceiver, subject.complainedAbout.staff.contains(receiver) {
            subject.holder = .group(subject.accountableGroup)
        }
        for number in subject.allegations.map(\.number) { subject.alterAllegation(number) { $0.finding = nil } }
    }
}

extension Case {
    package var isReopened: Bool { !earlierRounds.isEmpty }

    /// Without an answer nobody is counted as satisfied.
    fileprivate var disposition: Disposition {
        switch satisfaction {
        case .yes where isSatisfied: .satisfied
        case .partly: .partlySatisfied
        case .yes, .no: .unsatisfied
        case nil: kind.isGraded ? .unconfirmed : .nothingToDo
        }
    }
}
