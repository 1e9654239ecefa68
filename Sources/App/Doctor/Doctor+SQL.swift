import Kernel
import Storage

extension Doctor {
    /// When the newest event was recorded.
    static func newestEvent(in db: any Connection) throws -> Instant? {
        let homes = try db.rows("SELECT id FROM organisations LIMIT 50")
        return try homes.compactMap { row in
            try db.one(
                "SELECT max(recorded_at) AS at FROM events WHERE organisation_id = \(try row.get("id", as: String.self))"
            ).get("at", as: Instant?.self)
        }.max()
    }
}
