import Kernel

/// A promise running against time (时钟) for any subject: a case, a duty, a resolution, a report. A value of facts
/// only: what is due, used, paused and next is read from it at a moment, never stored in it. Each clock stands for
/// itself: another one with a shorter promise, or a later answer to something else, does not touch it.
package struct Clock: Hashable, Codable, Sendable {
    /// As it was when it was given.
    package let promise: Promise
    package let startedAt: Instant
    /// When the clock was entered, which may be later; no warning is given for what was past by then.
    package let recordedAt: Instant
    package private(set) var pauses: [Pause] = []
    package private(set) var extensions: [Extension] = []
    package private(set) var metAt: Instant?
    package private(set) var cancelledAt: Instant?
    /// The ids of the attentions that have been seen to.
    package private(set) var handled: Set<String> = []

    package init(promise: Promise, startedAt: Instant, recordedAt: Instant? = nil) {
        self.promise = promise
        self.startedAt = startedAt
        self.recordedAt = max(startedAt, recordedAt ?? startedAt)
    }

    /// The same clock from its start and what happened to it, in order.
    package init(
        promise: Promise, startedAt: Instant, recordedAt: Instant? = nil, replaying facts: [ClockFact]
    ) throws(Problem) {
        self.init(promise: promise, startedAt: startedAt, recordedAt: recordedAt)
        for fact in facts { try apply(fact) }
    }

    /// When nothing can happen any more: kept or cancelled, whichever came first.
    package var finishedAt: Instant? {
        switch (metAt, cancelledAt) {
        case (let met?, let cancelled?): min(met, cancelled)
        case (let met?, nil): met
        case (nil, let cancelled): cancelled
        }
    }

    /// The one way a clock changes. Refused when it is finished, save that a handled attention may still be noted.
    package mutating func apply(_ fact: ClockFact) throws(Problem) {
        if case .handled(let id) = fact {
            handled.insert(id)
            return
        }
        guard finishedAt == nil else { throw .conflict("deadlines.clock.finished") }
        switch fact {
        case .paused(let pause):
            guard pauses.count < 100 else { throw .conflict("deadlines.clock.too_many_pauses") }
            pauses.append(pause)
        case .resumed(let moment):
            guard pauses.contains(where: { $0.covers(moment) }) else { throw .conflict("deadlines.clock.not_paused") }
            pauses = pauses.map { $0.covers(moment) ? $0.ended(at: moment) : $0 }
        case .extended(let granted):
            try checkExtension(granted)
            extensions.append(granted)
        case .met(let moment):
            guard moment >= startedAt else { throw .conflict("deadlines.clock.before_start") }
            metAt = moment
        case .cancelled(let moment):
            guard moment >= startedAt else { throw .conflict("deadlines.clock.before_start") }
            cancelledAt = moment
        case .handled: break
        }
    }

    private func checkExtension(_ granted: Extension) throws(Problem) {
        guard extensions.count < 10 else { throw .conflict("deadlines.extension.too_many") }
        guard granted.requestedAt >= startedAt, granted.requestedAt < granted.newDue,
            granted.newDue > extensions.last?.newDue ?? startedAt
        else { throw .invalid("newDue", Message("deadlines.extension.not_later")) }
        guard granted.newDue - granted.requestedAt <= 3_650 * 86_400_000 else {
            throw .invalid("newDue", Message("deadlines.extension.too_long"))
        }
    }
}

/// What can happen to a clock; stored as it happened and replayed in order.
package enum ClockFact: Hashable, Codable, Sendable {
    case paused(Pause)
    /// Ended before the pause would have ended by itself.
    case resumed(Instant)
    case extended(Extension)
    case met(Instant)
    /// Withdrawn, merged, or its promise no longer applies.
    case cancelled(Instant)
    /// An attention has been seen to, by its id.
    case handled(String)
}

/// More time, granted and explained (延期, S0-18). The due as promised stays beside it: after that the clock is
/// extended, never on time. Whether the complainant was told is for the caller to prove.
package struct Extension: Hashable, Codable, Sendable {
    package let requestedAt: Instant
    package let newDue: Instant
    package let reasonKey: String
    package let approvedBy: String

    package init(requestedAt: Instant, newDue: Instant, reasonKey: String, approvedBy: String) {
        self.requestedAt = requestedAt
        self.newDue = newDue
        self.reasonKey = reasonKey
        self.approvedBy = approvedBy
    }
}
