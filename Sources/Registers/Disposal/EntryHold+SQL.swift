import Kernel
import Platform
import Storage

/// What stops the term of an entry (台账法律保留): a dispute, an inquiry, an order. An entry that belongs to a held case is
/// held with it and needs none of its own.
struct EntryHold: Sendable, Hashable {
    let id: ID<EntryHold>
    let reason: String
    let placedAt: Instant

    /// The hold that stands on an entry.
    static func standing(on entry: ID<RegisterEntry>, in db: any Connection) throws -> EntryHold? {
        try db.first(
            "SELECT id, reason, placed_at FROM register_holds WHERE entry_id = \(entry) AND lifted_at IS NULL"
        ).map { EntryHold(id: try $0.get("id"), reason: try $0.get("reason"), placedAt: try $0.get("placed_at")) }
    }

    /// Throws `Problem.conflict` when the entry is held already.
    static func place(
        on entry: RegisterEntry, reason: String, by actor: Actor, at desk: Desk, in db: any Connection
    ) throws {
        if try standing(on: entry.id, in: db) != nil { throw Problem.conflict("registers.refusal.held_already") }
        try db.run(
            """
            INSERT INTO register_holds (id, organisation_id, entry_id, reason, placed_by, placed_at)
            VALUES (\(db.newID() as ID<EntryHold>), \(entry.organisationID), \(entry.id), \(reason),
                \(actor.signature), \(db.now))
            """)
        try Event.record(
            "registers.hold_placed", of: EntryAccess.subject(entry.id), by: actor, facts: ["reason": reason], at: desk,
            in: db)
    }

    /// Throws `Problem.conflict` unless the entry is held.
    static func lift(from entry: RegisterEntry, by actor: Actor, at desk: Desk, in db: any Connection) throws {
        let lifted = try db.rows(
            """
            UPDATE register_holds SET lifted_by = \(actor.signature), lifted_at = \(db.now)
            WHERE entry_id = \(entry.id) AND lifted_at IS NULL RETURNING id
            """)
        if lifted.isEmpty { throw Problem.conflict("registers.refusal.not_held") }
        try Event.record(
            "registers.hold_lifted", of: EntryAccess.subject(entry.id), by: actor, facts: [String: String](),
            sealed: false, at: desk, in: db)
    }
}
