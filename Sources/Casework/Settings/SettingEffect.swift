import Deadlines
import Kernel
import Platform

/// What a change of rules would do to one open case (影响预览): the promise it has, and what it would have if it were
/// graded under the new rules. Nothing changes until then: a clock keeps the promise it was given.
package struct SettingEffect: Hashable, Sendable {
    package enum Change: Hashable, Sendable {
        /// A due moment; `nil` where no such clock runs.
        case due(ClockKind, Instant?, Instant?)
        /// The level the rules would suggest.
        case level(ResponseLevel, ResponseLevel)

        fileprivate var sortKey: Int64 {
            switch self {
            case .due(_, let former, let due): (due ?? former)?.milliseconds ?? .max
            case .level(_, let level): Int64(level.rawValue)
            }
        }
    }

    package let subject: Case
    package let change: Change

    static func isBefore(_ left: SettingEffect, _ right: SettingEffect) -> Bool {
        (left.change.sortKey, left.subject.id) < (right.change.sortKey, right.subject.id)
    }
}

/// Rules before and after a change, for looking at cases (变更对照).
struct SettingComparison: Sendable {
    let subject: SettingSubject
    let history: RuleHistory
    let changed: CaseworkData
    let organisation: OrganisationKind
    let calendar: WorkCalendar

    init(
        _ document: SettingDocument, of subject: SettingSubject, _ history: RuleHistory,
        _ organisation: OrganisationKind, _ calendar: WorkCalendar
    ) {
        self.subject = subject
        self.history = history
        changed = subject.rules(history.latest, with: document, number: 0)
        self.organisation = organisation
        self.calendar = calendar
    }

    /// Whether open cases can be touched at all; words of letters are frozen with the letter.
    var looksAtCases: Bool { subject.touchesCases }

    /// What the change would do to an open case; empty when it would do nothing.
    func effects(on subject: Case, at now: Instant) throws(Problem) -> [SettingEffect] {
        switch self.subject {
        case .promises, .targets: try dues(of: subject, at: now)
        case .grading, .categories, .letters, .reasons, .limits, .routes: []
        }
    }

    private func dues(of subject: Case, at now: Instant) throws(Problem) -> [SettingEffect] {
        let own = try dues(subject, by: history.levels, at: now)
        let before = try dues(subject, by: { _ in history.latest.levels }, at: now)
        let after = try dues(subject, by: { _ in changed.levels }, at: now)
        return Set(before.keys).union(after.keys).sorted().filter { before[$0]?.1 != after[$0]?.1 }.compactMap { name in
            guard let kind = (after[name] ?? before[name])?.0 else { return nil }
            return SettingEffect(subject: subject, change: .due(kind, own[name]?.1, after[name]?.1))
        }
    }

    private func dues(
        _ subject: Case, by tables: (Instant) -> LevelTable, at now: Instant
    ) throws(Problem) -> [String: (ClockKind, Instant)] {
        var dues: [String: (ClockKind, Instant)] = [:]
        for clock in try subject.clocks(by: tables, organisation: organisation, at: now)
        where clock.clock.finishedAt == nil {
            dues[clock.name.rawValue] = (clock.kind, clock.clock.reading(at: now, in: calendar).dueAt)
        }
        return dues
    }

    /// The level the new standard would suggest, where it differs from what the present one would.
    func effect(
        on subject: Case, graded facts: (CategoryTree) throws -> GradingFacts
    ) rethrows -> SettingEffect? {
        let before = Grading.suggest(try facts(history.latest.categories), by: history.latest.grading).level
        let after = Grading.suggest(try facts(changed.categories), by: changed.grading).level
        return before == after ? nil : SettingEffect(subject: subject, change: .level(before, after))
    }
}

/// All a change would touch, counted, and the first of it (影响汇总).
package struct SettingPreview: Sendable {
    package let first: [SettingEffect]
    /// Cases that would be touched.
    package let cases: Int
    /// Open cases that were looked at.
    package let looked: Int
    /// There are more open cases than were looked at.
    package let isCut: Bool

    package static let shown = 50
    /// Most open cases looked at.
    package static let most = 5_000
}
