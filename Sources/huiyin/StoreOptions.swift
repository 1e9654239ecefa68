import App
import ArgumentParser
import Foundation
import Logging
import Storage

/// Where an installation lies: the same words for every command that opens it.
struct StoreOptions: ParsableArguments {
    @Option(help: "The folder of keys, attachments and, with SQLite, the database.")
    var data = ProcessInfo.processInfo.environment["HUIYIN_DATA"] ?? ".run"

    @Option(help: "A PostgreSQL connection string; SQLite in the data folder without it.")
    var database: String?

    @Option(help: "A PostgreSQL connection string for reads that may be some seconds old.")
    var replica: String?

    @Option(help: "A replica that is more seconds behind than this is not asked.")
    var replicaLag = ProcessInfo.processInfo.environment["HUIYIN_REPLICA_LAG"].flatMap(Int.init) ?? 15

    @Option(help: "The most connections to PostgreSQL; as many more to the replica.")
    var connections = ProcessInfo.processInfo.environment["HUIYIN_CONNECTIONS"].flatMap(Int.init) ?? 8

    @Option(help: "A file with the moment to pretend it is (ISO 8601); for tests and demonstrations.")
    var clockFile: String?

    var configuration: Configuration {
        Configuration(
            dataFolder: URL(fileURLWithPath: data),
            databaseURL: database ?? ProcessInfo.processInfo.environment["HUIYIN_DATABASE"],
            replicaURL: replica ?? ProcessInfo.processInfo.environment["HUIYIN_DATABASE_REPLICA"],
            replicaLagSeconds: replicaLag, poolSize: connections,
            clockFile: clockFile.map { URL(fileURLWithPath: $0) })
    }

    var logger: Logger { StoreOptions.quietLogger }

    static var quietLogger: Logger {
        var logger = Logger(label: "huiyin")
        logger.logLevel = .notice
        return logger
    }

    /// Takes an SQLite store for this process alone, as long as what it returns is kept; says who has it otherwise.
    func lock(_ configuration: Configuration, for command: String) throws -> StoreLock? {
        do { return try StoreLock.take(configuration, for: command) } catch { throw ValidationError("\(error)") }
    }

    /// Opens the installation; says what is wrong in a sentence and ends when that fails.
    func open(_ configuration: Configuration, environs: Environs? = nil) async throws -> Program {
        do {
            return try await Program.open(configuration, environs: environs, logger: logger)
        } catch {
            throw ValidationError("\(error)")
        }
    }
}
