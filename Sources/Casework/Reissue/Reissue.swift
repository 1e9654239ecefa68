import Kernel
import Platform

/// By what the person who lost the PIN was recognised (核实方式). Nothing that was shown is kept, only that it was.
package enum IdentityProof: String, Codable, Sendable, CaseIterable {
    /// 回拨登记的电话
    case calledBack = "called_back"
    /// 当面核对证件
    case document
    /// 经办人员当面认得
    case knownInPerson = "known_in_person"
    /// 回复了发往登记邮箱的信
    case answeredEmail = "answered_email"

    /// Whether there is something on record to compare with.
    func isPossible(for complainant: Complainant) -> Bool {
        let part =
            switch self {
            case .calledBack: complainant.phone
            case .answeredEmail: complainant.email
            case .document, .knownInPerson: complainant.name
            }
        return part?.isEmpty == false
    }

    /// What is told when nothing is on record, by the last part of its key.
    fileprivate var lacking: String {
        switch self {
        case .calledBack: "no_phone_on_record"
        case .answeredEmail: "no_email_on_record"
        case .document, .knownInPerson: "no_name_on_record"
        }
    }
}

/// A new PIN for somebody who lost theirs (重发查询码): the old one opens nothing from this moment. The fact holds how
/// the person was recognised and never the PIN.
package struct Reissue: CaseChange {
    package var proof: IdentityProof
    /// What was asked and looked at, in the words of whoever did it.
    package var check: String

    package init(proof: IdentityProof, check: String) {
        self.proof = proof
        self.check = check
    }

    var action: CaseAction { .reissuePIN }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("identity_check", check, limit: 1000)
        fields.require(proof.isPossible(for: subject.complainant), "identity_proof", proof.lacking)
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {}
}

extension Case {
    /// Whether anything is on record a person could be compared with. Of an anonymous voice nothing is, so its lost
    /// PIN cannot be given again to anybody.
    var canRecogniseComplainant: Bool { secrecy != .anonymous && complainant.isIdentified }
}
