import Kernel

/// A promised time limit (承诺时限): who gave it is the caller's business, what it means in time is settled here.
/// The value is frozen with the clock it starts, so later rule changes never rewrite history.
package struct Promise: Hashable, Codable, Sendable {
    package var kind: Kind
    package var term: Term
    /// Minutes and hours run only inside the calendar's working periods; otherwise day and night (reading 4).
    package var countsWorkingTime: Bool
    /// A last day that is a rest day moves to the next working day (Civil Code 203); hours that end in rest end when
    /// that day opens. Off for promises of care.
    package var rollsOverRestDays: Bool
    package var ending: Ending
    /// Percent of the promised time at which the holder is warned. 100 is the due itself and never fires beside it.
    package var warnings: [Int]
    /// Calendar days before the last day on whose morning the holder is reminded (D-4, D-2, D-0).
    package var reminders: [Int]
    package var ladder: [LadderStep]
    package var ruleVersion: String

    /// What is promised, by a name the callers settle, such as `first_feedback`.
    package struct Kind: RawRepresentable, Hashable, Codable, Sendable, ExpressibleByStringLiteral {
        package let rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }
        package init(stringLiteral value: String) { rawValue = value }
    }

    /// When a last day ends (Civil Code 203).
    package enum Ending: String, Hashable, Codable, Sendable {
        /// 24:00
        case midnight
        /// When the last working period of that day closes; 24:00 on a rest day.
        case closeOfBusiness = "close_of_business"
    }

    package init(
        kind: Kind, term: Term, countsWorkingTime: Bool = false, rollsOverRestDays: Bool = false,
        ending: Ending = .midnight, warnings: [Int] = [50, 75, 100], reminders: [Int] = [],
        ladder: [LadderStep] = .standard, ruleVersion: String = "1"
    ) {
        self.kind = kind
        self.term = term
        self.countsWorkingTime = countsWorkingTime
        self.rollsOverRestDays = rollsOverRestDays
        self.ending = ending
        self.warnings = warnings
        self.reminders = reminders
        self.ladder = ladder
        self.ruleVersion = ruleVersion
    }

    /// Refuses what a settings page must not save: too many attentions, or one that could not be told from another.
    package func check() throws(Problem) {
        guard warnings.count <= 10, warnings.allSatisfy((1...100).contains), Set(warnings).count == warnings.count
        else { throw .invalid("warnings", Message("deadlines.promise.warnings")) }
        guard reminders.count <= 10, reminders.allSatisfy((0...365).contains), Set(reminders).count == reminders.count
        else { throw .invalid("reminders", Message("deadlines.promise.reminders")) }
        guard ladder.count <= 10, Set(ladder).count == ladder.count, ladder.allSatisfy({ (0...9).contains($0.level) })
        else { throw .invalid("ladder", Message("deadlines.promise.ladder")) }
        guard ruleVersion.count <= 100, !kind.rawValue.isEmpty, kind.rawValue.count <= 100
        else { throw .invalid("kind", Message("deadlines.promise.kind")) }
    }

    var runsOnWorkingTime: Bool { countsWorkingTime && !term.unit.countsDays }
}
