import Kernel

/// The four response levels (四级响应, S4-11): Ⅰ red is the most serious (reading 9).
package enum ResponseLevel: Int, Codable, Sendable, CaseIterable {
    /// Ⅰ 红 特别重大
    case one = 1
    /// Ⅱ 橙 重大
    case two
    /// Ⅲ 黄 一般
    case three
    /// Ⅳ 蓝 轻微
    case four

    /// So many levels more serious, at most Ⅰ.
    package func raised(by steps: Int) -> ResponseLevel { ResponseLevel(rawValue: max(1, rawValue - steps)) ?? .one }
    package func isMoreSerious(than other: ResponseLevel) -> Bool { rawValue < other.rawValue }

    /// The more serious of the two.
    package func orWorse(_ other: ResponseLevel) -> ResponseLevel { isMoreSerious(than: other) ? self : other }

    package var message: Message { Message("casework.level.\(rawValue)") }

    /// Roles that may decide at this level. A higher office may always decide a lesser matter.
    package var approvers: Set<Role> {
        switch self {
        case .one: [.chiefExecutive]
        case .two: [.director, .chiefExecutive]
        case .three, .four: [.supervisor, .complaintLeader, .director, .chiefExecutive]
        }
    }
}

/// The worst that happened or could credibly happen (后果等级), by HCAT harm (3.4).
package enum Consequence: Int, Codable, Sendable, CaseIterable {
    case trivial = 1
    case minor, moderate, major, extreme

    package init(_ harm: Harm) {
        switch harm {
        case .catastrophic: self = .extreme
        case .major: self = .major
        case .moderate: self = .moderate
        case .minor, .minimal: self = .minor
        case .none: self = .trivial
        }
    }

    package var message: Message { Message("casework.consequence.\(rawValue)") }
}

/// How likely it happens again (再发可能性).
package enum Likelihood: Int, Codable, Sendable, CaseIterable {
    case rare = 1
    case unlikely, possible, likely, frequent

    package var message: Message { Message("casework.likelihood.\(rawValue)") }
}

/// The 5 × 5 matrix of 3.4 (分级矩阵).
package enum GradingMatrix {
    package static func level(_ consequence: Consequence, _ likelihood: Likelihood) -> ResponseLevel {
        let row: [ResponseLevel] =
            switch likelihood {
            case .frequent: [.three, .three, .two, .one, .one]
            case .likely: [.four, .three, .two, .one, .one]
            case .possible: [.four, .three, .two, .two, .one]
            case .unlikely: [.four, .four, .three, .two, .one]
            case .rare: [.four, .four, .three, .three, .two]
            }
        return row[consequence.rawValue - 1]
    }
}
