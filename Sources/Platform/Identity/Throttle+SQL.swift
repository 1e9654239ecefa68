import Kernel
import Storage

/// Counts attempts under a key. Keys are stored as digests, so that no address or case number stands in the table.
package enum Throttle {
    /// Throws `Problem.tooMany` when the limit is reached; counts nothing.
    package static func check(_ key: String, _ limit: ThrottleLimit, in db: any Connection) throws {
        let row = try db.first("SELECT * FROM throttles WHERE key = \(digestText(key.utf8))")
        guard let row else { return }
        let wait = limit.wait(attempts: try row.get("attempts"), since: try row.get("window_started_at"), at: db.now)
        if let wait { throw Problem.tooMany(retryAfterSeconds: wait) }
    }

    /// Counts one attempt; a window that has passed begins anew. The count stands only if the transaction commits,
    /// so a refusal must be returned from the body, not thrown.
    package static func count(_ key: String, _ limit: ThrottleLimit, in db: any Connection) throws {
        let over = db.now.advanced(byMinutes: -limit.windowMinutes)
        try db.send(
            """
            INSERT INTO throttles (key, window_started_at, attempts) VALUES (\(digestText(key.utf8)), \(db.now), 1)
            ON CONFLICT (key) DO UPDATE SET
                attempts = CASE WHEN throttles.window_started_at <= \(over) THEN 1 ELSE throttles.attempts + 1 END,
                window_started_at = CASE WHEN throttles.window_started_at <= \(over) THEN excluded.window_started_at
                    ELSE throttles.window_started_at END
            """)
    }

    /// Checks, then counts: for things that may be done only so often whether they succeed or not.
    package static func admit(_ key: String, _ limit: ThrottleLimit, in db: any Connection) throws {
        try check(key, limit, in: db)
        try count(key, limit, in: db)
    }

    /// Milliseconds of the window `share` counts in.
    static let minute: Int64 = 60_000

    /// Takes up to `wanted` of the `limit` uses of the running minute; gives when that minute began and how many were
    /// got, none when it is used up.
    static func share(
        _ key: String, _ wanted: Int, of limit: Int, in db: any Connection
    ) throws -> (start: Instant, count: Int) {
        let key = digestText("pace \(key)".utf8)
        let row = try db.first("SELECT * FROM throttles WHERE key = \(key)")
        var (start, used) = (db.now, 0)
        if let row {
            let began: Instant = try row.get("window_started_at")
            // The minute may have been begun by a node whose clock is ahead.
            if (-minute..<minute).contains(db.now - began) { (start, used) = (began, try row.get("attempts")) }
        }
        let count = min(wanted, limit - used)
        guard count > 0 else { return (start, 0) }
        try db.send(
            """
            INSERT INTO throttles (key, window_started_at, attempts) VALUES (\(key), \(start), \(used + count))
            ON CONFLICT (key) DO UPDATE SET
                window_started_at = excluded.window_started_at, attempts = excluded.attempts
            """)
        return (start, count)
    }

    package static func clear(_ key: String, in db: any Connection) throws {
        try db.send("DELETE FROM throttles WHERE key = \(digestText(key.utf8))")
    }

    /// Removes windows that began more than two days ago, which no limit looks back to; returns how many.
    @discardableResult
    package static func sweep(in db: any Connection) throws -> Int {
        try db.run("DELETE FROM throttles WHERE window_started_at < \(db.now.advanced(byHours: -48))")
    }
}
