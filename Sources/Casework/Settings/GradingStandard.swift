import Kernel

/// The measure grading goes by (分级标准, S4-25, S4-26): the 5 × 5 matrix, and the numbers from which a matter weighs
/// more. Adjusted over time as a version; the floors of signals and categories are no setting.
package struct GradingStandard: Hashable, Sendable {
    /// By likelihood, then consequence, both from the least.
    package internal(set) var matrix: [[ResponseLevel]]
    /// FEE-02 above this sum is more than a supervisor may grant alone.
    package internal(set) var moneyLimit: Money
    /// From so many people on it is level Ⅰ.
    package internal(set) var manyPeople: Int
    /// So many complaints of one person in one category, or upheld about one employee, within 90 days: at least Ⅱ.
    package internal(set) var repeats: Int
    package internal(set) var version: String

    package static let shipped = GradingStandard(
        matrix: Likelihood.allCases.map { likelihood in
            Consequence.allCases.map { GradingMatrix.level($0, likelihood) }
        }, moneyLimit: Grading.standardMoneyLimit, manyPeople: 5, repeats: 3, version: Grading.ruleVersion)

    package func level(_ consequence: Consequence, _ likelihood: Likelihood) -> ResponseLevel {
        matrix[likelihood.rawValue - 1][consequence.rawValue - 1]
    }
}

/// What an organisation may say of its grading standard (分级标准设定).
enum GradingSettings {
    static let moneyRange = 1...100_000
    /// A whole floor on one cause is never less than level Ⅰ, so the number can be lowered, not raised (3.4).
    static let peopleRange = 3...5
    static let repeatRange = 2...3

    static func key(_ likelihood: Likelihood, _ consequence: Consequence) -> String {
        "matrix.\(likelihood.rawValue).\(consequence.rawValue)"
    }

    static func document(of standard: GradingStandard) -> SettingDocument {
        var document = [
            "money_limit": String(standard.moneyLimit.fen / 100), "many_people": String(standard.manyPeople),
            "repeats": String(standard.repeats),
        ]
        for likelihood in Likelihood.allCases {
            for consequence in Consequence.allCases {
                document[key(likelihood, consequence)] = String(standard.level(consequence, likelihood).rawValue)
            }
        }
        return document
    }

    static func standard(_ standard: GradingStandard, with document: SettingDocument) -> GradingStandard {
        var changed = standard
        func number(_ name: String) -> Int? { document[name].flatMap { Int($0) } }
        if let yuan = number("money_limit") { changed.moneyLimit = Money(yuan: Int64(yuan)) }
        if let people = number("many_people") { changed.manyPeople = people }
        if let repeats = number("repeats") { changed.repeats = repeats }
        for likelihood in Likelihood.allCases {
            for consequence in Consequence.allCases {
                guard let level = number(key(likelihood, consequence)).flatMap(ResponseLevel.init) else { continue }
                changed.matrix[likelihood.rawValue - 1][consequence.rawValue - 1] = level
            }
        }
        return changed
    }

    /// A worse consequence or a likelier recurrence never weighs less, and the worst that is likely is level Ⅰ.
    static func faults(in standard: GradingStandard) -> [String: Message] {
        var faults: [String: Message] = [:]
        for likelihood in Likelihood.allCases {
            for consequence in Consequence.allCases {
                let level = standard.level(consequence, likelihood)
                let lesser = [
                    Consequence(rawValue: consequence.rawValue - 1).map { standard.level($0, likelihood) },
                    Likelihood(rawValue: likelihood.rawValue - 1).map { standard.level(consequence, $0) },
                ].compactMap { $0 }
                if let graver = lesser.first(where: { $0.isMoreSerious(than: level) }) {
                    faults[key(likelihood, consequence)] = Message(
                        "casework.rules.fault.less_grave", ["level": .message(graver.message)])
                } else if consequence == .extreme, likelihood > .rare, level != .one {
                    faults[key(likelihood, consequence)] = Message("casework.rules.fault.extreme")
                }
            }
        }
        return faults
    }
}

extension Likelihood: Comparable {
    package static func < (left: Likelihood, right: Likelihood) -> Bool { left.rawValue < right.rawValue }
}
