import Foundation
import Kernel
import People
import Platform
import Web

/// What a clerk sent of a letter given (发放表单): the record, and the picture of the signature.
struct IssueForm: Sendable {
    let person: ID<Person>
    let letter: ID<CommitmentLetter>
    let draft: IssueDraft
    let picture: CheckedFile?

    private static let prefix = "data:image/png;base64,"
    private static let kinds: Set<FileKind> = [.jpeg, .png, .pdf, .heic, .webp]

    /// Throws `Problem.invalid` by field.
    init(_ visit: Visit) throws(Problem) {
        var reader = FormReader(visit.form)
        let person = reader.requiredIdentity("person", of: Person.self)
        let letter = reader.requiredIdentity("letter", of: CommitmentLetter.self)
        let day = reader.day("issued_on", required: true)
        let way = reader.requiredChoice("way", as: CommitmentIssue.Way.self)
        let explained = Set(visit.form.values("explained").compactMap(CommitmentIssue.Explained.init))
        let outcome = reader.requiredChoice("outcome", as: CommitmentIssue.Outcome.self)
        let signer = reader.identity("signer", of: Relative.self)
        let reason = reader.text("reason", limit: CommitmentIssue.reasonLimit)
        let witness = reader.identity("witness", of: Staff.self)
        let drawn = reader.text("signature", limit: CommitmentIssue.signatureTextLimit)
        try reader.finish()
        guard let person, let letter, let day, let way, let outcome else { throw .notFound }
        let picture: CheckedFile? =
            switch outcome {
            case .drawn: try IssueForm.signature(drawn)
            case .scan: try IssueForm.scan(visit.form)
            case .paper, .refused, .unable: nil
            }
        self.person = person
        self.letter = letter
        self.picture = picture
        draft = IssueDraft(
            issuedOn: day, way: way, explained: explained, outcome: outcome, signer: signer, reason: reason,
            witness: witness, hasPicture: picture != nil)
    }

    private static func signature(_ text: String) throws(Problem) -> CheckedFile? {
        if text.isEmpty { return nil }
        guard text.hasPrefix(prefix), let data = Data(base64Encoded: String(text.dropFirst(prefix.count))),
            data.count <= CommitmentIssue.signatureLimit
        else { throw .invalid("signature", Message("commitments.fault.broken_signature")) }
        let file = try CheckedFile(name: "signature.png", bytes: [UInt8](data), field: "signature")
        guard file.kind == .png else { throw .invalid("signature", Message("commitments.fault.broken_signature")) }
        return file
    }

    private static func scan(_ form: FormData) throws(Problem) -> CheckedFile? {
        guard let sent = form.files("scan").first else { return nil }
        let file = try CheckedFile(name: sent.name, bytes: sent.bytes, field: "scan")
        guard kinds.contains(file.kind) else { throw .invalid("scan", Message("commitments.fault.scan_kind")) }
        return file
    }
}
