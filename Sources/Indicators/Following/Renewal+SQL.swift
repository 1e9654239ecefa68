import Kernel
import Platform
import Storage

/// What a record gives now, beside what is kept of it (更新草稿): read first, and written in a transaction of its own
/// that touches no table but ours, so that nobody who works on the record ever waits for it.
struct Renewal: Sendable {
    let subject: ObservedSubject
    let observed: Observed
    let sequence: Int
    let generation: String
    /// Of the line that was read; `nil` where there was none.
    let version: Int?
    let isSame: Bool

    init(_ subject: ObservedSubject, _ context: ObservingContext, in db: any Connection) throws {
        self.subject = subject
        observed = try subject.observed(context, in: db)
        generation = context.generation(of: subject.kind)
        sequence = try db.count(
            """
            SELECT coalesce(max(sequence), 0) AS n FROM event_heads
            WHERE subject_kind = \(subject.kind) AND subject_id = \(subject.id)
            """)
        let known = try db.first(
            """
            SELECT version FROM indicator_subjects
            WHERE subject_kind = \(subject.kind) AND subject_id = \(subject.id)
            """)
        version = try known?.get("version")
        isSame = try Observation.list(of: subject, in: db) == observed.lines.inOrder
    }

    /// False when another wrote since it was read: then it has to be read again, for either may have seen more.
    func write(of organisation: ID<Organisation>, in db: any Connection) throws -> Bool {
        guard try claim(of: organisation, in: db) else { return false }
        if isSame { return true }
        try db.run(
            """
            DELETE FROM indicator_observations
            WHERE subject_kind = \(subject.kind) AND subject_id = \(subject.id)
            """)
        for line in observed.lines { try line.insert(of: subject, organisation, in: db) }
        return true
    }

    private func claim(of organisation: ID<Organisation>, in db: any Connection) throws -> Bool {
        if let version {
            return try db.run(
                """
                UPDATE indicator_subjects SET sequence = \(sequence), generation = \(generation),
                    renew_at = \(observed.renewAt), version = version + 1
                WHERE subject_kind = \(subject.kind) AND subject_id = \(subject.id) AND version = \(version)
                """) == 1
        }
        return try db.run(
            """
            INSERT INTO indicator_subjects (subject_kind, subject_id, organisation_id, sequence, generation, renew_at,
                version)
            VALUES (\(subject.kind), \(subject.id), \(organisation), \(sequence), \(generation),
                \(observed.renewAt), 1)
            ON CONFLICT (subject_kind, subject_id) DO NOTHING
            """) == 1
    }
}
