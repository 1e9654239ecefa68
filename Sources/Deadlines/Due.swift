import Kernel

/// When a promise must be kept (截止时间), and what one must look at to see why.
package struct Due: Hashable, Sendable {
    /// Kept at this very moment is still in time. 24:00 of a day is 00:00 of the next.
    package let at: Instant
    /// The last day, as people say it: the day that ends at `at` when that is midnight.
    package let lastDay: LocalDay
    /// The years whose arrangement is not published although one of their days mattered.
    package let unpublishedYears: [Int]
    /// The days whose being rest or work decided the due; `nil` when none did.
    let examined: ClosedRange<LocalDay>?
    /// The rest day that would have been the last one.
    let rolledFrom: LocalDay?
    /// Days that were not counted because the clock stood still as they ended.
    let pausedDays: Int

    /// True while a year that mattered is not published: the due is recomputed when its calendar arrives.
    package var isProvisional: Bool { !unpublishedYears.isEmpty }
}

extension Promise {
    /// When the promise must be kept if it is given at `start`. Pauses are clipped to the clock's life.
    package func due(
        from start: Instant, pauses: [Pause] = [], until finish: Instant? = nil, in calendar: WorkCalendar
    ) -> Due {
        let spans = Span.united(pauses, from: start, until: finish)
        return DayCount(promise: self, calendar: calendar, pauses: spans).due(from: start)
    }
}
