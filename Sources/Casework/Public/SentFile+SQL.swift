import Kernel
import Platform
import Storage
import Web

/// A file a complainant sent, already on the disk under its digest.
struct SentFile: Sendable {
    let file: CheckedFile
    let digest: ContentDigest

    /// The files of a form that pass; what is wrong with one is left to the reader with the other faults.
    static func checked(_ reader: inout FormReader) -> [CheckedFile] {
        do {
            return try CheckedFile.list(reader.form.files("files").map { ($0.name, $0.bytes) })
        } catch {
            if case .invalid(let faults) = error {
                for (field, fault) in faults { reader.fault(field, fault) }
            }
            return []
        }
    }

    /// Keeps the contents before the transaction that names them, so that no row ever names a missing file.
    static func put(
        _ files: [CheckedFile], of organisation: ID<Organisation>, at desk: Desk
    ) async throws -> [SentFile] {
        guard !files.isEmpty else { return [] }
        let keyring = try await desk.write { try desk.vault.keyring(for: organisation, in: $0) }
        return try files.map { SentFile(file: $0, digest: try desk.files.put($0.bytes, with: keyring)) }
    }

    /// Lays the files to the case as its complainant's.
    static func add(
        _ files: [SentFile], to id: ID<Case>, of organisation: ID<Organisation>, at cases: CaseDesk,
        in db: any Connection
    ) throws {
        let complainant = Actor(organisationID: organisation, kind: .complainant(caseID: id.text))
        for sent in files {
            let subject = try cases.take(
                .attachment(CaseAttachment(name: sent.file.name, hash: sent.digest.text)), on: id, by: complainant,
                in: db)
            try Attachment(
                id: db.newID(), sent.file, digest: sent.digest, subjectKind: Case.subject(id).kind, subjectID: id.text,
                by: complainant, at: db.now, isSensitive: subject.isRestricted
            ).record(in: db)
        }
    }
}
