import GRDB
import Storage

extension GRDB.Database {
    /// Applies what is missing, each migration in its own transaction, and returns the names applied.
    func migrate(_ migrations: [Migration], maker: IDMaker) throws -> [String] {
        try alone(maker) { connection in
            try connection.execute(raw: Tongue.translate(Migration.ledger))
        }
        var applied: [String: String] = [:]
        try alone(maker) { connection in
            for row in try connection.rows("SELECT name, checksum FROM schema_migrations") {
                applied[try row.get("name")] = try row.get("checksum", as: String.self)
            }
        }
        let missing = try Migration.pending(migrations, applied: applied)
        for migration in missing {
            do {
                try alone(maker) { connection in
                    try connection.execute(raw: Tongue.translate(migration.sql))
                    try connection.run(
                        """
                        INSERT INTO schema_migrations (name, checksum, applied_at)
                        VALUES (\(migration.name), \(migration.checksum), \(connection.now))
                        """)
                }
            } catch let error as StorageError {
                throw StorageError.migration("The migration \(migration.name) failed; nothing of it was kept: \(error)")
            }
        }
        return missing.map(\.name)
    }

    /// Runs `body` in a transaction of its own.
    func alone(_ maker: IDMaker, _ body: (SQLiteConnection) throws -> Void) throws {
        do {
            try inTransaction(.immediate) {
                try body(SQLiteConnection(self, now: maker.now(), maker: maker))
                return .commit
            }
        } catch let error as DatabaseError {
            throw StorageError(error)
        }
    }
}
