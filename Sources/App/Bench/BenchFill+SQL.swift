import Kernel
import Platform
import Storage

/// Rows that only have to be there: an archive of any size, made in seconds by copying one real case. Their sealed
/// documents are never opened, so no measurement may list them.
package enum BenchFill {
    static func group(in db: any Connection) throws -> ID<OrganisationUnit> {
        try db.one(
            "SELECT id FROM units WHERE organisation_id = \(World.organisation) AND kind = 'group' ORDER BY id LIMIT 1"
        ).get("id")
    }

    /// Adds copies of the case `id` with their clocks: `open` of them on another's desk, the others closed.
    /// Their clocks want attention a year from now.
    package static func copy(_ id: String, open: Int, closed: Int, in db: any Connection) throws {
        let far = db.now.advanced(byHours: 24 * 365)
        let width = 12
        for (isOpen, count) in [(true, open), (false, closed)] where count > 0 {
            let mark = isOpen ? "a" : "b"
            let ended: Instant? = isOpen ? nil : db.now
            try db.run(
                """
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(count)),
                    ids (i, id) AS (SELECT i, '00000000-0000-7000-8000-' || \(mark)
                        || substr('00000000000' || i, length('00000000000' || i) - \(width) + 2) FROM n)
                INSERT INTO cases (id, organisation_id, number, kind, channel, secrecy, restricted, state, is_open, level,
                    level_confirmed, received_at, registered_at, first_receiver_id, holder_id, group_id,
                    next_due_at, escalated, pin_round, pin_digest, version, document)
                SELECT ids.id, c.organisation_id, \(mark) || ids.i, c.kind, c.channel, c.secrecy, c.restricted,
                    CASE WHEN \(isOpen) = 1 THEN c.state ELSE 'closed' END, \(isOpen), c.level, c.level_confirmed,
                    c.received_at - ids.i * 1000, c.registered_at, NULL, 'filler', c.group_id,
                    \(far) + ids.i, c.escalated, 1, c.pin_digest, c.version, c.document
                FROM cases c CROSS JOIN ids WHERE c.id = \(id)
                """)
            try db.run(
                """
                INSERT INTO clocks (organisation_id, subject_kind, subject_id, kind, clock, holder_id, started_at, due_at,
                    last_on, provisional, met_at, ended_at, next_attention_at)
                SELECT k.organisation_id, k.subject_kind, f.id, k.kind, k.clock, 'filler', k.started_at, \(far),
                    k.last_on, 0, \(ended), \(ended), CASE WHEN \(isOpen) = 1 THEN \(far) ELSE NULL END
                FROM clocks k JOIN cases f ON f.number LIKE \(mark + "%") WHERE k.subject_id = \(id)
                """)
        }
    }

    /// Makes every clock of these cases due, as if a warning were to be given now.
    static func makeDue(_ ids: [String], in db: any Connection) throws {
        try db.run(
            "UPDATE clocks SET next_attention_at = \(db.now) WHERE ended_at IS NULL AND subject_id IN \(ids) AND kind = 'decision'"
        )
    }

    /// Puts open real cases on somebody's desk.
    package static func give(_ ids: [String], to staff: ID<Staff>, in db: any Connection) throws {
        try db.run("UPDATE cases SET holder_id = \(staff) WHERE id IN \(ids)")
    }
}
