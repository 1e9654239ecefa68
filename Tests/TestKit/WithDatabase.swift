import CPostgres
import Foundation
import Kernel
import Storage
import StoragePostgres
import StorageSQLite
import Testing

/// Gives `body` a fresh database that `migrations` were applied to, and removes it afterwards.
/// Time stands at `clock`; bodies that need it moved make the clock themselves and pass it in.
@discardableResult
package func withDatabase<T>(
    _ engine: Engine = .sqlite, clock: MovableClock = MovableClock(),
    migrations: (Dialect) throws -> [Migration] = { _ in [] },
    body: (any Database & Migratable) async throws -> T
) async throws -> T {
    await Turnstile.databases.enter()
    let result: Result<T, any Error>
    do {
        switch engine {
        case .sqlite: result = .success(try await withSQLite(clock, try migrations(.sqlite), body))
        case .postgres: result = .success(try await withPostgres(clock, try migrations(.postgres), body))
        }
    } catch {
        result = .failure(error)
    }
    await Turnstile.databases.leave()
    return try result.get()
}

private func withSQLite<T>(
    _ clock: MovableClock, _ migrations: [Migration], _ body: (any Database & Migratable) async throws -> T
) async throws -> T {
    let folder = try Scratch.newFolder()
    let path = folder.appendingPathComponent("store.sqlite").path
    let template = try await SQLiteTemplates.shared.path(for: migrations)
    try FileManager.default.copyItem(atPath: template, toPath: path)
    let settings = SQLiteDatabase.Settings(durable: false, readers: 4)
    let database = try SQLiteDatabase(path: path, environs: clock.environs, settings: settings)
    let result: Result<T, any Error>
    do { result = .success(try await body(database)) } catch { result = .failure(error) }
    await database.close()
    try FileManager.default.removeItem(at: folder)
    return try result.get()
}

private func withPostgres<T>(
    _ clock: MovableClock, _ migrations: [Migration], _ body: (any Database & Migratable) async throws -> T
) async throws -> T {
    let own = try await PostgresTemplates.shared.copy(for: migrations)
    // Patient, because a busy machine of tests is no reason to turn anybody away.
    let settings = PostgresDatabase.Settings(poolSize: 4, patience: .seconds(60))
    let database = PostgresDatabase(url: own.url, settings: settings, environs: clock.environs)
    let result: Result<T, any Error>
    do { result = .success(try await body(database)) } catch { result = .failure(error) }
    await database.close()
    own.drop()
    return try result.get()
}

/// Gives `body` the address of a database of its own on the test server, for tests that make several nodes themselves.
package func withPostgresURL(
    clock: MovableClock = MovableClock(), migrations: [Migration],
    _ body: (String, Environs) async throws -> Void
) async throws {
    await Turnstile.databases.enter()
    let result: Result<Void, any Error>
    do {
        let own = try await PostgresTemplates.shared.copy(for: migrations)
        do { result = .success(try await body(own.url, clock.environs)) } catch { result = .failure(error) }
        own.drop()
    } catch {
        result = .failure(error)
    }
    await Turnstile.databases.leave()
    try result.get()
}

/// The temporary folder of this test run, removed when the run ends.
private enum Scratch {
    private static let root: URL = {
        atexit { try? FileManager.default.removeItem(at: Scratch.root) }
        return FileManager.default.temporaryDirectory
            .appendingPathComponent("huiyin-test-" + hex(Environs.live.randomBytes(8)), isDirectory: true)
    }()

    static func newFolder() throws -> URL {
        let folder = root.appendingPathComponent(hex(Environs.live.randomBytes(8)), isDirectory: true)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }
}

/// One migrated file per set of migrations, copied for each test because copying is far faster than migrating.
private actor SQLiteTemplates {
    static let shared = SQLiteTemplates()
    private var made: [[Migration]: Task<String, any Error>] = [:]

    func path(for migrations: [Migration]) async throws -> String {
        if let task = made[migrations] { return try await task.value }
        let task = Task {
            let path = try Scratch.newFolder().appendingPathComponent("template.sqlite").path
            let clock = MovableClock()
            let database = try SQLiteDatabase(path: path, environs: clock.environs, settings: .init(durable: false))
            _ = try await database.migrate(migrations)
            await database.close()
            return path
        }
        made[migrations] = task
        return try await task.value
    }
}

/// One migrated database per set of migrations on the test server, copied for each test as with SQLite.
private actor PostgresTemplates {
    static let shared = PostgresTemplates()
    private var made: [[Migration]: Task<PostgresOwn, any Error>] = [:]

    func copy(for migrations: [Migration]) async throws -> PostgresOwn {
        let task =
            made[migrations]
            ?? Task {
                let template = try PostgresOwn.make(from: "template0")
                let clock = MovableClock()
                let database = PostgresDatabase(
                    url: template.url, settings: .init(poolSize: 1), environs: clock.environs)
                let result: Result<[String], any Error>
                do { result = .success(try await database.migrate(migrations)) } catch { result = .failure(error) }
                await database.close()
                _ = try result.get()
                return template
            }
        made[migrations] = task
        return try PostgresOwn.make(from: try await task.value.name)
    }
}

/// A database of its own on the test server, so that tests run side by side.
private struct PostgresOwn: Sendable {
    let name: String
    let url: String

    static func make(from template: String) throws -> PostgresOwn {
        let server = try #require(Engine.postgresURL, "TEST_POSTGRES_URL is not set; run this under bin/with-postgres.")
        let name = "test_" + hex(Environs.live.randomBytes(8))
        try once(server, "CREATE DATABASE \(name) TEMPLATE \(template)")
        var parts = try #require(URLComponents(string: server))
        parts.path = "/" + name
        return PostgresOwn(name: name, url: parts.string ?? server)
    }

    /// A database that could not be dropped goes with the private server.
    func drop() {
        guard let server = Engine.postgresURL else { return }
        try? Self.once(server, "DROP DATABASE \(name) WITH (FORCE)")
    }

    /// Outside a transaction, where alone a database can be made; the store's own connections always open one.
    private static func once(_ server: String, _ command: String) throws {
        let link = PQconnectdb(server)
        defer { PQfinish(link) }
        let result = PQexec(link, command)
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_COMMAND_OK else {
            throw StorageError.other(String(cString: PQerrorMessage(link)))
        }
    }
}
