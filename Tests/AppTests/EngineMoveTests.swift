import App
import Kernel
import Platform
import Storage
import StoragePostgres
import Synchronization
import TestKit
import Testing

/// The move of an installation from SQLite up to PostgreSQL.
@Suite(.enabled(if: Engine.available.contains(.postgres))) struct EngineMoveTests {
    private struct Stopped: Error {}

    /// The world on SQLite and an empty PostgreSQL.
    private func withBoth(
        _ body: @escaping @Sendable (RunningProgram, PostgresDatabase) async throws -> Void
    ) async throws {
        try await withProgram { running in
            try await withPostgresURL(clock: running.clock, migrations: []) { url, environs in
                let target = PostgresDatabase(url: url, settings: .init(poolSize: 2), environs: environs)
                let result: Result<Void, any Error>
                do { result = .success(try await body(running, target)) } catch { result = .failure(error) }
                await target.close()
                try result.get()
            }
        }
    }

    private func find(_ words: String, in database: any Database, _ desk: Desk) async throws -> [String] {
        try await database.read { db in
            let keys = try desk.vault.keyring(for: World.organisation, in: db)
            return try SearchIndex.find(SearchQuery(words), keys: keys, in: db).hits.map(\.subjectID)
        }
    }

    @Test func `every row, every chain and the index of words arrive, and the program runs on them`() async throws {
        try await withBoth { running, target in
            let source = running.program.database
            let desk = running.program.desk
            let document = SearchDocument(
                organisationID: World.organisation, subjectKind: "case", subjectID: "one", title: "晚饭是凉的",
                text: "no one came, and no one answered", happenedAt: running.clock.now)
            try await source.write { db in
                try SearchIndex.put(document, keys: desk.vault.keyring(for: World.organisation, in: db), in: db)
            }
            let told = Mutex<[EngineMove.Progress]>([])
            let move = try EngineMove(from: source, to: target, batch: 7)
            let result = try await move.run(Program.migrations) { step in told.withLock { $0.append(step) } }
            #expect(result.tables > 50 && result.rows > 50 && result.chains.faults.isEmpty)
            #expect(told.withLock { $0 }.contains { $0.table == "staff" && $0.copied == $0.total && $0.total > 7 })
            #expect(try await !EngineMove.isUnfinished(in: target))
            let lines = try await schemaDescription(of: target, except: ["search_terms"])
            let fresh = try await schemaDescription(
                of: source,
                except: Set(
                    ["terms", "terms_data", "terms_idx", "terms_content", "terms_docsize", "terms_config"].map {
                        "search_\($0)"
                    }))
            #expect(Set(lines) == Set(fresh), "the foreign keys stand again")
            let program = try await Program.assemble(
                running.program.configuration, database: target, environs: running.clock.environs,
                logger: running.program.logger)
            #expect(try await ChainCheck.run(on: program.database) == result.chains)
            for words in ["晚饭", "\"no one answered\""] {
                #expect(try await find(words, in: source, desk) == ["one"])
                #expect(try await find(words, in: target, program.desk) == ["one"])
            }
            // The counter goes on behind the highest number.
            let another = SearchDocument(
                organisationID: World.organisation, subjectKind: "case", subjectID: "two", title: "晚饭", text: "",
                happenedAt: running.clock.now)
            try await target.write { db in
                try SearchIndex.put(another, keys: program.desk.vault.keyring(for: World.organisation, in: db), in: db)
            }
        }
    }

    @Test func `a move that was stopped goes on where it was, and nothing is there twice`() async throws {
        try await withBoth { running, target in
            let move = try EngineMove(from: running.program.database, to: target, batch: 3)
            // Stopped in the middle of a table: the task is cancelled between two batches.
            let steps = Mutex(0)
            let first = Task {
                try await move.run(Program.migrations) { step in
                    guard step.table == "staff", step.copied > 3 else { return }
                    steps.withLock { $0 += 1 }
                    withUnsafeCurrentTask { $0?.cancel() }
                }
            }
            await #expect(throws: (any Error).self) { try await first.value }
            #expect(steps.withLock { $0 } > 0)
            #expect(try await EngineMove.isUnfinished(in: target))
            let result = try await move.run(Program.migrations) { _ in }
            #expect(result.rows > 50)
            #expect(try await !EngineMove.isUnfinished(in: target))
            await #expect(throws: EngineMove.Refusal.self) { try await move.run(Program.migrations) { _ in } }
        }
    }

    @Test func `a store that differs is not let go`() async throws {
        try await withBoth { running, target in
            let move = try EngineMove(from: running.program.database, to: target)
            let first = Task {
                try await move.run(Program.migrations) { step in
                    if step.table == "staff", step.copied == step.total { withUnsafeCurrentTask { $0?.cancel() } }
                }
            }
            await #expect(throws: (any Error).self) { try await first.value }
            // Somebody served the old store meanwhile.
            try await running.database.write { try $0.run("UPDATE staff SET name = 'Other'") }
            await #expect(throws: EngineMove.Refusal.self) { try await move.run(Program.migrations) { _ in } }
            #expect(try await EngineMove.isUnfinished(in: target))
        }
    }

    @Test func `only a move up is known`() async throws {
        try await withBoth { running, target in
            #expect(throws: EngineMove.Refusal.wrongEngines) {
                try EngineMove(from: target, to: running.program.database)
            }
        }
    }
}
