import Kernel
import Storage

extension Checkpoint {
    /// Events written a little before the last checkpoint may have been committed after it.
    private static let overlapMinutes = 10
    private static let page = 5_000

    /// Makes the next checkpoint of an organisation and notes it outside; `nil` while it has no events at all.
    /// When two nodes make one at once, one of them gets nothing.
    @discardableResult
    package static func make(for organisation: ID<Organisation>, at desk: Desk) async throws -> Checkpoint? {
        let signer = desk.vault.signer
        let made: Checkpoint?
        do {
            made = try await desk.database.write { db in
                let last = try newest(of: organisation, in: db)
                let number = (last?.number ?? 0) + 1
                try gather(number, since: last?.madeAt, organisation, in: db)
                let tree = try tree(number, of: organisation, in: db)
                if tree.count == 0, last == nil { return nil }
                let prior = last?.hash ?? Event.genesis
                let statement = Checkpoint.statement(
                    organisation, number: number, madeAt: db.now, lines: tree.count, root: tree.root,
                    priorHash: prior, publicKey: signer.publicKey)
                let checkpoint = Checkpoint(
                    organisationID: organisation, number: number, madeAt: db.now, lines: tree.count, root: tree.root,
                    priorHash: prior, hash: digestText(statement.utf8), publicKey: signer.publicKey,
                    signature: try signer.sign(statement.utf8))
                try checkpoint.insert(in: db)
                return checkpoint
            }
        } catch StorageError.uniqueViolation {
            return nil
        }
        if let made { try desk.checkpointBook?.add(made) }
        return made
    }

    /// Makes one for each organisation whose last is a day old; what the sweep does.
    package static func daily(at desk: Desk) async throws {
        let due = try await desk.read { db in
            try OrganisationProfile.list(in: db).map(\.id).filter { id in
                guard let last = try newest(of: id, in: db) else { return true }
                return db.now - last.madeAt >= Int64(everyHours) * 3_600_000
            }
        }
        for organisation in due { try await make(for: organisation, at: desk) }
    }

    package static func newest(of organisation: ID<Organisation>, in db: any Connection) throws -> Checkpoint? {
        try db.first(
            "SELECT * FROM checkpoints WHERE organisation_id = \(organisation) ORDER BY number DESC LIMIT 1"
        ).map(Checkpoint.init)
    }

    package static func find(
        _ number: Int, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> Checkpoint {
        try Checkpoint(
            db.one("SELECT * FROM checkpoints WHERE organisation_id = \(organisation) AND number = \(number)"))
    }

    /// The heads that changed: all of them the first time, later those with events since.
    private static func gather(
        _ number: Int, since last: Instant?, _ organisation: ID<Organisation>, in db: any Connection
    ) throws {
        var grown: SQL = ""
        if let last {
            grown = """
                 JOIN (SELECT DISTINCT subject_kind, subject_id FROM events WHERE organisation_id = \(organisation)
                    AND recorded_at >= \(last.advanced(byMinutes: -overlapMinutes))) AS grown
                    ON grown.subject_kind = h.subject_kind AND grown.subject_id = h.subject_id
                """
        }
        try db.run(
            """
            INSERT INTO checkpoint_lines (organisation_id, number, subject_kind, subject_id, sequence, hash)
            SELECT h.organisation_id, \(number), h.subject_kind, h.subject_id, h.sequence, h.hash
            FROM event_heads h\(grown) WHERE h.organisation_id = \(organisation)
            """)
    }

    private static func tree(
        _ number: Int, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> MerkleTree {
        var tree = MerkleTree([])
        try eachLine(of: number, organisation, in: db) { tree.add($0.text) }
        return tree
    }

    /// Walks the lines of a checkpoint in their order, a page at a time.
    static func eachLine(
        of number: Int, _ organisation: ID<Organisation>, in db: any Connection, _ body: (Line) throws -> Void
    ) throws {
        var from = (kind: "", id: "")
        while true {
            let lines = try db.rows(
                """
                SELECT * FROM checkpoint_lines WHERE organisation_id = \(organisation) AND number = \(number)
                    AND (subject_kind, subject_id) > (\(from.kind), \(from.id))
                ORDER BY subject_kind, subject_id LIMIT \(page)
                """
            ).map(Line.init)
            for line in lines { try body(line) }
            guard lines.count == page, let last = lines.last else { return }
            from = (last.subject.kind, last.subject.id)
        }
    }

    /// What proves a record's head at its newest checkpoint: the line, its checkpoint, and the way to the root.
    package static func proof(
        of subject: Event.Subject, _ organisation: ID<Organisation>, in db: any Connection
    ) throws -> (line: Line, checkpoint: Checkpoint, path: [String])? {
        let row = try db.first(
            """
            SELECT * FROM checkpoint_lines WHERE organisation_id = \(organisation)
                AND subject_kind = \(subject.kind) AND subject_id = \(subject.id) ORDER BY number DESC LIMIT 1
            """)
        guard let row else { return nil }
        let line = try Line(row)
        let checkpoint = try find(row.get("number"), of: organisation, in: db)
        var (tree, place) = (MerkleTree([]), 0)
        try eachLine(of: checkpoint.number, organisation, in: db) {
            if $0.subject == subject { place = tree.count }
            tree.add($0.text)
        }
        return (line, checkpoint, tree.path(to: place))
    }

    private func insert(in db: any Connection) throws {
        try db.run(
            """
            INSERT INTO checkpoints (organisation_id, number, made_at, lines, root, prior_hash, hash, public_key,
                signature)
            VALUES (\(organisationID), \(number), \(madeAt), \(lines), \(root), \(priorHash), \(hash), \(publicKey),
                \(signature))
            """)
    }

    init(_ row: Row) throws {
        self.init(
            organisationID: try row.get("organisation_id"), number: try row.get("number"),
            madeAt: try row.get("made_at"), lines: try row.get("lines"), root: try row.get("root"),
            priorHash: try row.get("prior_hash"), hash: try row.get("hash"), publicKey: try row.get("public_key"),
            signature: try row.get("signature"))
    }
}

extension Checkpoint.Line {
    init(_ row: Row) throws {
        self.init(
            subject: Event.Subject(kind: try row.get("subject_kind"), id: try row.get("subject_id")),
            sequence: try row.get("sequence"), hash: try row.get("hash"))
    }
}
