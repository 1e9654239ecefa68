import Kernel

/// The ordinary week of a place (每周作息): the working periods of each weekday, in force from a day on until a later
/// pattern takes its place. A weekday that is not named is a rest day.
package struct WeekPattern: Hashable, Codable, Sendable {
    package let effectiveFrom: LocalDay
    /// Monday first, seven of them.
    private let periods: [[WorkPeriod]]

    /// A pattern without any work, or with periods out of order, is refused: no clock could ever come to its end.
    package init(effectiveFrom: LocalDay = .beginning, _ periods: [Weekday: [WorkPeriod]]) throws(Problem) {
        guard periods.values.contains(where: { !$0.isEmpty }) else {
            throw .invalid("periods", Message("deadlines.calendar.no_work"))
        }
        guard periods.values.allSatisfy(WorkPeriod.areOrdered) else {
            throw .invalid("periods", Message("deadlines.calendar.periods_overlap"))
        }
        self.init(effectiveFrom: effectiveFrom, checked: periods)
    }

    private init(effectiveFrom: LocalDay, checked periods: [Weekday: [WorkPeriod]]) {
        self.effectiveFrom = effectiveFrom
        self.periods = Weekday.allCases.map { periods[$0] ?? [] }
    }

    /// Monday to Friday, two periods about a midday rest.
    package static let officeHours = WeekPattern(
        effectiveFrom: .beginning,
        checked: Dictionary(
            uniqueKeysWithValues: Weekday.allCases.prefix(5).map {
                ($0, [WorkPeriod("08:00-12:00"), WorkPeriod("14:00-18:00")].compactMap { $0 })
            }))

    /// Every day around the clock.
    package static let roundTheClock = WeekPattern(
        effectiveFrom: .beginning,
        checked: Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ($0, [WorkPeriod.wholeDay]) }))

    package func periods(on day: LocalDay) -> [WorkPeriod] {
        let index = (day.daysSince1970 + 3) % 7
        return periods[index < 0 ? index + 7 : index]
    }

    /// The periods of a make-up day (补班), which follows the hours of an ordinary working day.
    var ordinaryPeriods: [WorkPeriod] {
        periods.first { !$0.isEmpty } ?? [.wholeDay]
    }

    private enum CodingKeys: String, CodingKey { case effectiveFrom, periods }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let named = try container.decode([String: [WorkPeriod]].self, forKey: .periods)
        let pairs = named.compactMap { name, periods in Weekday(rawValue: name).map { ($0, periods) } }
        try self.init(
            effectiveFrom: container.decode(LocalDay.self, forKey: .effectiveFrom),
            Dictionary(uniqueKeysWithValues: pairs))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(effectiveFrom, forKey: .effectiveFrom)
        let named = zip(Weekday.allCases, periods).map { ($0.rawValue, $1) }
        try container.encode(Dictionary(uniqueKeysWithValues: named), forKey: .periods)
    }
}

extension LocalDay {
    /// Before every day that matters: what holds from here has always held.
    package static let beginning = LocalDay(daysSince1970: -719_162)
}
