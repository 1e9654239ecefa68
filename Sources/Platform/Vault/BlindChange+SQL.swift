import Kernel
import Storage

/// A change of the key that codes of sealed values and of words are made under, while everybody goes on working
/// (盲索引密钥轮换). Announced, the codes of the next key are asked for too; then new codes are made under it, and every
/// row is written anew, a few in each transaction, the index of words last; at the end the former codes are asked for
/// no more. So whoever can be found before
/// can be found all the time. How far it is stands in the store: broken off it goes on from there, on whichever node,
/// and one node at a time.
package struct BlindChange: Hashable, Sendable {
    package enum Phase: String, Sendable, ColumnValue {
        case announced, walking, ended
    }

    package let organisationID: ID<Organisation>
    /// What new codes are made under.
    let keyID: ID<DataKey>
    /// The key whose codes are asked for as well.
    let otherID: ID<DataKey>?
    /// What the codes of words were made under before; the oldest key where none is named.
    let wordsID: ID<DataKey>?
    package let phase: Phase
    /// When the phase began: other nodes learn of it after `Vault.freshSeconds`.
    package let changedAt: Instant
    package let begunAt: Instant
    /// Rows there were when the walk began.
    package private(set) var total: Int
    package private(set) var done: Int
    package private(set) var written: Int
    /// The table being written; `nil` before and after the walk.
    private var source: String?
    /// The last row looked at in that table.
    private var place: String

    package var isRunning: Bool { phase != .ended }
    package var percent: Int { isRunning ? min(99, done * 100 / max(total, 1)) : 100 }

    /// The key the codes of words are made under, and the other that is asked for while they change.
    func wordKeys(oldest: ID<DataKey>) -> [ID<DataKey>] {
        let before = wordsID ?? oldest
        switch phase {
        case .announced: return [before] + [otherID].compactMap { $0 == before ? nil : $0 }
        case .walking: return keyID == before ? [keyID] : [keyID, before]
        case .ended: return [before]
        }
    }

    /// What one step came to.
    package enum Step: Hashable, Sendable {
        case went(BlindChange)
        /// From now on new codes are made under the next key; nodes learn of it after `Vault.freshSeconds`.
        case turned(BlindChange)
        case ended(BlindChange)
        /// Too early: a node may not have read the keys yet.
        case waiting(BlindChange)
        /// Another node is at it.
        case elsewhere(BlindChange)
        /// None is under way.
        case nothing
    }

    /// Rows written in one transaction.
    package static let batch = 100
    /// What is written anew after all tables.
    private static let words = "search_documents"
    /// How long after a phase began every node goes by it.
    package static let settleMilliseconds = Int64(Vault.freshSeconds + 10) * 1000

    private static func lease(_ organisation: ID<Organisation>) -> Lease {
        Lease("blind_change/\(organisation)", minutes: 2)
    }

    /// The newest change of an organisation, under way or ended; `nil` where there never was one.
    package static func newest(of organisation: ID<Organisation>, in db: any Connection) throws -> BlindChange? {
        try db.first("SELECT * FROM blind_keys WHERE organisation_id = \(organisation)").map(BlindChange.init)
    }

    /// Organisations whose change has not ended.
    package static func running(in db: any Connection) throws -> [ID<Organisation>] {
        try db.rows("SELECT organisation_id FROM blind_keys WHERE phase <> 'ended' ORDER BY begun_at").map {
            try $0.get("organisation_id")
        }
    }

    /// Announces the key that seals as the next one for codes; one under way is left as it is, and nothing is done
    /// where codes are made under that key already.
    @discardableResult
    package static func begin(
        for organisation: ID<Organisation>, at desk: Desk, in db: any Connection
    ) throws -> BlindChange? {
        if let found = try newest(of: organisation, in: db), found.isRunning { return found }
        let keys = try desk.vault.reload(organisation, in: db)
        guard keys.activeID != keys.blindID else { return nil }
        let begun = BlindChange(
            organisationID: organisation, keyID: keys.blindID, otherID: keys.activeID, wordsID: keys.wordsID,
            phase: .announced,
            changedAt: db.now, begunAt: db.now, total: 0, done: 0, written: 0, source: nil, place: "")
        try begun.save(at: desk, in: db)
        try begun.record("begun", at: desk, in: db)
        return begun
    }

    /// Does the next few rows, or goes on to the next phase, in one transaction. `waits` is how long a phase must have
    /// lasted before the next begins.
    package static func step(
        _ organisation: ID<Organisation>, at desk: Desk, waits: Int64 = settleMilliseconds, batch: Int = batch,
        in db: any Connection
    ) throws -> Step {
        guard var run = try newest(of: organisation, in: db), run.isRunning else { return .nothing }
        guard db.now - run.changedAt >= waits else { return .waiting(run) }
        let lease = lease(organisation)
        guard try lease.take(for: desk.node, in: db) else { return .elsewhere(run) }
        switch run.phase {
        case .announced:
            let turned = try run.turned(at: desk, in: db)
            try turned.save(at: desk, in: db)
            return .turned(turned)
        case .walking:
            let isHeld = try run.walk(batch, at: desk, in: db)
            guard run.source == nil else {
                try run.save(at: desk, in: db)
                return isHeld ? .went(run) : .elsewhere(run)
            }
            let ended = run.ended(at: db.now)
            try ended.save(at: desk, in: db)
            try lease.giveBack(from: desk.node, in: db)
            try ended.record("ended", at: desk, in: db)
            return .ended(ended)
        case .ended: return .nothing
        }
    }

    /// Gives a change back in the middle, so that another node may take it up at once.
    package static func letGo(_ organisation: ID<Organisation>, at desk: Desk, in db: any Connection) throws {
        try lease(organisation).giveBack(from: desk.node, in: db)
    }

    private func turned(at desk: Desk, in db: any Connection) throws -> BlindChange {
        let total = try desk.blindTables.reduce(0) {
            try $0
                + db.count(
                    "SELECT count(*) AS n FROM \(SQL(raw: $1.table)) WHERE organisation_id = \(organisationID)")
        }
        return BlindChange(
            organisationID: organisationID, keyID: otherID ?? keyID, otherID: keyID, wordsID: wordsID,
            phase: .walking, changedAt: db.now, begunAt: begunAt, total: total, done: 0, written: 0,
            source: desk.blindTables.first?.table ?? BlindChange.words, place: "")
    }

    private func ended(at now: Instant) -> BlindChange {
        BlindChange(
            organisationID: organisationID, keyID: keyID, otherID: nil, wordsID: keyID, phase: .ended,
            changedAt: now, begunAt: begunAt, total: total, done: done, written: written, source: nil, place: "")
    }

    /// Says whether it went on; not where another node is at the words.
    private mutating func walk(_ batch: Int, at desk: Desk, in db: any Connection) throws -> Bool {
        if source == BlindChange.words { return try walkWords(at: desk, in: db) }
        guard let index = desk.blindTables.firstIndex(where: { $0.table == source }) else {
            source = nil
            return true
        }
        let table = desk.blindTables[index]
        let keys = try desk.vault.reload(organisationID, in: db)
        let rows = try db.rows(
            """
            SELECT \(SQL(raw: (["id"] + table.sealed + table.columns).joined(separator: ", ")))
            FROM \(SQL(raw: table.table)) WHERE organisation_id = \(organisationID) AND id > \(place)
            ORDER BY id LIMIT \(batch)
            """)
        for row in rows {
            place = try row.get("id")
            if try table.renew(row, organisationID, keys, in: db) { written += 1 }
        }
        done += rows.count
        if rows.count < batch {
            source = desk.blindTables.dropFirst(index + 1).first?.table ?? BlindChange.words
            place = ""
        }
        return true
    }

    /// Has the index of words written anew from its beginning: what a run under way wrote before may have former codes.
    private mutating func walkWords(at desk: Desk, in db: any Connection) throws -> Bool {
        if place.isEmpty {
            let actor = Actor(organisationID: organisationID, kind: .system)
            let begun = try SearchRebuild.begin(anew: true, by: actor, at: desk, in: db)
            total += begun.total
            place = "0"
            return true
        }
        switch try SearchRebuild.step(organisationID, at: desk, in: db) {
        case .elsewhere: return false
        case .went(let run):
            done += max(0, run.done - (Int(place) ?? 0))
            place = String(run.done)
        case .ended(let run):
            written += run.written
            source = nil
        case .nothing: source = nil
        }
        return true
    }

    private func save(at desk: Desk, in db: any Connection) throws {
        try db.run(
            """
            INSERT INTO blind_keys (organisation_id, key_id, other_id, words_id, phase, changed_at, begun_at, source, place, total,
                done, written)
            VALUES (\(organisationID), \(keyID), \(otherID), \(wordsID), \(phase), \(changedAt), \(begunAt), \(source),
                \(place), \(total), \(done), \(written))
            ON CONFLICT (organisation_id) DO UPDATE SET key_id = excluded.key_id, other_id = excluded.other_id,
                words_id = excluded.words_id, phase = excluded.phase, changed_at = excluded.changed_at, begun_at = excluded.begun_at,
                source = excluded.source, place = excluded.place, total = excluded.total, done = excluded.done,
                written = excluded.written
            """)
        desk.vault.forget(organisationID)
    }

    private func record(_ what: String, at desk: Desk, in db: any Connection) throws {
        try Event.record(
            "platform.blind_change_\(what)", of: Event.Subject(kind: "blind_keys", id: organisationID.text),
            by: Actor(organisationID: organisationID, kind: .system), facts: ["rows": String(written)], sealed: false,
            at: desk, in: db)
    }
}

extension BlindTable {
    /// Writes the codes of a row under the keys there are now; says whether they were others. A row that somebody
    /// spoiled is left as it is.
    fileprivate func renew(
        _ row: Row, _ organisation: ID<Organisation>, _ keys: Keyring, in db: any Connection
    ) throws -> Bool {
        let fresh: [String?]
        do { fresh = try codes(row, keys) } catch is VaultError { return false }
        let old = try columns.map { try row.get($0, as: String?.self) }
        guard fresh != old else { return false }
        let parts = zip(columns, fresh).map { column, code -> SQL in SQL(raw: column) + " = \(code)" }
        let changes = parts.dropFirst().reduce(parts[0]) { $0 + ", " + $1 }
        let id: String = try row.get("id")
        try db.send(
            "UPDATE \(SQL(raw: table)) SET \(changes) WHERE organisation_id = \(organisation) AND id = \(id)")
        return true
    }
}

extension BlindChange {
    fileprivate init(_ row: Row) throws {
        self.init(
            organisationID: try row.get("organisation_id"), keyID: try row.get("key_id"),
            otherID: try row.get("other_id"), wordsID: try row.get("words_id"), phase: try row.get("phase"),
            changedAt: try row.get("changed_at"), begunAt: try row.get("begun_at"), total: try row.get("total"),
            done: try row.get("done"),
            written: try row.get("written"), source: try row.get("source"), place: try row.get("place"))
    }
}
