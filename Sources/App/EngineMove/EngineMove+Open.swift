import Foundation
import Storage
import StoragePostgres
import StorageSQLite

extension EngineMove {
    /// Moves the installation in the configuration's data folder to its PostgreSQL. Throws when there is no SQLite file,
    /// and `StoreLock.InUse` while a server uses it.
    package static func run(
        _ configuration: Configuration, batch: Int, report: @Sendable (Progress) -> Void
    ) async throws -> Result {
        let path = configuration.dataFolder.appendingPathComponent("huiyin.sqlite").path
        guard FileManager.default.fileExists(atPath: path) else {
            throw StorageError.unavailable("There is no \(path).")
        }
        let lock = try StoreLock.take(configuration.dataFolder, for: "migrate-engine")
        defer { withExtendedLifetime(lock) {} }
        let environs = configuration.environs
        let source = try SQLiteDatabase(path: path, environs: environs)
        let target = PostgresDatabase(
            url: configuration.databaseURL ?? "", settings: .init(poolSize: 2), environs: environs)
        let outcome: Swift.Result<Result, any Error>
        do {
            outcome = .success(
                try await EngineMove(from: source, to: target, batch: batch).run(Program.migrations, report: report))
        } catch {
            outcome = .failure(error)
        }
        await source.close()
        await target.close()
        return try outcome.get()
    }
}
