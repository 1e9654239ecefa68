import Kernel
import Storage

extension SecurityEvent {
    /// Writes one event at the transaction's moment.
    package static func record(
        _ kind: Kind, staff: ID<Staff>? = nil, of organisation: ID<Organisation>?, address: String = "",
        detail: String = "", in db: any Connection
    ) throws {
        try db.run(
            """
            INSERT INTO security_events (id, happened_at, organisation_id, staff_id, kind, address, detail)
            VALUES (\(db.newID() as ID<SecurityEvent>), \(db.now), \(organisation), \(staff), \(kind),
                \(String(address.prefix(60))), \(String(detail.prefix(80))))
            """)
    }

    /// A page of the organisation's events, newest first, before `cursor`; `limit` is held to 1…200. Events of nobody
    /// known are shown where the installation has one organisation only.
    package static func page(
        of organisation: ID<Organisation>, staff: ID<Staff>? = nil, before cursor: ID<SecurityEvent>? = nil,
        limit: Int = 50, in db: any Connection
    ) throws -> [SecurityEvent] {
        let isAlone = try db.count("SELECT count(*) AS n FROM organisations") == 1
        var query: SQL = "SELECT * FROM security_events WHERE (organisation_id = \(organisation)"
        query = query + (isAlone ? " OR organisation_id IS NULL)" : ")")
        if let staff { query = query + " AND staff_id = \(staff)" }
        if let cursor { query = query + " AND id < \(cursor)" }
        return try db.rows(query + " ORDER BY id DESC LIMIT \(min(max(limit, 1), 200))").map { row in
            SecurityEvent(
                id: try row.get("id"), at: try row.get("happened_at"), organisationID: try row.get("organisation_id"),
                staffID: try row.get("staff_id"), kind: try row.get("kind"), address: try row.get("address"),
                detail: try row.get("detail"))
        }
    }
}
