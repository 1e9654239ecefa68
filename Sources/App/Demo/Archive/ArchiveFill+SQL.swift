import Casework
import Kernel
import Platform
import Storage

extension ArchiveFill {
    /// Indexes in which the entries of a new case lie anywhere, and so cost a page each.
    private static let scattered = ["cases_by_phone", "cases_by_phone_ending", "cases_by_name", "cases_by_person"]

    /// The tables that are filled, besides those of the words.
    private static let filled =
        ArchiveTemplate.tables + ["clocks", "events", "event_heads", "search_documents", "search_terms"]

    /// The played cases by their numbers, the counters of numbers, and the last place in the index of words.
    func counted() async throws -> ([ID<Case>], [Int: Int], Int) {
        try await program.database.read { db in
            let ids: [ID<Case>] = try db.rows(
                "SELECT id FROM cases WHERE organisation_id = \(World.organisation) ORDER BY number"
            ).map { try $0.get("id") }
            var counters: [Int: Int] = [:]
            for row in try db.rows(
                "SELECT year, counter FROM case_counters WHERE organisation_id = \(World.organisation)")
            {
                counters[try row.get("year")] = try row.get("counter", as: Int.self)
            }
            return (ids, counters, try db.count("SELECT coalesce(max(number), 0) AS n FROM search_documents"))
        }
    }

    func isThere(_ copy: ArchiveCopy) async throws -> Bool {
        try await program.database.read { try $0.first("SELECT 1 AS n FROM cases WHERE id = \(copy.id)") != nil }
    }

    func write(_ blocks: [RowBlock], counters: [Int: Int]) async throws {
        try await program.database.write { db in
            for block in blocks { try db.append(block) }
            for (year, counter) in counters.sorted(by: { $0.key < $1.key }) {
                try db.run(
                    """
                    INSERT INTO case_counters (organisation_id, year, counter)
                    VALUES (\(World.organisation), \(year), \(counter))
                    ON CONFLICT (organisation_id, year) DO UPDATE SET counter = excluded.counter
                    """)
            }
        }
    }

    /// The statements that make what is put aside again, each harmless where it is there already.
    func definitionsToPutAside() async throws -> [String] {
        switch program.database.dialect {
        case .sqlite:
            try await program.database.read { db in
                try db.rows("SELECT sql FROM sqlite_schema WHERE type = 'index' AND name IN \(ArchiveFill.scattered)")
                    .map {
                        try $0.get("sql", as: String.self).replacing(
                            "CREATE INDEX ", with: "CREATE INDEX IF NOT EXISTS ")
                    }
            }
        case .postgres:
            try await program.database.read { db in
                let indexes = try db.rows(
                    """
                    SELECT indexdef AS text FROM pg_indexes WHERE schemaname = current_schema()
                        AND (indexname IN \(ArchiveFill.scattered) OR indexdef LIKE '%USING gin%')
                    """
                ).map {
                    try $0.get("text", as: String.self).replacing("CREATE INDEX ", with: "CREATE INDEX IF NOT EXISTS ")
                }
                let keys = try db.rows(
                    """
                    SELECT conrelid::regclass::text AS child, quote_ident(conname) AS name,
                        pg_get_constraintdef(oid) AS text FROM pg_constraint
                    WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
                        AND conrelid::regclass::text IN \(ArchiveFill.filled)
                    """
                ).map { key in
                    let (child, name): (String, String) = (try key.get("child"), try key.get("name"))
                    let text: String = try key.get("text")
                    return "ALTER TABLE \(child) DROP CONSTRAINT IF EXISTS \(name), ADD CONSTRAINT \(name) \(text)"
                }
                return indexes + keys
            }
        }
    }

    /// Drops what `mark` says how to make again.
    func putAside(_ mark: ArchiveMark) async throws {
        let statements = mark.putAside ?? []
        let dialect = program.database.dialect
        try await program.database.write { db in
            for statement in statements {
                let words = statement.split(separator: " ")
                let drop =
                    words.first == "CREATE"
                    ? "DROP INDEX IF EXISTS \(words[5])"
                    : "ALTER TABLE \(words[2]) DROP CONSTRAINT IF EXISTS \(words[7].dropLast())"
                try db.run(SQL(raw: drop))
            }
            guard dialect == .sqlite else { return }
            for pragma in ["cache_size = -131072", "wal_autocheckpoint = 16000"] {
                _ = try db.rows(SQL(raw: "PRAGMA \(pragma)"))
            }
            try db.run("INSERT INTO search_terms (search_terms, rank) VALUES ('hashsize', 33554432)")
        }
    }

    /// Makes the indexes again, tells the counters where they stand, and puts the played cases, which are the newest,
    /// last in the index of words.
    func finish(_ mark: ArchiveMark) async throws {
        let statements = mark.putAside ?? []
        let ofWords = statements.filter { $0.contains("USING gin") }
        async let words: Void = run(ofWords)
        try await run(statements.filter { !ofWords.contains($0) })
        try await words
        let dialect = program.database.dialect
        let desk = program.desk
        let ids = mark.templates ?? []
        try await program.database.write { db in
            switch dialect {
            case .sqlite: try db.run("INSERT INTO search_terms (search_terms, rank) VALUES ('hashsize', 1048576)")
            case .postgres:
                try db.run("SET LOCAL statement_timeout = 0")
                _ = try db.rows(
                    """
                    SELECT setval(pg_get_serial_sequence('search_documents', 'number'),
                        (SELECT coalesce(max(number), 0) + 1 FROM search_documents), FALSE) AS n
                    """)
            }
            let keys = try desk.vault.keyring(for: World.organisation, in: db)
            let played = try ids.map { try Case.find($0, of: World.organisation, at: desk, in: db).indexed }
            for document in played.sorted(by: { $0.happenedAt < $1.happenedAt }) {
                try SearchIndex.remove(document.subjectKind, document.subjectID, World.organisation, in: db)
                try SearchIndex.put(document, keys: keys, in: db)
            }
        }
        guard dialect == .postgres else { return }
        try await program.database.write { db in
            try db.run("SET LOCAL statement_timeout = 0")
            for table in ArchiveFill.filled { try db.run(SQL(raw: "ANALYZE \(table)")) }
        }
    }

    private func run(_ statements: [String]) async throws {
        let dialect = program.database.dialect
        for statement in statements {
            try await program.database.write { db in
                if dialect == .postgres {
                    try db.run("SET LOCAL statement_timeout = 0")
                    try db.run("SET LOCAL maintenance_work_mem = '1GB'")
                }
                try db.run(SQL(raw: statement))
            }
        }
    }
}
