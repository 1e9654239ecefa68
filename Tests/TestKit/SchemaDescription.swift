import Storage

/// What the migrations make on each available engine, compared: the lines that one engine has and another lacks.
/// Empty when they agree, or when only one engine is there. `except` names tables that differ on purpose.
package func agreement(
    of migrations: (Dialect) throws -> [Migration], except: Set<String> = []
) async throws -> [String] {
    var schemas: [(engine: Engine, lines: Set<String>)] = []
    for engine in Engine.available {
        let lines = try await withDatabase(engine, migrations: migrations) { database in
            try await schemaDescription(of: database, except: except)
        }
        schemas.append((engine, Set(lines)))
    }
    guard let first = schemas.first else { return [] }
    return schemas.dropFirst().flatMap { other in
        first.lines.subtracting(other.lines).map { "only \(first.engine.rawValue): \($0)" }
            + other.lines.subtracting(first.lines).map { "only \(other.engine.rawValue): \($0)" }
    }.sorted()
}

/// Tables, columns, keys, indexes and foreign keys, one a line, in the same words on every engine.
package func schemaDescription(
    of database: any Database & Migratable, except: Set<String> = []
) async throws -> [String] {
    let dialect = database.dialect
    return try await database.read { db in
        let tables = try tableNames(dialect, db).filter { !except.contains($0) }
        return try tables.flatMap { table in
            let facts = try describe(dialect, table, db)
            return (["table"] + facts).map { "\(table): \($0)" }
        }
    }
}

private func tableNames(_ dialect: Dialect, _ db: any Connection) throws -> [String] {
    let sql: SQL =
        switch dialect {
        case .sqlite:
            """
            SELECT name FROM pragma_table_list
            WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name
            """
        case .postgres:
            """
            SELECT relname AS name FROM pg_class
            WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
                AND relname <> 'commit_marks' ORDER BY relname
            """
        }
    return try db.rows(sql).map { try $0.get("name") }
}

private func describe(_ dialect: Dialect, _ table: String, _ db: any Connection) throws -> [String] {
    switch dialect {
    case .sqlite: try SQLiteFacts(table: table, db: db).all()
    case .postgres: try PostgresFacts(table: table, db: db).all()
    }
}

private func columnFact(_ name: String, _ type: String, isRequired: Bool, hasDefault: Bool) -> String {
    let kind =
        switch type.lowercased() {
        case "integer", "bigint": "integer"
        case "real", "double precision": "real"
        case "blob", "bytea": "bytes"
        case let other: other
        }
    return "column \(name) \(kind)" + (isRequired ? " required" : "") + (hasDefault ? " with default" : "")
}

private func indexFact(_ name: String, _ columns: [String], isUnique: Bool, isPartial: Bool) -> String {
    (isUnique ? "unique " : "") + "index \(name) (\(columns.joined(separator: ", ")))" + (isPartial ? " partial" : "")
}

private struct SQLiteFacts {
    let table: String
    let db: any Connection

    func all() throws -> [String] { try columns() + indexes() + foreignKeys() }

    private func columns() throws -> [String] {
        let rows = try db.rows(
            """
            SELECT name, type, "notnull" AS required, dflt_value IS NOT NULL AS has_default, pk
            FROM pragma_table_xinfo(\(table)) ORDER BY cid
            """)
        let facts = try rows.map { row in
            columnFact(
                try row.get("name"), try row.get("type"),
                isRequired: try row.get("required") || row.get("pk", as: Int.self) > 0,
                hasDefault: try row.get("has_default"))
        }
        return facts + ["primary key (\(try primaryKey(of: table).joined(separator: ", ")))"]
    }

    private func primaryKey(of table: String) throws -> [String] {
        try db.rows("SELECT name FROM pragma_table_xinfo(\(table)) WHERE pk > 0 ORDER BY pk").map { try $0.get("name") }
    }

    private func indexes() throws -> [String] {
        let rows = try db.rows(
            """
            SELECT name, "unique" AS is_unique, origin, partial FROM pragma_index_list(\(table)) WHERE origin <> 'pk'
            """)
        return try rows.map { row in
            let name = try row.get("name", as: String.self)
            let columns = try db.rows("SELECT name FROM pragma_index_info(\(name)) ORDER BY seqno")
                .map { try $0.get("name", as: String?.self) ?? "expression" }
            if try row.get("origin") == "u" { return "unique (\(columns.joined(separator: ", ")))" }
            return indexFact(name, columns, isUnique: try row.get("is_unique"), isPartial: try row.get("partial"))
        }
    }

    private func foreignKeys() throws -> [String] {
        let rows = try db.rows(
            """
            SELECT id, "table" AS parent, "from" AS child_column, "to" AS parent_column, on_delete
            FROM pragma_foreign_key_list(\(table)) ORDER BY id, seq
            """)
        return try Dictionary(grouping: rows) { try $0.get("id", as: Int.self) }.values.map { parts in
            let parent = try parts[0].get("parent", as: String.self)
            let here = try parts.map { try $0.get("child_column", as: String.self) }
            let named = try parts.compactMap { try $0.get("parent_column", as: String?.self) }
            let there = named.isEmpty ? try primaryKey(of: parent) : named
            return "foreign key (\(here.joined(separator: ", "))) to \(parent) (\(there.joined(separator: ", ")))"
                + " on delete \(try parts[0].get("on_delete", as: String.self).lowercased())"
        }
    }
}

private struct PostgresFacts {
    let table: String
    let db: any Connection

    func all() throws -> [String] { try columns() + constraints() + indexes() }

    private func columns() throws -> [String] {
        let rows = try db.rows(
            """
            SELECT attname AS name, format_type(atttypid, atttypmod) AS type, attnotnull AS required,
                atthasdef AS has_default
            FROM pg_attribute WHERE attrelid = \(table)::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
            """)
        return try rows.map { row in
            columnFact(
                try row.get("name"), try row.get("type"), isRequired: try row.get("required"),
                hasDefault: try row.get("has_default"))
        }
    }

    private func constraints() throws -> [String] {
        let names = { (relation: String, key: String) -> SQL in
            SQL(
                raw: """
                    (SELECT string_agg(attname, ', ' ORDER BY place)
                     FROM unnest(\(key)) WITH ORDINALITY AS part (number, place)
                     JOIN pg_attribute ON attrelid = \(relation) AND attnum = number)
                    """)
        }
        let rows = try db.rows(
            """
            SELECT contype::text AS kind, \(names("conrelid", "conkey")) AS here, confrelid::regclass::text AS parent,
                \(names("confrelid", "confkey")) AS there, confdeltype::text AS on_delete
            FROM pg_constraint WHERE conrelid = \(table)::regclass AND contype IN ('p', 'u', 'f')
            """)
        let deletions = ["a": "no action", "r": "restrict", "c": "cascade", "n": "set null", "d": "set default"]
        let facts = try rows.map { row in
            let here = try row.get("here", as: String.self)
            switch try row.get("kind", as: String.self) {
            case "p": return "primary key (\(here))"
            case "u": return "unique (\(here))"
            default:
                let (parent, there): (String, String) = (try row.get("parent"), try row.get("there"))
                let deletion = deletions[try row.get("on_delete")] ?? "?"
                return "foreign key (\(here)) to \(parent) (\(there)) on delete \(deletion)"
            }
        }
        return facts + (facts.contains { $0.hasPrefix("primary") } ? [] : ["primary key ()"])
    }

    private func indexes() throws -> [String] {
        let rows = try db.rows(
            """
            SELECT relname AS name, indisunique AS is_unique, indpred IS NOT NULL AS is_partial,
                (SELECT string_agg(coalesce(attname::text, 'expression'), ', ' ORDER BY place)
                 FROM unnest(indkey) WITH ORDINALITY AS part (number, place)
                 LEFT JOIN pg_attribute ON attrelid = indrelid AND attnum = number AND number > 0) AS columns
            FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
            WHERE indrelid = \(table)::regclass AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)
            """)
        return try rows.map { row in
            indexFact(
                try row.get("name"), [try row.get("columns")], isUnique: try row.get("is_unique"),
                isPartial: try row.get("is_partial"))
        }
    }
}
