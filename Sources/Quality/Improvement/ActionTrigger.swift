import Kernel

/// The figure that set off an action and by which its effect is judged (触发指标, S4-50).
package enum ActionTrigger: Hashable, Codable, Sendable {
    /// Cases of one cause; counted by the program.
    case cases(CaseCount)
    /// An indicator or a score of a survey, read and entered by a person.
    case value(MeasuredValue)
    /// Looked at by a person on the spot.
    case inspection

    package enum Kind: String, Codable, Sendable, CaseIterable {
        case cases, value, inspection
    }

    package var kind: Kind {
        switch self {
        case .cases: .cases
        case .value: .value
        case .inspection: .inspection
        }
    }

    package var cause: CauseKey? {
        if case .cases(let count) = self { return count.key }
        return nil
    }

    /// Throws `Problem.invalid` for figures nobody could judge by.
    func check() throws(Problem) {
        switch self {
        case .cases(let count):
            guard (0...100).contains(count.allowed), count.before >= 0 else {
                throw .invalid("allowed", Message("quality.field.allowed"))
            }
        case .value(let measured):
            guard (1...200).contains(measured.name.count) else {
                throw .invalid("figure_name", Message("quality.field.figure_name"))
            }
            guard measured.before.isFinite, measured.target.isFinite, measured.before != measured.target else {
                throw .invalid("figure_target", Message("quality.field.figure_target"))
            }
        case .inspection: break
        }
    }
}

/// How often a cause was seen before, and how often it may come again (个案数指标).
package struct CaseCount: Hashable, Codable, Sendable {
    package let key: CauseKey
    /// Cases seen when the action was opened, within `days`.
    package let before: Int
    package let days: Int
    /// The most new cases from the verification to the last check; none unless told (standards 2.18: recurrence).
    package let allowed: Int

    package init(key: CauseKey, before: Int, days: Int = 90, allowed: Int = 0) {
        self.key = key
        self.before = before
        self.days = days
        self.allowed = allowed
    }
}

/// A number with where it stood and where it should come to (数值指标); the direction follows from the two.
package struct MeasuredValue: Hashable, Codable, Sendable {
    package let name: String
    package let before: Double
    package let target: Double

    package init(name: String, before: Double, target: Double) {
        self.name = name
        self.before = before
        self.target = target
    }

    package func isReached(by value: Double) -> Bool { target < before ? value <= target : value >= target }
}
