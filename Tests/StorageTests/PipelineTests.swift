import Kernel
import Storage
import StoragePostgres
import TestKit
import Testing

/// What holds for statements nobody waits for, on both engines; and that they save waiting where it costs something.
@Suite struct `Statements nobody waits for` {
    private func add(_ name: String, _ db: any Connection) throws {
        try db.send("INSERT INTO counters (name, value) VALUES (\(name), 1)")
    }

    @Test(arguments: Engine.available)
    func `a later statement sees what they did, and the commit keeps all of it`(engine: Engine) async throws {
        try await withDatabase(engine, migrations: { _ in [sampleMigration] }) { database in
            try await database.write { db in
                for number in 0..<200 { try add("c\(number)", db) }
                #expect(try db.count("SELECT count(*) AS n FROM counters") == 200)
                try add("last", db)
            }
            #expect(try await database.read { try $0.count("SELECT count(*) AS n FROM counters") } == 201)
        }
    }

    @Test(arguments: Engine.available, [true, false])
    func `what is refused is said at the latest by the commit, and nothing is kept`(
        engine: Engine, isLast: Bool
    ) async throws {
        try await withDatabase(engine, migrations: { _ in [sampleMigration] }) { database in
            await #expect(throws: StorageError.self) {
                try await database.write { db in
                    try add("one", db)
                    try add("one", db)
                    if !isLast { try add("two", db) }
                }
            }
            try await database.write { try add("three", $0) }
            let names = try await database.read { db in
                try db.rows("SELECT name FROM counters").map { try $0.get("name", as: String.self) }
            }
            #expect(names == ["three"])
        }
    }

    @Test(arguments: Engine.available)
    func `a body that gives up leaves nothing of them, and the next begins anew`(engine: Engine) async throws {
        try await withDatabase(engine, migrations: { _ in [sampleMigration] }) { database in
            await #expect(throws: Problem.notFound) {
                try await database.write { db in
                    try add("one", db)
                    throw Problem.notFound
                }
            }
            try await database.write { try add("two", $0) }
            #expect(try await database.read { try $0.count("SELECT count(*) AS n FROM counters") } == 1)
        }
    }

    @Test(arguments: Engine.available)
    func `one that loses a race is repeated with the rest`(engine: Engine) async throws {
        try await withDatabase(engine, migrations: { _ in [sampleMigration] }) { database in
            try await database.write { try add("calls", $0) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<24 {
                    group.addTask {
                        try await database.write { db in
                            let old = try db.count("SELECT value AS n FROM counters WHERE name = 'calls'")
                            try db.send("UPDATE counters SET value = \(old + 1) WHERE name = 'calls'")
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await database.read { try $0.count("SELECT value AS n FROM counters") } == 25)
        }
    }

    @Test(.enabled(if: Engine.available.contains(.postgres)))
    func `the server is waited for once for a read, and for a write once more than it asks`() async throws {
        for (pipelines, expected) in [(true, (read: 1, write: 2)), (false, (read: 3, write: 8))] {
            try await withPostgresURL(migrations: [sampleMigration]) { url, environs in
                let database = PostgresDatabase(
                    url: url, settings: .init(poolSize: 1, pipelines: pipelines), environs: environs)
                // The first connects and asks for the marks.
                try await database.write { try add("first", $0) }
                let before = database.roundTrips
                _ = try await database.read { try $0.count("SELECT count(*) AS n FROM counters") }
                #expect(database.roundTrips - before == expected.read)
                let middle = database.roundTrips
                try await database.write { db in
                    for number in 0..<5 { try add("d\(number)", db) }
                    _ = try db.count("SELECT count(*) AS n FROM counters")
                }
                #expect(database.roundTrips - middle == expected.write)
                await database.close()
            }
        }
    }
}
