import Casework
import Kernel
import Platform
import Storage

/// How far the playing of a year has come.
package struct YearProgress: Sendable {
    package let day: LocalDay
    package let played: Int
    package let all: Int
}

extension World {
    /// Plays a planned year on a store whose people are there, a day in a transaction, the sweep looking round where
    /// something is due; `moveTo` sets the time of the program and what its chance begins with. Goes on where an earlier
    /// run broke off. Returns the scenes a rule stopped; a plan that agrees with the rules stops none.
    @discardableResult
    package static func play(
        _ plan: DemoPlan, in program: Program, moveTo: @Sendable (Instant, UInt64) -> Void,
        report: @Sendable (YearProgress) -> Void = { _ in }
    ) async throws -> [YearTeller.SceneRefused] {
        let desk = program.desk
        let teller = try YearTeller(CaseDesk(desk: desk, rules: try CaseworkData.load()), yearCast, plan)
        let earlier = try await program.database.read { db in try Case.lastRecorded(in: db) }
        var known: YearTeller.Known = [:]
        if let earlier { known = try await program.database.read { try teller.known(until: earlier, in: $0) } }
        if earlier == nil {
            moveTo(plan.begin, plan.seed(of: plan.begin))
            for year in plan.begin.day(in: .shanghai).year...plan.end.day(in: .shanghai).year {
                try await putMoneyAside(500_000, in: program, year: year)
            }
            try await promise(in: program)
        }
        var refused: [YearTeller.SceneRefused] = []
        let scenes = plan.scenes
        var played = scenes.count { scene in earlier.map { scene.at <= $0 } ?? false }
        for day in days(scenes.dropFirst(played)) {
            guard let first = day.first else { continue }
            moveTo(first.at, plan.seed(of: first.at))
            var isPlayed = false
            while !isPlayed {
                let stopped = Set(refused.map(\.scene.place))
                let today = day.filter { !stopped.contains($0.place) }
                let before = known
                do {
                    known = try await program.database.write { db in
                        try play(today, teller, before, desk, in: StoryConnection(db))
                    }
                    isPlayed = true
                } catch let stop as YearTeller.SceneRefused {
                    refused.append(stop)
                }
            }
            played += day.count
            report(YearProgress(day: first.at.day(in: .shanghai), played: played, all: scenes.count))
        }
        moveTo(plan.end, plan.seed(of: plan.end))
        try await improve(in: program)
        _ = try await Sweep.run(at: desk)
        try await tellFeedback(in: program)
        return refused
    }

    private static func days(_ scenes: ArraySlice<DemoPlan.Scene>) -> [[DemoPlan.Scene]] {
        var days: [[DemoPlan.Scene]] = []
        for scene in scenes {
            if let last = days.last?.last, last.at.day(in: .shanghai) == scene.at.day(in: .shanghai) {
                days[days.count - 1].append(scene)
            } else {
                days.append([scene])
            }
        }
        return days
    }

    private static func play(
        _ scenes: [DemoPlan.Scene], _ teller: YearTeller, _ before: YearTeller.Known, _ desk: Desk,
        in story: StoryConnection
    ) throws -> YearTeller.Known {
        var known = before
        guard let first = scenes.first, let last = scenes.last else { return known }
        var absences = teller.plan.absences.filter { first.at < $0.span.until && $0.toldAt <= last.at }[...]
        for scene in scenes {
            while let absence = absences.first, absence.toldAt <= scene.at {
                try lookRound(until: absence.toldAt, desk, in: story)
                story.move(to: absence.toldAt)
                try teller.tell(absence, in: story)
                absences.removeFirst()
            }
            try lookRound(until: scene.at, desk, in: story)
            story.move(to: scene.at)
            try teller.play(scene, &known, in: story)
        }
        return known
    }

    private static let quarter: Int64 = 900_000

    /// What the sweep would have done since, each quarter of an hour in which something was due.
    private static func lookRound(until moment: Instant, _ desk: Desk, in story: StoryConnection) throws {
        for _ in 0..<1_000 {
            guard let due = try StoredClock.nextAttention(in: story) else { return }
            let next = Instant(milliseconds: (due.milliseconds + quarter - 1) / quarter * quarter)
            guard next <= moment else { return }
            story.move(to: next)
            try Sweep.look(at: desk, in: story)
        }
    }
}
