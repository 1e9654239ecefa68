import Kernel

/// One rung of the escalation ladder (升级阶梯): who is told, and when in the life of the clock.
package struct LadderStep: Hashable, Codable, Sendable {
    /// 0 is the holder; each level above is higher in the house.
    package let level: Int
    /// A `Role` by its raw value, or `holder`.
    package let role: String
    package let timing: Timing

    package init(level: Int, role: String, timing: Timing) {
        self.level = level
        self.role = role
        self.timing = timing
    }

    package static let holder = "holder"
}

/// When a rung is reached, written `75%`, `D-4` or `due+24h`.
package enum Timing: Hashable, Codable, Sendable, CustomStringConvertible {
    /// So much of the promised time is used; may exceed 100.
    case percent(Int)
    /// On the morning of the day so many calendar days before the last day; `D-0` is the last day itself.
    case daysBefore(Int)
    /// So many hours after the promise was broken.
    case afterDue(hours: Int)

    /// `nil` for anything but the three written forms, or beyond 1000 %, 365 days, 2400 hours.
    package init?(_ text: String) {
        if text.hasSuffix("%"), let percent = Int(text.dropLast()), (1...1000).contains(percent) {
            self = .percent(percent)
        } else if text.hasPrefix("D-"), let days = Int(text.dropFirst(2)), (0...365).contains(days) {
            self = .daysBefore(days)
        } else if text.hasPrefix("due+"), text.hasSuffix("h"), let hours = Int(text.dropFirst(4).dropLast()),
            (0...2400).contains(hours)
        {
            self = .afterDue(hours: hours)
        } else {
            return nil
        }
    }

    package var description: String {
        switch self {
        case .percent(let percent): "\(percent)%"
        case .daysBefore(let days): "D-\(days)"
        case .afterDue(let hours): "due+\(hours)h"
        }
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let timing = Timing(text) else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "no timing"))
        }
        self = timing
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension [LadderStep] {
    /// Holder, unit head, director, chief executive: for promises counted in minutes or hours.
    package static let standard = [
        LadderStep(level: 0, role: LadderStep.holder, timing: .percent(75)),
        LadderStep(level: 1, role: Role.unitHead.rawValue, timing: .percent(100)),
        LadderStep(level: 2, role: Role.director.rawValue, timing: .percent(150)),
        LadderStep(level: 3, role: Role.chiefExecutive.rawValue, timing: .percent(200)),
    ]

    /// The ladder of the fourteen days (S0-16): four and two days ahead, on the last day, and when it is broken.
    package static let fourteenDays = [
        LadderStep(level: 0, role: LadderStep.holder, timing: .daysBefore(4)),
        LadderStep(level: 1, role: Role.unitHead.rawValue, timing: .daysBefore(2)),
        LadderStep(level: 2, role: Role.director.rawValue, timing: .daysBefore(0)),
        LadderStep(level: 3, role: Role.chiefExecutive.rawValue, timing: .percent(100)),
    ]
}
