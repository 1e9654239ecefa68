import Kernel
import Storage

/// Writing an organisation's index of words anew while everybody goes on working (重建索引). Every record of every slice
/// is written over what stood there, a few in each transaction, so whatever can be found before can be found all the
/// time; then what belongs to no record is taken out. How far it is stands in the store: broken off it goes on from
/// there, on whichever node, and one node at a time.
package struct SearchRebuild: Hashable, Sendable {
    package let organisationID: ID<Organisation>
    package let begunAt: Instant
    /// The signature of whoever asked for it; `system` when a new version of the program did.
    package let begunBy: String
    /// Records there were at the beginning.
    package let total: Int
    /// Records looked at so far.
    package private(set) var done: Int
    package private(set) var written: Int
    /// Documents taken out because their record is gone or cannot be opened.
    package private(set) var removed: Int
    package private(set) var endedAt: Instant?
    let version: Int
    /// The kind of records being written; `nil` while what belongs to no record is looked for.
    private var kind: String?
    /// The last record written of that kind, or the number of the last document looked at.
    private var place: String

    package var isRunning: Bool { endedAt == nil }
    /// It runs because the program changed its way of writing: till its end older documents lack something.
    package var isRenewal: Bool {
        isRunning && begunBy == Actor(organisationID: organisationID, kind: .system).signature
    }
    /// In hundredths of the way; never whole before the end.
    package var percent: Int { isRunning ? min(99, done * 100 / max(total, 1)) : 100 }

    /// What one step came to.
    package enum Step: Hashable, Sendable {
        case went(SearchRebuild)
        case ended(SearchRebuild)
        /// Another node is at it.
        case elsewhere(SearchRebuild)
        /// Nobody asked for one.
        case nothing
    }

    /// Records written in one transaction: other writers wait no longer than that takes.
    package static let batch = 20
    /// Documents compared with the records in one transaction.
    static let clearingBatch = 500

    private static func lease(_ organisation: ID<Organisation>) -> Lease {
        Lease("search_rebuild/\(organisation)", minutes: 2)
    }

    /// The newest run of an organisation, running or ended.
    package static func newest(of organisation: ID<Organisation>, in db: any Connection) throws -> SearchRebuild? {
        try db.first("SELECT * FROM search_rebuilds WHERE organisation_id = \(organisation)").map(SearchRebuild.init)
    }

    /// Organisations whose run has not ended.
    package static func running(in db: any Connection) throws -> [ID<Organisation>] {
        try db.rows("SELECT organisation_id FROM search_rebuilds WHERE ended_at IS NULL ORDER BY begun_at")
            .map { try $0.get("organisation_id") }
    }

    /// Begins a run, which the background work of any node then takes up; one that runs already is left as it is,
    /// unless all must be written `anew`.
    @discardableResult
    package static func begin(
        anew: Bool = false, by actor: Actor, at desk: Desk, in db: any Connection
    ) throws -> SearchRebuild {
        let organisation = actor.organisationID
        if !anew, let found = try newest(of: organisation, in: db), found.isRunning,
            found.version == SearchIndex.version
        {
            return found
        }
        let kinds = desk.searchSources.keys.sorted()
        let total = try kinds.reduce(0) { try $0 + (desk.searchSources[$1]?.count(organisation, db) ?? 0) }
        let begun = SearchRebuild(
            organisationID: organisation, begunAt: db.now, begunBy: actor.signature, total: total, done: 0,
            written: 0, removed: 0, endedAt: nil, version: SearchIndex.version, kind: kinds.first,
            place: kinds.isEmpty ? "0" : "")
        try begun.save(in: db)
        try begun.record("begun", by: actor, at: desk, in: db)
        return begun
    }

    /// Organisations of which nobody has looked yet whether documents of an earlier version lie there.
    package static func unlooked(in db: any Connection) throws -> [ID<Organisation>] {
        try db.rows(
            """
            SELECT id FROM organisations o WHERE NOT EXISTS (SELECT 1 FROM search_rebuilds r
                WHERE r.organisation_id = o.id AND r.version >= \(SearchIndex.version))
            """
        ).map { try $0.get("id") }
    }

    /// Begins a run when an earlier version wrote documents of an organisation; remembers when none did.
    package static func beginWhereOutdated(
        _ organisation: ID<Organisation>, at desk: Desk, in db: any Connection
    ) throws {
        let actor = Actor(organisationID: organisation, kind: .system)
        if try SearchIndex.hasOutdated(organisation, in: db) {
            try begin(by: actor, at: desk, in: db)
        } else {
            try SearchRebuild(
                organisationID: organisation, begunAt: db.now, begunBy: actor.signature, total: 0, done: 0, written: 0,
                removed: 0, endedAt: db.now, version: SearchIndex.version, kind: nil, place: "0"
            ).save(in: db)
        }
    }

    /// Does the next few records of a run, in one transaction.
    package static func step(
        _ organisation: ID<Organisation>, at desk: Desk, batch: Int = SearchRebuild.batch, in db: any Connection
    ) throws -> Step {
        guard var run = try newest(of: organisation, in: db), run.isRunning else { return .nothing }
        let lease = lease(organisation)
        guard try lease.take(for: desk.node, in: db) else { return .elsewhere(run) }
        if let kind = run.kind {
            try run.write(kind, batch, at: desk, in: db)
        } else {
            try run.clear(at: desk, in: db)
        }
        try run.save(in: db)
        if run.isRunning { return .went(run) }
        try lease.giveBack(from: desk.node, in: db)
        let actor = Actor(organisationID: organisation, kind: .system)
        try run.record("ended", by: actor, at: desk, in: db)
        return .ended(run)
    }

    /// Gives a run back in the middle, so that another node may take it up at once.
    package static func letGo(_ organisation: ID<Organisation>, at desk: Desk, in db: any Connection) throws {
        try lease(organisation).giveBack(from: desk.node, in: db)
    }

    private mutating func write(
        _ kind: String, _ batch: Int, at desk: Desk, in db: any Connection
    ) throws {
        let source = desk.searchSources[kind]
        let records = try source?.list(organisationID, place, batch, db) ?? []
        let keys = try desk.vault.keyring(for: organisationID, in: db)
        for record in records {
            if let document = try source?.document(organisationID, record.id, db, desk) {
                try SearchIndex.put(document, keys: keys, in: db)
                written += 1
            } else {
                removed += try SearchIndex.remove(kind, record.id, organisationID, in: db)
            }
        }
        done += records.count
        place = records.last?.place ?? place
        if records.count < batch {
            self.kind = desk.searchSources.keys.sorted().first { $0 > kind }
            place = self.kind == nil ? "0" : ""
        }
    }

    private mutating func clear(at desk: Desk, in db: any Connection) throws {
        let documents = try SearchIndex.documents(
            of: organisationID, after: Int(place) ?? 0, limit: SearchRebuild.clearingBatch, in: db)
        for (kind, ofKind) in Dictionary(grouping: documents, by: \.kind) {
            let ids = ofKind.map(\.id)
            let existing = try desk.searchSources[kind]?.existing(organisationID, ids, db) ?? []
            for id in ids where !existing.contains(id) {
                removed += try SearchIndex.remove(kind, id, organisationID, in: db)
            }
        }
        place = documents.last.map { String($0.number) } ?? place
        if documents.count < SearchRebuild.clearingBatch { endedAt = max(begunAt, db.now) }
    }

    private func save(in db: any Connection) throws {
        try db.run(
            """
            INSERT INTO search_rebuilds (organisation_id, version, begun_at, begun_by, kind, place, total, done, written,
                removed, ended_at)
            VALUES (\(organisationID), \(version), \(begunAt), \(begunBy), \(kind), \(place), \(total), \(done),
                \(written), \(removed), \(endedAt))
            ON CONFLICT (organisation_id) DO UPDATE SET version = excluded.version, begun_at = excluded.begun_at,
                begun_by = excluded.begun_by, kind = excluded.kind, place = excluded.place, total = excluded.total,
                done = excluded.done, written = excluded.written, removed = excluded.removed,
                ended_at = excluded.ended_at
            """)
    }

    private func record(_ what: String, by actor: Actor, at desk: Desk, in db: any Connection) throws {
        try Event.record(
            "platform.search_rebuild_\(what)", of: Event.Subject(kind: "search_index", id: organisationID.text),
            by: actor, facts: ["records": String(total), "written": String(written), "removed": String(removed)],
            sealed: false, at: desk, in: db)
    }
}

extension SearchRebuild {
    fileprivate init(_ row: Row) throws {
        self.init(
            organisationID: try row.get("organisation_id"), begunAt: try row.get("begun_at"),
            begunBy: try row.get("begun_by"), total: try row.get("total"), done: try row.get("done"),
            written: try row.get("written"), removed: try row.get("removed"), endedAt: try row.get("ended_at"),
            version: try row.get("version"), kind: try row.get("kind"), place: try row.get("place"))
    }
}
