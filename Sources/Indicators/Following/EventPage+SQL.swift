import Kernel
import Platform
import Storage

/// The next events of an organisation that were not looked at (事件页). An event may be committed after a later one was
/// seen, so the last minutes are read again each time; what was seen of them is remembered.
struct EventPage: Sendable {
    private(set) var subjects: [ObservedSubject] = []
    private let seen: [(subject: Event.Subject, sequence: Int, at: Instant)]
    private let followedAt: Instant
    private let readAt: Instant
    let isFull: Bool

    static let size = 300
    /// No transaction of ours takes as long; clocks of nodes differ by less.
    static let overlapMinutes = 5

    init(of organisation: ID<Organisation>, in db: any Connection) throws {
        readAt = db.now
        let known: Instant? = try db.first(
            "SELECT followed_at FROM indicator_followers WHERE organisation_id = \(organisation)")?.get("followed_at")
        // What was before the first look is found by the walk.
        let start = min(known ?? db.now, db.now)
        let from = start.advanced(byMinutes: -EventPage.overlapMinutes)
        let rows = try db.rows(
            """
            SELECT e.subject_kind, e.subject_id, e.sequence, e.recorded_at FROM events e
                LEFT JOIN indicator_seen s ON s.subject_kind = e.subject_kind AND s.subject_id = e.subject_id
            WHERE e.organisation_id = \(organisation) AND e.recorded_at >= \(from)
                AND e.subject_kind IN \(Event.Subject.followed)
                AND (s.sequence IS NULL OR s.sequence < e.sequence)
            ORDER BY e.recorded_at LIMIT \(EventPage.size)
            """)
        isFull = rows.count == EventPage.size
        var newest: [Event.Subject: (sequence: Int, at: Instant)] = [:]
        var reached = start
        for row in rows {
            let subject = Event.Subject(kind: try row.get("subject_kind"), id: try row.get("subject_id"))
            let (sequence, at): (Int, Instant) = (try row.get("sequence"), try row.get("recorded_at"))
            newest[subject] = (max(sequence, newest[subject]?.sequence ?? 0), at)
            reached = max(reached, at)
        }
        seen = newest.map { ($0.key, $0.value.sequence, $0.value.at) }
        followedAt = isFull ? reached : max(reached, db.now)
        for subject in newest.keys { subjects += try subject.observed(of: organisation, in: db) }
    }

    /// Remembers what was seen, once the lines made of it stand.
    func markSeen(of organisation: ID<Organisation>, in db: any Connection) throws {
        for one in seen {
            try db.send(
                """
                INSERT INTO indicator_seen (subject_kind, subject_id, organisation_id, sequence, recorded_at)
                VALUES (\(one.subject.kind), \(one.subject.id), \(organisation), \(one.sequence), \(one.at))
                ON CONFLICT (subject_kind, subject_id) DO UPDATE SET sequence = excluded.sequence,
                    recorded_at = excluded.recorded_at
                WHERE indicator_seen.sequence < excluded.sequence
                """)
        }
        let caughtUp: Instant? = isFull ? nil : readAt
        try db.send(
            """
            INSERT INTO indicator_followers (organisation_id, followed_at, caught_up_at)
            VALUES (\(organisation), \(followedAt), \(caughtUp))
            ON CONFLICT (organisation_id) DO UPDATE SET followed_at = excluded.followed_at,
                caught_up_at = coalesce(excluded.caught_up_at, indicator_followers.caught_up_at)
            """)
        let forgotten = followedAt.advanced(byMinutes: -2 * EventPage.overlapMinutes)
        try db.run(
            """
            DELETE FROM indicator_seen WHERE organisation_id = \(organisation) AND recorded_at < \(forgotten)
            """)
    }
}

/// Up to when the lines say what happened (截至).
package enum CaughtUp {
    package static func at(_ organisation: ID<Organisation>, in db: any Connection) throws -> Instant? {
        try db.first("SELECT caught_up_at FROM indicator_followers WHERE organisation_id = \(organisation)")?
            .get("caught_up_at")
    }
}
