import Kernel

/// Solved or answered by the first receiver at once (当场解决): the short path of level Ⅳ and of kinds without level.
package struct Settlement: CaseChange {
    package var answer: String
    /// For cases with allegations: what they came to.
    package var finding: Finding?
    package var remedies: [Remedy] = []
    package var communication: CaseCommunication
    /// The person says it is solved and understood. Level Ⅳ cannot be settled without.
    package var satisfied: Bool
    /// Drawn by lot for a supervisor's second look (3.4: ten per cent); see `isSampled`.
    package var sampled = false
    /// The article the answer was taken from.
    package var article: UsedArticle?

    package init(
        answer: String, finding: Finding? = nil, remedies: [Remedy] = [], communication: CaseCommunication,
        satisfied: Bool, sampled: Bool = false, article: UsedArticle? = nil
    ) {
        self.answer = answer
        self.finding = finding
        self.remedies = remedies
        self.communication = communication
        self.satisfied = satisfied
        self.sampled = sampled
        self.article = article
    }

    var action: CaseAction { .settle }

    /// Whether a random byte falls into so many per cent.
    package static func isSampled(_ byte: UInt8, percent: Int) -> Bool { Int(byte) * 100 < percent * 256 }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("answer", answer, limit: 10_000)
        communication.check(&fields, prefix: "", at: now)
        fields.require(communication.reached || communication.mode.isWritten, "reached", "feedback_must_arrive")
        if subject.kind.isGraded {
            fields.require(satisfied, "satisfied", "settled_only_when_satisfied")
            fields.require(finding != nil || subject.allegations.isEmpty, "finding", "finding_needed")
        }
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.milestones.acknowledgedAt = subject.milestones.acknowledgedAt ?? now
        subject.milestones.feedbackAt = subject.milestones.feedbackAt ?? now
        subject.milestones.decisionAt = subject.milestones.decisionAt ?? now
        for number in subject.allegations.map(\.number) {
            subject.alterAllegation(number) {
                $0.finding = $0.finding ?? finding
                $0.reasons = $0.reasons ?? answer
            }
        }
        subject.decision.settlement = self
        if let staff = author.staffID { subject.handling.handlersEver.insert(staff) }
        if subject.handler == nil { subject.handler = author.staffID }
        subject.log(communication, by: author, at: now)
    }
}

extension Case {
    /// Kinds without level can always be answered at once; graded ones only at a confirmed level Ⅳ.
    var mayBeSettled: Bool { !kind.isGraded || (level.confirmed == .four && !level.isBelowSuggestion) }

    /// On the short path only a sample gets a second confirmation; every other graded case needs one.
    package var needsSecondConfirmation: Bool {
        guard kind.isGraded else { return false }
        guard let settlement = decision.settlement else { return true }
        return settlement.sampled
    }
}
