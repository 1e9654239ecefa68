import App
import ArgumentParser
import Foundation

/// `huiyin migrate-engine`: an installation moves up from SQLite to PostgreSQL. Run again, it goes on where it stopped.
struct MigrateEngineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate-engine", abstract: "Move everything from SQLite to PostgreSQL.",
        discussion: """
            huiyin migrate-engine --from sqlite --to postgres --data DIR --database URL
            Stop the server first. Keys and attachments stay in the data folder. Every row and every chain is compared
            before the new store may be used; broken off, run the same command again.
            """)

    enum Engine: String, ExpressibleByArgument, CaseIterable {
        case sqlite, postgres
    }

    @Option(help: "The engine that holds the data.") var from = Engine.sqlite
    @Option(help: "The engine that shall hold it.") var to = Engine.postgres
    @Option(help: "Rows that go in one transaction.") var batch = 500
    @OptionGroup var store: StoreOptions

    func run() async throws {
        let configuration = store.configuration
        guard from == .sqlite, to == .postgres else {
            throw ValidationError(EngineMove.Refusal.wrongEngines.description)
        }
        guard configuration.databaseURL != nil else {
            throw ValidationError("Say with --database where PostgreSQL is.")
        }
        do {
            let result = try await EngineMove.run(configuration, batch: batch) { progress in
                print("\(progress.table): \(progress.copied) of \(progress.total)")
                fflush(nil)
            }
            print(
                """
                Moved and compared: \(result.rows) rows in \(result.tables) tables; \
                \(result.chains.events) events in \(result.chains.chains) chains, 0 broken.
                From now on start with --database or HUIYIN_DATABASE; keep the old file until you are content.
                """)
        } catch {
            throw ValidationError("\(error)")
        }
    }
}
