import Foundation
import Kernel

/// A working calendar (工作日历): weekly pattern, national holidays and make-up days, and the organisation's own
/// overrides, in one zone. A pure value: the same calendar always gives the same answer.
package struct WorkCalendar: Hashable, Sendable {
    package let zone: Zone
    package let patterns: [WeekPattern]
    package let years: [CalendarYear]
    package let overrides: [DayOverride]
    /// False for a place that works through holidays, such as a ward; nothing in it waits for a publication.
    package let observesHolidays: Bool
    /// The years whose arrangement is published.
    package let publishedYears: Set<Int>
    private let marks: [Int: Mark]

    private enum Mark: Hashable, Sendable {
        case holiday([Holiday])
        case makeUp
    }

    package init(
        zone: Zone = .shanghai, patterns: [WeekPattern] = [.officeHours], years: [CalendarYear],
        overrides: [DayOverride] = [], observesHolidays: Bool = true
    ) {
        self.zone = zone
        self.patterns = patterns.sorted { $0.effectiveFrom < $1.effectiveFrom }
        self.years = years
        self.overrides = overrides.sorted { $0.recordedAt < $1.recordedAt }
        self.observesHolidays = observesHolidays
        publishedYears = Set(years.map(\.year))
        marks = observesHolidays ? WorkCalendar.marks(of: years) : [:]
    }

    /// Office hours in Shanghai time with the years published so far (2024–2026).
    package static let china = WorkCalendar(years: ShippedCalendars.published)

    /// Every day around the clock, as care itself runs (24×7).
    package static let roundTheClock = WorkCalendar(
        patterns: [.roundTheClock], years: [], observesHolidays: false)

    /// The same calendar with a later year added, or a year's arrangement replaced.
    package func adding(_ year: CalendarYear) -> WorkCalendar {
        WorkCalendar(
            zone: zone, patterns: patterns, years: years.filter { $0.year != year.year } + [year],
            overrides: overrides, observesHolidays: observesHolidays)
    }

    package func adding(_ override: DayOverride) -> WorkCalendar {
        WorkCalendar(
            zone: zone, patterns: patterns, years: years, overrides: overrides + [override],
            observesHolidays: observesHolidays)
    }

    /// The calendar as the organisation knew it at a moment: without overrides recorded later. Published years stay,
    /// since a late import of what the State Council had announced changes nobody's duty.
    package func known(at moment: Instant) -> WorkCalendar {
        guard let latest = overrides.last, latest.recordedAt > moment else { return self }
        return WorkCalendar(
            zone: zone, patterns: patterns, years: years, overrides: overrides.filter { $0.recordedAt <= moment },
            observesHolidays: observesHolidays)
    }

    package func status(of day: LocalDay) -> DayStatus {
        if !overrides.isEmpty, let override = overrides.last(where: { $0.from <= day && day <= $0.through }) {
            return DayStatus(periods: override.periods, nature: .override, isSettled: true)
        }
        return publicStatus(of: day)
    }

    /// What holds where the organisation has said nothing of its own.
    func publicStatus(of day: LocalDay) -> DayStatus {
        let pattern = pattern(on: day)
        guard observesHolidays else {
            return DayStatus(periods: pattern.periods(on: day), nature: .ordinary, isSettled: true)
        }
        let isSettled = publishedYears.contains(day.year)
        switch marks[day.daysSince1970] {
        case .holiday(let holidays):
            return DayStatus(periods: [], nature: .holiday(holidays), isSettled: isSettled)
        case .makeUp:
            return DayStatus(periods: pattern.ordinaryPeriods, nature: .makeUp, isSettled: isSettled)
        case nil:
            if !isSettled, let holiday = Holiday.fixed(month: day.month, day: day.day) {
                return DayStatus(periods: [], nature: .holiday([holiday]), isSettled: false)
            }
            return DayStatus(periods: pattern.periods(on: day), nature: .ordinary, isSettled: isSettled)
        }
    }

    package func isWorking(_ day: LocalDay) -> Bool { status(of: day).isWorking }

    /// How many working days there are from one day through another, both counted.
    package func workingDays(from first: LocalDay, through last: LocalDay) -> Int {
        first <= last ? (first...last).count(where: isWorking) : 0
    }

    /// When people are first at their desks that day; on a rest day, when they would be. Places that never close
    /// are called at eight in the morning.
    func opening(of day: LocalDay) -> Int {
        let first = (status(of: day).periods.first ?? pattern(on: day).ordinaryPeriods.first)?.from ?? 0
        return first == 0 ? 480 : first
    }

    /// The first working day after `day`. A calendar that rests for forty years gives up and takes the day itself.
    func workingDay(after day: LocalDay) -> LocalDay {
        let next = day.advanced(by: 1)
        return (next...next.advanced(by: DayCount.horizon)).first(where: isWorking) ?? next
    }

    private func pattern(on day: LocalDay) -> WeekPattern {
        if patterns.count == 1 { return patterns[0] }
        return patterns.last { $0.effectiveFrom <= day } ?? patterns.first ?? .officeHours
    }

    private static func marks(of years: [CalendarYear]) -> [Int: Mark] {
        let published = Set(years.map(\.year))
        var marks: [Int: Mark] = [:]
        for year in ShippedCalendars.statutory where !published.contains(year.year) { lay(year, onto: &marks) }
        for year in years.sorted(by: { $0.year < $1.year }) { lay(year, onto: &marks) }
        return marks
    }

    private static func lay(_ year: CalendarYear, onto marks: inout [Int: Mark]) {
        for rest in year.rests {
            for day in rest.from...rest.through {
                if case .holiday(let earlier) = marks[day.daysSince1970], earlier != rest.holidays {
                    marks[day.daysSince1970] = .holiday(earlier + rest.holidays)
                } else {
                    marks[day.daysSince1970] = .holiday(rest.holidays)
                }
            }
        }
        for day in year.workingDays { marks[day.daysSince1970] = .makeUp }
    }
}
