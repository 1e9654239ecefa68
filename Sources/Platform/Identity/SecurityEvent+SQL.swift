import Kernel
import Storage

extension SecurityEvent {
    /// Writes one event at the transaction's moment.
    package static func record(
        _ kind: Kind, staff: ID<Staff>? = nil, of organisation: ID<Organisation>?, address: String = "",
        detail: String = "", in db: any Connection
    ) throws {
        try db.send(
            """
            INSERT INTO security_events (id, happened_at, organisation_id, staff_id, kind, address, detail)
            VALUES (\(db.newID() as ID<SecurityEvent>), \(db.now), \(organisation), \(staff), \(kind),
                \(String(address.prefix(60))), \(String(detail.prefix(80))))
            """)
    }

    /// Writes that somebody signed in was refused a record of that kind; which one stays unsaid.
    package static func recordRefusal(
        of record: String, to actor: Actor, address: String, in db: any Connection
    ) throws {
        try SecurityEvent.record(
            .accessRefused, staff: actor.staffID, of: actor.organisationID, address: address, detail: record, in: db)
    }

    init(_ row: Row) throws {
        self.init(
            id: try row.get("id"), at: try row.get("happened_at"), organisationID: try row.get("organisation_id"),
            staffID: try row.get("staff_id"), kind: try row.get("kind"), address: try row.get("address"),
            detail: try row.get("detail"))
    }
}
