import Deadlines
import Kernel
import Platform

/// The clocks of a case (个案时钟): which promises run, from when, and what met them. Folded from the case alone, so
/// they can be made again from its facts at any time.
package struct CaseClock: Hashable, Codable, Sendable {
    package let kind: ClockKind
    package let clock: Clock
    /// Whose desk it is on; `nil` where the case itself is.
    package let holderID: String?

    init(kind: ClockKind, clock: Clock, holderID: String? = nil) {
        self.kind = kind
        self.clock = clock
        self.holderID = holderID
    }

    /// The clock that shows first among those of one due moment.
    package var name: Promise.Kind { clock.promise.kind }
}

extension Case {
    /// Every clock of the present round. Before a person confirmed the level, the suggested one's promises run, and
    /// level Ⅲ's when nothing was suggested. `now` ends what no longer applies.
    package func clocks(
        by table: LevelTable, organisation: OrganisationKind, at now: Instant
    ) throws(Problem) -> [CaseClock] {
        try clocks(by: { _ in table }, organisation: organisation, at: now)
    }

    /// The same by the table in force at each moment: a promise goes by the rules of the day it was given, which is
    /// when the voice was received or a person last graded it. What was kept before stays judged by what was promised
    /// then.
    package func clocks(
        by tables: (Instant) -> LevelTable, organisation: OrganisationKind, at now: Instant
    ) throws(Problem) -> [CaseClock] {
        let table = tables(promisesGivenAt())
        var clocks: [CaseClock] = []
        // Where the checklist says what to report and when, its points take the place of the general check.
        let isListed = !redress.reports.isEmpty
        for (kind, current) in promises(by: table, organisation).sorted(by: { $0.key.rawValue < $1.key.rawValue })
        where kind != .authorityReport || !isListed {
            var (promise, version) = (current, table.ruleVersion)
            if let kept = metAt(kind), promisesGivenAt(keptAt: kept) != promisesGivenAt() {
                let former = tables(promisesGivenAt(keptAt: kept))
                promise = promises(by: former, organisation)[kind] ?? current
                version = former.ruleVersion
            }
            for (index, rule) in promise.governing.enumerated() {
                let name = clockName(kind, index: index)
                let term = (kind == .reply ? promisedReply : nil) ?? rule.term
                clocks.append(CaseClock(kind: kind, clock: try clock(kind, name, term, version, at: now)))
            }
        }
        if let target = try targetClock(by: table, organisation, at: now) { clocks.append(target) }
        if let outside = try outsideClock(at: now) { clocks.append(outside) }
        return try clocks + inheritedClocks(at: now) + teamClocks(by: table, at: now) + watchClocks(at: now)
            + reportClocks(at: now)
    }

    private func promises(by table: LevelTable, _ organisation: OrganisationKind) -> [ClockKind: LevelPromise] {
        table.promises(
            for: kind, level: level.current ?? .three, organisation: organisation,
            severalDepartments: timing.severalDepartments)
    }

    /// When the promises of this round were given: received, or last graded by a person; with `kept`, as it was then.
    package func promisesGivenAt(keptAt kept: Instant? = nil) -> Instant {
        let graded = level.history.last { change in kept.map { change.at <= $0 } ?? true }?.at
        return max(milestones.receivedAt, graded ?? milestones.receivedAt)
    }

    /// The goal of the house for this type of complaint, where one is stricter than the promise.
    private func targetClock(
        by table: LevelTable, _ organisation: OrganisationKind, at now: Instant
    ) throws(Problem) -> CaseClock? {
        guard kind.isGraded else { return nil }
        let term = table.resolutionTarget(
            for: allegations.map(\.category), level: level.current ?? .three, organisation: organisation,
            severalDepartments: timing.severalDepartments)
        guard let term else { return nil }
        let name = clockName(.categoryTarget, index: 0)
        return CaseClock(
            kind: .categoryTarget, clock: try clock(.categoryTarget, name, term, table.ruleVersion, at: now))
    }

    /// The reply time a person was told (S1-36) instead of the default; a promise given is a promise.
    private var promisedReply: Term? {
        guard earlierRounds.isEmpty, let expectedReplyAt else { return nil }
        return Term(max(1, Int((expectedReplyAt - milestones.receivedAt) / 60_000)), .minutes)
    }

    /// `decision`, for a second governing rule `decision-2`, in a later round `decision@2`.
    private func clockName(_ kind: ClockKind, index: Int) -> Promise.Kind {
        let place = index == 0 ? "" : "-\(index + 1)"
        let round = earlierRounds.isEmpty ? "" : "@\(earlierRounds.count + 1)"
        return Promise.Kind(rawValue: kind.rawValue + place + round)
    }

    private func clock(
        _ kind: ClockKind, _ name: Promise.Kind, _ term: Term, _ ruleVersion: String, at now: Instant
    ) throws(Problem) -> Clock {
        let ladder: [LadderStep] = term == .days(14) ? .fourteenDays : .standard
        let promise = Promise(kind: name, term: term, ladder: ladder, ruleVersion: ruleVersion)
        var clock = Clock(
            promise: promise, startedAt: milestones.receivedAt, recordedAt: milestones.registeredAt)
        if kind == .decision || kind == .categoryTarget {
            for record in timing.pauses { try clock.apply(.paused(record.interval)) }
        }
        if kind == .decision {
            for extra in timing.extensions { try clock.apply(.extended(extra.granted)) }
        }
        if let met = metAt(kind) {
            try clock.apply(.met(met))
        } else if !state.isOpen {
            try clock.apply(.cancelled(max(now, clock.startedAt)))
        }
        return clock
    }

    /// When the promise behind a clock was kept, as it was recorded; `nil` while it is not.
    func metAt(_ kind: ClockKind) -> Instant? {
        switch kind {
        case .acknowledge, .thanks: milestones.acknowledgedAt
        case .firstFeedback: milestones.feedbackAt
        case .decision, .reply, .categoryTarget: milestones.decisionAt
        case .makeSafe: inThisRound(handling.madeSafeAt)
        case .tellRepresentative:
            inThisRound(handling.representativeToldAt) ?? firstTold([.representative, .emergencyContact])
        case .tellManagement: timing.escalations.map(\.at).min()
        case .tellCoordination: timing.escalations.filter { $0.escalation.role == .coordinator }.map(\.at).min()
        case .authorityReport: firstTold([.authority])
        case .rootCause: decision.approvedBy == nil ? nil : milestones.decisionAt
        case .outside: outside.flatMap { reportedAt($0.reference) }
        case .review: handling.review?.conclusion == nil ? nil : milestones.decisionAt
        // These are met by what the team or the watched did; `teamClocks` and `watchClocks` know when.
        case .acceptance, .arbitration, .part, .task, .supervision, .supervisionAgain, .emergencyReport: nil
        }
    }

    private func firstTold(_ parties: Set<Party>) -> Instant? {
        communications.filter { parties.contains($0.communication.party) && $0.communication.reached }
            .compactMap { inThisRound($0.recordedAt) }.min()
    }

    /// The moment, unless it lies in an earlier round: what was done then keeps no promise of this one.
    func inThisRound(_ moment: Instant?) -> Instant? {
        moment.flatMap { milestones.receivedAt <= $0 ? $0 : nil }
    }
}

extension CaseTiming.PauseRecord {
    /// The interval the deadline engine counts with; ended earlier when a person ended it.
    var interval: Deadlines.Pause {
        get throws(Problem) {
            let until = max(endedAt.map { min($0, pause.until) } ?? pause.until, from.advanced(byMilliseconds: 1))
            return try Deadlines.Pause(
                reason: pause.reason.counted, from: from, until: until, note: pause.explanation)
        }
    }
}

extension PauseReason {
    /// The same reason as the deadline engine knows it.
    var counted: Deadlines.Pause.Reason {
        switch self {
        case .complainantAsked: .complainantAsked
        case .waitingForComplainant: .awaitingMaterial
        case .outsideInquiry: .externalAppraisal
        case .forceMajeure: .forceMajeure
        }
    }
}

extension ExtensionOfTime {
    var granted: Extension {
        Extension(
            requestedAt: notice.happenedAt, newDue: newDueAt, reasonKey: reason, approvedBy: "")
    }
}
