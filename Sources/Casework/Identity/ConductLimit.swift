import Kernel

/// What may be agreed about how somebody gets in touch (联系约定, reading 40). None of it touches whether they are heard.
package enum ContactRule: String, Codable, Sendable, CaseIterable {
    /// 固定一名联系人
    case onePerson = "one_person"
    /// 以书面方式联系
    case inWriting = "in_writing"
    /// 约定联系时间
    case setTimes = "set_times"
    /// 来访须事先约定
    case byAppointment = "by_appointment"
    /// 来访有人陪同
    case accompanied
}

/// A documented limit on contact (行为约定、限制联系): proposed by those who bear it, in force only when a director agreed
/// and the person was told, from a day to a day, looked at again within 90 days. New voices are always taken.
package struct ConductLimit: Hashable, Codable, Sendable {
    package let proposal: ConductProposal
    package let proposedAt: Instant
    package let proposedBy: Author
    package internal(set) var approvedAt: Instant?
    package internal(set) var approvedBy: Author?
    package internal(set) var reviewOn: LocalDay
    package internal(set) var endedAt: Instant?

    package var isWaiting: Bool { approvedAt == nil && endedAt == nil }

    /// Whether it holds on a day; it lapses by itself after its last.
    package func isInForce(on day: LocalDay) -> Bool {
        approvedAt != nil && endedAt == nil && proposal.from <= day && day <= proposal.until
    }
}

/// Proposes a limit: what, why, from when to when, looked at again when (提出行为约定).
package struct ConductProposal: CaseChange {
    static let reviewDays = 90
    static let longestDays = 365

    package var rules: [ContactRule]
    package var what: String
    /// What happened, on which days; behaviour, never the number of complaints.
    package var why: String
    package var from: LocalDay
    package var until: LocalDay
    package var reviewOn: LocalDay

    var action: CaseAction { .proposeLimit }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.require(!rules.isEmpty, "rules", "choose_rule")
        fields.text("what", what)
        fields.text("why", why)
        fields.require(now.day(in: subject.zone) <= from, "from", "in_the_past")
        fields.require(from < until, "until", "not_later")
        fields.require(until <= from.advanced(by: ConductProposal.longestDays), "until", "limit_too_long")
        let latest = min(until, from.advanced(by: ConductProposal.reviewDays))
        fields.require(from < reviewOn && reviewOn <= latest, "review_on", "review_in_time")
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.identity.limits.append(
            ConductLimit(proposal: self, proposedAt: now, proposedBy: author, reviewOn: reviewOn))
    }
}

/// A director agrees, and the person was told what, why, how long, and that every complaint is still taken
/// (批准行为约定).
package struct ConductApproval: CaseChange {
    package var rightExplained: Bool
    package var notice: CaseCommunication

    var action: CaseAction { .approveLimit }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.require(rightExplained, "right_explained", "right_explained_needed")
        notice.checkAsNotice(&fields, at: now)
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.log(notice, by: author, at: now)
        subject.alterLimit(where: { $0.isWaiting }) {
            $0.approvedAt = now
            $0.approvedBy = author
        }
    }
}

/// The limit is looked at again and kept until a further look, or ended (复核行为约定). Ends a proposal too.
package struct ConductReview: CaseChange {
    /// `nil` ends it.
    package var keptUntilReviewOn: LocalDay?
    package var reason: String

    var action: CaseAction { .reviewLimit }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("reason", reason)
        if let next = keptUntilReviewOn, let limit = subject.currentLimit {
            let today = now.day(in: subject.zone)
            let latest = min(limit.proposal.until, today.advanced(by: ConductProposal.reviewDays))
            fields.require(!limit.isWaiting, "verdict", "limit_not_approved")
            fields.require(today < next && next <= latest, "review_on", "review_in_time")
        }
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.alterLimit(where: { $0.endedAt == nil }) {
            if let keptUntilReviewOn { $0.reviewOn = keptUntilReviewOn } else { $0.endedAt = now }
        }
    }
}

extension Case {
    /// The limit proposed or agreed and not ended.
    package var currentLimit: ConductLimit? { identity.limits.last { $0.endedAt == nil } }

    fileprivate mutating func alterLimit(where holds: (ConductLimit) -> Bool, _ alter: (inout ConductLimit) -> Void) {
        guard let index = identity.limits.lastIndex(where: holds) else { return }
        alter(&identity.limits[index])
    }
}
