import Kernel

/// How a promise is counted out on a calendar (期间计算), by Civil Code 200–204: minutes and hours run from the moment;
/// of days the starting one is not counted, and the last ends at 24:00.
///
/// With pauses the rule for days is one sentence: *a day counts unless the clock stood still as it ended*. The first
/// day that so passes is the starting day; the others are counted until the amount is reached. So a pause of some
/// hours within a day changes nothing, a pause over n midnights moves a natural-day due by exactly n days, rest days
/// slept through cost working days nothing, a clock never comes due while it stands still, and more pause can never
/// mean an earlier due.
struct DayCount {
    let promise: Promise
    let calendar: WorkCalendar
    let pauses: [Span]

    /// Forty years of days: where a calendar that never works again stops being searched.
    static let horizon = 14_610

    func due(from start: Instant) -> Due {
        if let length = promise.term.milliseconds { return dueByTheClock(from: start, length) }
        return dueByDays(from: start, promise.term.amount, working: promise.term.unit == .workingDays)
    }

    private func dueByTheClock(from start: Instant, _ length: Int64) -> Due {
        let working = promise.countsWorkingTime
        let time = CountedTime(calendar: calendar, workingOnly: working, pauses: pauses)
        let promised = time.moment(from: start, after: length)
        let at = promise.rollsOverRestDays ? awaken(promised) : promised
        let (first, last) = (lastDay(endingAt: promised), lastDay(endingAt: at))
        let examined = working ? start.day(in: calendar.zone)...last : promise.rollsOverRestDays ? first...last : nil
        return Due(
            at: at, lastDay: last, unpublishedYears: unpublished(examined), examined: examined,
            rolledFrom: at == promised ? nil : first, pausedDays: 0)
    }

    /// Hours that run out while the house rests end when it opens again. Those that would end on that morning before
    /// it opens wait as well, so a later start never comes due earlier.
    private func awaken(_ moment: Instant) -> Instant {
        var at = moment
        while true {
            let day = lastDay(endingAt: at)
            var next = at
            if !calendar.isWorking(day) {
                next = opening(of: calendar.workingDay(after: day))
            } else if !calendar.isWorking(day.advanced(by: -1)) {
                next = max(at, opening(of: day))
            }
            if let pause = pauses.first(where: { $0.from < next && next < $0.until }) { next = pause.until }
            guard next > at else { return at }
            at = next
        }
    }

    private func opening(of day: LocalDay) -> Instant {
        calendar.zone.instant(of: day, minute: calendar.opening(of: day))
    }

    /// Also counts out an extension, in natural days from the day it was asked for.
    func dueByDays(from start: Instant, _ amount: Int, working: Bool) -> Due {
        let first = start.day(in: calendar.zone)
        var day = first
        var pausedDays = 0
        while standsStill(asEnds: day) {
            pausedDays += 1
            day = day.advanced(by: 1)
        }
        let marker = day
        var left = amount
        while left > 0 {
            day = day.advanced(by: 1)
            let isOverdrawn = first.distance(to: day) > DayCount.horizon
            guard isOverdrawn || !working || calendar.isWorking(day) else { continue }
            if standsStill(asEnds: day) { pausedDays += 1 } else { left -= 1 }
        }
        let counted = day
        while isNoEnd(day, working: working), counted.distance(to: day) < DayCount.horizon { day = day.advanced(by: 1) }
        if counted.distance(to: day) == DayCount.horizon { day = counted }
        let examined = examined(after: marker, counted: counted, last: day, working: working)
        return Due(
            at: end(of: day), lastDay: day, unpublishedYears: unpublished(examined), examined: examined,
            rolledFrom: day == counted || calendar.isWorking(counted) ? nil : counted, pausedDays: pausedDays)
    }

    /// The day a moment belongs to when it ends something: midnight is the end of the day before.
    func lastDay(endingAt moment: Instant) -> LocalDay { moment.advanced(byMilliseconds: -1).day(in: calendar.zone) }

    private func standsStill(asEnds day: LocalDay) -> Bool {
        !pauses.isEmpty && standsStill(at: calendar.zone.instant(of: day, minute: 1440))
    }

    private func standsStill(at moment: Instant) -> Bool {
        pauses.contains { $0.from < moment && moment <= $0.until }
    }

    /// Whether a day cannot be the last one: it rests although the promise rolls, or the clock stands still as it ends
    /// or as business closes.
    private func isNoEnd(_ day: LocalDay, working: Bool) -> Bool {
        if promise.rollsOverRestDays || working, !calendar.isWorking(day) { return true }
        return !pauses.isEmpty && (standsStill(asEnds: day) || standsStill(at: end(of: day)))
    }

    private func end(of day: LocalDay) -> Instant {
        switch promise.ending {
        case .midnight: calendar.zone.instant(of: day, minute: 1440)
        case .closeOfBusiness:
            calendar.zone.instant(of: day, minute: calendar.status(of: day).periods.last?.to ?? 1440)
        }
    }

    private func examined(
        after marker: LocalDay, counted: LocalDay, last: LocalDay, working: Bool
    ) -> ClosedRange<LocalDay>? {
        if working { return min(marker.advanced(by: 1), last)...last }
        if promise.rollsOverRestDays { return counted...last }
        return promise.ending == .closeOfBusiness ? last...last : nil
    }

    private func unpublished(_ days: ClosedRange<LocalDay>?) -> [Int] {
        guard let days, calendar.observesHolidays else { return [] }
        if (days.lowerBound.year...days.upperBound.year).allSatisfy(calendar.publishedYears.contains) { return [] }
        var years: [Int] = []
        for day in days where years.last != day.year && !calendar.status(of: day).isSettled { years.append(day.year) }
        return years
    }
}
