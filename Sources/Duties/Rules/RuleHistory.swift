import Kernel
import Platform

/// A rule as it holds from a day on (规则版本). The version in force on the first day of a period governs the whole
/// period, so what is owed does not depend on when it was worked out.
package struct RuleVersion: Hashable, Sendable {
    package let number: Int
    package let validFrom: LocalDay
    package let rule: DutyRule
    package let recordedAt: Instant
    package let recordedBy: String

    package init(
        number: Int, validFrom: LocalDay, rule: DutyRule, recordedAt: Instant = Instant(milliseconds: 0),
        recordedBy: String = "system"
    ) {
        self.number = number
        self.validFrom = validFrom
        self.rule = rule
        self.recordedAt = recordedAt
        self.recordedBy = recordedBy
    }

    /// What clocks are marked with.
    var mark: String { "\(rule.code.rawValue)@\(number)" }
}

/// All versions of one rule (规则沿革).
package struct RuleHistory: Hashable, Sendable {
    package let code: DutyCode
    /// By number.
    package let versions: [RuleVersion]

    /// `nil` without a version.
    package init?(_ versions: [RuleVersion]) {
        guard let first = versions.first else { return nil }
        code = first.rule.code
        self.versions = versions.sorted { $0.number < $1.number }
    }

    /// The version that governs what begins on the day: the latest announced of those in force then.
    package func governing(_ day: LocalDay) -> RuleVersion? { versions.last { $0.validFrom <= day } }

    /// The version announced last.
    package var latest: RuleVersion { versions[versions.count - 1] }

    /// Throws unless the version may be announced today: it begins with a period that has not begun, and follows the
    /// versions announced before.
    package func check(_ rule: DutyRule, from day: LocalDay, today: LocalDay) throws(Problem) {
        try rule.check()
        guard day > today else { throw .invalid("valid_from", Message("duties.fault.period_begun")) }
        guard !rule.rhythm.isOfCalendar || rule.rhythm.period(containing: day)?.first == day else {
            throw .invalid("valid_from", Message("duties.fault.mid_period"))
        }
        guard day >= latest.validFrom else {
            throw .invalid("valid_from", Message("duties.fault.before_latest", ["day": .day(latest.validFrom)]))
        }
        guard rule.scope == latest.rule.scope else { throw .invalid("scope", Message("duties.fault.scope")) }
        guard rule.rhythm.isOfCalendar == latest.rule.rhythm.isOfCalendar else {
            throw .invalid("every", Message("duties.fault.due"))
        }
        guard versions.count < 200 else { throw .conflict("duties.fault.too_many_versions") }
    }

    /// From when a rule holds that an organisation takes over today: from the period that runs, if it can still be
    /// kept, else from the next one.
    package static func start(_ rule: DutyRule, today: LocalDay, due: (Period) -> LocalDay?) -> LocalDay {
        guard let running = rule.rhythm.period(containing: today) else { return today }
        guard let day = due(running) else { return today }
        return day >= today ? running.first : running.last.advanced(by: 1)
    }
}

extension Rhythm {
    /// The days on which a version of the rhythm may begin: first days of its periods that are still to come.
    package func beginnings(after today: LocalDay, count: Int = 6) -> [LocalDay] {
        guard isOfCalendar else { return [today.advanced(by: 1)] }
        let horizon = today.advanced(by: 1)...today.advanced(by: horizonDays(count))
        return Array(periods(beginning: horizon).map(\.first).prefix(count))
    }

    /// About how many days so many periods span.
    func horizonDays(_ count: Int) -> Int {
        switch self {
        case .daily: count
        case .weekly: 7 * count + 7
        case .monthly, .quarterly, .halfYearly: (months ?? 1) * 31 * (count + 1)
        case .yearly, .festival: 366 * (count + 1)
        case .event: count
        }
    }
}
