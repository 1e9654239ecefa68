import Kernel
import Platform

/// Which cases stand behind a number (数字背后的个案), as an address writes it: `received`, `late.decision.cap`,
/// `immature.decision.3`, `category.CAR-01`, `cause.P1`, `unconfirmed`, `level.2`.
package enum FigureSelection: Hashable, Sendable {
    case received
    case level(ResponseLevel)
    case promise(FigureClock.Outcome, ClockKind, isCap: Bool, level: ResponseLevel?)
    case category(CategoryCode)
    case cause(RootCause)
    case unconfirmed

    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        switch (parts.first, parts.count) {
        case ("received", 1): self = .received
        case ("unconfirmed", 1): self = .unconfirmed
        case ("level", 2):
            guard let level = Int(parts[1]).flatMap(ResponseLevel.init) else { return nil }
            self = .level(level)
        case ("category", 2):
            guard let category = CategoryCode(parts[1]) else { return nil }
            self = .category(category)
        case ("cause", 2):
            guard let cause = RootCause(rawValue: parts[1]) else { return nil }
            self = .cause(cause)
        case (let first?, 2...3):
            guard let outcome = FigureClock.Outcome(rawValue: first), let kind = ClockKind(rawValue: parts[1])
            else { return nil }
            let last = parts.count == 3 ? parts[2] : nil
            let level = last.flatMap { Int($0) }.flatMap(ResponseLevel.init)
            guard last == nil || last == "cap" || level != nil else { return nil }
            self = .promise(outcome, kind, isCap: last == "cap", level: level)
        default: return nil
        }
    }

    package var text: String {
        switch self {
        case .received: "received"
        case .unconfirmed: "unconfirmed"
        case .level(let level): "level.\(level.rawValue)"
        case .category(let category): "category.\(category)"
        case .cause(let cause): "cause.\(cause.rawValue)"
        case .promise(let outcome, let kind, let isCap, let level):
            "\(outcome.rawValue).\(kind.rawValue)" + (isCap ? ".cap" : level.map { ".\($0.rawValue)" } ?? "")
        }
    }

    /// Whether the row is one of them, as promised; the same judgement the number was counted by.
    package func holds(_ row: CaseFigure, asOf moment: Instant) -> Bool {
        guard row.counting == .counted else { return false }
        switch self {
        case .received: return true
        case .level(let level): return row.level == level
        case .category(let category): return row.categories.contains(category)
        case .cause(let cause): return row.causes.contains(cause)
        case .unconfirmed:
            guard row.kind.isGraded else { return false }
            var count = Figures.SatisfactionCount()
            count.add(row, asOf: moment)
            return count.unconfirmed > 0
        case .promise(let outcome, let kind, let isCap, let level):
            return row.rounds.enumerated().contains { place, round in
                round.startedAt <= moment && (!isCap || place == 0)
                    && (isCap || (row.kind.isGraded ? round.level : nil) == level)
                    && round.clocks.contains {
                        $0.kind == kind && $0.isCap == isCap && $0.outcome(.promised, asOf: moment) == outcome
                    }
            }
        }
    }
}
