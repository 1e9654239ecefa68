import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework

@Suite struct FundStoreTests {
    /// Plans a fund of so many yuan and brings so many cases to an approved refund of 300.
    private func prepared(_ yuan: Int64, cases count: Int, _ world: StoreWorld) async throws -> [ID<Case>] {
        let desk = world.desk
        if yuan > 0 {
            try await world.database.write { db in
                try FundYear.plan(
                    2026, budget: Money(yuan: yuan * 10), percent: 10, by: World.leading, at: desk, in: db)
            }
        }
        var ids: [ID<Case>] = []
        for _ in 0..<count {
            let id = try await world.receive().subject.id
            let steps: [(CaseStep, Actor)] = [
                (.acknowledgement(.init(communication: world.talk(), empathyShown: true)), World.receiving),
                (.grading(.init(level: .three)), World.receiving),
                (.assignment(.init(handler: World.handler, responsibleUnit: World.kitchen)), World.supervising),
                (.acceptance(.init()), World.handling),
                (.evidence(.init(mode: .interview, summary: "Spoke to the cook")), World.handling),
                (
                    .finding(
                        .init(
                            allegation: 1, finding: .upheld, reasons: "The log", causes: Causes(primary: .maintenance))),
                    World.handling
                ),
                (
                    .proposal(.init(plan: "Heat it", remedies: [.refund], amount: Money(yuan: 300), actions: [])),
                    World.handling
                ), (.approval(.init()), World.supervising),
            ]
            for (step, actor) in steps { try await world.take(step, on: id, by: actor) }
            ids.append(id)
        }
        return ids
    }

    private func fund(_ world: StoreWorld) async throws -> FundYear {
        try await world.database.read { try FundYear.find(2026, of: World.organisation, in: $0) }
    }

    @Test(arguments: Engine.available)
    func `two draw-downs at once never take the fund below nothing`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let ids = try await prepared(400, cases: 2, world)
            let outcomes = await withTaskGroup(of: Bool.self) { group in
                for id in ids {
                    group.addTask {
                        do {
                            try await world.take(.payment(MoneyTests.payment()), on: id, by: World.receiving)
                            return true
                        } catch { return false }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.filter { $0 }.count == 1)
            #expect(try await fund(world).balance == Money(yuan: 100))
            let owed = try await world.database.read { try OwedCase.total(of: World.organisation, in: $0) }
            #expect(owed.cases == 1 && owed.money == Money(yuan: 300))
            #expect(try await ChainCheck.run(on: world.database).faults.isEmpty)
        }
    }

    @Test(arguments: Engine.available)
    func `the book shows what was put aside, paid and reversed, and each is an event`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let id = try await prepared(400, cases: 1, world)[0]
            world.clock.move(minutes: 1)
            try await world.take(.payment(MoneyTests.payment()), on: id, by: World.receiving)
            world.clock.move(minutes: 1)
            try await world.take(.paymentReversal(.init(number: 1, reason: "Twice")), on: id, by: World.directing)
            let desk = world.desk
            let (entries, months, events) = try await world.database.read { db in
                (
                    try FundEntry.list(of: World.organisation, month: "2026-05", after: nil, in: db).entries,
                    try FundEntry.months(of: 2026, World.organisation, in: db),
                    try Event.list(of: FundYear.subject(2026, World.organisation), at: desk, in: db)
                )
            }
            #expect(entries.map(\.kind) == [.reversal, .drawDown, .allocation])
            #expect(entries.map(\.fen) == [30_000, -30_000, 40_000])
            #expect(entries.map(\.balance.fen) == [40_000, 10_000, 40_000])
            #expect(entries[1].approvedBy == World.boss && entries[1].by == World.receiving.signature)
            #expect(months.map(\.goneOut) == [30_000] && months.map(\.comeIn) == [70_000])
            #expect(
                events.map(\.kind) == [
                    "casework.fund_planned", "casework.fund_draw_down", "casework.fund_reversal",
                ])
            #expect(try await fund(world).balance == Money(yuan: 400))
        }
    }

    @Test func `what was paid last year comes back into its fund while this year has none`() async throws {
        try await StoreWorld.run(.sqlite) { world in
            let id = try await prepared(400, cases: 1, world)[0]
            try await world.take(.payment(MoneyTests.payment()), on: id, by: World.receiving)
            world.clock.move(days: 300)
            try await world.take(.paymentReversal(.init(number: 1, reason: "Twice")), on: id, by: World.directing)
            #expect(try await fund(world).balance == Money(yuan: 400))
        }
    }

    @Test(arguments: Engine.available)
    func `nothing is paid where nothing was put aside`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let id = try await prepared(0, cases: 1, world)[0]
            let before = try await world.find(id)
            do {
                try await world.take(.payment(MoneyTests.payment()), on: id, by: World.receiving)
                Issue.record("it was paid")
            } catch Problem.conflict(let message) {
                #expect(message.key == "casework.refusal.fund_too_small")
            }
            #expect(try await world.find(id) == before)
        }
    }

    @Test(arguments: Engine.available)
    func `the store itself refuses a balance below nothing and a ratio of nothing`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            for (percent, balance) in [(0, 1), (10, -1)] {
                await #expect(throws: (any Error).self) {
                    try await world.database.write { db in
                        try db.run(
                            """
                            INSERT INTO fund_years (organisation_id, year, budget_fen, reserve_percent, balance_fen)
                            VALUES (\(World.organisation), 2026, 100, \(percent), \(balance))
                            """)
                    }
                }
            }
        }
    }

    @Test(arguments: Engine.available)
    func `the book is read a page at a time`(engine: Engine) async throws {
        try await StoreWorld.run(engine) { world in
            let desk = world.desk
            for yuan in 1...5 {
                world.clock.move(minutes: 1)
                try await world.database.write { db in
                    try FundYear.plan(
                        2026, budget: Money(yuan: Int64(yuan) * 100), percent: 10, by: World.leading, at: desk, in: db)
                }
            }
            let (first, rest) = try await world.database.read { db in
                let first = try FundEntry.list(of: World.organisation, month: nil, after: nil, limit: 3, in: db)
                return (
                    first, try FundEntry.list(of: World.organisation, month: nil, after: first.next, limit: 3, in: db)
                )
            }
            #expect(first.entries.count == 3 && rest.entries.count == 2 && rest.next == nil)
            #expect(Set((first.entries + rest.entries).map(\.id)).count == 5)
        }
    }
}
