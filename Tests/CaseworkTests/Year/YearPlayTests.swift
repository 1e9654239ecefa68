import App
import Deadlines
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework

/// A planned month played on a real store by the real commands.
@Suite struct YearPlayTests {
    private static let end = Zone.shanghai.instant(of: LocalDay("2026-10-20")!, minute: 600)

    private func plan(_ voices: Int = 40, seed: UInt64 = 2026) throws -> DemoPlan {
        try DemoPlan.make(
            seed: seed, cast: App.World.yearCast, rules: try CaseworkData.load(), until: Self.end,
            size: .init(days: 45, voices: voices))
    }

    /// A program whose time stands where the month begins, with the people of the year in it.
    private func play(
        _ engine: Engine, _ plan: DemoPlan,
        _ body: @escaping @Sendable (RunningProgram) async throws -> Void
    ) async throws {
        let clock = MovableClock(at: plan.begin)
        try await withProgram(engine, clock: clock) { home in
            try await App.World.makeCrowd(in: home.program)
            try await body(home)
        }
    }

    @Test(arguments: Engine.available)
    func `a played month breaks no rule, its chains hold and each case is what its facts tell`(
        engine: Engine
    ) async throws {
        let plan = try plan()
        try await play(engine, plan) { home in
            let refused = try await App.World.play(plan, in: home.program, moveTo: { home.clock.set($0) })
            #expect(
                refused.isEmpty, "\(refused.map { "\($0.scene.place) \(String(describing: $0.deed)) \($0.problem)" })")
            #expect(try await ChainCheck.run(on: home.database).faults.isEmpty)
            let desk = home.program.desk
            let stored = try await home.database.read { db in
                try Case.inOrder(of: App.World.organisation, in: db).map { known in
                    let facts = try Event.list(of: Case.subject(known.id), limit: 2_000, at: desk, in: db)
                        .compactMap(\.caseFact)
                    let subject = try Case.find(known.id, of: App.World.organisation, at: desk, in: db)
                    return (subject, Case.replay(facts))
                }
            }
            #expect(stored.count == plan.cases.count)
            for (subject, replayed) in stored { #expect(subject == replayed) }
            let planned = plan.cases.filter { $0.voice.splitFrom == nil }.sorted { $0.voice.at < $1.voice.at }
            #expect(Set(planned.map(\.voice.narrative)).isSubset(of: Set(stored.map(\.0.narrative))))
        }
    }

    @Test func `clocks that were broken are those the plan said`() async throws {
        let plan = try plan(60, seed: 4)
        try await play(.sqlite, plan) { home in
            try await App.World.play(plan, in: home.program, moveTo: { home.clock.set($0) })
            let broken = try await home.database.read { db in
                try db.count(
                    """
                    SELECT count(DISTINCT subject_id) AS n FROM clocks
                    WHERE kind IN ('first_feedback', 'decision', 'reply') AND met_at > due_at
                    """)
            }
            let said = plan.cases.count { planned in
                planned.isLate && planned.promises.contains { $0.dueAt < $0.keptAt && $0.keptAt < plan.end }
            }
            #expect(broken == said)
        }
    }

    @Test(arguments: Engine.available)
    func `a year that was broken off is gone on with and nothing stands there twice`(engine: Engine) async throws {
        let plan = try plan(20, seed: 9)
        try await play(engine, plan) { home in
            let half = plan.scenes[plan.scenes.count / 2].at.day(in: .shanghai)
            // As when the program was killed at that midnight.
            let cut = DemoPlan(cases: plan.cases, begin: plan.begin, end: Zone.shanghai.instant(of: half))
            try await App.World.play(cut, in: home.program, moveTo: { home.clock.set($0) })
            let before = try await counts(home)
            try await App.World.play(plan, in: home.program, moveTo: { home.clock.set($0) })
            let after = try await counts(home)
            #expect(before.cases < after.cases)
            #expect(after.cases == plan.cases.count)
            try await App.World.play(plan, in: home.program, moveTo: { home.clock.set($0) })
            #expect(try await counts(home) == after)
            #expect(try await ChainCheck.run(on: home.database).faults.isEmpty)
        }
    }

    private struct Counts: Equatable {
        let cases: Int
        let events: Int
    }

    private func counts(_ home: RunningProgram) async throws -> Counts {
        try await home.database.read { db in
            Counts(
                cases: try db.count("SELECT count(*) AS n FROM cases"),
                events: try db.count("SELECT count(*) AS n FROM events WHERE kind LIKE 'casework.%'"))
        }
    }
}
