import Deadlines
import Kernel
import Platform

/// One promise of a case as the statistics judge it (统计时限): due as promised, after extensions, after pauses too.
package struct FigureClock: Hashable, Codable, Sendable {
    package let kind: ClockKind
    /// The source documents' own limit (48 hours, 14 days) beside the level's target.
    package let isCap: Bool
    package let startedAt: Instant
    package let promisedAt: Instant
    package let extendedAt: Instant
    package let dueAt: Instant
    package let metAt: Instant?
    /// When it ended unmet, because the case did.
    package internal(set) var endedAt: Instant?
    package let pauses: [Stretch]

    package struct Stretch: Hashable, Codable, Sendable {
        package let from: Instant
        package let until: Instant

        package init(from: Instant, until: Instant) {
            self.from = from
            self.until = until
        }
    }

    package init(
        _ kind: ClockKind, isCap: Bool = false, startedAt: Instant, promisedAt: Instant, extendedAt: Instant? = nil,
        dueAt: Instant? = nil, metAt: Instant? = nil, endedAt: Instant? = nil, pauses: [Stretch] = []
    ) {
        self.kind = kind
        self.isCap = isCap
        self.startedAt = startedAt
        self.promisedAt = promisedAt
        self.extendedAt = max(promisedAt, extendedAt ?? promisedAt)
        self.dueAt = max(self.extendedAt, dueAt ?? promisedAt)
        self.metAt = metAt
        self.endedAt = metAt == nil ? endedAt : nil
        self.pauses = pauses
    }

    /// By which due a promise is judged (三种口径, feature 41). Each grants what the one before does, and more.
    package enum Way: String, Codable, Sendable, CaseIterable {
        /// 按承诺
        case promised
        /// 计延期
        case extended
        /// 再计暂停
        case paused
    }

    /// What became of a promise by a moment (判定结果).
    package enum Outcome: String, Codable, Sendable, CaseIterable {
        /// 按时
        case onTime = "on_time"
        /// 超期
        case late
        /// 未到期：neither kept nor broken yet, though it may be met
        case immature
        /// 提前终止：withdrawn or not accepted before it was due
        case ended
    }

    package func due(_ way: Way) -> Instant {
        switch way {
        case .promised: promisedAt
        case .extended: extendedAt
        case .paused: dueAt
        }
    }

    package func outcome(_ way: Way, asOf moment: Instant) -> Outcome {
        let due = due(way)
        if let endedAt, endedAt <= min(due, moment) { return .ended }
        if due > moment { return .immature }
        return metAt.map { $0 <= due } ?? false ? .onTime : .late
    }

    /// Until when the clock ran, seen from a moment.
    func ranUntil(_ moment: Instant) -> Instant { min(metAt ?? endedAt ?? moment, moment) }

    /// Milliseconds it stood still, overlapping pauses once.
    package func paused(asOf moment: Instant) -> Int64 {
        let end = ranUntil(moment)
        var reached = startedAt
        var sum: Int64 = 0
        for pause in pauses.sorted(by: { $0.from < $1.from }) {
            let (from, until) = (max(pause.from, reached), min(pause.until, end))
            guard from < until else { continue }
            sum += until - from
            reached = until
        }
        return sum
    }

    package func running(asOf moment: Instant) -> Int64 { max(0, ranUntil(moment) - startedAt) }

    /// Two rules for one promise, as a combined body has: the earlier governs (reading 2).
    func governed(by other: FigureClock) -> FigureClock {
        FigureClock(
            kind, isCap: isCap, startedAt: startedAt, promisedAt: min(promisedAt, other.promisedAt),
            extendedAt: min(extendedAt, other.extendedAt), dueAt: min(dueAt, other.dueAt), metAt: metAt,
            endedAt: endedAt, pauses: pauses)
    }
}

extension Case {
    /// The promises of the present round, those of the source documents beside those of the level. What the team owes
    /// within the house, and what came with a merged case, is counted where it belongs.
    func figureClocks(
        _ known: [FigureClock], by tables: (Instant) -> LevelTable, organisation: OrganisationKind,
        calendar: WorkCalendar, at now: Instant
    ) throws(Problem) -> [FigureClock] {
        let own = try clocks(by: tables, organisation: organisation, at: now).filter { one in
            switch one.kind {
            case .acceptance, .arbitration, .part, .task, .supervision, .supervisionAgain, .emergencyReport,
                .categoryTarget:
                return false
            case .acknowledge, .makeSafe, .tellRepresentative, .tellManagement, .tellCoordination, .authorityReport,
                .firstFeedback, .decision, .rootCause, .review, .reply, .thanks, .outside:
                return !one.name.rawValue.contains("-m") && one.holderID == nil
            }
        }
        var made: [FigureClock] = []
        func add(_ clock: FigureClock) {
            if let place = made.firstIndex(where: { $0.kind == clock.kind && $0.isCap == clock.isCap }) {
                made[place] = made[place].governed(by: clock)
            } else {
                made.append(clock)
            }
        }
        for one in own { add(try figureClock(one.kind, one.clock, calendar: calendar, at: now)) }
        // What the documents themselves say stood before anything the house has set.
        for (kind, term) in tables(Instant(milliseconds: .min)).sourceLimits(for: self.kind, organisation) {
            guard let like = own.first(where: { $0.kind == kind })?.clock else { continue }
            let clock = try like.promising(term)
            add(try figureClock(kind, clock, isCap: true, calendar: calendar, at: now))
        }
        for place in made.indices where made[place].endedAt != nil {
            let before = known.first { $0.kind == made[place].kind && $0.isCap == made[place].isCap }
            made[place].endedAt = before?.endedAt ?? made[place].endedAt
        }
        return made.sorted { ($0.isCap ? 1 : 0, $0.kind.rawValue) < ($1.isCap ? 1 : 0, $1.kind.rawValue) }
    }

    private func figureClock(
        _ kind: ClockKind, _ clock: Clock, isCap: Bool = false, calendar: WorkCalendar, at now: Instant
    ) throws(Problem) -> FigureClock {
        let due = clock.reading(at: now, in: calendar).dueAt
        var (promised, extended) = (due, due)
        if !clock.pauses.isEmpty || !clock.extensions.isEmpty {
            let bare = Clock(promise: clock.promise, startedAt: clock.startedAt, recordedAt: clock.recordedAt)
            promised = bare.reading(at: now, in: calendar).dueAt
            let granted = try Clock(
                promise: clock.promise, startedAt: clock.startedAt, recordedAt: clock.recordedAt,
                replaying: clock.extensions.map(ClockFact.extended))
            extended = granted.reading(at: now, in: calendar).dueAt
        }
        return FigureClock(
            kind, isCap: isCap, startedAt: clock.startedAt, promisedAt: promised, extendedAt: extended, dueAt: due,
            metAt: clock.metAt, endedAt: clock.cancelledAt,
            pauses: clock.pauses.map { .init(from: $0.from, until: $0.end) })
    }
}

extension Clock {
    /// The same course of events under another term.
    fileprivate func promising(_ term: Term) throws(Problem) -> Clock {
        var other = promise
        other.term = term
        var clock = Clock(promise: other, startedAt: startedAt, recordedAt: recordedAt)
        for pause in pauses { try clock.apply(.paused(pause)) }
        for extra in extensions { try clock.apply(.extended(extra)) }
        if let metAt {
            try clock.apply(.met(metAt))
        } else if let cancelledAt {
            try clock.apply(.cancelled(cancelledAt))
        }
        return clock
    }
}

extension LevelTable {
    /// The limits of the source documents themselves (S0-15, S0-16), which hold whatever the level promises.
    fileprivate func sourceLimits(for kind: CaseKind, _ organisation: OrganisationKind) -> [(ClockKind, Term)] {
        guard kind.isGraded else { return [] }
        var limits = [(ClockKind.firstFeedback, caps.firstFeedback.term)]
        if organisation.isElderCare { limits.append((.decision, caps.elderCareDecision.term)) }
        if organisation.isHospital { limits.append((.decision, caps.hospitalDecision.term)) }
        return limits
    }
}
