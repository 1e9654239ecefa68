import Kernel
import Storage
import StorageSQLite
import TestKit
import Testing

/// What is SQLite's alone: one fsync for many writers, and what that must not change.
@Suite struct `Group commit` {
    private func withCounter(
        groupCommit: Bool = true, _ body: (SQLiteDatabase) async throws -> Void
    ) async throws {
        try await withDatabase(migrations: { _ in [sampleMigration] }) { given in
            let path = try #require(given as? SQLiteDatabase).path
            await given.close()
            let database = try SQLiteDatabase(
                path: path, environs: MovableClock().environs, settings: .init(groupCommit: groupCommit))
            try await database.write { try $0.run("INSERT INTO counters (name, value) VALUES ('calls', 0)") }
            try await body(database)
            await database.close()
        }
    }

    private func countUp(_ database: SQLiteDatabase, tasks: Int) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<tasks {
                group.addTask {
                    _ = try await database.write { try $0.run("UPDATE counters SET value = value + 1") }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func `many writers share few commits`() async throws {
        try await withCounter { database in
            let before = database.commits
            try await countUp(database, tasks: 64)
            #expect(try await database.read { try $0.count("SELECT value AS n FROM counters") } == 64)
            #expect(database.commits - before < 32)
        }
    }

    @Test func `without it every write has its own commit`() async throws {
        try await withCounter(groupCommit: false) { database in
            let before = database.commits
            try await countUp(database, tasks: 64)
            #expect(database.commits - before == 64)
        }
    }

    @Test func `a durable store waits for the disk`() async throws {
        try await withCounter { database in
            let level = try await database.write { try $0.one("PRAGMA synchronous").get("synchronous", as: Int.self) }
            #expect(level == 2)
        }
    }

    @Test func `a constraint that fails only at the commit is its writer's alone`() async throws {
        try await withCounter { database in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        do {
                            try await database.write { db in
                                if number == 7 { try db.run("INSERT INTO late (id, counter) VALUES ('x', 'nobody')") }
                                try db.run("UPDATE counters SET value = value + 1")
                            }
                            return true
                        } catch StorageError.foreignKeyViolation {
                            return false
                        }
                    }
                }
                var kept = 0
                for try await isKept in group where isKept { kept += 1 }
                #expect(kept == 19)
            }
            #expect(try await database.read { try $0.count("SELECT value AS n FROM counters") } == 19)
        }
    }
}
