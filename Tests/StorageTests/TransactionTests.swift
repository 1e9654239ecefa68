import Kernel
import Storage
import StoragePostgres
import Synchronization
import TestKit
import Testing

/// What a read and a write promise, on every engine.
@Suite struct `Transactions` {
    private struct Stop: Error, Equatable {}

    private func withCounter(
        _ engine: Engine, clock: MovableClock = MovableClock(),
        _ body: (any Database & Migratable) async throws -> Void
    ) async throws {
        try await withDatabase(engine, clock: clock, migrations: { _ in [sampleMigration] }) { database in
            try await database.write { db in
                try db.run("INSERT INTO counters (name, value) VALUES ('calls', 0), ('other', 0)")
            }
            try await body(database)
        }
    }

    private func value(_ database: any Database, _ name: String = "calls") async throws -> Int {
        try await database.read { try $0.count("SELECT value AS n FROM counters WHERE name = \(name)") }
    }

    @Test(arguments: Engine.available)
    func `a transaction reads a thing once, and again once it wrote to its table`(engine: Engine) async throws {
        try await withCounter(engine) { database in
            let twice: @Sendable (any Connection) throws -> (reads: Int, values: [Int?]) = { db in
                var reads = 0
                let values = try (0..<2).map { _ in
                    try db.once("calls", from: ["counters"]) { () -> Int? in
                        reads += 1
                        return try db.first("SELECT value AS n FROM counters WHERE name = 'calls'")?.get("n")
                    }
                }
                return (reads, values)
            }
            #expect(try await database.read { try twice($0).reads } == 1)
            #expect(try await database.write { try twice($0).reads } == 1)
            // The next reading transaction knows nothing of the one before.
            _ = try await database.write { try $0.run("UPDATE counters SET value = 7 WHERE name = 'calls'") }
            #expect(try await database.read { try twice($0).values } == [7, 7])
            let written: [SQL] = [
                "UPDATE counters SET value = value + 1 WHERE name = 'calls'",
                "DELETE FROM counters WHERE name = 'other'",
                "INSERT INTO counters (name, value) VALUES ('new', 1)",
                "INSERT INTO counters(name, value) VALUES ('close', 1)",
                "UPDATE \(SQL(raw: "counters")) SET value = value + 1 WHERE name = 'calls'",
            ]
            for statement in written {
                let reads = try await database.write { db in
                    let before = try twice(db).reads
                    try db.send(statement)
                    return try before + twice(db).reads
                }
                #expect(reads == 2)
            }
        }
    }

    @Test(arguments: Engine.available)
    func `what a body read before it was undone is not remembered by the next`(engine: Engine) async throws {
        try await withCounter(engine) { database in
            @Sendable func read(_ db: any Connection) throws -> Int {
                try db.once("calls", from: ["counters"]) {
                    try db.one("SELECT value FROM counters WHERE name = 'calls'").get("value")
                }
            }
            // Bodies that wait together share a commit, and with it what they read.
            try await withThrowingTaskGroup(of: Int?.self) { group in
                for turn in 0..<40 {
                    group.addTask {
                        try? await database.write { db in
                            if turn.isMultiple(of: 2) { return try read(db) }
                            try db.run("UPDATE counters SET value = 99 WHERE name = 'calls'")
                            _ = try read(db)
                            throw Stop()
                        }
                    }
                }
                let found = try await group.reduce(into: [Int]()) { found, read in found += [read].compactMap { $0 } }
                #expect(found == [Int](repeating: 0, count: 20))
            }
        }
    }

    @Test(arguments: Engine.available)
    func `nothing that was read is remembered under another name`(engine: Engine) async throws {
        try await withCounter(engine) { database in
            let found = try await database.read { db in
                (
                    db.once("none", from: []) { nil as Int? }, db.once("none", from: []) { 1 as Int? },
                    db.once("one", from: []) { 1 as Int? }
                )
            }
            #expect(found == (nil, nil, 1))
        }
    }

    @Test(arguments: Engine.available)
    func `a body that throws leaves nothing behind and its error arrives`(engine: Engine) async throws {
        try await withCounter(engine) { database in
            await #expect(throws: Stop()) {
                try await database.write { db in
                    try db.run("UPDATE counters SET value = 5")
                    throw Stop()
                }
            }
            let left = try await value(database)
            #expect(left == 0)
        }
    }

    @Test(arguments: Engine.available)
    func `a failing body beside good ones fails alone`(engine: Engine) async throws {
        try await withCounter(engine) { database in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<30 {
                    group.addTask {
                        do {
                            try await database.write { db in
                                try db.run("UPDATE counters SET value = value + 1 WHERE name = 'calls'")
                                if number % 3 == 0 { throw Stop() }
                            }
                            return true
                        } catch is Stop {
                            return false
                        }
                    }
                }
                var kept = 0
                for try await isKept in group where isKept { kept += 1 }
                #expect(kept == 20)
            }
            #expect(try await value(database) == 20)
        }
    }

    @Test(arguments: Engine.available)
    func `a hundred writers of one counter end exactly`(engine: Engine) async throws {
        try await withCounter(engine) { database in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<100 {
                    group.addTask {
                        try await database.write { db in
                            let old = try db.count("SELECT value AS n FROM counters WHERE name = 'calls'")
                            try db.run("UPDATE counters SET value = \(old + 1) WHERE name = 'calls'")
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await value(database) == 100)
        }
    }

    @Test(arguments: Engine.available)
    func `two writers cannot each decide by what the other changes`(engine: Engine) async throws {
        try await withCounter(engine) { database in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for name in ["calls", "other"] {
                    group.addTask {
                        try await database.write { db in
                            let total = try db.count("SELECT sum(value) AS n FROM counters")
                            if total == 0 { try db.run("UPDATE counters SET value = 1 WHERE name = \(name)") }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let total = try await database.read { try $0.count("SELECT sum(value) AS n FROM counters") }
            #expect(total == 1)
        }
    }

    @Test(arguments: Engine.available)
    func `a read sees one moment while others write`(engine: Engine) async throws {
        try await withCounter(engine) { database in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<40 {
                    group.addTask {
                        _ = try await database.write { try $0.run("UPDATE counters SET value = value + 1") }
                    }
                    group.addTask {
                        try await database.read { db in
                            let calls = try db.count("SELECT value AS n FROM counters WHERE name = 'calls'")
                            let other = try db.count("SELECT value AS n FROM counters WHERE name = 'other'")
                            #expect(calls == other)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test(arguments: Engine.available)
    func `a write inside a read fails`(engine: Engine) async throws {
        try await withCounter(engine) { database in
            await #expect(throws: StorageError.readOnly) {
                try await database.read { try $0.run("UPDATE counters SET value = 5") }
            }
            let left = try await value(database)
            #expect(left == 0)
        }
    }

    @Test(arguments: Engine.available)
    func `a refused statement spoils the transaction even when its error is caught`(engine: Engine) async throws {
        try await withCounter(engine) { database in
            await #expect(throws: StorageError.uniqueViolation("counters_pkey")) {
                try await database.write { db in
                    try db.run("UPDATE counters SET value = 5")
                    _ = try? db.run("INSERT INTO counters (name, value) VALUES ('calls', 1)")
                }
            }
            await #expect(throws: StorageError.notNullViolation) {
                try await database.write { db in
                    _ = try? db.run("INSERT INTO counters (name, value) VALUES ('third', \(nil as Int?))")
                    try db.run("UPDATE counters SET value = 5")
                }
            }
            let left = try await value(database)
            #expect(left == 0)
        }
    }

    @Test(arguments: Engine.available)
    func `the moment stands still within a transaction and never runs backwards`(engine: Engine) async throws {
        let clock = MovableClock()
        try await withCounter(engine, clock: clock) { database in
            let first = try await database.write { db in
                let before = db.now
                clock.move(minutes: 5)
                #expect(db.now == before)
                return before
            }
            #expect(first == MovableClock.morning)
            #expect(try await database.write { $0.now } == first.advanced(byMinutes: 5))
            clock.move(minutes: -3)
            #expect(try await database.write { $0.now } == first.advanced(byMinutes: 5))
        }
    }

    @Test(arguments: Engine.available)
    func `after a clock was set back moments go on at half its pace until it has caught up`(engine: Engine) async throws
    {
        let clock = MovableClock()
        try await withCounter(engine, clock: clock) { database in
            func minutes() async throws -> Int64 {
                try await database.write { ($0.now - MovableClock.morning) / 60_000 }
            }
            func pass(minutes: Int) async throws {
                for _ in 0..<2 * minutes {
                    clock.move(milliseconds: 30_000)
                    _ = try await database.read { $0.now }
                }
            }
            let start = try await minutes()
            #expect(start == 0)
            clock.move(minutes: -60)
            #expect(try await minutes() == 0)
            try await pass(minutes: 20)
            #expect(try await minutes() == 10)
            // Set back once more on the way.
            clock.move(minutes: -10)
            #expect(try await minutes() == 10)
            try await pass(minutes: 60)
            #expect(try await minutes() == 40)
            // Put right in one leap, which is no time that passed.
            clock.move(minutes: 25)
            #expect(try await minutes() == 40)
            clock.move(minutes: 10)
            #expect(try await minutes() == 45)
            try await pass(minutes: 2)
            #expect(try await minutes() == 47)
        }
    }

    @Test(arguments: Engine.available)
    func `ids increase even within one millisecond`(engine: Engine) async throws {
        try await withCounter(engine) { database in
            var ids: [ID<Staff>] = []
            for _ in 0..<4 {
                ids += try await database.write { db in (0..<2000).map { _ in db.newID() as ID<Staff> } }
            }
            #expect(ids == ids.sorted())
            #expect(Set(ids).count == 8000)
        }
    }

    @Test(arguments: Engine.available)
    func `after closing every call is refused`(engine: Engine) async throws {
        try await withCounter(engine) { database in
            await database.close()
            await #expect(throws: StorageError.self) { try await database.read { try $0.rows("SELECT 1 AS n") } }
            await #expect(throws: StorageError.unavailable("The database is closed.")) {
                try await database.write { try $0.run("UPDATE counters SET value = 5") }
            }
        }
    }

    @Test(arguments: Engine.available)
    func `closing waits for what runs`(engine: Engine) async throws {
        try await withCounter(engine) { database in
            async let writes: Void = withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        // Those that come after closing are refused; none may hang.
                        _ = try? await database.write { try $0.run("UPDATE counters SET value = value + 1") }
                    }
                }
                try await group.waitForAll()
            }
            await database.close()
            try await writes
        }
    }

    @Test(.enabled(if: Engine.available.contains(.postgres)))
    func `a server that is away is unavailable`() async throws {
        let database = PostgresDatabase(
            url: "postgresql://127.0.0.1:1/none", settings: .init(patience: .milliseconds(50)),
            environs: MovableClock().environs)
        do {
            try await database.read { _ = try $0.rows("SELECT 1 AS n") }
            Issue.record("The read should have failed.")
        } catch StorageError.unavailable(let message) {
            #expect(!message.isEmpty)
        }
        await database.close()
    }

    @Test(.enabled(if: Engine.available.contains(.postgres)))
    func `a lost connection is replaced`() async throws {
        try await withCounter(.postgres) { database in
            for _ in 0..<2 {
                let isFirst = Mutex(true)
                try await database.write { db in
                    try db.run("UPDATE counters SET value = value + 1")
                    if isFirst.withLock({ first in
                        defer { first = false }; return first
                    }) {
                        _ = try db.rows("SELECT pg_terminate_backend(pg_backend_pid()) AS v")
                    }
                }
            }
            #expect(try await value(database) == 2)
        }
    }
}
