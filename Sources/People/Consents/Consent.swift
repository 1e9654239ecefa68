import Kernel

/// One decision about the use of personal data (同意): given, refused or withdrawn. It is a fact and never edited; a
/// change of mind is a new row (PIPL 14, 15, 29; S1-71, S1-75, S2-4).
package struct Consent: Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// 为提供服务处理个人信息
        case service
        /// 处理健康等敏感个人信息（单独同意）
        case healthData = "health_data"
        /// 向家属告知一般情况
        case disclosure
        /// 向家属告知健康信息（单独同意）
        case healthDisclosure = "health_disclosure"
        /// 拍照、录音、录像
        case recording
        /// 对外展示照片和事例
        case publication
        /// 营销联系，不含健康信息
        case marketing
        /// 匿名化后用于研究与改进
        case research
    }

    package enum Decision: String, Sendable, CaseIterable {
        case given, refused, withdrawn
    }

    package enum Giver: Hashable, Sendable {
        /// 本人
        case person
        /// Guardian or agent.
        case relative(ID<Relative>)
    }

    package let id: ID<Consent>
    package let organisationID: ID<Organisation>
    package let personID: ID<Person>
    package let kind: Kind
    package let decision: Decision
    /// What the data are used for, as it was told.
    package let purpose: String
    /// The version of the notice that was read out or signed.
    package let version: String
    package let decidedOn: LocalDay
    package let givenBy: Giver
    /// In which relation the giver stood to the person; `nil` for the person.
    package let relation: Kinship?
    /// Whom a consent to disclosure names; `nil` speaks of all relatives.
    package let relativeID: ID<Relative>?
    /// Attachment that proves it.
    package let evidenceID: String?
    package let recordedAt: Instant
    package let recordedBy: String

    package init(
        id: ID<Consent>, organisationID: ID<Organisation>, personID: ID<Person>, kind: Kind, decision: Decision,
        purpose: String = "", version: String, decidedOn: LocalDay, givenBy: Giver = .person, relation: Kinship? = nil,
        relativeID: ID<Relative>? = nil, evidenceID: String? = nil, recordedAt: Instant, recordedBy: String
    ) {
        self.id = id
        self.organisationID = organisationID
        self.personID = personID
        self.kind = kind
        self.decision = decision
        self.purpose = purpose
        self.version = version
        self.decidedOn = decidedOn
        self.givenBy = givenBy
        self.relation = relation
        self.relativeID = relativeID
        self.evidenceID = evidenceID
        self.recordedAt = recordedAt
        self.recordedBy = recordedBy
    }
}
