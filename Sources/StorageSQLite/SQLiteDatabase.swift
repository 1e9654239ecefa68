import Dispatch
import Foundation
import GRDB
import Kernel
import Storage

/// SQLite behind the storage seam: one file in WAL mode, many readers, one writer that commits in groups.
package final class SQLiteDatabase: Storage.Database, Migratable {
    /// What may be turned off where speed matters more than the rows, or to measure what it brings.
    package struct Settings: Sendable {
        /// One commit, and so one fsync, for all writers waiting at the same time.
        package var groupCommit = true
        /// Whether an acknowledged commit outlives a power cut. Off only for tests and throw-away stores.
        package var durable = true
        package var readers = 6

        package init(groupCommit: Bool = true, durable: Bool = true, readers: Int = 6) {
            self.groupCommit = groupCommit
            self.durable = durable
            self.readers = readers
        }
    }

    /// Of the file, for each connection: the usual two megabytes hold less than the indexes of a page's lists.
    private static let cacheKibibytes = 8 * 1024

    package let dialect = Dialect.sqlite
    package let path: String
    let pool: DatabasePool
    private let maker: IDMaker
    private let writer: GroupWriter
    private let folderToRemove: URL?

    /// Opens the file, or makes it.
    package convenience init(path: String, environs: Environs, settings: Settings = Settings()) throws {
        try self.init(path: path, environs: environs, settings: settings, folderToRemove: nil)
    }

    /// An empty store in a temporary folder, removed on `close`; for tests and trials.
    package static func inMemory(environs: Environs) throws -> SQLiteDatabase {
        let name = "huiyin-" + hex(Environs.live.randomBytes(8))
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(name, isDirectory: true)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let path = folder.appendingPathComponent("store.sqlite").path
        let settings = Settings(durable: false)
        return try SQLiteDatabase(path: path, environs: environs, settings: settings, folderToRemove: folder)
    }

    private init(path: String, environs: Environs, settings: Settings, folderToRemove: URL?) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(10)
        configuration.maximumReaderCount = max(1, settings.readers)
        configuration.label = "storage"
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA cache_size = -\(SQLiteDatabase.cacheKibibytes)")
        }
        self.path = path
        self.folderToRemove = folderToRemove
        maker = IDMaker(environs: environs)
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
            // GRDB lowers this to NORMAL when it turns WAL on, so it is said here, after the pool is open.
            try pool.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA synchronous = \(settings.durable ? "FULL" : "OFF")")
            }
        } catch let error as DatabaseError {
            throw StorageError(error)
        }
        writer = GroupWriter(pool: pool, maker: maker, limit: settings.groupCommit ? 256 : 1)
    }

    /// One process has the file for itself.
    package var signals: (any Signals)? { nil }

    /// Reads are current here, whatever `freshness` would allow.
    package func read<T: Sendable>(
        _ freshness: Freshness, _ body: @escaping @Sendable (any Storage.Connection) throws -> T
    ) async throws -> T {
        do {
            return try await pool.read { [maker] db in
                let connection = SQLiteConnection(db, now: maker.now(), maker: maker)
                let value = try body(connection)
                try connection.checkUnspoiled()
                return value
            }
        } catch let error as DatabaseError {
            throw StorageError(error)
        }
    }

    @discardableResult
    package func write<T: Sendable>(
        _ body: @escaping @Sendable (any Storage.Connection) throws -> T
    ) async throws -> T {
        try await writer.write(body)
    }

    package func close() async {
        writer.refuseMore()
        let (pool, folder) = (pool, folderToRemove)
        // Closing waits for what runs, so it has a thread of its own.
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "storage.close").async {
                // A connection that cannot close now closes when its last statement is freed.
                try? pool.close()
                if let folder { try? FileManager.default.removeItem(at: folder) }
                continuation.resume()
            }
        }
    }

    package func migrate(_ migrations: [Migration]) async throws -> [String] {
        let maker = maker
        return try await withCheckedThrowingContinuation { continuation in
            pool.asyncWriteWithoutTransaction { db in
                continuation.resume(with: Result { try db.migrate(migrations, maker: maker) })
            }
        }
    }

    /// How many transactions the writer has committed; with group commit fewer than there were writes.
    package var commits: Int { writer.commits }
}
