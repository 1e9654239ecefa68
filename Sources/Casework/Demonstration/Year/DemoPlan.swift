import Deadlines
import Kernel

/// A whole year of a home, planned in memory (演示年计划): the same for the same seed, people and days. Nothing in it is
/// stored before `YearTeller` plays it by the real commands.
package struct DemoPlan: Sendable {
    package let seed: UInt64
    package let cases: [PlannedCase]
    package let absences: [PlannedAbsence]
    package let begin: Instant
    package let end: Instant

    /// How long the year is and how many voices come in it.
    package struct Size: Sendable {
        package let days: Int
        package let voices: Int

        package init(days: Int, voices: Int) {
            self.days = days
            self.voices = voices
        }

        package static let year = Size(days: 365, voices: 1500)
    }

    package static func make(
        seed: UInt64, cast: YearCast, rules: CaseworkData, until end: Instant, size: Size = .year
    ) throws -> DemoPlan {
        let begin = end.advanced(byHours: -24 * size.days)
        var planner = YearPlanner(
            data: try YearData.load(), cast: cast, rules: rules, begin: begin, end: end, chance: Chance(seed: seed))
        planner.run(size)
        return DemoPlan(
            seed: seed, cases: planner.cases, absences: planner.absences(), begin: begin, end: end)
    }

    /// The same plan broken off at an earlier moment.
    package func cut(at moment: Instant) -> DemoPlan {
        DemoPlan(seed: seed, cases: cases, absences: absences, begin: begin, end: min(moment, end))
    }

    /// What chance begins with on the day that begins at a moment: a year gone on with after a break draws what it
    /// would have drawn without one, and never the same twice.
    package func seed(of moment: Instant) -> UInt64 {
        var chance = Chance(seed: seed ^ UInt64(bitPattern: moment.milliseconds))
        return chance.bytes(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Every step of every case before the end, in the order of time, the voices themselves among them as `nil`.
    package var scenes: [Scene] {
        cases.flatMap { planned -> [Scene] in
            let steps = planned.steps.enumerated().map {
                Scene(at: $0.element.at, place: planned.place, step: $0.offset)
            }
            guard planned.voice.splitFrom == nil else { return steps }
            return [Scene(at: planned.voice.at, place: planned.place, step: nil)] + steps
        }.filter { $0.at < end }.sorted { ($0.at, $0.place, $0.step ?? -1) < ($1.at, $1.place, $1.step ?? -1) }
    }

    /// One thing to be played.
    package struct Scene: Sendable, Hashable {
        package let at: Instant
        package let place: Int
        package let step: Int?
    }
}
