/// Who speaks up (来访人、投诉人). Every part may be missing: identity is never a condition of being heard (reading 38).
package struct Complainant: Hashable, Codable, Sendable {
    package var kind: ComplainantKind
    package var name: String?
    package var phone: String?
    package var email: String?
    /// 希望的答复方式 (reading 32)
    package var replyChannel: CommunicationMode?
    /// Language or dialect the person wants to be spoken to in.
    package var language: String?
    /// What makes talking easier: hearing, sight, large type, an interpreter, a trusted person present.
    package var needs: String?
    /// 不愿留联系方式：said by the person, so nobody asks again (S1-34).
    package var declinedContact: Bool

    package init(
        kind: ComplainantKind, name: String? = nil, phone: String? = nil, email: String? = nil,
        replyChannel: CommunicationMode? = nil, language: String? = nil, needs: String? = nil,
        declinedContact: Bool = false
    ) {
        self.kind = kind
        self.name = name
        self.phone = phone
        self.email = email
        self.replyChannel = replyChannel
        self.language = language
        self.needs = needs
        self.declinedContact = declinedContact
    }

    /// Whether anything is known by which the person could be recognised.
    package var isIdentified: Bool { [name, phone, email].contains { $0?.isEmpty == false } }
    package var isReachable: Bool { [phone, email].contains { $0?.isEmpty == false } }

    /// Whether a text has the shape of an address a letter could go to: one @, no white space, a domain with a dot.
    static func isEmail(_ text: String) -> Bool {
        text.wholeMatch(of: /[^\s@,;<>"]{1,64}@[^\s@.,;<>"]+(\.[^\s@.,;<>"]+)+/) != nil
    }
}

/// How the complainant stands to the person served (投诉人身份, taxonomy 3.2).
package enum ComplainantKind: String, Codable, Sendable, CaseIterable {
    /// 本人
    case personServed = "person_served"
    /// 配偶
    case spouse
    /// 子女
    case child
    /// 其他亲属
    case relative
    /// 监护人、代理人
    case representative
    /// 邻居、同住老人
    case neighbour
    /// 员工
    case employee
    /// 志愿者
    case volunteer
    /// 匿名
    case anonymous
    /// 机构、单位
    case body
}

/// How far the complainant is hidden (保密级别). Confidential and anonymous are different promises.
package enum Secrecy: String, Codable, Sendable, CaseIterable {
    /// 公开：whoever may read the case sees who complained.
    case open
    /// 保密：we know who complained; the unit complained about does not.
    case confidential
    /// 匿名：nobody knows, and nothing that could tell is stored.
    case anonymous
}
