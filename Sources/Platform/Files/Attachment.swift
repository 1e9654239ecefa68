import Kernel

/// A file that belongs to a record (附件): who added what to which subject, and which contents it names.
package struct Attachment: Sendable, Hashable {
    package let id: ID<Attachment>
    package let organisationID: ID<Organisation>
    /// What kind of record, such as `case`.
    package let subjectKind: String
    package let subjectID: String
    package let digest: ContentDigest
    package let name: String
    package let kind: FileKind
    package let bytes: Int
    /// The actor's signature.
    package let addedBy: String
    package let addedAt: Instant
    /// Shown only to those who may see the subject's sensitive fields.
    package let isSensitive: Bool
    package let recordClass: RecordClass

    package init(
        id: ID<Attachment>, _ file: CheckedFile, digest: ContentDigest, subjectKind: String, subjectID: String,
        by actor: Actor, at now: Instant, isSensitive: Bool = false, recordClass: RecordClass = .ordinary
    ) {
        self.init(
            id: id, organisationID: actor.organisationID, subjectKind: subjectKind, subjectID: subjectID,
            digest: digest, name: file.name, kind: file.kind, bytes: file.bytes.count, addedBy: actor.signature,
            addedAt: now, isSensitive: isSensitive, recordClass: recordClass)
    }

    init(
        id: ID<Attachment>, organisationID: ID<Organisation>, subjectKind: String, subjectID: String,
        digest: ContentDigest, name: String, kind: FileKind, bytes: Int, addedBy: String, addedAt: Instant,
        isSensitive: Bool, recordClass: RecordClass
    ) {
        self.id = id
        self.organisationID = organisationID
        self.subjectKind = subjectKind
        self.subjectID = subjectID
        self.digest = digest
        self.name = name
        self.kind = kind
        self.bytes = bytes
        self.addedBy = addedBy
        self.addedAt = addedAt
        self.isSensitive = isSensitive
        self.recordClass = recordClass
    }

    package func headers(download: Bool = false) -> FileHeaders {
        FileHeaders(name: name, kind: kind, download: download)
    }
}
