import Deadlines
import Kernel
import Storage

/// What a slice looks after by itself, each time the sweep goes round; its work must not grow with the archive.
package typealias SweepRound = @Sendable (Desk) async throws -> Void

/// The look at everything that is due (扫描): warnings, reminders and escalations are fired once each. Its work is as
/// large as what is due, whatever the archive holds.
package enum Sweep {
    static let batch = 50
    static let maximumBatches = 200

    /// Handles what wants attention now, a batch per transaction, and returns how many clocks were looked at. Several
    /// nodes share the clocks, each taking what no other holds; the rounds are gone by one of them for all.
    package static func run(at desk: Desk) async throws -> Int {
        for round in desk.rounds {
            guard try await desk.write({ try Lease.rounds.take(for: desk.node, in: $0) }) else { break }
            try await round(desk)
        }
        var seen = 0
        for _ in 0..<maximumBatches {
            let count = try await desk.write { db in try look(at: desk, in: db) }
            seen += count
            if count < batch { break }
        }
        return seen
    }

    /// Handles one batch of what wants attention at the moment of `db`; returns how many clocks were looked at.
    @discardableResult
    package static func look(at desk: Desk, in db: any Connection) throws -> Int {
        let wanting = try StoredClock.wanting(limit: batch, in: db)
        for stored in wanting {
            let calendar = try OrganisationCalendar.load(stored.organisationID, in: db)
            let due = stored.clock.attentionsDue(until: db.now, in: calendar)
            var handled = stored
            for attention in due { try handled.clock.apply(.handled(attention.id)) }
            try handled.save(calendar: calendar, in: db)
            if !due.isEmpty {
                let reading = handled.clock.reading(at: db.now, in: calendar)
                try desk.attentions[stored.subject.kind]?(handled, due, reading, db, desk)
            }
        }
        return wanting.count
    }
}
