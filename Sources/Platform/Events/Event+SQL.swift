import Foundation
import Kernel
import Storage

extension Event {
    /// The one gate for what happens: writes the next link of the subject's chain, then lets the reactions act in
    /// the same transaction. With `sealing`, the facts are stored encrypted.
    @discardableResult
    package static func record(
        _ kind: String, of subject: Subject, by actor: Actor, facts: some Encodable, happenedAt: Instant? = nil,
        sealed: Bool = true, at desk: Desk, in db: any Connection
    ) throws -> Event {
        let head = try db.first(
            """
            SELECT sequence, hash FROM event_heads
            WHERE subject_kind = \(subject.kind) AND subject_id = \(subject.id)
            """)
        let sequence = try (head?.get("sequence", as: Int.self) ?? 0) + 1
        let priorHash = try head?.get("hash", as: String.self) ?? genesis
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let plain = String(decoding: try encoder.encode(facts), as: UTF8.self)
        let context = sealContext(subject, sequence)
        let stored =
            sealed ? try desk.vault.seal(plain, for: actor.organisationID, context: context, in: db).text : plain
        let event = Event(
            organisationID: actor.organisationID, subject: subject, sequence: sequence, kind: kind,
            actor: actor.signature, happenedAt: happenedAt ?? db.now, recordedAt: db.now, facts: plain,
            priorHash: priorHash,
            hash: link(
                organisation: actor.organisationID, subject: subject, sequence: sequence, kind: kind,
                actor: actor.signature, happenedAt: happenedAt ?? db.now, recordedAt: db.now, storedFacts: stored,
                priorHash: priorHash))
        try event.insert(storedFacts: stored, in: db)
        desk.live.mark()
        for reaction in desk.reactions { try reaction(event, db, desk) }
        return event
    }

    private func insert(storedFacts: String, in db: any Connection) throws {
        try db.run(
            """
            INSERT INTO events (organisation_id, subject_kind, subject_id, sequence, kind, actor, happened_at,
                recorded_at, facts, prior_hash, hash)
            VALUES (\(organisationID), \(subject.kind), \(subject.id), \(sequence), \(kind), \(actor), \(happenedAt),
                \(recordedAt), \(storedFacts), \(priorHash), \(hash))
            """)
        try db.run(
            """
            INSERT INTO event_heads (organisation_id, subject_kind, subject_id, sequence, hash)
            VALUES (\(organisationID), \(subject.kind), \(subject.id), \(sequence), \(hash))
            ON CONFLICT (subject_kind, subject_id)
            DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash
            """)
    }

    /// A subject's events in the order they were recorded, newest page last; at most `limit`.
    package static func list(
        of subject: Subject, after sequence: Int = 0, limit: Int = 500, at desk: Desk, in db: any Connection
    ) throws -> [Event] {
        try db.rows(
            """
            SELECT * FROM events WHERE subject_kind = \(subject.kind) AND subject_id = \(subject.id)
                AND sequence > \(sequence) ORDER BY sequence LIMIT \(limit)
            """
        ).map { row in
            let event = try Event(row: row, facts: row.get("facts"))
            guard let sealed = Sealed(event.facts) else { return event }
            let plain = try desk.vault.open(
                sealed, for: event.organisationID, context: sealContext(subject, event.sequence), in: db)
            return try Event(row: row, facts: plain)
        }
    }

    private static func sealContext(_ subject: Subject, _ sequence: Int) -> String {
        "events.facts.\(subject.kind).\(subject.id).\(sequence)"
    }

    init(row: Row, facts: String) throws {
        self.init(
            organisationID: try row.get("organisation_id"),
            subject: Subject(kind: try row.get("subject_kind"), id: try row.get("subject_id")),
            sequence: try row.get("sequence"), kind: try row.get("kind"), actor: try row.get("actor"),
            happenedAt: try row.get("happened_at"), recordedAt: try row.get("recorded_at"), facts: facts,
            priorHash: try row.get("prior_hash"), hash: try row.get("hash"))
    }
}

extension Event {
    /// The facts as a value.
    package func decode<Facts: Decodable>(_ type: Facts.Type = Facts.self) throws -> Facts {
        try JSONDecoder().decode(type, from: Data(facts.utf8))
    }
}
