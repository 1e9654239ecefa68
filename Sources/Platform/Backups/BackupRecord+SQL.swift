import Kernel
import Storage

extension BackupRecord {
    /// Writes the record down with its event.
    package func record(by actor: Actor, at desk: Desk, in db: any Connection) throws {
        try db.run(
            """
            INSERT INTO backup_records (id, organisation_id, kind, began_at, ended_at, taken_at, actor, result, bytes,
                events, note)
            VALUES (\(id), \(organisationID), \(kind), \(beganAt), \(endedAt), \(takenAt), \(self.actor), \(result),
                \(bytes), \(events), \(note))
            """)
        try Event.record(
            "platform.\(kind.rawValue)_recorded", of: subject, by: actor,
            facts: [
                "result": result.rawValue, "taken_at": String(takenAt.milliseconds), "bytes": String(bytes),
                "events": String(events), "note": note,
            ], sealed: false, at: desk, in: db)
    }

    /// Backups and drills, the newest first, a page at a time.
    package static func page(
        of organisation: ID<Organisation>, before cursor: MomentCursor<BackupRecord>? = nil, limit: Int = 50,
        in db: any Connection
    ) throws -> (records: [BackupRecord], next: MomentCursor<BackupRecord>?) {
        let bound: SQL = cursor.map { " AND (began_at, id) < (\($0.at), \($0.id))" } ?? ""
        let found = try db.rows(
            """
            SELECT * FROM backup_records WHERE organisation_id = \(organisation)\(bound)
            ORDER BY began_at DESC, id DESC LIMIT \(limit + 1)
            """
        ).map(BackupRecord.init)
        let shown = Array(found.prefix(limit))
        let next = found.count > limit ? shown.last.map { MomentCursor(at: $0.beganAt, id: $0.id) } : nil
        return (shown, next)
    }

    /// The newest of a kind; with `whole`, the newest that went well.
    package static func newest(
        _ kind: Kind, of organisation: ID<Organisation>, whole: Bool = true, in db: any Connection
    ) throws -> BackupRecord? {
        let bound: SQL = whole ? " AND result = 'whole'" : ""
        return try db.first(
            """
            SELECT * FROM backup_records WHERE organisation_id = \(organisation) AND kind = \(kind)\(bound)
            ORDER BY began_at DESC, id DESC LIMIT 1
            """
        ).map(BackupRecord.init)
    }

    private init(_ row: Row) throws {
        self.init(
            id: try row.get("id"), organisationID: try row.get("organisation_id"), kind: try row.get("kind"),
            beganAt: try row.get("began_at"), endedAt: try row.get("ended_at"), takenAt: try row.get("taken_at"),
            actor: try row.get("actor"), result: try row.get("result"), bytes: try row.get("bytes"),
            events: try row.get("events"), note: try row.get("note"))
    }
}
