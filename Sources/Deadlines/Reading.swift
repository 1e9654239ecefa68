import Kernel

/// What a clock says at a moment (读数): everything a page, a sweep or a report needs to know of it.
package struct Reading: Hashable, Sendable {
    /// The due in force, after extensions.
    package let dueAt: Instant
    package let lastDay: LocalDay
    /// The due as promised; the promise is judged by this one.
    package let originalDueAt: Instant
    package let isProvisional: Bool
    /// Counted time in milliseconds since the start, until the clock was finished.
    package let elapsed: Int64
    /// Milliseconds the clock has stood still so far.
    package let paused: Int64
    /// Counted time in milliseconds until the due in force; negative when it is past.
    package let remaining: Int64
    /// Whole percent of the promised time that is used; above 100 when overdue.
    package let percentUsed: Int
    package let state: State

    /// Where the clock stands. An extension never turns late into on time: it has states of its own (S0-18).
    package enum State: Hashable, Sendable {
        case running
        /// 即将到期：the highest warning reached
        case dueSoon(percent: Int)
        case paused(until: Instant)
        /// 已延期：past what was promised, within the extension
        case extended
        case overdue
        case metOnTime
        case metWithinExtension
        case metLate
        case cancelled

        /// The word for it, as shown beside the colour.
        package var message: Message {
            let name =
                switch self {
                case .running: "running"
                case .dueSoon: "due_soon"
                case .paused: "paused"
                case .extended: "extended"
                case .overdue: "overdue"
                case .metOnTime: "met_on_time"
                case .metWithinExtension: "met_within_extension"
                case .metLate: "met_late"
                case .cancelled: "cancelled"
                }
            return Message("deadlines.state.\(name)")
        }
    }

    package var isExtended: Bool { dueAt != originalDueAt }

    /// True when the promise as it was given is broken, whatever was granted since.
    package var isPromiseBroken: Bool {
        switch state {
        case .extended, .overdue, .metWithinExtension, .metLate: true
        case .running, .dueSoon, .metOnTime, .cancelled: false
        case .paused: isPausedBeyondPromise
        }
    }

    let isPausedBeyondPromise: Bool
}

extension Clock {
    /// Reads the clock at a moment. A finished clock is read as it was when it finished, with the calendar known then.
    package func reading(at now: Instant, in calendar: WorkCalendar) -> Reading {
        let (seen, course) = course(at: now, in: calendar)
        let time = course.time
        let (due, promised) = (course.due, course.promised)
        let elapsed = time.elapsed(from: startedAt, to: seen)
        let whole = max(1, time.elapsed(from: startedAt, to: due.at))
        let percentUsed = Int(elapsed * 100 / whole)
        return Reading(
            dueAt: due.at, lastDay: due.lastDay, originalDueAt: promised.at, isProvisional: promised.isProvisional,
            elapsed: elapsed,
            paused: course.pauses.reduce(0) { $0 + $1.overlap(startedAt, seen) },
            remaining: seen <= due.at
                ? time.elapsed(from: seen, to: due.at) : -time.elapsed(from: due.at, to: seen),
            percentUsed: percentUsed,
            state: state(at: seen, course, percentUsed: percentUsed),
            isPausedBeyondPromise: seen > promised.at)
    }

    /// The next moment at which this clock must be looked at; at or before now when something waits already; `nil`
    /// when nothing can happen any more.
    package func nextAttentionAt(after now: Instant, in calendar: WorkCalendar) -> Instant? {
        guard finishedAt == nil else { return nil }
        let (seen, course) = course(at: now, in: calendar)
        if let pause = course.pause(at: seen) { return pause.until }
        return schedule(in: course.calendar).first { !handled.contains($0.id) }?.at
    }

    /// Sentences by which a person can check the due read at that moment.
    package func explanation(at now: Instant, in calendar: WorkCalendar) -> [Message] {
        Explanation(of: self, course: course(at: now, in: calendar).course).messages
    }

    /// The moment the clock is read at, which is never after it finished, and its course as it was known then.
    private func course(at now: Instant, in calendar: WorkCalendar) -> (seen: Instant, course: Course) {
        let seen = finishedAt.map { min($0, now) } ?? now
        return (seen, Course(of: self, in: calendar.known(at: seen)))
    }

    private func state(at now: Instant, _ course: Course, percentUsed: Int) -> Reading.State {
        if let metAt, metAt <= now, metAt == finishedAt {
            if metAt <= course.promised.at { return .metOnTime }
            return metAt <= course.due.at ? .metWithinExtension : .metLate
        }
        if let cancelledAt, cancelledAt <= now { return .cancelled }
        if now > course.due.at { return .overdue }
        if let pause = course.pause(at: now) { return .paused(until: pause.until) }
        if now > course.promised.at { return .extended }
        let reached = promise.warnings.filter { $0 < 100 && $0 <= percentUsed }.max()
        if let reached { return .dueSoon(percent: reached) }
        return .running
    }
}
