import Deadlines
import Kernel
import Platform

/// One hand-over of a case (交接): to whom it was offered, for which unit, and what came of it. Counted for the unit it
/// was offered to; the promises to the complainant run on all the while.
package struct Hop: Hashable, Codable, Sendable {
    package let number: Int
    package internal(set) var to: ID<Staff>
    package let unit: ID<OrganisationUnit>?
    package let offeredAt: Instant
    /// How long it may be sent back, counted day and night; also the promise to answer. `nil` for a binding ruling.
    package let answerWithin: Term?
    package internal(set) var answeredAt: Instant?
    package internal(set) var outcome: Outcome?
    package internal(set) var reason: ReturnReason?
    /// When somebody had it after this one sent it back: until then it was in dispute.
    package internal(set) var settledAt: Instant?

    /// What became of an offer (交接结果).
    package enum Outcome: String, Codable, Sendable, CaseIterable {
        /// 已接收
        case accepted
        /// 已退回
        case returned
        /// 改派
        case replaced
        /// 裁定
        case arbitrated
    }

    package var isOpen: Bool { outcome == nil }

    /// Until when it may be sent back.
    package var returnableUntil: Instant? {
        guard let answerWithin else { return nil }
        let minutes =
            switch answerWithin.unit {
            case .minutes: answerWithin.amount
            case .hours: answerWithin.amount * 60
            case .naturalDays, .workingDays: answerWithin.amount * 24 * 60
            }
        return offeredAt.advanced(byMinutes: minutes)
    }

    /// From the offer to its answer, or to now, in milliseconds.
    package func waited(at now: Instant) -> Int64 { (answeredAt ?? now) - offeredAt }

    /// From the return until somebody took the case, or to now, in milliseconds; 0 when it was not sent back.
    package func disputed(at now: Instant) -> Int64 {
        guard outcome == .returned, let answeredAt else { return 0 }
        return (settledAt ?? now) - answeredAt
    }
}

/// What hand-overs cost by unit (部门交接统计): how often it was offered, how often sent back, and the time it took.
package struct HopTally: Hashable, Sendable {
    package let unit: ID<OrganisationUnit>?
    package let hops: Int
    package let returns: Int
    /// Milliseconds from offers to their answers.
    package let waited: Int64
    /// Milliseconds in dispute after returns.
    package let disputed: Int64

    package init(unit: ID<OrganisationUnit>?, hops: Int, returns: Int, waited: Int64, disputed: Int64) {
        self.unit = unit
        self.hops = hops
        self.returns = returns
        self.waited = waited
        self.disputed = disputed
    }

    /// Started days, as they are told: an hour of dispute is a day nobody worked on it.
    package var disputedDays: Int { Int((disputed + 86_399_999) / 86_400_000) }
}

extension Teamwork {
    /// The tallies of this case, in the order in which units first had it.
    package func tallies(at now: Instant) -> [HopTally] {
        var order: [ID<OrganisationUnit>?] = []
        for hop in hops where !order.contains(hop.unit) { order.append(hop.unit) }
        return order.map { unit in
            let own = hops.filter { $0.unit == unit }
            return HopTally(
                unit: unit, hops: own.count, returns: own.filter { $0.outcome == .returned }.count,
                waited: own.reduce(0) { $0 + $1.waited(at: now) },
                disputed: own.reduce(0) { $0 + $1.disputed(at: now) })
        }
    }

    mutating func offer(
        to staff: ID<Staff>, for unit: ID<OrganisationUnit>?, answerWithin: Term?, at now: Instant
    ) {
        endOffer(.replaced, at: now)
        hops.append(
            Hop(number: hops.count + 1, to: staff, unit: unit, offeredAt: now, answerWithin: answerWithin))
    }

    /// Ends the offer that waits, if one does.
    mutating func endOffer(_ outcome: Hop.Outcome, at now: Instant, reason: ReturnReason? = nil) {
        guard let last = hops.indices.last, hops[last].isOpen else { return }
        hops[last].outcome = outcome
        hops[last].answeredAt = now
        hops[last].reason = reason
    }

    /// Somebody has the case: what was in dispute is settled.
    mutating func settle(at now: Instant) {
        disputedSince = nil
        for index in hops.indices where hops[index].outcome == .returned && hops[index].settledAt == nil {
            hops[index].settledAt = now
        }
    }

    mutating func rule(for staff: ID<Staff>, _ unit: ID<OrganisationUnit>, at now: Instant) {
        offer(to: staff, for: unit, answerWithin: nil, at: now)
        endOffer(.arbitrated, at: now)
        settle(at: now)
    }

    /// A round ends: nothing of it waits for anybody any more.
    mutating func endRound(at now: Instant) {
        endOffer(.replaced, at: now)
        settle(at: now)
        standIns = []
        for index in parts.indices where parts[index].isOpen { parts[index].endedAt = now }
        for index in tasks.indices where tasks[index].isOpen { tasks[index].endedAt = now }
    }
}
