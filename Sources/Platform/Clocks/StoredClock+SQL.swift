import Deadlines
import Foundation
import Kernel
import Storage

extension StoredClock {
    /// Writes the clock with what its reading at this moment gives the indexes.
    package func save(calendar: WorkCalendar, in db: any Connection) throws {
        let reading = clock.reading(at: db.now, in: calendar)
        // A clock that was just seen to and still wants attention is looked at again in a minute, never at once.
        let next = clock.nextAttentionAt(after: db.now, in: calendar).map { max($0, db.now.advanced(byMinutes: 1)) }
        let json = try JSONText.of(clock)
        try db.send(
            """
            INSERT INTO clocks (organisation_id, subject_kind, subject_id, kind, clock, holder_id, started_at, due_at,
                last_on, provisional, met_at, ended_at, next_attention_at)
            VALUES (\(organisationID), \(subject.kind), \(subject.id), \(kind.rawValue), \(json), \(holderID),
                \(clock.startedAt), \(reading.dueAt), \(reading.lastDay), \(reading.isProvisional), \(clock.metAt),
                \(clock.finishedAt), \(next))
            ON CONFLICT (subject_kind, subject_id, kind) DO UPDATE SET clock = excluded.clock,
                holder_id = excluded.holder_id, started_at = excluded.started_at, due_at = excluded.due_at,
                last_on = excluded.last_on, provisional = excluded.provisional, met_at = excluded.met_at,
                ended_at = excluded.ended_at, next_attention_at = excluded.next_attention_at
            """)
    }

    /// A subject's clocks, the earliest due first.
    package static func list(of subject: Event.Subject, in db: any Connection) throws -> [StoredClock] {
        try db.rows(
            """
            SELECT * FROM clocks WHERE subject_kind = \(subject.kind) AND subject_id = \(subject.id)
            ORDER BY due_at, kind LIMIT 400
            """
        ).map(StoredClock.init)
    }

    /// The clocks that still run for several subjects of one kind, the earliest due first; for a page of a list.
    package static func running(of kind: String, _ ids: [String], in db: any Connection) throws -> [StoredClock] {
        try db.rows(
            """
            SELECT * FROM clocks
            WHERE subject_kind = \(kind) AND subject_id IN \(ids) AND ended_at IS NULL
            ORDER BY due_at, kind LIMIT 2000
            """
        ).map(StoredClock.init)
    }

    /// At most `limit` clocks that want attention by now, the longest waiting first. Reads the index, never the archive.
    static func wanting(limit: Int, in db: any Connection) throws -> [StoredClock] {
        try db.rows(
            """
            SELECT * FROM clocks WHERE next_attention_at <= \(db.now)
            ORDER BY next_attention_at LIMIT \(limit) \(.skipLocked)
            """
        ).map(StoredClock.init)
    }

    /// When the next clock wants attention; `nil` while none does.
    package static func nextAttention(in db: any Connection) throws -> Instant? {
        try db.first(
            """
            SELECT next_attention_at FROM clocks WHERE next_attention_at IS NOT NULL
            ORDER BY next_attention_at LIMIT 1
            """)?.get("next_attention_at")
    }

    /// Makes the sweep read again every open clock whose due may move with the calendar from `day` on.
    package static func lookAgain(
        from day: LocalDay, of organisation: ID<Organisation>, in db: any Connection
    ) throws {
        try db.send(
            """
            UPDATE clocks SET next_attention_at = \(db.now)
            WHERE organisation_id = \(organisation) AND ended_at IS NULL AND (provisional = 1 OR last_on >= \(day))
            """)
    }

    /// Clocks read lately, by what is stored of them.
    private static let known = Memo<String, Clock>(limit: 20_000)

    init(_ row: Row) throws {
        let json: String = try row.get("clock")
        let clock = try StoredClock.known.value(json, json) {
            try JSONDecoder().decode(Clock.self, from: Data(json.utf8))
        }
        self.init(
            organisationID: try row.get("organisation_id"),
            subject: Event.Subject(kind: try row.get("subject_kind"), id: try row.get("subject_id")),
            clock: clock, holderID: try row.get("holder_id"))
    }
}
