import Kernel

/// Several promises given for one thing at one moment (多重时限), such as a hospital's working days beside a home's
/// fourteen days: all are shown, the earliest governs (reading 2).
package struct Bounds: Hashable, Sendable {
    package let governing: Bound
    /// The others, earliest first.
    package let others: [Bound]

    package struct Bound: Hashable, Sendable {
        package let promise: Promise
        package let due: Due
    }

    /// Of equal dues the promise named first governs.
    package static func earlier(
        of first: Promise, _ more: Promise..., startedAt: Instant, pauses: [Pause] = [], in calendar: WorkCalendar
    ) -> Bounds {
        var governing = Bound(promise: first, due: first.due(from: startedAt, pauses: pauses, in: calendar))
        var others: [Bound] = []
        for promise in more {
            let bound = Bound(promise: promise, due: promise.due(from: startedAt, pauses: pauses, in: calendar))
            others.append(bound.due.at < governing.due.at ? governing : bound)
            if bound.due.at < governing.due.at { governing = bound }
        }
        return Bounds(governing: governing, others: others.sorted { $0.due.at < $1.due.at })
    }
}
