import Deadlines
import Kernel
import Platform

/// What the statistics know of one case (统计行): codes and moments, never a name or a word that was written. Kept by
/// the fold that keeps the case, so it can be made again from the facts; judged at any moment by `Figures`.
package struct CaseFigure: Hashable, Codable, Sendable {
    package let caseID: ID<Case>
    package internal(set) var receivedAt: Instant
    package internal(set) var kind: CaseKind
    package internal(set) var level: ResponseLevel?
    package internal(set) var unit: ID<OrganisationUnit>?
    package internal(set) var counting: Counting
    package internal(set) var isAnonymous: Bool
    /// Of its allegations, each once.
    package internal(set) var categories: [CategoryCode]
    /// Primary causes of what was found to be so, each once.
    package internal(set) var causes: [RootCause]
    package internal(set) var rounds: [FigureRound]
    /// Every state it was in, in order; a stay ends where the next begins.
    package internal(set) var stays: [Stay]

    /// Whether a case is one of those counted (计入方式, standards 2.18).
    package enum Counting: String, Codable, Sendable, CaseIterable {
        case counted
        /// 已并案：the case it went into is counted
        case merged
        /// 暗访、监督观察：never among the complaints (reading 30)
        case hidden
    }

    package struct Stay: Hashable, Codable, Sendable {
        package let state: CaseState
        package let since: Instant
    }
}

/// One round of a case, from receipt or reopening to its end (轮次). What an earlier one showed stays.
package struct FigureRound: Hashable, Codable, Sendable {
    package internal(set) var startedAt: Instant
    package internal(set) var level: ResponseLevel?
    package internal(set) var clocks: [FigureClock] = []
    package internal(set) var decisionAt: Instant?
    /// Withdrawn or not accepted: from then on nothing more is promised.
    package internal(set) var endedAt: Instant?
    package internal(set) var closing: FigureClosing?
    /// Words that reached the complainant or the representative, by when they were recorded.
    package internal(set) var told: [Instant] = []
    package internal(set) var rhythm = ProgressRhythm()
}

/// How a round was closed, for satisfaction and for what was solved at once.
package struct FigureClosing: Hashable, Codable, Sendable {
    package let at: Instant
    package let disposition: Disposition
    /// The complainant gave an answer of their own.
    package let isAnswered: Bool
    /// 首接人当场解决 (S4-6)
    package let isByFirstReceiver: Bool
}

/// When words on progress are owed (进展告知节奏, 3.4): after these days, or every so many.
package struct ProgressRhythm: Hashable, Codable, Sendable {
    package var days: [Int] = []
    package var every: Int?
}

extension CaseFigure {
    /// The figure after one more look at the case, by the table in force at each moment; `earlier` is what was known before, `nil` for a new case.
    package static func following(
        _ earlier: CaseFigure?, _ subject: Case, by tables: (Instant) -> LevelTable,
        organisation: OrganisationKind, calendar: WorkCalendar, at now: Instant
    ) throws(Problem) -> CaseFigure {
        let before = subject.earlierRounds.count
        var rounds = Array((earlier?.rounds ?? []).prefix(before))
        for milestones in subject.earlierRounds.dropFirst(rounds.count) {
            rounds.append(FigureRound(startedAt: milestones.receivedAt, decisionAt: milestones.decisionAt))
        }
        let known = earlier.flatMap { $0.rounds.count > before ? $0.rounds[before] : nil }
        rounds.append(
            try subject.figureRound(known, by: tables, organisation: organisation, calendar: calendar, at: now))
        var stays = earlier?.stays ?? []
        if stays.isEmpty {
            stays = [Stay(state: subject.state, since: subject.milestones.registeredAt)]
        } else if stays.last?.state != subject.state {
            if stays.last?.since == now { stays.removeLast() }
            if stays.last?.state != subject.state { stays.append(Stay(state: subject.state, since: now)) }
        }
        let found = subject.allegations.filter { $0.finding?.callsForApology ?? false }
        return CaseFigure(
            caseID: subject.id, receivedAt: subject.firstReceivedAt, kind: subject.kind, level: subject.level.current,
            unit: subject.responsibleUnit, counting: subject.counting, isAnonymous: subject.secrecy == .anonymous,
            categories: Set(subject.allegations.map(\.category)).sorted(),
            causes: Set(found.compactMap(\.causes?.primary)).sorted { $0.rawValue < $1.rawValue },
            rounds: rounds, stays: stays)
    }

    /// The figure its facts give, each looked at in its own moment.
    package static func replay(
        _ facts: [CaseFact], by tables: (Instant) -> LevelTable, organisation: OrganisationKind,
        calendar: WorkCalendar
    ) throws(Problem) -> CaseFigure? {
        guard let first = facts.first, var subject = Case.replay([first]) else { return nil }
        var figure = try following(
            nil, subject, by: tables, organisation: organisation, calendar: calendar, at: first.at)
        for fact in facts.dropFirst() {
            subject = subject.applying(fact)
            figure = try following(
                figure, subject, by: tables, organisation: organisation, calendar: calendar, at: fact.at)
        }
        return figure
    }

    /// When it is known whether a case closed at level Ⅳ stayed closed (standards 2.18: 30 days); by the first close.
    package var judgedAt: Instant? {
        guard let first = rounds.first, first.level == .four else { return nil }
        return first.closing?.at.advanced(byHours: 30 * 24)
    }
}

extension Case {
    var counting: CaseFigure.Counting {
        if channel == .thirdPartyVisitor || kind == .observation { return .hidden }
        return state == .merged ? .merged : .counted
    }

    fileprivate func figureRound(
        _ known: FigureRound?, by tables: (Instant) -> LevelTable, organisation: OrganisationKind,
        calendar: WorkCalendar, at now: Instant
    ) throws(Problem) -> FigureRound {
        var round = FigureRound(startedAt: milestones.receivedAt, level: level.current)
        round.clocks = try figureClocks(
            known?.clocks ?? [], by: tables, organisation: organisation, calendar: calendar, at: now)
        round.decisionAt = milestones.decisionAt
        if state == .withdrawn || state == .notAccepted { round.endedAt = known?.endedAt ?? now }
        if let closing, let at = milestones.closedAt {
            let isAtOnce = decision.settlement != nil && handler != nil && handler == firstReceiver
            round.closing = FigureClosing(
                at: at, disposition: closing.disposition, isAnswered: satisfaction != nil, isByFirstReceiver: isAtOnce)
        }
        let ours: Set<Party> = [.complainant, .representative]
        round.told = communications.filter { logged in
            let talk = logged.communication
            return logged.recordedAt >= milestones.receivedAt && ours.contains(talk.party)
                && (talk.reached || talk.mode.isWritten)
        }.map(\.recordedAt)
        if kind.isGraded, let level = level.current {
            let owed = tables(promisesGivenAt())[level]
            round.rhythm = ProgressRhythm(days: owed.progressDays, every: owed.everyDays)
        }
        return round
    }
}
