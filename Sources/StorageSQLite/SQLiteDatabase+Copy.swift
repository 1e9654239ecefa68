import Foundation
import GRDB
import Storage

extension SQLiteDatabase {
    /// Copies the store as it stands at one moment into a new file, while others go on reading and writing.
    /// The file is whole by itself: it needs no log beside it.
    package func copy(to target: String) throws {
        do {
            let queue = try DatabaseQueue(path: target)
            try pool.backup(to: queue)
            try queue.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL")
            }
            try queue.close()
        } catch let error as DatabaseError {
            throw StorageError(error)
        }
    }

    /// What SQLite finds wrong with its own pages and indexes; empty when all is well, at most `limit` sentences.
    package func faults(limit: Int = 20) async throws -> [String] {
        do {
            return try await pool.read { db in
                try String.fetchAll(db, sql: "PRAGMA integrity_check(\(limit))").filter { $0 != "ok" }
            }
        } catch let error as DatabaseError {
            return [error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"]
        }
    }
}
