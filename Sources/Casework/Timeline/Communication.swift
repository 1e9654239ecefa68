import Kernel
import Platform

/// How two people spoke (沟通方式).
package enum CommunicationMode: String, Codable, Sendable, CaseIterable {
    /// 电话
    case phone
    /// 短信
    case sms
    /// 电子邮件
    case email
    /// 书信
    case letter
    /// 当面
    case inPerson = "in_person"
    /// 视频
    case video
    /// 微信、企业微信
    case weChat = "wechat"
    /// 个案页面
    case portal
    /// 其他
    case other

    /// Whether something to read remains with the other side.
    package var isWritten: Bool {
        switch self {
        case .sms, .email, .letter, .weChat, .portal: true
        case .phone, .inPerson, .video, .other: false
        }
    }
}

/// With whom (沟通对象).
package enum Party: String, Codable, Sendable, CaseIterable {
    case complainant
    case representative
    case emergencyContact = "emergency_contact"
    case personServed = "person_served"
    case authority
    case unit
    case other
}

/// One talk or message (沟通记录). Time, place, mode and matter are never missing (S1-58).
package struct CaseCommunication: CaseChange {
    package var happenedAt: Instant
    package var place: String
    package var mode: CommunicationMode
    package var matter: String
    package var party: Party
    /// `false` when nobody answered: an attempt.
    package var reached: Bool

    package init(
        happenedAt: Instant, place: String, mode: CommunicationMode, matter: String, party: Party = .complainant,
        reached: Bool = true
    ) {
        self.happenedAt = happenedAt
        self.place = place
        self.mode = mode
        self.matter = matter
        self.party = party
        self.reached = reached
    }

    var action: CaseAction { .recordCommunication }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        check(&fields, prefix: "", at: now)
        try fields.finish()
    }

    /// Proof that the complainant or their representative was told: they were reached, or it went to them in writing.
    func checkAsNotice(_ fields: inout FieldCheck, at now: Instant) {
        let isTheirs = party == .complainant || party == .representative
        fields.require(isTheirs, "notice.party", "notice_to_whom")
        fields.require(reached || mode.isWritten, "notice.reached", "notice_not_given")
        check(&fields, prefix: "notice.", at: now)
    }

    func check(_ fields: inout FieldCheck, prefix: String, at now: Instant) {
        fields.text(prefix + "place", place, limit: 200)
        fields.text(prefix + "matter", matter)
        fields.require(happenedAt <= now, prefix + "happened_at", "in_the_future")
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.log(self, by: author, at: now)
    }
}

/// A remark among those who handle the case, or a word the complainant adds (备注、补充).
package struct Note: CaseChange {
    package var text: String
    /// The merged case it was written to, when it arrives at the one that lives on.
    package var from: CaseNumber?
    /// Colleagues called by an `@` in the text (提到的同事); only the house writes such. They are told.
    package var mentions: Set<ID<Staff>>?

    package init(text: String, from: CaseNumber? = nil, mentions: Set<ID<Staff>>? = nil) {
        self.text = text
        self.from = from
        self.mentions = mentions
    }

    var action: CaseAction { .addNote }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("text", text, limit: 10_000)
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {}
}

/// A file laid to the case (附件), by its content hash; the file itself is kept by Platform.
package struct CaseAttachment: CaseChange {
    package var name: String
    /// Lower-case hexadecimal SHA-256.
    package var hash: String
    /// `nil` for ordinary papers.
    package var recordClass: RecordClass?

    var action: CaseAction { .addAttachment }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("name", name, limit: 200)
        fields.require(hash.wholeMatch(of: /[0-9a-f]{64}/) != nil, "file", "no_file")
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {}
}

/// A communication with who wrote it down and when (沟通登记).
package struct LoggedCommunication: Hashable, Codable, Sendable {
    package let communication: CaseCommunication
    package let recordedAt: Instant
    package let by: Author

    /// An attempt counts only when it was written down within a day, so none can be made up later.
    package var isTimely: Bool { recordedAt <= communication.happenedAt.advanced(byHours: 24) }
}

extension Case {
    mutating func log(_ communication: CaseCommunication, by author: Author, at now: Instant) {
        communications.append(LoggedCommunication(communication: communication, recordedAt: now, by: author))
    }
}
