import Kernel

/// The sensitive facts of a person (PIPL 28): sealed at rest, read only for a stated purpose.
package struct Confidential: Hashable, Sendable {
    package var idNumber: IdentityNumber?
    package var phone: PhoneNumber?
    /// 健康备注
    package var healthNotes: String

    package init(idNumber: IdentityNumber? = nil, phone: PhoneNumber? = nil, healthNotes: String = "") {
        self.idNumber = idNumber
        self.phone = phone
        self.healthNotes = healthNotes
    }

    package enum Field: String, Sendable, CaseIterable, Comparable {
        case name
        case idNumber = "id_number"
        case phone
        case healthNotes = "health_notes"

        package static func < (left: Field, right: Field) -> Bool { left.rawValue < right.rawValue }
    }
}

/// Why sensitive facts are read; stands in the log of reads (standards 2.9).
package enum ReadPurpose: String, Sendable, CaseIterable {
    /// 日常照护
    case care
    /// 处理投诉
    case complaint
    /// 联系家属
    case contact
    /// 紧急情况
    case emergency
    /// 费用结算
    case billing
    /// 个人信息权利请求
    case subjectRequest = "subject_request"
    /// 档案更正
    case correction
    /// 审计
    case audit
}

/// That somebody read sensitive facts: the route records it as an event in the same transaction (S1-77).
package struct SensitiveRead: Hashable, Sendable {
    package let personID: ID<Person>
    package let relativeID: ID<Relative>?
    package let fields: Set<Confidential.Field>
    package let purpose: ReadPurpose

    package init(
        personID: ID<Person>, relativeID: ID<Relative>? = nil, fields: Set<Confidential.Field>, purpose: ReadPurpose
    ) {
        self.personID = personID
        self.relativeID = relativeID
        self.fields = fields
        self.purpose = purpose
    }
}

/// An opened value with the fact that it was opened, so that neither travels without the other.
package struct Disclosed<Value: Sendable>: Sendable {
    package let value: Value
    package let read: SensitiveRead

    package init(_ value: Value, _ read: SensitiveRead) {
        self.value = value
        self.read = read
    }
}
