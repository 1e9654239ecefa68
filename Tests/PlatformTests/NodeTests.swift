import App
import Foundation
import Kernel
import Storage
import StoragePostgres
import Synchronization
import TestKit
import Testing

@testable import Platform

/// What several nodes do together, and what one of them does for all.
@Suite struct NodeTests {
    private static let lease = Lease("test", minutes: 2)

    private func withStore(
        _ engine: Engine, _ body: (any Database & Migratable, MovableClock) async throws -> Void
    ) async throws {
        let clock = MovableClock()
        try await withDatabase(engine, clock: clock, migrations: Program.migrations) { try await body($0, clock) }
    }

    @Test(arguments: Engine.available)
    func `one node holds a lease, and another takes it when its holder is gone`(engine: Engine) async throws {
        try await withStore(engine) { database, clock in
            let take = { (node: String) async throws -> Bool in
                try await database.write { try Self.lease.take(for: node, in: $0) }
            }
            #expect(try await take("one"))
            #expect(try await !take("two"))
            clock.move(minutes: 1)
            #expect(try await take("one"), "renewed by whoever holds it")
            clock.move(minutes: 1)
            #expect(try await !take("two"))
            clock.move(minutes: 2)
            #expect(try await take("two"))
            #expect(try await !take("one"), "a holder that comes back late finds it taken")
            try await database.write { try Self.lease.giveBack(from: "one", in: $0) }
            #expect(try await !take("one"))
            try await database.write { try Self.lease.giveBack(from: "two", in: $0) }
            #expect(try await take("one"))
        }
    }

    @Test(arguments: Engine.available)
    func `what is due every so often is due once among all nodes`(engine: Engine) async throws {
        try await withStore(engine) { database, clock in
            let isDue = { (node: String) async throws -> Bool in
                try await database.write { try Self.lease.isDue(for: node, in: $0) }
            }
            let first = [try await isDue("one"), try await isDue("one"), try await isDue("two")]
            #expect(first == [true, false, false])
            clock.move(minutes: 2)
            let later = [try await isDue("two"), try await isDue("one")]
            #expect(later == [true, false])
        }
    }

    @Test(arguments: Engine.available)
    func `a node whose clock is behind takes no lease from one that holds it`(engine: Engine) async throws {
        try await withStore(engine) { database, clock in
            let daily = Lease("daily", minutes: 2)
            let ask = { (node: String) async throws -> [Bool] in
                try await database.write { db in
                    [try Self.lease.take(for: node, in: db), try daily.isDue(for: node, in: db)]
                }
            }
            let first = try await ask("one")
            clock.move(milliseconds: -20_000)
            let second = try await ask("two")
            #expect(first == [true, true] && second == [false, false])
        }
    }

    @Test func `a clock set back by an hour stops no lease`() async throws {
        try await withStore(.sqlite) { database, _ in
            try await database.write { db in
                let later = db.now.advanced(byMinutes: 60)
                try db.run(
                    """
                    INSERT INTO leases (name, holder, taken_at, until_at)
                    VALUES ('test', 'gone', \(later), \(later.advanced(byMinutes: 2)))
                    """)
                #expect(try Self.lease.take(for: "one", in: db))
            }
        }
    }

    @Test(arguments: Engine.available)
    func `many who ask at once for a lease get it once`(engine: Engine) async throws {
        try await withStore(engine) { database, _ in
            let holders = try await withThrowingTaskGroup(of: Bool.self) { group in
                for node in 0..<8 {
                    group.addTask { try await database.write { try Self.lease.take(for: "node \(node)", in: $0) } }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(holders == 1)
        }
    }

    @Test(arguments: Engine.available)
    func `the uses of a minute are shared out and never more than the limit`(engine: Engine) async throws {
        try await withStore(engine) { database, clock in
            let share = { (wanted: Int) async throws -> Int in
                try await database.write { try Throttle.share("token", wanted, of: 10, in: $0) }.count
            }
            let shares = [try await share(4), try await share(4), try await share(4), try await share(4)]
            #expect(shares == [4, 4, 2, 0])
            clock.move(minutes: 1)
            let next = try await share(4)
            #expect(next == 4)
        }
    }

    @Test(arguments: Engine.available)
    func `the housekeeping forgets what is over, once an hour`(engine: Engine) async throws {
        try await withProgram(engine) { running in
            let desk = running.program.desk
            try await Housekeeping.run(at: desk)
            try await running.database.write { db in
                try db.run(
                    """
                    INSERT INTO throttles (key, window_started_at, attempts)
                    VALUES ('old', \(db.now.advanced(byHours: -50)), 1)
                    """)
            }
            let left = { () async throws -> Int in
                try await running.database.read { try $0.count("SELECT count(*) AS n FROM throttles") }
            }
            try await Housekeeping.run(at: desk)
            #expect(try await left() == 1)
            running.clock.move(minutes: 61)
            try await Housekeeping.run(at: desk)
            #expect(try await left() == 0)
        }
    }

    @Test func `a word between nodes is read as it was written, and one of another version is passed over`() throws {
        let staff: ID<Staff> = ID(at: MovableClock.morning, random: Array(repeating: 7, count: 10))
        let words: [NodeWord] = [
            .changed, .organisation,
            .here(page: "a.1", record: "case:1", staff: staff, name: "Ann", at: .init(milliseconds: 5)),
            .gone(page: "a.1", record: "case:1"), .typing(record: "case:1", staff: staff, at: .init(milliseconds: 5)),
        ]
        for word in words { #expect(NodeWord(word.text) == word) }
        #expect(NodeWord("{\"tomorrow\":{}}") == nil)
    }

    /// Waits for the next word of the kind, whatever comes before.
    private func wait(_ listener: LiveHub.Listener) async { for await _ in listener.wakes { return } }

    @Test(.enabled(if: Engine.available.contains(.postgres)))
    func `who has a record open at one node is seen at the other, and both are woken`() async throws {
        try await withPostgresURL(migrations: []) { url, environs in
            let stores = (0..<2).map { _ in
                PostgresDatabase(url: url, settings: .init(poolSize: 1), environs: environs)
            }
            let hubs = stores.enumerated().map { LiveHub(node: "\($0.offset)", signals: $0.element.signals) }
            let listening = zip(stores, hubs).map { store, hub in
                Task {
                    guard let signals = store.signals else { return }
                    for await case .word(let text) in signals.heard() { NodeWord(text).map(hub.hear) }
                }
            }
            let (ann, ben): (ID<Staff>, ID<Staff>) = (
                ID(at: environs.now(), random: Array(repeating: 1, count: 10)),
                ID(at: environs.now(), random: Array(repeating: 2, count: 10))
            )
            let (first, second) = (
                try hubs[0].listen(ann, record: "case:1"), try hubs[1].listen(ben, record: "case:1")
            )
            var now = environs.now()
            // Told anew until the other node listens.
            while true {
                _ = hubs[0].see(first, ann, name: "Ann", record: "case:1", now: now)
                let seen = hubs[1].see(second, ben, name: "Ben", record: "case:1", now: now)
                if seen == [.init(name: "Ann", typing: false)] { break }
                now = now.advanced(byMilliseconds: PageCompany.tellMilliseconds)
                try await Task.sleep(for: .milliseconds(10))
            }
            hubs[0].type(ann, record: "case:1", now: now)
            repeat {
                await wait(second)
            } while hubs[1].see(second, ben, name: "Ben", record: "case:1", now: now) != [
                .init(name: "Ann", typing: true)
            ]
            hubs[0].leave(first)
            repeat {
                await wait(second)
            } while !hubs[1].see(second, ben, name: "Ben", record: "case:1", now: now).isEmpty
            hubs[0].wake()
            await wait(second)
            for store in stores { await store.close() }
            for task in listening { await task.value }
        }
    }
}
