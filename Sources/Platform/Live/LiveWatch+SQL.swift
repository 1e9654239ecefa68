import Kernel
import Storage

/// Finds out what other processes wrote where none can call to another (实时提醒): the newest moment in the table of
/// events, polled while somebody listens. The hub has told already of what this process did.
package struct LiveWatch: Sendable {
    private var newest: Instant?

    package init() {}

    /// Wakes the hub when an event was recorded since the last look.
    package mutating func look(at desk: Desk) async throws {
        guard !desk.live.isIdle else {
            newest = nil
            return
        }
        let organisation = try await desk.organisation.current().id
        let found: Instant? = try await desk.database.read { db in
            try db.first(
                """
                SELECT recorded_at FROM events WHERE organisation_id = \(organisation)
                ORDER BY recorded_at DESC LIMIT 1
                """)?.get("recorded_at")
        }
        if let newest, let found, found > newest { desk.live.wakeHere() }
        newest = found ?? Instant(milliseconds: 0)
    }
}
