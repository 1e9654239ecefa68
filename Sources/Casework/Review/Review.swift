import Kernel

/// A second look inside the house by somebody not involved (内部复核).
package struct InternalReview: Hashable, Codable, Sendable {
    package let requestedAt: Instant
    package let by: Author
    package let reason: String
    package internal(set) var reviewer: ID<Staff>?
    package internal(set) var conclusion: ReviewConclusion?
}

/// The complainant does not accept the decision and asks for a review (申请复核).
package struct ReviewRequest: CaseChange {
    package var reason: String

    var action: CaseAction { .requestReview }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("reason", reason)
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.handling.review = InternalReview(requestedAt: now, by: author, reason: reason)
        subject.closing = nil
    }
}

/// Somebody who did not solve, approve or cause the matter is asked to review it (指定复核人).
package struct ReviewerAppointment: CaseChange {
    package var reviewer: ID<Staff>

    var action: CaseAction { .appointReviewer }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.require(!subject.complainedAbout.staff.contains(reviewer), "reviewer", "person_is_named")
        let judged = subject.solvers.union([subject.decision.approvedBy].compactMap { $0 })
        fields.require(!judged.contains(reviewer), "reviewer", "reviewer_was_involved")
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.handling.review?.reviewer = reviewer
        subject.holder = .staff(reviewer)
    }
}

/// What the review came to (复核结论). A new letter is written and the complainant is asked again.
package struct ReviewConclusion: CaseChange {
    package var decisionStands: Bool
    package var reasons: String

    var action: CaseAction { .concludeReview }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("reasons", reasons, limit: 10_000)
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.handling.review?.conclusion = self
        subject.decision.approvedBy = subject.decision.approvedBy ?? author.staffID
        subject.decision.letter = nil
        subject.decision.routesExplainedInWriting = false
        subject.confirmation = Confirmation()
        if let handler = subject.handler { subject.holder = .staff(handler) }
    }
}

/// The matter is before an outside body (外部争议中).
package struct OutsideDispute: CaseChange {
    package var route: AppealRoute
    package var reference: String?

    var action: CaseAction { .disputeOutside }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.require(route.isOutside, "route", "route_is_inside")
        fields.optional("reference", reference, limit: 80)
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {}
}

/// The outside body has spoken or let go (外部争议结束); the case goes on where it was.
package struct DisputeEnd: CaseChange {
    package var outcome: String

    var action: CaseAction { .endDispute }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("outcome", outcome)
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {}
}
