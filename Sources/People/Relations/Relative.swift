import Kernel

/// Somebody who stands by a person (家属与代理人): kin, guardian, agent, friend or an organisation.
package struct Relative: Hashable, Sendable {
    package let id: ID<Relative>
    package let organisationID: ID<Organisation>
    package let personID: ID<Person>
    package var name: String
    package var relation: Kinship
    /// What this relative may be told; empty means nothing (E27).
    package var scope: Set<DisclosureTopic>
    /// 家属代表：the one voice of the family; at most one for a person.
    package var isSpokesperson: Bool
    /// In which order the relatives are called, 1 first.
    package var priority: Int
    /// 家属间分歧：who must be kept apart and why; empty when there is peace.
    package var conflictNote: String
    package var authorities: [Authority]

    package init(
        id: ID<Relative>, organisationID: ID<Organisation>, personID: ID<Person>, name: String, relation: Kinship,
        scope: Set<DisclosureTopic> = [], isSpokesperson: Bool = false, priority: Int = 1, conflictNote: String = "",
        authorities: [Authority] = []
    ) {
        self.id = id
        self.organisationID = organisationID
        self.personID = personID
        self.name = name
        self.relation = relation
        self.scope = scope
        self.isSpokesperson = isSpokesperson
        self.priority = priority
        self.conflictNote = conflictNote
        self.authorities = authorities
    }

    /// The authority of one of these kinds that holds on `day`.
    package func authority(_ kinds: Authority.Kind..., on day: LocalDay) -> Authority? {
        authorities.first { kinds.contains($0.kind) && $0.holds(on: day) }
    }

    /// Whether the relative acts for the person on `day`: guardian or authorised agent (3.4 "representative").
    package func represents(on day: LocalDay) -> Bool { authority(.guardian, .agent, on: day) != nil }

    /// Whether the relative is to be called first in an emergency on `day` (Order 66 art. 19).
    package func isEmergencyContact(on day: LocalDay) -> Bool { authority(.emergencyContact, on: day) != nil }
}

/// 与服务对象的关系 (taxonomy 3.2).
package enum Kinship: String, Sendable, CaseIterable {
    case spouse, child
    /// 其他近亲属：parents, siblings, grandparents and grandchildren (Civil Code 1045)
    case closeRelative = "close_relative"
    case otherRelative = "other_relative"
    case guardian, agent
    case friendOrNeighbour = "friend_or_neighbour"
    case organisation

    /// 近亲属, who keep rights of their own after the person's death (PIPL 49).
    package var isClose: Bool {
        switch self {
        case .spouse, .child, .closeRelative: true
        case .otherRelative, .guardian, .agent, .friendOrNeighbour, .organisation: false
        }
    }
}

/// What can be told about a person, one by one (告知范围, D16).
package enum DisclosureTopic: String, Sendable, CaseIterable, Comparable {
    /// 是否平安、在哪里、办理到哪一步
    case status
    case care, health, money

    package static func < (left: DisclosureTopic, right: DisclosureTopic) -> Bool { left.rawValue < right.rawValue }
    package var label: Message { Message("people.topic.\(rawValue)") }
}

/// A power a relative holds (权限) and the paper it rests on. It ends on its last day or the day it is revoked.
package struct Authority: Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// 紧急联系人
        case emergencyContact = "emergency_contact"
        /// 付款人
        case payer
        /// 委托代理人
        case agent
        /// 监护人
        case guardian

        /// Whether the power counts only with a document on file (3.2 agent rule).
        package var needsDocument: Bool {
            switch self {
            case .agent, .guardian: true
            case .emergencyContact, .payer: false
            }
        }
    }

    package let id: ID<Authority>
    package let kind: Kind
    package let document: Document?
    package let validFrom: LocalDay
    package let validUntil: LocalDay?
    package var revokedOn: LocalDay?

    /// The paper and where it is kept.
    package struct Document: Hashable, Sendable {
        package enum Kind: String, Sendable, CaseIterable {
            /// 授权委托书
            case powerOfAttorney = "power_of_attorney"
            /// 服务合同约定
            case serviceContract = "service_contract"
            /// 人民法院判决
            case courtDecision = "court_decision"
            /// 意定监护协议
            case guardianshipAgreement = "guardianship_agreement"
            /// 居（村）委会或民政部门指定
            case appointment

            /// Which powers this paper can give.
            package func supports(_ kind: Authority.Kind) -> Bool {
                switch self {
                case .powerOfAttorney, .serviceContract: kind != .guardian
                case .courtDecision, .guardianshipAgreement, .appointment: kind == .guardian
                }
            }
        }

        package let kind: Kind
        /// File number or attachment id.
        package let reference: String

        package init(kind: Kind, reference: String) {
            self.kind = kind
            self.reference = reference
        }
    }

    /// Refuses an agent or guardian without a fitting document, and an end before the start.
    package init(
        id: ID<Authority>, kind: Kind, document: Document? = nil, validFrom: LocalDay, validUntil: LocalDay? = nil,
        revokedOn: LocalDay? = nil
    ) throws(Problem) {
        if kind.needsDocument, document?.reference.isEmpty ?? true {
            throw .invalid("document", Message("people.authority.document_missing"))
        }
        if let document, !document.kind.supports(kind) {
            let names: [String: Message.Argument] = [
                "document": .message(Message("people.document.\(document.kind.rawValue)")),
                "authority": .message(Message("people.authority.kind.\(kind.rawValue)")),
            ]
            throw .invalid("document", Message("people.authority.document_unfit", names))
        }
        if let validUntil, validUntil < validFrom {
            throw .invalid("valid_until", Message("people.authority.ends_before_start"))
        }
        self.id = id
        self.kind = kind
        self.document = document
        self.validFrom = validFrom
        self.validUntil = validUntil
        self.revokedOn = revokedOn
    }

    /// Whether the power is in force on `day`; the last day counts, the day of revocation does not.
    package func holds(on day: LocalDay) -> Bool {
        guard validFrom <= day, validUntil.map({ day <= $0 }) ?? true else { return false }
        return revokedOn.map { day < $0 } ?? true
    }

    /// The last day the power held, when it has ended before `day`.
    package func lapsedOn(before day: LocalDay) -> LocalDay? {
        guard validFrom <= day, !holds(on: day) else { return nil }
        return [validUntil, revokedOn?.advanced(by: -1)].compactMap { $0 }.min()
    }
}
