import Kernel

/// Time as a clock feels it: day and night or inside working periods only, and never while it stands still.
struct CountedTime {
    let calendar: WorkCalendar
    let workingOnly: Bool
    let pauses: [Span]

    /// How much time counts between two moments, in milliseconds; none when they are in the other order.
    func elapsed(from start: Instant, to end: Instant) -> Int64 {
        guard start < end else { return 0 }
        guard workingOnly else {
            return end - start - pauses.reduce(0) { $0 + $1.overlap(start, end) }
        }
        let days = start.day(in: calendar.zone)...end.day(in: calendar.zone)
        return days.reduce(0) { sum, day in
            work(on: day).reduce(sum) { $0 + $1.overlap(start, end) }
        }
    }

    /// The first moment at which so much time has been counted since `start`.
    func moment(from start: Instant, after amount: Int64) -> Instant {
        guard workingOnly else { return unbroken(from: start, after: amount) }
        var left = amount
        var day = start.day(in: calendar.zone)
        for _ in 0...DayCount.horizon {
            for stretch in work(on: day) where stretch.until > start {
                let from = max(stretch.from, start)
                if stretch.until - from >= left { return from.advanced(byMilliseconds: left) }
                left -= stretch.until - from
            }
            day = day.advanced(by: 1)
        }
        return calendar.zone.instant(of: day).advanced(byMilliseconds: left)
    }

    private func unbroken(from start: Instant, after amount: Int64) -> Instant {
        var at = start
        var left = amount
        for pause in pauses where pause.until > at {
            let run = max(0, pause.from - at)
            guard run < left else { break }
            left -= run
            at = pause.until
        }
        return at.advanced(byMilliseconds: left)
    }

    /// The working periods of a day less the pauses.
    private func work(on day: LocalDay) -> [Span] {
        calendar.status(of: day).periods.flatMap { period in
            let whole = Span(
                from: calendar.zone.instant(of: day, minute: period.from),
                until: calendar.zone.instant(of: day, minute: period.to))
            return whole.less(pauses)
        }
    }
}

extension Span {
    /// What is left of it outside the given spans, which stand in order.
    func less(_ others: [Span]) -> [Span] {
        var rest: [Span] = []
        var from = from
        for other in others where other.until > from && other.from < until {
            if other.from > from { rest.append(Span(from: from, until: other.from)) }
            from = other.until
        }
        if from < until { rest.append(Span(from: from, until: until)) }
        return rest
    }
}
