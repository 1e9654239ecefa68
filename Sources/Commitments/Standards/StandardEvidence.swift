import Casework
import Kernel

/// Where it is seen whether a promise is kept (证据来源). Written `clock:first_feedback`, `indicator:letter_coverage`,
/// `duty:CODE`, `none`.
package enum StandardEvidence: Hashable, Sendable, CustomStringConvertible {
    /// A clock of cases: each case is judged by itself.
    case clock(ClockKind)
    /// A figure the product keeps.
    case indicator(Indicator)
    /// A recurring duty, by its code.
    case duty(String)
    /// 系统不测量: said openly.
    case unmeasured

    package enum Indicator: String, Sendable, CaseIterable {
        /// 承诺书覆盖率
        case letterCoverage = "letter_coverage"
        /// 进展告知按时率, of the months already analysed
        case progressUpdates = "progress_updates"
    }

    /// The clocks that run for whoever complains; what the team owes within the house is no promise to a resident.
    package static let clocks: [ClockKind] = [
        .acknowledge, .firstFeedback, .decision, .reply, .thanks, .makeSafe, .tellRepresentative, .authorityReport,
        .review,
    ]

    package init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        switch (parts.first, parts.count) {
        case ("none", 1): self = .unmeasured
        case ("clock", 2):
            guard let kind = ClockKind(rawValue: parts[1]), StandardEvidence.clocks.contains(kind) else { return nil }
            self = .clock(kind)
        case ("indicator", 2):
            guard let indicator = Indicator(rawValue: parts[1]) else { return nil }
            self = .indicator(indicator)
        case ("duty", 2):
            guard (1...60).contains(parts[1].count), parts[1].utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
                return nil
            }
            self = .duty(parts[1])
        default: return nil
        }
    }

    package var description: String {
        switch self {
        case .clock(let kind): "clock:\(kind.rawValue)"
        case .indicator(let indicator): "indicator:\(indicator.rawValue)"
        case .duty(let code): "duty:\(code)"
        case .unmeasured: "none"
        }
    }

    package var message: Message {
        switch self {
        case .clock(let kind): Message("commitments.evidence.clock.\(kind.rawValue)")
        case .indicator(let indicator): Message("commitments.evidence.indicator.\(indicator.rawValue)")
        case .duty(let code): Message("commitments.evidence.duty", ["code": .text(code)])
        case .unmeasured: Message("commitments.evidence.none")
        }
    }
}
