import Kernel
import Storage

/// What `huiyin verify` finds: every chain recomputed link by link, and each chain's head compared with its last
/// event, so that an edited, removed, inserted or cut-off event is named.
package struct ChainCheck: Sendable, Hashable {
    package private(set) var events = 0
    package private(set) var chains = 0
    /// The first broken link of each broken chain, at most `maximumFaults` of them.
    package private(set) var faults: [Fault] = []

    package struct Fault: Sendable, Hashable {
        package enum Kind: String, Sendable {
            case edited, missing
            case cutOff = "cut_off"
            case headless
        }

        package let subject: Event.Subject
        package let sequence: Int
        package let kind: Kind
    }

    package static let maximumFaults = 100
    package static let pageSize = 2_000
    private var current: (subject: Event.Subject, sequence: Int, hash: String)?
    private var broken: Event.Subject?

    package init() {}

    package static func == (left: ChainCheck, right: ChainCheck) -> Bool {
        left.events == right.events && left.chains == right.chains && left.faults == right.faults
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(events)
        hasher.combine(faults)
    }

    /// Walks all events in the order of their chains, a page per transaction.
    package static func run(on database: any Database) async throws -> ChainCheck {
        var check = ChainCheck()
        var cursor: (kind: String, id: String, sequence: Int) = ("", "", 0)
        while true {
            let from = cursor
            let rows = try await database.read { db in
                try db.rows(
                    """
                    SELECT e.*, h.sequence AS head_sequence, h.hash AS head_hash FROM events e
                    LEFT JOIN event_heads h ON h.subject_kind = e.subject_kind AND h.subject_id = e.subject_id
                    WHERE (e.subject_kind, e.subject_id, e.sequence) > (\(from.kind), \(from.id), \(from.sequence))
                    ORDER BY e.subject_kind, e.subject_id, e.sequence LIMIT \(pageSize)
                    """)
            }
            for row in rows {
                try check.visit(row)
                cursor = (try row.get("subject_kind"), try row.get("subject_id"), try row.get("sequence"))
            }
            if rows.count < pageSize { break }
        }
        try await check.findChainsWithoutEvents(on: database)
        return check
    }

    private mutating func visit(_ row: Row) throws {
        let event = try Event(row: row, facts: row.get("facts"))
        events += 1
        if current?.subject != event.subject {
            chains += 1
            current = (event.subject, 0, Event.genesis)
        }
        guard broken != event.subject, let last = current else { return }
        if event.sequence != last.sequence + 1 || event.priorHash != last.hash {
            report(event.subject, last.sequence + 1, .missing)
        } else if event.hash != event.recomputedHash {
            report(event.subject, event.sequence, .edited)
        }
        current = (event.subject, event.sequence, event.hash)
        let head: Int? = try row.get("head_sequence")
        let headHash: String? = try row.get("head_hash")
        guard let head, let headHash else { return report(event.subject, event.sequence, .headless) }
        if event.sequence == head && event.hash != headHash { report(event.subject, event.sequence, .edited) }
        if event.sequence > head { report(event.subject, event.sequence, .headless) }
    }

    /// Heads whose last event is gone.
    private mutating func findChainsWithoutEvents(on database: any Database) async throws {
        let rows = try await database.read { db in
            try db.rows(
                """
                SELECT h.subject_kind, h.subject_id, h.sequence FROM event_heads h
                WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.subject_kind = h.subject_kind
                    AND e.subject_id = h.subject_id AND e.sequence = h.sequence)
                ORDER BY h.subject_kind, h.subject_id LIMIT \(ChainCheck.maximumFaults)
                """)
        }
        for row in rows {
            let subject = Event.Subject(kind: try row.get("subject_kind"), id: try row.get("subject_id"))
            report(subject, try row.get("sequence"), .cutOff)
        }
    }

    private mutating func report(_ subject: Event.Subject, _ sequence: Int, _ kind: Fault.Kind) {
        broken = subject
        guard faults.count < ChainCheck.maximumFaults, !faults.contains(where: { $0.subject == subject }) else {
            return
        }
        faults.append(Fault(subject: subject, sequence: sequence, kind: kind))
    }
}

extension Event {
    /// The hash this event's stored parts give; equal to `hash` unless something was changed.
    fileprivate var recomputedHash: String {
        Event.link(
            organisation: organisationID, subject: subject, sequence: sequence, kind: kind, actor: actor,
            happenedAt: happenedAt, recordedAt: recordedAt, storedFacts: facts, priorHash: priorHash)
    }
}
