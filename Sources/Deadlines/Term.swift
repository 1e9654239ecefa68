import Kernel

/// A length of time as a promise states it (期限): `90m`, `48h`, `14d` natural days, `10wd` working days.
package struct Term: Hashable, Codable, Sendable, CustomStringConvertible {
    package let amount: Int
    package let unit: Unit

    /// How the amount is counted (standards 2.11).
    package enum Unit: String, Hashable, Codable, Sendable, CaseIterable {
        case minutes = "m"
        case hours = "h"
        /// 自然日
        case naturalDays = "d"
        /// 工作日
        case workingDays = "wd"

        /// About ten years: nothing promised to a person lies further away.
        package var limit: Int {
            switch self {
            case .minutes: 5_256_000
            case .hours: 87_600
            case .naturalDays: 3_650
            case .workingDays: 2_500
            }
        }

        package var countsDays: Bool {
            switch self {
            case .minutes, .hours: false
            case .naturalDays, .workingDays: true
            }
        }
    }

    /// `nil` when the amount is not between 1 and the unit's limit.
    package init?(_ amount: Int, _ unit: Unit) {
        guard (1...unit.limit).contains(amount) else { return nil }
        self.amount = amount
        self.unit = unit
    }

    /// Reads the short form; `nil` when it is anything else or beyond the limit.
    package init?(_ text: String) {
        let digits = text.utf8.prefix { (48...57).contains($0) }
        guard (1...7).contains(digits.count), let amount = Int(text.prefix(digits.count)),
            let unit = Unit(rawValue: String(text.dropFirst(digits.count)))
        else { return nil }
        self.init(amount, unit)
    }

    private init(literal amount: Int, _ unit: Unit) {
        precondition((1...unit.limit).contains(amount), "A term lies between 1 and its unit's limit.")
        self.amount = amount
        self.unit = unit
    }

    package static func minutes(_ amount: Int) -> Term { Term(literal: amount, .minutes) }
    package static func hours(_ amount: Int) -> Term { Term(literal: amount, .hours) }
    package static func days(_ amount: Int) -> Term { Term(literal: amount, .naturalDays) }
    package static func workingDays(_ amount: Int) -> Term { Term(literal: amount, .workingDays) }

    package var description: String { "\(amount)\(unit.rawValue)" }

    /// In words: `48小时`, `10 working days`.
    package var message: Message {
        let name =
            switch unit {
            case .minutes: "minutes"
            case .hours: "hours"
            case .naturalDays: "natural_days"
            case .workingDays: "working_days"
            }
        return Message("deadlines.amount.\(name)", ["n": .number(amount)])
    }

    /// The length on a running clock; `nil` for days, which a calendar must count.
    var milliseconds: Int64? {
        switch unit {
        case .minutes: Int64(amount) * 60_000
        case .hours: Int64(amount) * 3_600_000
        case .naturalDays, .workingDays: nil
        }
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let term = Term(text) else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "no term"))
        }
        self = term
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
