import Kernel

/// The way from proposal to the complainant's knowledge of the decision (处理方案与反馈).
package struct Decision: Hashable, Codable, Sendable {
    package internal(set) var proposal: Proposal?
    package internal(set) var proposedBy: ID<Staff>?
    package internal(set) var approvedBy: ID<Staff>?
    package internal(set) var approvedAt: Instant?
    /// The roles the approver held then: they bound what may be paid (3.6).
    package internal(set) var approvedAs: Set<Role>?
    package internal(set) var actions: [PromisedAction] = []
    package internal(set) var letter: DecisionLetter?
    /// The letter, appeal ladder included, went out in a form that can be read again (3.5).
    package internal(set) var routesExplainedInWriting = false
    package internal(set) var settlement: Settlement?

    package var isApproved: Bool { approvedBy != nil }
    /// The sums that bound the approver: those in force when it was proposed.
    var remedyLimits: RemedyLimits { proposal?.limits ?? .standard }
}

/// Something promised to the complainant with an owner and a day (承诺措施).
package struct PromisedAction: Hashable, Codable, Sendable {
    package let number: Int
    package let text: String
    package let owner: ID<Staff>
    package let dueOn: LocalDay
    package internal(set) var doneAt: Instant?
    package internal(set) var evidence: String?
}

/// What the responsible unit wants to do, for approval (处理方案, S1-41).
package struct Proposal: CaseChange {
    package var plan: String
    package var remedies: [Remedy]
    /// The sum of all money remedies.
    package var amount: Money?
    package var actions: [Item]
    /// The sums in force when it was proposed; frozen with the fact by the desk.
    package var limits: RemedyLimits?

    package struct Item: Hashable, Codable, Sendable {
        package var text: String
        package var owner: ID<Staff>
        package var dueOn: LocalDay
    }

    var action: CaseAction { .propose }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("plan", plan, limit: 10_000)
        let upheld = subject.allegations.contains { $0.finding?.callsForApology ?? false }
        fields.require(!remedies.isEmpty || !upheld, "remedies", "remedy_needed")
        fields.require(actions.count <= 50, "actions", "too_many_actions")
        fields.require((amount?.fen ?? 0) >= 0, "amount", "negative_amount")
        fields.require(
            (amount?.fen ?? 0) == 0 || remedies.contains(where: \.isMoney), "remedies", "money_remedy_needed")
        for (index, item) in actions.enumerated() {
            fields.text("actions.\(index).text", item.text, limit: 1000)
            fields.require(now.day(in: subject.zone) <= item.dueOn, "actions.\(index).due_on", "in_the_past")
        }
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.decision.proposal = self
        subject.decision.proposedBy = author.staffID
        subject.decision.approvedBy = nil
        subject.decision.letter = nil
        let kept = subject.decision.actions.filter { $0.doneAt != nil }
        let next = (subject.decision.actions.map(\.number).max() ?? 0) + 1
        let fresh = actions.enumerated().map {
            PromisedAction(
                number: next + $0.offset, text: $0.element.text, owner: $0.element.owner, dueOn: $0.element.dueOn)
        }
        subject.decision.actions = kept + fresh
        subject.milestones.actionsDoneAt = nil
    }
}

/// The approver agrees (批准). Never the proposer or handler; money only up to the approver's limit.
package struct Approval: CaseChange {
    package var remark: String?
    /// The roles of the approver, laid down by the desk.
    package var roles: Set<Role>?

    var action: CaseAction { .approve }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        let mayAct = subject.isInEmergencyGroup(actor.staffID)
        guard mayAct || !subject.approverRoles.isDisjoint(with: actor.roles) else {
            throw .forbidden("casework.refusal.not_the_approver")
        }
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.decision.approvedBy = author.staffID
        subject.decision.approvedAt = now
        subject.decision.approvedAs = roles
    }
}

/// The approver sends the proposal back (驳回), saying what is missing.
package struct Rejection: CaseChange {
    package var reason: String

    var action: CaseAction { .reject }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("reason", reason)
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {}
}

/// The complainant is told the decision (反馈结果, T3). This stops the decision clock; actions run on (reading 5).
package struct DecisionNotice: CaseChange {
    package var communication: CaseCommunication

    var action: CaseAction { .communicateDecision }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        communication.check(&fields, prefix: "", at: now)
        let party = communication.party
        fields.require(party == .complainant || party == .representative, "party", "notice_to_whom")
        fields.require(communication.reached || communication.mode.isWritten, "reached", "feedback_must_arrive")
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.milestones.decisionAt = subject.milestones.decisionAt ?? now
        subject.milestones.feedbackAt = subject.milestones.feedbackAt ?? now
        subject.milestones.acknowledgedAt = subject.milestones.acknowledgedAt ?? now
        if communication.mode.isWritten { subject.decision.routesExplainedInWriting = true }
        subject.log(communication, by: author, at: now)
    }
}

/// A promised action is done, with what shows it (措施完成, T4 when it was the last).
package struct ActionCompletion: CaseChange {
    package var number: Int
    package var evidence: String

    var action: CaseAction { .completeAction }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("evidence", evidence)
        let isOpen = subject.decision.actions.contains { $0.number == number && $0.doneAt == nil }
        fields.require(isOpen, "number", "no_such_action")
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        guard let index = subject.decision.actions.firstIndex(where: { $0.number == number }) else { return }
        subject.decision.actions[index].doneAt = now
        subject.decision.actions[index].evidence = evidence
        subject.notePromiseKept(at: now)
    }
}
