import App
import Deadlines
import Kernel
import Platform
import Storage
import TestKit
import Testing

@testable import Casework

/// Two planned weeks played on a real store by the real commands.
@Suite struct YearPlayTests {
    private static let end = Zone.shanghai.instant(of: LocalDay("2026-10-20")!, minute: 600)

    private static let weeks: Result<DemoPlan, any Error> = Result {
        try DemoPlan.make(
            seed: 9, cast: App.World.yearCast, rules: try CaseworkData.load(), until: end,
            size: .init(days: 14, voices: 12))
    }

    /// A program whose time stands where the weeks begin, with the people of the year in it.
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
    func `weeks broken off are gone on with, break no rule, and each case is what its facts tell`(
        engine: Engine
    ) async throws {
        let plan = try Self.weeks.get()
        try await play(engine, plan) { home in
            let half = plan.scenes[plan.scenes.count / 2].at.day(in: .shanghai)
            // As when the program was killed at that midnight.
            let cut = plan.cut(at: Zone.shanghai.instant(of: half))
            let early = try await home.play(cut)
            #expect(told(early) == [])
            let before = try await counts(home)
            let late = try await home.play(plan)
            #expect(told(late) == [])
            let after = try await counts(home)
            #expect(before.cases < after.cases)
            #expect(after.cases == plan.cases.count)
            _ = try await home.play(plan)
            #expect(try await counts(home) == after)
            #expect(try await ChainCheck.run(on: home.database).faults.isEmpty)
            try await expectWhatFactsTell(plan, home)
            try await expectPlannedDelays(plan, home)
        }
    }

    private func told(_ refused: [YearTeller.SceneRefused]) -> [String] {
        refused.map { "\($0.scene.place) \(String(describing: $0.deed)) \($0.problem)" }
    }

    private func expectWhatFactsTell(_ plan: DemoPlan, _ home: RunningProgram) async throws {
        let desk = home.program.desk
        let stored = try await home.database.read { db in
            try Case.inOrder(of: App.World.organisation, in: db).map { known in
                let facts = try Event.list(of: Case.subject(known.id), limit: 2_000, at: desk, in: db)
                    .compactMap(\.caseFact)
                let subject = try Case.find(known.id, of: App.World.organisation, at: desk, in: db)
                return (subject, Case.replay(facts))
            }
        }
        for (subject, replayed) in stored { #expect(subject == replayed) }
        let planned = plan.cases.filter { $0.voice.splitFrom == nil }
        #expect(Set(planned.map(\.voice.narrative)).isSubset(of: Set(stored.map(\.0.narrative))))
    }

    private func expectPlannedDelays(_ plan: DemoPlan, _ home: RunningProgram) async throws {
        let desk = home.program.desk
        let broken = try await home.database.read { db in
            let late = try db.rows(
                """
                SELECT DISTINCT subject_id FROM clocks
                WHERE kind IN ('first_feedback', 'decision', 'reply') AND met_at > due_at
                """
            ).compactMap { ID<Case>(try $0.get("subject_id")) }
            return try late.map { try Case.find($0, of: App.World.organisation, at: desk, in: db).narrative }
        }
        // The promises of a case split off begin with the case it came from; the plan counts them from its splitting.
        let whole = plan.cases.filter { $0.voice.splitFrom == nil }
        let said = whole.filter { planned in
            planned.isLate && planned.promises.contains { $0.dueAt < $0.keptAt && $0.keptAt < plan.end }
        }.map(\.voice.narrative)
        let apart = Set(plan.cases.filter { $0.voice.splitFrom != nil }.map(\.voice.narrative))
        #expect(broken.filter { !apart.contains($0) }.sorted() == said.sorted())
    }

    @Test func `the same seed makes the same store, id by id and link by link`() async throws {
        let plan = try Self.weeks.get().cut(at: Self.end.advanced(byHours: -8 * 24))
        let heads = Heads()
        for _ in 0..<2 {
            try await play(.sqlite, plan) { home in
                _ = try await home.play(plan)
                let found = try await home.database.read { db in
                    try db.rows("SELECT subject_kind, subject_id, sequence, hash FROM event_heads ORDER BY 1, 2").map {
                        "\(try $0.get("subject_kind") as String) \(try $0.get("subject_id") as String) "
                            + "\(try $0.get("sequence") as Int) \(try $0.get("hash") as String)"
                    }
                }
                await heads.add(found)
            }
        }
        let all = await heads.all
        #expect(all[0].contains { $0.hasPrefix("case ") })
        #expect(all[0] == all[1])
    }

    private actor Heads {
        private(set) var all: [[String]] = []
        func add(_ heads: [String]) { all.append(heads) }
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

extension RunningProgram {
    fileprivate func play(_ plan: DemoPlan) async throws -> [YearTeller.SceneRefused] {
        try await App.World.play(plan, in: program, moveTo: { clock.set($0, seed: $1) })
    }
}
