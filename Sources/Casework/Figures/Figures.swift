import Kernel
import Platform

/// The statistics of the cases received in a period, judged at one moment (统计结果, standards 2.18). Pure: the same
/// rows give the same figures, whoever asks and whenever.
package struct Figures: Hashable, Codable, Sendable {
    /// The end of the period, or now while it lasts.
    package let asOf: Instant
    /// Merged and hidden ones are not in it.
    package internal(set) var received = 0
    /// Merged duplicates, and what came from mystery visits and supervision; told as one number, so that nobody
    /// learns of a visit that is not yet released (readings 30).
    package internal(set) var leftOut = 0
    package internal(set) var withdrawn = 0
    package internal(set) var reopened = 0
    package internal(set) var kinds: [String: Int] = [:]
    package internal(set) var levels: [String: Int] = [:]
    package internal(set) var promises: [PromiseLine] = []
    package internal(set) var targets: [TargetLine] = []
    package internal(set) var feedback = Spread([])
    package internal(set) var resolution = Spread([])
    package internal(set) var firstContact = Judged()
    package internal(set) var updates = Rate()
    package internal(set) var satisfaction = SatisfactionCount()
    package internal(set) var categories: [String: Int] = [:]
    package internal(set) var causes: [String: Int] = [:]
    package internal(set) var stays: [StayLine] = []

    /// One kind of promise at one level, or as the source documents set it, judged in three ways.
    package struct PromiseLine: Hashable, Codable, Sendable {
        package let kind: ClockKind
        package let isCap: Bool
        /// `nil` for the source documents' limit and for kinds without level.
        package let level: ResponseLevel?
        package internal(set) var promised = Judged()
        package internal(set) var extended = Judged()
        package internal(set) var paused = Judged()
        /// Milliseconds stood still, of those run, by the promises due as promised (feature 40).
        package internal(set) var still: Int64 = 0
        package internal(set) var run: Int64 = 0
        package internal(set) var pausedCases = 0

        /// Whole per mille of the time in which the clocks stood still; `nil` where none ran.
        package var stillPerMille: Int? { run > 0 ? Int(still * 1000 / run) : nil }
    }

    /// The resolution target of one category at one level (S4-52).
    package struct TargetLine: Hashable, Codable, Sendable {
        package let category: CategoryCode
        package let level: ResponseLevel
        package internal(set) var promised = Judged()
        package internal(set) var paused = Judged()
        package internal(set) var still: Int64 = 0
        package internal(set) var run: Int64 = 0
    }

    /// How graded cases were closed. Only a complainant's own yes is satisfied; who gave no answer is counted apart.
    package struct SatisfactionCount: Hashable, Codable, Sendable {
        package internal(set) var closed = 0
        package internal(set) var satisfied = 0
        package internal(set) var partly = 0
        package internal(set) var unsatisfied = 0
        /// 未经确认结案
        package internal(set) var unconfirmed = 0
        /// Of anonymous complainants, whom nobody can ask; outside both denominators.
        package internal(set) var anonymous = 0

        package var answered: Int { satisfied + partly + unsatisfied }
        package var rate: Rate { Rate(satisfied, of: answered) }
        package var response: Rate { Rate(answered, of: answered + unconfirmed) }
    }

    /// How long cases stayed in a state (停留时长, S4-2).
    package struct StayLine: Hashable, Codable, Sendable {
        package let state: CaseState
        package let spread: Spread
        /// Milliseconds of all of them together.
        package let total: Int64
    }
}

extension Figures {
    /// `rows` were received in the period; `judged` are those for which the thirty days after closing ended in it.
    package init(_ rows: [CaseFigure], judged: [CaseFigure], asOf moment: Instant, in zone: Zone) {
        var tally = FigureTally(asOf: moment, in: zone)
        for row in rows { tally.add(row) }
        for row in judged { tally.addJudged(row) }
        self = tally.figures
    }

    init(asOf: Instant) { self.asOf = asOf }
}

extension Figures.PromiseLine {
    mutating func add(_ clock: FigureClock, asOf moment: Instant) {
        let outcome = clock.outcome(.promised, asOf: moment)
        promised.add(outcome)
        extended.add(clock.outcome(.extended, asOf: moment))
        paused.add(clock.outcome(.paused, asOf: moment))
        guard outcome == .onTime || outcome == .late else { return }
        let length = clock.paused(asOf: moment)
        still += length
        run += clock.running(asOf: moment)
        if length > 0 { pausedCases += 1 }
    }
}

extension Figures.TargetLine {
    mutating func add(_ clock: FigureClock, asOf moment: Instant) {
        let outcome = clock.outcome(.promised, asOf: moment)
        promised.add(outcome)
        paused.add(clock.outcome(.paused, asOf: moment))
        guard outcome == .onTime || outcome == .late else { return }
        still += clock.paused(asOf: moment)
        run += clock.running(asOf: moment)
    }
}

extension Figures.SatisfactionCount {
    /// The last close by that moment, unless the case was taken up again.
    mutating func add(_ row: CaseFigure, asOf moment: Instant) {
        let seen = row.rounds.last { $0.startedAt <= moment }
        guard let closing = seen?.closing, closing.at <= moment else { return }
        closed += 1
        guard !row.isAnonymous else {
            anonymous += 1
            return
        }
        switch closing.disposition {
        case _ where !closing.isAnswered: unconfirmed += 1
        case .satisfied: satisfied += 1
        case .partlySatisfied: partly += 1
        case .unsatisfied: unsatisfied += 1
        case .unconfirmed, .nothingToDo: unconfirmed += 1
        }
    }
}

extension CaseFigure {
    /// Solved at the first contact (一次解决, S4-6): closed at level Ⅳ by the first receiver, not taken up again within
    /// 30 days. `nil` unless it was closed at that level.
    package func firstContact(asOf moment: Instant) -> FigureClock.Outcome? {
        guard let judgedAt, let closing = rounds[0].closing, closing.at <= moment else { return nil }
        if judgedAt > moment { return .immature }
        let isAgain = rounds.count > 1 && rounds[1].startedAt <= judgedAt
        return closing.isByFirstReceiver && !isAgain ? .onTime : .late
    }
}

extension FigureRound {
    /// Words on progress in time, of those owed until the answer (S4-53). A rhythm is kept when something was told in
    /// each of its stretches; a fixed day by something told since the one before, the first feedback not counting.
    package func updates(asOf moment: Instant, in zone: Zone) -> Rate {
        let until = [moment, decisionAt, endedAt, closing?.at].compactMap { $0 }.min() ?? moment
        let start = startedAt.day(in: zone)
        func due(_ day: Int) -> Instant { zone.instant(of: start.advanced(by: day + 1)) }
        var rate = Rate()
        if let every = rhythm.every {
            var day = every
            while due(day) <= until, rate.of < 400 {
                let from = day == every ? startedAt : due(day - every)
                rate = rate + Rate(told.contains { from <= $0 && $0 <= due(day) } ? 1 : 0, of: 1)
                day += every
            }
        }
        let feedback = clocks.first { $0.kind == .firstFeedback }?.metAt
        var from = startedAt
        for day in rhythm.days where due(day) <= until {
            let isTold = told.contains { from < $0 && $0 <= due(day) && (feedback ?? moment) < $0 }
            rate = rate + Rate(isTold ? 1 : 0, of: 1)
            from = due(day)
        }
        return rate
    }
}
