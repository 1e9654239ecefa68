import Kernel
import Storage

extension Attachment {
    private static let columns: SQL = """
        id, organisation_id, subject_kind, subject_id, digest, name, kind, bytes, added_by, added_at, sensitive,
        record_class
        """

    /// Adds the row; attachments are never changed. The contents were put into the `FileStore` before.
    package func record(in db: any Connection) throws {
        try db.send(
            """
            INSERT INTO attachments (\(Attachment.columns))
            VALUES (\(id), \(organisationID), \(subjectKind), \(subjectID), \(digest), \(name), \(kind), \(bytes),
                \(addedBy), \(addedAt), \(isSensitive), \(recordClass))
            """)
    }

    /// Throws `Problem.notFound` when the organisation has no such attachment.
    package static func find(
        _ id: ID<Attachment>, _ organisationID: ID<Organisation>, in db: any Connection
    ) throws -> Attachment {
        try Attachment(
            db.one(
                """
                SELECT \(columns) FROM attachments
                WHERE organisation_id = \(organisationID) AND id = \(id)
                """))
    }

    /// The attachments of a record in the order they were added; at most 500.
    package static func list(
        of subjectKind: String, _ subjectID: String, _ organisationID: ID<Organisation>, in db: any Connection
    ) throws -> [Attachment] {
        try db.rows(
            """
            SELECT \(columns) FROM attachments
            WHERE organisation_id = \(organisationID) AND subject_kind = \(subjectKind) AND subject_id = \(subjectID)
            ORDER BY added_at, id LIMIT 500
            """
        ).map(Attachment.init)
    }

    /// Whether any attachment of the organisation names these contents: what is asked before a file is removed.
    package static func isUsed(
        _ digest: ContentDigest, _ organisationID: ID<Organisation>, in db: any Connection
    ) throws -> Bool {
        try db.first(
            """
            SELECT id FROM attachments
            WHERE organisation_id = \(organisationID) AND digest = \(digest) LIMIT 1
            """) != nil
    }

    /// Takes all attachments of a record away, within what disposes of the record, and tells their contents for
    /// `removeUnused`.
    package static func removeAll(
        of subjectKind: String, _ subjectID: String, _ organisationID: ID<Organisation>, in db: any Connection
    ) throws -> [ContentDigest] {
        try db.rows(
            """
            DELETE FROM attachments WHERE organisation_id = \(organisationID) AND subject_kind = \(subjectKind)
                AND subject_id = \(subjectID) RETURNING digest
            """
        ).map { try $0.get("digest") }
    }

    /// Removes contents no attachment names any more, after the rows are gone for good.
    package static func removeUnused(
        _ digests: [ContentDigest], of organisation: ID<Organisation>, at desk: Desk
    ) async throws {
        for digest in digests {
            let keys = try await desk.read { db in
                try isUsed(digest, organisation, in: db) ? nil : try desk.vault.keyring(for: organisation, in: db)
            }
            if let keys { try desk.files.remove(digest, with: keys) }
        }
    }

    private init(_ row: Row) throws {
        self.init(
            id: try row.get("id"), organisationID: try row.get("organisation_id"),
            subjectKind: try row.get("subject_kind"), subjectID: try row.get("subject_id"),
            digest: try row.get("digest"), name: try row.get("name"), kind: try row.get("kind"),
            bytes: try row.get("bytes"), addedBy: try row.get("added_by"), addedAt: try row.get("added_at"),
            isSensitive: try row.get("sensitive"), recordClass: try row.get("record_class"))
    }
}
