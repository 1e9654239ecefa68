import Deadlines
import Kernel
import Platform
import Web

/// What a complainant may count on, by when, and why then (对外承诺, S0-15, S0-16).
struct OutwardPromise: Sendable {
    let kind: ClockKind
    let dueAt: Instant
    let lastDay: LocalDay
    let isLate: Bool
    /// The due before it was extended.
    let original: Instant?
    let explanation: [Message]

    /// `by 23:50 on …`, or `by the end of …` where the day is what was promised.
    func text(_ words: Words) -> String { OutwardPromise.text(dueAt, lastDay, words) }

    static func text(_ moment: Instant, _ lastDay: LocalDay?, _ words: Words) -> String {
        let (day, minute) = moment.local(in: words.zone)
        guard minute == 0, let last = lastDay ?? (minute == 0 ? day.advanced(by: -1) : nil) else {
            return words.moment(moment)
        }
        return words("casework.public.end_of_day", ["day": .day(last)])
    }
}

extension Case {
    /// The kinds of clock a complainant waits for, in the order in which they come.
    private static let outward: [ClockKind] = [.acknowledge, .firstFeedback, .thanks, .reply, .decision]

    /// The open promises of this round. Until a person has confirmed a level that may still turn out graver and slower,
    /// feedback and result are promised by the outer limits: no word is given that could be taken back.
    func outwardPromises(
        by tables: (Instant) -> LevelTable, organisation: OrganisationKind, at now: Instant,
        in calendar: WorkCalendar
    ) throws -> [OutwardPromise] {
        guard state.isOpen else { return [] }
        let table = tables(promisesGivenAt())
        let clocks = try clocks(by: tables, organisation: organisation, at: now)
        return Case.outward.compactMap { kind -> OutwardPromise? in
            let own = clocks.filter { $0.kind == kind && $0.clock.metAt == nil }
            guard !own.isEmpty else { return nil }
            if isUnsettled, let rules = outerLimits(of: kind, by: table, organisation: organisation) {
                return rules.map { outerLimit($0, at: now, in: calendar) }.min { $0.dueAt < $1.dueAt }
            }
            return own.map { promise(kind, $0.clock, at: now, in: calendar) }
                .min { $0.dueAt < $1.dueAt }
        }
    }

    private var isUnsettled: Bool {
        let isLight = (level.suggestion?.level ?? .three) == .three || level.suggestion?.level == .four
        return level.confirmed == nil && isLight && timing.extensions.isEmpty && timing.pauses.isEmpty
    }

    private func outerLimits(
        of clock: ClockKind, by table: LevelTable, organisation: OrganisationKind
    ) -> [PromiseRule]? {
        guard kind.isGraded else { return nil }
        let caps = table.promises(for: kind, level: .three, organisation: organisation)[clock]?.caps ?? []
        return caps.isEmpty ? nil : caps
    }

    private func promise(
        _ kind: ClockKind, _ clock: Clock, at now: Instant, in calendar: WorkCalendar
    ) -> OutwardPromise {
        let reading = clock.reading(at: now, in: calendar)
        return OutwardPromise(
            kind: kind, dueAt: reading.dueAt, lastDay: reading.lastDay, isLate: reading.dueAt < now,
            original: reading.isExtended ? reading.originalDueAt : nil,
            explanation: clock.explanation(at: now, in: calendar))
    }

    private func outerLimit(_ rule: PromiseRule, at now: Instant, in calendar: WorkCalendar) -> OutwardPromise {
        let promise = Promise(kind: Promise.Kind(rawValue: rule.clock.rawValue), term: rule.term)
        let due = promise.due(from: milestones.receivedAt, in: calendar)
        return OutwardPromise(
            kind: rule.clock, dueAt: due.at, lastDay: due.lastDay, isLate: due.at < now,
            original: nil,
            explanation: Explanation(of: promise, from: milestones.receivedAt, due: due, in: calendar).messages)
    }
}

extension LevelTable {
    /// What is promised to everybody before anything is known of their matter: the outer limits (S0-15, S0-16).
    func outerLimits(_ organisation: OrganisationKind) -> (feedback: Term, decision: [Term]) {
        let decision = promises(for: .complaint, level: .three, organisation: organisation)[.decision]
        return (caps.firstFeedback.term, decision?.caps.map(\.term) ?? [])
    }
}

extension Term {
    /// The length as the public says it: `14 days`.
    var publicMessage: Message {
        let unit =
            switch self.unit {
            case .minutes: "minutes"
            case .hours: "hours"
            case .naturalDays: "days"
            case .workingDays: "working_days"
            }
        return Message("casework.public.length.\(unit)", ["n": .number(amount)])
    }
}
