import Kernel

/// Counts cases one after the other (逐案累计): however many a period holds, no more of one is kept than its part of the
/// numbers and a few lengths of time.
struct FigureTally: Sendable {
    private let moment: Instant
    private let zone: Zone
    private var counted: Figures
    private var promises: [[Int]: Figures.PromiseLine] = [:]
    private var targets: [String: Figures.TargetLine] = [:]
    private var feedback: [Int64?] = []
    private var resolution: [Int64?] = []
    private var lengths: [CaseState: [Int64]] = [:]
    /// Closed at level Ⅳ, and not yet known whether for good.
    private var pending = 0

    init(asOf moment: Instant, in zone: Zone) {
        self.moment = moment
        self.zone = zone
        counted = Figures(asOf: moment)
    }

    /// One more case received in the period.
    mutating func add(_ row: CaseFigure) {
        guard row.counting == .counted else {
            counted.leftOut += 1
            return
        }
        counted.received += 1
        counted.kinds[row.kind.rawValue, default: 0] += 1
        counted.levels[row.level.map { String($0.rawValue) } ?? "", default: 0] += 1
        for category in row.categories { counted.categories[category.text, default: 0] += 1 }
        for cause in row.causes { counted.causes[cause.rawValue, default: 0] += 1 }
        if row.rounds[0].endedAt.map({ $0 <= moment }) ?? false { counted.withdrawn += 1 }
        if row.rounds.count > 1, row.rounds[1].startedAt <= moment { counted.reopened += 1 }
        if row.kind.isGraded { counted.satisfaction.add(row, asOf: moment) }
        counted.updates = row.rounds.reduce(counted.updates) { $0 + $1.updates(asOf: moment, in: zone) }
        addPromises(of: row)
        addTargets(of: row)
        if let length = length(of: row, [.firstFeedback]) { feedback.append(length) }
        if let length = length(of: row, [.decision, .reply]) { resolution.append(length) }
        addStays(of: row)
        if let judgedAt = row.judgedAt, judgedAt > moment, let closing = row.rounds[0].closing, closing.at <= moment {
            pending += 1
        }
    }

    /// One more case of which it became known in the period whether it stayed closed.
    mutating func addJudged(_ row: CaseFigure) {
        guard row.counting == .counted, let outcome = row.firstContact(asOf: moment) else { return }
        counted.firstContact.add(outcome)
    }

    var figures: Figures {
        var figures = counted
        figures.firstContact.immature = pending
        figures.promises = promises.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
        figures.targets = targets.sorted { $0.key < $1.key }.map(\.value)
        figures.feedback = Spread(feedback)
        figures.resolution = Spread(resolution)
        figures.stays = CaseState.allCases.compactMap { state in
            lengths[state].map { Figures.StayLine(state: state, spread: Spread($0), total: $0.reduce(0, +)) }
        }
        return figures
    }

    private mutating func addPromises(of row: CaseFigure) {
        for (place, round) in row.rounds.enumerated() where round.startedAt <= moment {
            for clock in round.clocks where !clock.isCap || place == 0 {
                let level = clock.isCap || !row.kind.isGraded ? nil : round.level
                let key = [clock.isCap ? 0 : 1, clock.kind.order, level?.rawValue ?? 0]
                promises[key, default: .init(kind: clock.kind, isCap: clock.isCap, level: level)]
                    .add(clock, asOf: moment)
            }
        }
    }

    private mutating func addTargets(of row: CaseFigure) {
        guard row.kind.isGraded else { return }
        for round in row.rounds where round.startedAt <= moment {
            guard let level = round.level,
                let clock = round.clocks.first(where: { $0.kind == .decision && !$0.isCap })
            else { continue }
            for category in row.categories {
                targets["\(category)\(level.rawValue)", default: .init(category: category, level: level)]
                    .add(clock, asOf: moment)
            }
        }
    }

    /// Of a first round whose promise was due as promised, `nil` within where it was not met; none at all before then,
    /// and where it ended unmet by withdrawal.
    private func length(of row: CaseFigure, _ kinds: Set<ClockKind>) -> Int64?? {
        guard let clock = row.rounds[0].clocks.first(where: { kinds.contains($0.kind) && !$0.isCap }) else {
            return nil
        }
        switch clock.outcome(.promised, asOf: moment) {
        case .immature, .ended: return nil
        case .onTime, .late:
            guard let met = clock.metAt, met <= moment else { return .some(nil) }
            return met - clock.startedAt
        }
    }

    private mutating func addStays(of row: CaseFigure) {
        var own: [CaseState: Int64] = [:]
        for (place, stay) in row.stays.enumerated() where stay.state.isOpen && stay.since < moment {
            let end = place + 1 < row.stays.count ? min(row.stays[place + 1].since, moment) : moment
            own[stay.state, default: 0] += end - stay.since
        }
        for (state, length) in own { lengths[state, default: []].append(length) }
    }
}

extension ClockKind {
    /// First what people wait for, then what the house owes itself.
    fileprivate var order: Int {
        switch self {
        case .firstFeedback: 0
        case .decision: 1
        case .reply: 2
        case .acknowledge: 3
        case .thanks: 4
        case .makeSafe: 5
        case .tellRepresentative: 6
        case .tellManagement: 7
        case .tellCoordination: 8
        case .authorityReport: 9
        case .rootCause: 10
        case .review: 11
        case .outside: 12
        case .acceptance, .arbitration, .part, .task, .supervision, .supervisionAgain, .emergencyReport,
            .categoryTarget:
            13
        }
    }
}
