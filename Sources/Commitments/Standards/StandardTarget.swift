import Deadlines
import Kernel

/// How much a standard promises (承诺目标): within a time, so many times in a period, a share, or always. Written
/// `48h`, `10wd`, `1/month`, `95%`, `always`.
package enum StandardTarget: Hashable, Sendable, CustomStringConvertible {
    /// 在多长时间内
    case within(Term)
    /// 每期几次
    case times(Int, Period)
    /// 百分之几
    case share(Int)
    /// 始终做到
    case always

    package enum Period: String, Sendable, CaseIterable {
        case month, quarter, year
    }

    /// `nil` for anything but the four forms, with 1…99 times and 1…100 percent.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        if text == "always" {
            self = .always
        } else if let term = Term(text) {
            self = .within(term)
        } else if text.hasSuffix("%"), let share = Int(text.dropLast()), (1...100).contains(share) {
            self = .share(share)
        } else if parts.count == 2, let count = Int(parts[0]), (1...99).contains(count),
            let period = Period(rawValue: parts[1])
        {
            self = .times(count, period)
        } else {
            return nil
        }
    }

    package var description: String {
        switch self {
        case .within(let term): term.description
        case .times(let count, let period): "\(count)/\(period.rawValue)"
        case .share(let share): "\(share)%"
        case .always: "always"
        }
    }

    package var message: Message {
        switch self {
        case .within(let term): Message("commitments.target.within", ["term": .message(term.message)])
        case .times(let count, let period): Message("commitments.target.\(period.rawValue)", ["n": .number(count)])
        case .share(let share): Message("commitments.target.share", ["n": .number(share)])
        case .always: Message("commitments.target.always")
        }
    }

    /// The number the public wording must name, so that what is told and what is measured are one (ISO 10001:
    /// accurate, not misleading); `nil` where none need be.
    package var numberToName: Int? {
        switch self {
        case .within(let term): term.amount
        case .share(let share): share
        case .times, .always: nil
        }
    }
}
