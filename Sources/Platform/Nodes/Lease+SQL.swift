import Kernel
import Storage

/// Work that one node does for all, for as long as it says that it is there (租约). When its holder is gone another
/// takes it after its end; a holder that comes back late finds it taken.
package struct Lease: Hashable, Sendable {
    package let name: String
    package let minutes: Int

    package init(_ name: String, minutes: Int) {
        self.name = name
        self.minutes = minutes
    }

    /// The rounds of the sweep.
    package static let rounds = Lease("rounds", minutes: 2)
    /// The clocks of nodes may differ by so much; what was taken in a later future was before a clock was set back.
    static let skewMilliseconds: Int64 = 60_000

    /// Takes the lease, or renews it once half of it is over; says whether `node` holds it. A lease from a future that
    /// no node's clock can be in was taken before the clock was set back, and counts as over.
    package func take(for node: String, in db: any Connection) throws -> Bool {
        let known = try db.first("SELECT * FROM leases WHERE name = \(name)")
        if let known {
            let (from, until): (Instant, Instant) = (try known.get("taken_at"), try known.get("until_at"))
            let isRunning = from - db.now <= Lease.skewMilliseconds && until > db.now
            if isRunning {
                guard try known.get("holder") == node else { return false }
                if until - db.now > Int64(minutes) * 30_000 { return true }
            }
        }
        try put(for: node, in: db)
        return true
    }

    /// Whether something that is due every so many minutes is due now; true once among all nodes.
    package func isDue(for node: String, in db: any Connection) throws -> Bool {
        if let known = try db.first("SELECT * FROM leases WHERE name = \(name)") {
            let from: Instant = try known.get("taken_at")
            if from - db.now <= Lease.skewMilliseconds, try db.now < known.get("until_at") { return false }
        }
        try put(for: node, in: db)
        return true
    }

    /// Gives back what `node` holds, so that another need not wait for the end.
    package func giveBack(from node: String, in db: any Connection) throws {
        try db.run("DELETE FROM leases WHERE name = \(name) AND holder = \(node)")
    }

    private func put(for node: String, in db: any Connection) throws {
        try db.run(
            """
            INSERT INTO leases (name, holder, taken_at, until_at)
            VALUES (\(name), \(node), \(db.now), \(db.now.advanced(byMinutes: minutes)))
            ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, taken_at = excluded.taken_at,
                until_at = excluded.until_at
            """)
    }
}
