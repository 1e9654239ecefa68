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
            SELECT sequence, hash, sealed_key FROM event_heads
            WHERE subject_kind = \(subject.kind) AND subject_id = \(subject.id)
            """)
        let sequence = try (head?.get("sequence", as: Int.self) ?? 0) + 1
        let priorHash = try head?.get("hash", as: String.self) ?? genesis
        let plain = try JSONText.of(facts)
        var (stored, sealedKey): (String, String?) = (plain, nil)
        if sealed {
            let key: RecordKey
            if let known: String = try head?.get("sealed_key", as: String?.self) {
                key = try RecordKey.open(known, of: subject, actor.organisationID, at: desk.vault, in: db)
            } else {
                let made = try RecordKey.make(for: subject, actor.organisationID, at: desk.vault, in: db)
                (key, sealedKey) = (made.key, made.stored)
            }
            stored = try key.seal(plain, context: sealContext(subject, sequence), nonce: db.randomBytes(12))
        }
        let event = Event(
            organisationID: actor.organisationID, subject: subject, sequence: sequence, kind: kind,
            actor: actor.signature, happenedAt: happenedAt ?? db.now, recordedAt: db.now, facts: plain,
            priorHash: priorHash,
            hash: link(
                organisation: actor.organisationID, subject: subject, sequence: sequence, kind: kind,
                actor: actor.signature, happenedAt: happenedAt ?? db.now, recordedAt: db.now, storedFacts: stored,
                priorHash: priorHash))
        try event.insert(storedFacts: stored, sealedKey: sealedKey, in: db)
        desk.live.mark()
        for reaction in desk.reactions { try reaction(event, db, desk) }
        return event
    }

    private func insert(storedFacts: String, sealedKey: String?, in db: any Connection) throws {
        try db.send(
            """
            INSERT INTO events (organisation_id, subject_kind, subject_id, sequence, kind, actor, happened_at,
                recorded_at, facts, prior_hash, hash)
            VALUES (\(organisationID), \(subject.kind), \(subject.id), \(sequence), \(kind), \(actor), \(happenedAt),
                \(recordedAt), \(storedFacts), \(priorHash), \(hash))
            """)
        try db.send(
            """
            INSERT INTO event_heads (organisation_id, subject_kind, subject_id, sequence, hash, sealed_key)
            VALUES (\(organisationID), \(subject.kind), \(subject.id), \(sequence), \(hash), \(sealedKey))
            ON CONFLICT (subject_kind, subject_id) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash,
                sealed_key = coalesce(event_heads.sealed_key, excluded.sealed_key)
            """)
    }

    /// A subject's events in the order they were recorded, newest page last; at most `limit`.
    package static func list(
        of subject: Subject, after sequence: Int = 0, limit: Int = 500, at desk: Desk, in db: any Connection
    ) throws -> [Event] {
        let events = try stored(of: subject, after: sequence, limit: limit, in: db)
        guard let any = events.first(where: { RecordKey.sealed($0.facts) || Sealed($0.facts) != nil }) else {
            return events
        }
        let known = try db.first(
            """
            SELECT sealed_key FROM event_heads
            WHERE subject_kind = \(subject.kind) AND subject_id = \(subject.id)
            """)?.get("sealed_key", as: String?.self)
        let key = try known.flatMap { $0 }.map {
            try RecordKey.open($0, of: subject, any.organisationID, at: desk.vault, in: db)
        }
        return try events.map { event in
            let context = sealContext(subject, event.sequence)
            if RecordKey.sealed(event.facts) {
                return event.telling(try key?.open(event.facts, context: context) ?? Event.shredded)
            }
            // Facts of before each record had a key of its own.
            guard let sealed = Sealed(event.facts) else { return event }
            return event.telling(try desk.vault.open(sealed, for: event.organisationID, context: context, in: db))
        }
    }

    /// What is told of facts whose key was destroyed.
    package static let shredded = "{}"

    /// A subject's events as they are stored and chained, sealed facts unopened.
    package static func stored(
        of subject: Subject, after sequence: Int = 0, limit: Int = 500, in db: any Connection
    ) throws -> [Event] {
        try db.rows(
            """
            SELECT * FROM events WHERE subject_kind = \(subject.kind) AND subject_id = \(subject.id)
                AND sequence > \(sequence) ORDER BY sequence LIMIT \(limit)
            """
        ).map { try Event(row: $0, facts: $0.get("facts")) }
    }

    /// Destroys the key of a record's sealed facts: nobody can read them again, and the chain still holds. Facts that
    /// were sealed before records had keys of their own stay readable; returns how many those are.
    package static func shred(_ subject: Subject, in db: any Connection) throws -> Int {
        try db.send(
            """
            UPDATE event_heads SET sealed_key = NULL, shredded_at = \(db.now)
            WHERE subject_kind = \(subject.kind) AND subject_id = \(subject.id)
            """)
        return try db.count(
            """
            SELECT count(*) AS n FROM events WHERE subject_kind = \(subject.kind) AND subject_id = \(subject.id)
                AND facts LIKE 'v1.%'
            """)
    }

    static func sealContext(_ subject: Subject, _ sequence: Int) -> String {
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
