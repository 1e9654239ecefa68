import Dispatch
import Kernel
import Storage
import StoragePostgres
import Synchronization
import TestKit
import Testing

/// What one PostgreSQL promises to several nodes, and to one whose connection is lost.
@Suite(.enabled(if: Engine.available.contains(.postgres))) struct `Several nodes` {
    /// Two nodes on one store.
    private func withNodes(
        _ settings: PostgresDatabase.Settings = .init(poolSize: 4, patience: .seconds(60)),
        _ body: (PostgresDatabase, PostgresDatabase) async throws -> Void
    ) async throws {
        try await withPostgresURL(migrations: [sampleMigration]) { url, environs in
            let nodes = (0..<2).map { _ in PostgresDatabase(url: url, settings: settings, environs: environs) }
            try await nodes[0].write { db in
                try db.run("INSERT INTO counters (name, value) VALUES ('calls', 0)")
            }
            let result: Result<Void, any Error>
            do { result = .success(try await body(nodes[0], nodes[1])) } catch { result = .failure(error) }
            for node in nodes { await node.close() }
            try result.get()
        }
    }

    private func value(_ database: any Database) async throws -> Int {
        try await database.read { try $0.count("SELECT value AS n FROM counters WHERE name = 'calls'") }
    }

    private func add(_ database: any Database) async throws {
        _ = try await database.write { db in
            let old = try db.count("SELECT value AS n FROM counters WHERE name = 'calls'")
            try db.run("UPDATE counters SET value = \(old + 1) WHERE name = 'calls'")
        }
    }

    @Test func `writers of two nodes fight over one row and none is lost`() async throws {
        try await withNodes { first, second in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for node in [first, second] { for _ in 0..<20 { group.addTask { try await add(node) } } }
                try await group.waitForAll()
            }
            #expect(try await value(first) == 40)
        }
    }

    @Test func `a connection lost in the middle of the work is replaced and the work done once`() async throws {
        try await withNodes { first, second in
            let isFirst = Mutex(true)
            try await first.write { db in
                try db.run("UPDATE counters SET value = value + 1 WHERE name = 'calls'")
                let isToLose = isFirst.withLock { first in
                    defer { first = false }
                    return first
                }
                guard isToLose else { return }
                _ = try db.rows("SELECT pg_terminate_backend(pg_backend_pid()) AS v")
            }
            #expect(try await value(second) == 1)
            #expect(first.retries == 1)
        }
    }

    @Test func `a caller is turned away at once when too many wait, and when waiting takes too long`() async throws {
        try await withNodes(.init(poolSize: 1, waitingLimit: 1, patience: .milliseconds(60))) { first, _ in
            let (starts, started) = AsyncStream.makeStream(of: Void.self)
            let isOver = DispatchSemaphore(value: 0)
            let holder = Task {
                try await first.read { _ in
                    started.yield()
                    isOver.wait()
                }
            }
            _ = await starts.first { _ in true }
            await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<2 {
                    group.addTask {
                        do {
                            _ = try await first.read { try $0.rows("SELECT 1 AS n") }
                            return true
                        } catch StorageError.unavailable {
                            return false
                        } catch {
                            Issue.record(error)
                            return true
                        }
                    }
                }
                for await isServed in group { #expect(!isServed) }
            }
            isOver.signal()
            try await holder.value
            #expect(try await value(first) == 0)
            #expect(first.use.waiting == 0)
        }
    }

    @Test func `a word told by one node is heard by the other and not by itself`() async throws {
        try await withNodes { first, second in
            let (mine, theirs) = (try #require(first.signals), try #require(second.signals))
            let (own, heard) = (mine.heard(), theirs.heard())
            // The other may not listen yet: the word is told until it is heard.
            let telling = Task {
                while !Task.isCancelled {
                    mine.tell("hello")
                    try? await Task.sleep(for: .milliseconds(20))
                }
            }
            var iterator = heard.makeAsyncIterator()
            #expect(await iterator.next() == .word("hello"))
            telling.cancel()
            theirs.tell("answer")
            var back = own.makeAsyncIterator()
            #expect(await back.next() == .word("answer"))
        }
    }

    @Test func `a listener whose connection was lost says so and hears again`() async throws {
        try await withNodes { first, second in
            let (mine, theirs) = (try #require(first.signals), try #require(second.signals))
            var heard = theirs.heard().makeAsyncIterator()
            let telling = Task {
                while !Task.isCancelled {
                    mine.tell("hello")
                    try? await Task.sleep(for: .milliseconds(20))
                }
            }
            #expect(await heard.next() == .word("hello"))
            try await first.write { db in
                _ = try db.rows(
                    """
                    SELECT pg_terminate_backend(pid) AS v FROM pg_stat_activity
                    WHERE pid <> pg_backend_pid() AND query LIKE '%huiyin.channel%'
                        AND datname = current_database() AND query NOT LIKE '%pg_stat_activity%'
                    """)
            }
            while await heard.next() != .lost {}
            #expect(await heard.next() == .word("hello"))
            telling.cancel()
        }
    }

    @Test func `a stale read is answered by the replica, and by the primary when there is none`() async throws {
        try await withPostgresURL(migrations: [sampleMigration]) { url, environs in
            for replica in [url, "postgresql://127.0.0.1:1/none"] {
                let database = PostgresDatabase(
                    url: url, replicaURL: replica, settings: .init(poolSize: 2), environs: environs)
                let count = try await database.read(.stale) { try $0.count("SELECT count(*) AS n FROM rooms") }
                #expect(count == 0)
                await #expect(throws: StorageError.readOnly) {
                    try await database.read(.stale) { try $0.run("UPDATE counters SET value = 5") }
                }
                await database.close()
            }
        }
    }

    @Test func `nodes that start together with one migration cut short keep what was applied whole`() async throws {
        try await withPostgresURL(migrations: []) { url, environs in
            let cut = Migration(name: sampleMigration.name, sql: String(sampleMigration.sql.prefix(200)))
            let nodes = (0..<2).map { _ in PostgresDatabase(url: url, settings: .init(poolSize: 1), environs: environs)
            }
            async let whole = result { try await nodes[0].migrate([sampleMigration]) }
            async let torn = result { try await nodes[1].migrate([cut]) }
            let (one, other) = (await whole, await torn)
            // Cut in the middle of a table, the file is refused by the engine or by its checksum, never half applied.
            #expect(throws: StorageError.self) { try other.get() }
            #expect((try? one.get()) == ["sample/001_rooms"])
            let after = try await nodes[1].migrate([sampleMigration])
            #expect(after == [])
            for node in nodes { await node.close() }
        }
    }

    private func result<T: Sendable>(_ body: () async throws -> T) async -> Result<T, any Error> {
        do { return .success(try await body()) } catch { return .failure(error) }
    }
}
