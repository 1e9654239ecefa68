import Kernel
import People
import Platform

/// That a resident was given a version of the letter (承诺书发放, S0-23): when, how, how it was explained, and who signed
/// in which relation, or why nobody did. Never changed; a mistake is annulled with a reason.
package struct CommitmentIssue: Hashable, Sendable {
    package let id: ID<CommitmentIssue>
    package let personID: ID<Person>
    package let letterID: ID<CommitmentLetter>
    package let letterVersion: Int
    /// Where the resident lived on the day; which promises concern them follows from it.
    package let unitID: ID<OrganisationUnit>?
    package let issuedOn: LocalDay
    package let way: Way
    package let explained: Set<Explained>
    package let outcome: Outcome
    /// `nil` when the resident signed or was to sign.
    package let relativeID: ID<Relative>?
    package let relation: SignerRelation
    package let reason: String
    package let witness: ID<Staff>?
    package let attachment: ID<Attachment>?
    package let recordedAt: Instant
    package let recordedBy: String
    package let annulment: Annulment?

    /// How the letter came to the resident (送达方式).
    package enum Way: String, Sendable, CaseIterable {
        case handed, posted, electronic
    }

    /// How it was made understood (讲解方式, standards 2.10).
    package enum Explained: String, Sendable, CaseIterable, Comparable {
        /// 逐条朗读
        case readAloud = "read_aloud"
        /// 大字版
        case largePrint = "large_print"
        /// 第二语言
        case secondLanguage = "second_language"

        package static func < (left: Explained, right: Explained) -> Bool { left.rawValue < right.rawValue }
    }

    /// What came of it (签收结果).
    package enum Outcome: String, Sendable, CaseIterable {
        /// 平板手写签名
        case drawn
        /// 纸质签名，由员工登记
        case paper
        /// 纸质签名，附扫描件
        case scan
        /// 拒绝签名
        case refused
        /// 无法签名
        case unable

        package var isSigned: Bool {
            switch self {
            case .drawn, .paper, .scan: true
            case .refused, .unable: false
            }
        }

        /// Whether a picture of the signature belongs to it.
        package var hasPicture: Bool { self == .drawn || self == .scan }
    }

    package struct Annulment: Hashable, Sendable {
        package let at: Instant
        package let reason: String
    }

    package var subject: Event.Subject { Event.Subject(kind: "commitment_issue", id: id.text) }

    static let reasonLimit = 500
    /// A drawn signature is a few kilobytes.
    static let signatureLimit = 200 * 1024
    /// The same in the signs of a data address.
    static let signatureTextLimit = signatureLimit * 4 / 3 + 100
    /// Paper that lay about may be recorded so many days later.
    static let lateDays = 60
}

/// Who signs for whom (签署人身份): the resident, or a relative by kinship and by the power they hold on the day.
package struct SignerRelation: Hashable, Sendable {
    /// `self`, or the kinship of a relative.
    package let relation: String
    /// The power by which a relative acts for the resident; `nil` without one.
    package let authority: Authority.Kind?

    package static let own = SignerRelation(relation: "self", authority: nil)

    package init(relation: String, authority: Authority.Kind?) {
        self.relation = relation
        self.authority = authority
    }

    package init(_ relative: Relative, on day: LocalDay) {
        self.init(relation: relative.relation.rawValue, authority: relative.authority(.guardian, .agent, on: day)?.kind)
    }
}

/// What a clerk recorded, before it is found to be right (待核对的发放记录).
package struct IssueDraft: Hashable, Sendable {
    package var issuedOn: LocalDay
    package var way: CommitmentIssue.Way
    package var explained: Set<CommitmentIssue.Explained>
    package var outcome: CommitmentIssue.Outcome
    package var signer: ID<Relative>?
    package var reason: String
    package var witness: ID<Staff>?
    package var hasPicture: Bool

    package init(
        issuedOn: LocalDay, way: CommitmentIssue.Way = .handed, explained: Set<CommitmentIssue.Explained> = [],
        outcome: CommitmentIssue.Outcome, signer: ID<Relative>? = nil, reason: String = "",
        witness: ID<Staff>? = nil, hasPicture: Bool = false
    ) {
        self.issuedOn = issuedOn
        self.way = way
        self.explained = explained
        self.outcome = outcome
        self.signer = signer
        self.reason = reason
        self.witness = witness
        self.hasPicture = hasPicture
    }

    /// The relation in which it is signed. Throws `Problem.invalid` by field, `Problem.conflict` for somebody who is not
    /// in service. Whoever's understanding is impaired does not sign alone; a relative without power to act for the
    /// resident signs only with a reason; nobody's refusal rests on the word of one employee.
    package func checked(
        person: Person, relatives: [Relative], letter: CommitmentLetter, today: LocalDay, recorder: ID<Staff>?
    ) throws(Problem) -> SignerRelation {
        var faults: [String: Message] = [:]
        func refuse(_ field: String, _ key: String) { faults[field] = Message("commitments.fault.\(key)") }
        guard let effectiveOn = letter.issued?.effectiveOn else {
            throw .conflict("commitments.refusal.letter_not_in_force")
        }
        if issuedOn > today { refuse("issued_on", "day_ahead") }
        if issuedOn < effectiveOn { refuse("issued_on", "before_letter") }
        if issuedOn.distance(to: today) > CommitmentIssue.lateDays { refuse("issued_on", "day_too_long_ago") }
        guard [.inService, .inHospital].contains(person.status(on: issuedOn)) else {
            throw .conflict("commitments.refusal.not_in_service")
        }
        var relation = SignerRelation.own
        if let signer {
            if let relative = relatives.first(where: { $0.id == signer }) {
                relation = SignerRelation(relative, on: issuedOn)
            } else {
                refuse("signer", "not_a_relative")
            }
        }
        if outcome.isSigned {
            if signer == nil, person.cognitionImpaired { refuse("signer", "needs_representative") }
            if signer != nil, relation.authority == nil, faults["signer"] == nil {
                if person.cognitionImpaired { refuse("signer", "needs_representative") }
                if reason.isEmpty { refuse("reason", "why_not_self") }
            }
            if outcome.hasPicture, !hasPicture {
                refuse(outcome == .drawn ? "signature" : "scan", outcome == .drawn ? "not_drawn" : "no_scan")
            }
        } else {
            if reason.isEmpty { refuse("reason", "reason_missing") }
            if witness == nil { refuse("witness", "witness_missing") }
        }
        if let witness, witness == recorder { refuse("witness", "witness_self") }
        if !faults.isEmpty { throw .invalid(faults) }
        return relation
    }
}
