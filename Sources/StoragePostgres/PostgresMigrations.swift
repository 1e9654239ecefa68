import Storage

extension Session {
    /// Applies what is missing, each migration in its own transaction, while no other node does the same.
    func migrate(_ migrations: [Migration], maker: IDMaker) throws -> [String] {
        do {
            try connect()
            // The lock belongs to the schema, so that schemas side by side do not wait for one another.
            try exec("SET statement_timeout = 0")
            try exec("SELECT pg_advisory_lock(hashtext('huiyin migrations ' || current_schema()))")
            defer {
                // A connection on which these fail is lost, and lock and setting with it.
                try? exec("SELECT pg_advisory_unlock(hashtext('huiyin migrations ' || current_schema()))")
                try? exec("SET statement_timeout = '30s'")
            }
            try alone(maker, checkLocale)
            try exec(Migration.ledger)
            try exec(CommitMarks.ledger)
            let applied = try alone(maker) { connection in
                Dictionary(
                    uniqueKeysWithValues: try connection.rows("SELECT name, checksum FROM schema_migrations")
                        .map { (try $0.get("name", as: String.self), try $0.get("checksum", as: String.self)) })
            }
            let missing = try Migration.pending(migrations, applied: applied)
            for migration in missing { try apply(migration, maker) }
            return missing.map(\.name)
        } catch let refusal as Refusal {
            throw refusal.storage
        }
    }

    private func apply(_ migration: Migration, _ maker: IDMaker) throws {
        do {
            try alone(maker) { connection in
                try exec(migration.sql)
                try connection.run(
                    """
                    INSERT INTO schema_migrations (name, checksum, applied_at)
                    VALUES (\(migration.name), \(migration.checksum), \(connection.now))
                    """)
            }
        } catch {
            let cause = error.storage
            throw StorageError.migration("The migration \(migration.name) failed; nothing of it was kept: \(cause)")
        }
    }

    /// Lists must come in the same order on both engines, and SQLite compares text byte by byte.
    private func checkLocale(_ connection: any Connection) throws {
        let row = try connection.one(
            """
            SELECT pg_encoding_to_char(encoding) AS encoding, datcollate AS collate
            FROM pg_database WHERE datname = current_database()
            """)
        let (encoding, collate) = (try row.get("encoding", as: String.self), try row.get("collate", as: String.self))
        guard encoding == "UTF8", ["C", "POSIX", "C.UTF-8", "C.utf8"].contains(collate) else {
            throw StorageError.migration(
                "The database has the encoding \(encoding) and the collation \(collate). Make it anew with "
                    + "CREATE DATABASE … TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'.")
        }
    }

    @discardableResult
    private func alone<T: Sendable>(_ maker: IDMaker, _ body: (any Connection) throws -> T) throws -> T {
        try transaction(.write, maker: maker, body).last.get()
    }
}

extension Error {
    /// The same in the seam's words.
    var storage: any Error { (self as? Refusal)?.storage ?? self }
}
