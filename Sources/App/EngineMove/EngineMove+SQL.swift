import Kernel
import Platform
import Storage

extension EngineMove {
    /// PostgreSQL takes 65,535 values in a statement; long before that they are better sent in two.
    private static let mostValues = 20_000
    /// In the new store while a move is not finished: what is put aside, and whose move it is.
    static let notebook = "engine_moves"

    /// Whether a store holds a move that was not finished; it must not be served.
    package static func isUnfinished(in database: any Database & Migratable) async throws -> Bool {
        guard database.dialect == .postgres else { return false }
        return try await database.read { db in
            try db.first("SELECT 1 AS n WHERE to_regclass(\(notebook)) IS NOT NULL") != nil
        }
    }

    /// Every table of the old store but its own ledger and the index of words, with columns and keys, as its schema
    /// tells them.
    func tables() async throws -> [Table] {
        try await source.read { db in
            let names: [String] = try db.rows(
                """
                SELECT name FROM pragma_table_list
                WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                    AND name <> 'schema_migrations' ORDER BY name
                """
            ).map { try $0.get("name") }
            return try names.map { name in
                let columns = try db.rows("SELECT name, pk FROM pragma_table_xinfo(\(name)) ORDER BY cid")
                let keys = try columns.filter { try $0.get("pk", as: Int.self) > 0 }
                    .sorted { try $0.get("pk", as: Int.self) < $1.get("pk", as: Int.self) }
                guard !keys.isEmpty else { throw StorageError.other("The table \(name) has no primary key.") }
                return Table(
                    name: name, columns: try columns.map { try $0.get("name") },
                    keys: try keys.map { try $0.get("name") })
            }
        }
    }

    /// Opens the notebook and puts the foreign keys aside, so that tables go over in any order; or finds the notebook
    /// of this installation's earlier try.
    func begin(_ tables: [Table]) async throws {
        let origin = try await source.read { db in
            try db.rows("SELECT id FROM organisations ORDER BY id").map { try $0.get("id", as: String.self) }
                .joined(separator: " ")
        }
        try await target.write { db in
            try db.run("SET LOCAL statement_timeout = 0")
            let isOpen = try db.first("SELECT 1 AS n WHERE to_regclass(\(EngineMove.notebook)) IS NOT NULL") != nil
            if isOpen {
                let known = try db.one("SELECT text FROM engine_moves WHERE name = 'origin'")
                guard try known.get("text") == origin else { throw Refusal.anotherMove }
                return
            }
            for table in tables where try db.first("SELECT 1 AS n FROM \(SQL(raw: table.name)) LIMIT 1") != nil {
                throw Refusal.notEmpty(table: table.name)
            }
            try db.run("CREATE TABLE engine_moves (name TEXT NOT NULL PRIMARY KEY, text TEXT NOT NULL)")
            try db.run("INSERT INTO engine_moves (name, text) VALUES ('origin', \(origin))")
            try EngineMove.putForeignKeysAside(in: db)
        }
    }

    private static func putForeignKeysAside(in db: any Connection) throws {
        let keys = try db.rows(
            """
            SELECT conrelid::regclass::text AS child, quote_ident(conname) AS name, pg_get_constraintdef(oid) AS text
            FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
            """)
        for key in keys {
            let (child, name, text): (String, String, String) = (
                try key.get("child"), try key.get("name"), try key.get("text")
            )
            let addition = "ALTER TABLE \(child) ADD CONSTRAINT \(name) \(text)"
            try db.run("INSERT INTO engine_moves (name, text) VALUES (\("key \(child) \(name)"), \(addition))")
            try db.run(SQL(raw: "ALTER TABLE \(child) DROP CONSTRAINT \(name)"))
        }
    }

    /// Puts the foreign keys back, each checked by the engine against all rows, sets the counters behind the highest
    /// number, and closes the notebook: from here on the new store may be served.
    func finish(_ tables: [Table]) async throws {
        try await target.write { db in
            try db.run("SET LOCAL statement_timeout = 0")
            for key in try db.rows("SELECT text FROM engine_moves WHERE name LIKE 'key %' ORDER BY name") {
                try db.run(SQL(raw: try key.get("text")))
            }
            let counters = try db.rows(
                """
                SELECT attrelid::regclass::text AS child, quote_ident(attname) AS name
                FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
                WHERE attidentity <> '' AND relkind = 'r' AND relnamespace = current_schema()::regnamespace
                """)
            for counter in counters {
                let (child, name): (String, String) = (try counter.get("child"), try counter.get("name"))
                _ = try db.rows(
                    """
                    SELECT setval(pg_get_serial_sequence(\(child), \(name)),
                        (SELECT coalesce(max(\(SQL(raw: name))), 0) + 1 FROM \(SQL(raw: child))), FALSE) AS n
                    """)
            }
            try db.run("DROP TABLE engine_moves")
            for table in tables { try db.run(SQL(raw: "ANALYZE \(table.name)")) }
        }
    }

    func count(_ table: Table, in database: any Database) async throws -> Int {
        try await database.read { try $0.count("SELECT count(*) AS n FROM \(SQL(raw: table.name))") }
    }

    /// The key up to which the new store has everything; `nil` when it has nothing.
    func lastKey(of table: Table) async throws -> [SQLValue]? {
        let order = table.keys.map { "\($0) DESC" }.joined(separator: ", ")
        let row = try await target.read { db in
            try db.first(
                SQL(
                    raw:
                        "SELECT \(table.keys.joined(separator: ", ")) FROM \(table.name) ORDER BY \(order) LIMIT 1"))
        }
        return try row.map { row in try table.keys.map { try row.get($0) } }
    }

    /// The next rows in the order of their keys, with the values in the order of `columns`.
    func page(of table: Table, after last: [SQLValue]?, in database: any Database) async throws -> [[SQLValue]] {
        let keys = SQL(raw: table.keys.joined(separator: ", "))
        var query: SQL = "SELECT \(SQL(raw: table.columns.joined(separator: ", "))) FROM \(SQL(raw: table.name))"
        if let last { query = query + " WHERE (\(keys)) > \(last)" }
        let limit = min(batch, max(1, EngineMove.mostValues / table.columns.count))
        let whole = query + " ORDER BY \(keys) LIMIT \(limit)"
        return try await database.read { db in
            try db.rows(whole).map { row in try table.columns.map { try row.get($0) } }
        }
    }

    func insert(_ rows: [[SQLValue]], into table: Table) async throws {
        var statement: SQL =
            "INSERT INTO \(SQL(raw: table.name)) (\(SQL(raw: table.columns.joined(separator: ", ")))) VALUES "
        for (place, row) in rows.enumerated() { statement = statement + (place == 0 ? "\(row)" : ", \(row)") }
        let whole = statement
        try await target.write { try $0.run(whole) }
    }

    /// The index of words, which each engine keeps in its own form; the one thing that is translated.
    func copyTerms(report: @Sendable (Progress) -> Void) async throws {
        let total = try await source.read { try SearchIndex.termCount(in: $0) }
        var copied = try await target.read { try SearchIndex.termCount(in: $0) }
        var last = try await target.read { try SearchIndex.lastTermNumber(in: $0) }
        while true {
            let after = last
            let limit = batch
            let page = try await source.read { try SearchIndex.terms(after: after, limit: limit, in: $0) }
            guard let end = page.last else { break }
            try await target.write { try SearchIndex.put(terms: page, in: $0) }
            (last, copied) = (end.number, copied + page.count)
            report(Progress(table: "search_terms", copied: copied, total: total))
        }
    }
}
