import Casework
import Commitments
import Kernel
import Platform

/// What is known of a case for counting (个案计数要素): its figure, and what the figure leaves out.
package struct CaseSight: Hashable, Sendable {
    package var figure: CaseFigure
    /// Whether something was found to be so; `nil` before a decision, and for what is not decided upon.
    package var isUpheld: Bool?
    package var escalatedAt: Instant?
    /// When the same person came again with the same within 90 days of the close.
    package var repeatedAt: Instant?
    package var commitments: [PromiseMeasure]

    package init(
        figure: CaseFigure, isUpheld: Bool? = nil, escalatedAt: Instant? = nil, repeatedAt: Instant? = nil,
        commitments: [PromiseMeasure] = []
    ) {
        self.figure = figure
        self.isUpheld = isUpheld
        self.escalatedAt = escalatedAt
        self.repeatedAt = repeatedAt
        self.commitments = commitments
    }

    static let repeatDays = 90

    /// The lines of the case by what is known at `now`. Each rule is asked where it stands, in `Casework/Figures`; here
    /// is only said to which moment it belongs.
    package func observed(in zone: Zone, at now: Instant) -> Observed {
        guard figure.counting == .counted else { return Observed() }
        var lines = received + clocks + closings(in: zone) + judged
        lines += commitments.enumerated().compactMap { place, measure in
            guard measure.isCounted, measure.outcome(asOf: measure.dueAt) != .ended else { return nil }
            let isKept = measure.outcome(asOf: measure.dueAt) == .onTime
            return line(
                .commitment, place: place, part: measure.code, at: measure.dueAt, metAt: isKept ? measure.metAt : nil)
        }
        let (updates, renewAt) = updates(in: zone, at: now)
        return Observed(lines + updates, renewAt: renewAt)
    }

    private func line(
        _ measure: Measure, place: Int = 0, part: String = "", at assigned: Instant? = nil, matures: Instant? = nil,
        until: Instant = Observation.never, metAt: Instant? = nil, amount: Int = 1, weight: Int = 1
    ) -> Observation {
        Observation(
            measure, place: place, part: part, unit: figure.unit, assignedAt: assigned ?? figure.receivedAt,
            maturesAt: matures ?? assigned, untilAt: until, metAt: metAt, amount: amount, weight: weight)
    }

    private var received: [Observation] {
        switch figure.kind {
        case .complaint, .report, .referral, .dispute: [line(.complaint, part: figure.kind.rawValue)]
        case .inquiry, .request, .suggestion, .compliment, .incident, .dataRequest, .observation: []
        }
    }

    /// Promises by the round they were given in; the documents' own limits of the first round alone.
    private var clocks: [Observation] {
        var lines: [Observation] = []
        for (place, round) in figure.rounds.enumerated() {
            for (number, clock) in round.clocks.enumerated() where !clock.isCap || place == 0 {
                let outcome = clock.outcome(.promised, asOf: clock.promisedAt)
                guard outcome != .ended else { continue }
                let met = outcome == .onTime ? clock.metAt : nil
                let level = figure.kind.isGraded ? round.level?.rawValue ?? 0 : 0
                switch (clock.isCap, clock.kind) {
                case (true, .firstFeedback): lines.append(line(.firstFeedback, matures: clock.promisedAt, metAt: met))
                case (true, _): lines.append(line(.decision, matures: clock.promisedAt, metAt: met))
                case (false, _):
                    lines.append(
                        line(
                            .promise, place: place * 100 + number, part: "\(clock.kind.rawValue).\(level)",
                            matures: clock.promisedAt, metAt: met))
                }
            }
        }
        return lines
            + [length(.feedbackTime, [.firstFeedback]), length(.resolutionTime, [.decision, .reply])]
            .compactMap { $0 }
    }

    private func length(_ measure: Measure, _ kinds: Set<ClockKind>) -> Observation? {
        guard let clock = figure.rounds.first?.clocks.first(where: { kinds.contains($0.kind) && !$0.isCap }),
            clock.outcome(.promised, asOf: clock.promisedAt) != .ended
        else { return nil }
        return line(
            measure, matures: clock.promisedAt, metAt: clock.metAt,
            amount: Int(clock.metAt.map { $0 - clock.startedAt } ?? 0))
    }

    /// What became known at each close, as long as the case was not taken up again.
    private func closings(in zone: Zone) -> [Observation] {
        var lines: [Observation] = []
        for (place, round) in figure.rounds.enumerated() {
            guard let closing = round.closing else { continue }
            let next = place + 1 < figure.rounds.count ? figure.rounds[place + 1].startedAt : Observation.never
            let count = Figures([figure], judged: [], asOf: closing.at, in: zone).satisfaction
            func add(_ measure: Measure, _ rate: Rate, at assigned: Instant? = nil, matures: Instant? = nil) {
                guard rate.of > 0 else { return }
                let matures = matures ?? closing.at
                lines.append(
                    line(
                        measure, place: place, at: assigned, matures: matures, until: next,
                        metAt: rate.met > 0 ? matures : nil))
            }
            add(.satisfied, count.rate)
            add(.answered, count.response)
            add(.callbackSolved, Rate(count.satisfied + count.partly, of: count.answered), at: closing.at)
            if let limit = figure.rounds[0].clocks.first(where: { $0.isCap && $0.kind == .firstFeedback }) {
                let isInTime = limit.outcome(.promised, asOf: limit.promisedAt) == .onTime
                add(
                    .callbackResponse, Rate(isInTime ? 1 : 0, of: count.answered), at: closing.at,
                    matures: max(closing.at, limit.promisedAt))
            }
        }
        return lines
    }

    /// What is known only some time after a close, and what is told of those closed or decided.
    private var judged: [Observation] {
        var lines: [Observation] = []
        if let judgedAt = figure.judgedAt, let outcome = figure.firstContact(asOf: judgedAt) {
            lines.append(line(.firstContact, at: judgedAt, metAt: outcome == .onTime ? judgedAt : nil))
        }
        guard figure.kind.isGraded else { return lines }
        if let isUpheld, let decided = figure.rounds.compactMap(\.decisionAt).last {
            lines.append(line(.upheld, at: decided, metAt: isUpheld ? decided : nil))
        }
        if let first = figure.rounds.first?.closing?.at {
            let known = first.advanced(byHours: 30 * 24)
            let again = figure.rounds.count > 1 ? figure.rounds[1].startedAt : nil
            lines.append(line(.reopened, at: known, metAt: again.map { $0 <= known } ?? false ? known : nil))
        }
        guard let closed = figure.rounds.compactMap(\.closing?.at).last else { return lines }
        let known = closed.advanced(byHours: CaseSight.repeatDays * 24)
        lines.append(line(.repeated, at: known, metAt: repeatedAt.map { $0 <= known } ?? false ? known : nil))
        func told(_ measure: Measure, _ moment: Instant?) {
            lines.append(line(measure, at: closed, metAt: moment.map { $0 <= closed } ?? false ? closed : nil))
        }
        told(.escalated, escalatedAt)
        told(.referred, figure.stays.first { $0.state == .outsideDispute }?.since)
        return lines
    }

    /// So many days of a case are looked through; longer ones tell no more of updates.
    private static let updateDays = 400

    /// Words on progress, each with the end of the day it was due on: the difference the rule of `Casework` shows from
    /// one day to the next. A case that waits is looked at again with the next day.
    private func updates(in zone: Zone, at now: Instant) -> (lines: [Observation], renewAt: Instant?) {
        var lines: [Observation] = []
        var renewAt: Instant?
        for (place, round) in figure.rounds.enumerated() {
            guard !round.rhythm.days.isEmpty || round.rhythm.every != nil else { continue }
            let end = [round.decisionAt, round.endedAt, round.closing?.at].compactMap { $0 }.min()
            let start = round.startedAt.day(in: zone)
            var before = Rate()
            for day in 0..<CaseSight.updateDays {
                let due = zone.instant(of: start.advanced(by: day + 1))
                guard due <= min(now, end ?? now) else {
                    if end == nil { renewAt = min(renewAt ?? due, due) }
                    break
                }
                let rate = round.updates(asOf: due, in: zone)
                if rate.of > before.of {
                    let (of, met) = (rate.of - before.of, rate.met - before.met)
                    lines.append(
                        line(
                            .update, place: place * 1000 + day, matures: due, metAt: met > 0 ? due : nil, amount: met,
                            weight: of))
                }
                before = rate
            }
        }
        return (lines, renewAt)
    }
}
