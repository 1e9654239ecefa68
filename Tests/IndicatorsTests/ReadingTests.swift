import App
import Foundation
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework
@testable import Indicators

/// What the lines add up to.
@Suite struct ReadingTests {
    @Test(arguments: Engine.available)
    func `indicators say what the figures of the same period say`(engine: Engine) async throws {
        try await IndicatorScene.run(engine) { scene in
            var ids: [ID<Case>] = []
            for number in 0..<9 {
                let id = try await scene.receive { draft in
                    if number == 3 {
                        draft.secrecy = .anonymous
                        draft.complainant = Complainant(kind: .anonymous, declinedContact: true)
                    }
                }
                ids.append(id)
                if number % 3 < 2 { try await scene.solve(id) }
                scene.clock.move(days: 3)
            }
            try await scene.take(.reopening(Reopening(reason: "Cold again")), on: ids[1])
            for month in ["2026-03", "2026-04"] {
                try await scene.follower.run()
                let period = FigurePeriod(month)!
                let told = try await scene.database.read { db in
                    try Figures.load(period, of: World.organisation, zone: .shanghai, in: db).figures
                }
                func rate(_ code: String) async throws -> Rate? { try await scene.value(code, month).rate }
                let caps = told.promises.filter(\.isCap)
                #expect(
                    try await rate("first_feedback_48h")
                        == caps.first { $0.kind == .firstFeedback }?.promised.rate ?? Rate())
                #expect(
                    try await rate("decision_in_time") == caps.first { $0.kind == .decision }?.promised.rate ?? Rate())
                #expect(
                    try await rate("promises_on_time")
                        == told.promises.filter { !$0.isCap }.reduce(Rate()) { $0 + $1.promised.rate })
                #expect(try await rate("case_satisfaction") == told.satisfaction.rate)
                #expect(try await rate("answered_at_close") == told.satisfaction.response)
                #expect(try await rate("first_contact") == told.firstContact.rate)
                #expect(try await rate("updates_on_time") == told.updates)
                #expect(try await scene.value("feedback_time", month) == .length(told.feedback))
                #expect(try await scene.value("resolution_time", month) == .length(told.resolution))
                scene.clock.move(days: 21)
            }
        }
    }

    @Test func `a house without cases has no rates, and days in residence all the same`() async throws {
        try await IndicatorScene.run { scene in
            try await scene.follower.run()
            #expect(
                try await scene.value("first_feedback_48h", "2026-03") == .share(Rate(), immature: 0, isOpen: false))
            #expect(try await scene.value("feedback_time", "2026-03") == .length(Spread([])))
            guard
                case .per(let count, let base, let times) = try await scene.value(
                    "complaints_per_resident_days", "2026-02")
            else {
                Issue.record("no rate by days")
                return
            }
            let days = try await scene.database.read { db in
                try db.rows("SELECT from_on, until_on FROM service_periods WHERE kind = 'service'").reduce(0) {
                    sum, row in
                    let (from, until): (LocalDay, LocalDay?) = (try row.get("from_on"), try row.get("until_on"))
                    let first = max(from, LocalDay("2026-02-01")!)
                    let last = min(until ?? LocalDay("2026-02-28")!, LocalDay("2026-02-28")!)
                    return sum + (first <= last ? first.distance(to: last) + 1 : 0)
                }
            }
            #expect(count == 0 && times == 1000 && base == days && days > 0)
        }
    }

    @Test func `what came before midnight of the house belongs to the old month`() async throws {
        try await IndicatorScene.run(at: "2026-03-31T23:59:59+08:00") { scene in
            _ = try await scene.receive()
            scene.clock.set(Instant(iso8601: "2026-04-01T00:00:00+08:00")!)
            _ = try await scene.receive()
            scene.clock.move(days: 20)
            try await scene.follower.run()
            for (month, count) in [("2026-03", 1), ("2026-04", 1), ("2026-Q1", 1), ("2026", 2)] {
                guard case .per(let found, _, _) = try await scene.value("complaints_per_resident_days", month) else {
                    Issue.record("no rate")
                    continue
                }
                #expect(found == count, "\(month)")
            }
            // The 48 hours of the case of March ended in April: at the end of March nobody knew.
            #expect(
                try await scene.value("first_feedback_48h", "2026-03") == .share(Rate(), immature: 1, isOpen: false))
            #expect(
                try await scene.value("first_feedback_48h", "2026")
                    == .share(Rate(0, of: 2), immature: 0, isOpen: false))
        }
    }

    @Test func `a month of which no volume is recorded has no rate`() async throws {
        try await IndicatorScene.run { scene in
            let desk = scene.desk
            func record(_ month: String, _ amount: Int) async throws {
                _ = try await scene.database.write { db in
                    try Volume.record(
                        .visit, FigurePeriod(month)!, amount: amount, by: IndicatorScene.actor("zhijian"), at: desk,
                        in: db)
                }
                try await scene.follower.run()
            }
            #expect(try await scene.value("complaints_per_visits", "2026-02") == .missing(months: 1))
            try await record("2026-02", 400)
            #expect(
                try await scene.value("complaints_per_visits", "2026-02") == .per(count: 0, base: 400, times: 1000))
            #expect(try await scene.value("complaints_per_visits", "2026-Q1") == .missing(months: 2))
            try await record("2026-02", 500)
            #expect(
                try await scene.value("complaints_per_visits", "2026-02") == .per(count: 0, base: 500, times: 1000))
            await #expect(throws: Problem.self) { try await record("2026-03", 1) }
        }
    }

    @Test func `the list behind a value goes on page after page and holds each line once`() async throws {
        try await IndicatorScene.run { scene in
            let many = IndicatorRow.pageSize + 7
            try await scene.database.write { db in
                for number in 0..<many {
                    let line = Observation(
                        .upheld, place: 0, unit: number < 5 ? World.Unit.catering.id : nil, assignedAt: db.now,
                        metAt: number % 2 == 0 ? db.now : nil)
                    try line.insert(
                        of: ObservedSubject(.case, (db.newID() as ID<Case>).text), World.organisation, in: db)
                }
            }
            let indicator = try #require(try IndicatorCatalogue.load()["upheld"])
            func all(_ outcome: IndicatorRow.Outcome?, _ unit: ID<OrganisationUnit>? = nil) async throws -> Int {
                let question = IndicatorQuestion(
                    FigurePeriod("2026-03")!, count: 1, units: unit.map { [$0] }, of: World.organisation, in: .shanghai)
                return try await scene.database.read { db in
                    var (seen, after): (Set<String>, IndicatorCursor?) = ([], nil)
                    repeat {
                        let page = try IndicatorRow.page(indicator, question, outcome: outcome, after: after, in: db)
                        #expect(page.rows.allSatisfy { seen.insert($0.subject.id).inserted })
                        after = page.next.flatMap { IndicatorCursor($0.text) }
                    } while after != nil
                    return seen.count
                }
            }
            #expect(try await all(nil) == many)
            #expect(try await all(.met) + all(.unmet) == many)
            #expect(try await all(.immature) == 0)
            #expect(try await all(nil, World.Unit.catering.id) == 5)
            #expect(try await scene.value("upheld", "2026-03").rate == Rate((many + 1) / 2, of: many))
        }
    }
}
