import Kernel

/// An organisation's own ruling on some days (本单位调整): they become rest, or working days with their own periods.
/// It counts in every judgement made from `recordedAt` on, so what was judged before stays as it was judged.
package struct DayOverride: Hashable, Codable, Sendable {
    package let from: LocalDay
    package let through: LocalDay
    /// Empty for rest.
    package let periods: [WorkPeriod]
    package let recordedAt: Instant

    /// Refused when the days are out of order or more than a year, or the periods overlap.
    package init(
        from: LocalDay, through: LocalDay, periods: [WorkPeriod], recordedAt: Instant
    ) throws(Problem) {
        guard from <= through else { throw .invalid("through", Message("deadlines.calendar.ends_before_start")) }
        guard from.distance(to: through) < 366 else {
            throw .invalid("through", Message("deadlines.calendar.override_too_long"))
        }
        guard WorkPeriod.areOrdered(periods) else {
            throw .invalid("periods", Message("deadlines.calendar.periods_overlap"))
        }
        self.from = from
        self.through = through
        self.periods = periods
        self.recordedAt = recordedAt
    }
}
