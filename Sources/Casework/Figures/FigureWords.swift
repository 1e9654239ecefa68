import Foundation
import Kernel
import Platform
import Web

/// Figures in words (统计用语): a rate never without its numbers, nothing below five.
package struct FigureWords: Sendable {
    let words: Words

    package init(words: Words) { self.words = words }

    func callAsFunction(_ key: String, _ arguments: [String: Message.Argument] = [:]) -> String {
        words("casework.figures.\(key)", arguments)
    }

    package func percent(_ share: Double) -> String { String(format: "%.1f%%", share * 100) }

    /// A count, or that it is below five.
    package func count(_ count: Int) -> String { Disclosure.isSmall(count) ? self("below") : String(count) }

    package func shown(_ count: Int?) -> String { count.map(String.init) ?? self("hidden") }

    /// `92.3% (12/13)` with its interval below.
    package func rate(_ rate: Rate, address: String? = nil, more: String? = nil) -> TableView.Cell {
        guard rate.of > 0 else { return TableView.Cell(self("nothing_due"), note: more) }
        guard let share = rate.share, let interval = rate.interval else {
            return TableView.Cell(self("too_few"), address: address, note: more)
        }
        let numbers = self(
            "rate", ["percent": .text(percent(share)), "met": .number(rate.met), "of": .number(rate.of)])
        let between = self(
            "interval", ["low": .text(percent(interval.lowerBound)), "high": .text(percent(interval.upperBound))])
        return TableView.Cell(
            numbers, address: address, note: [between, more].compactMap { $0 }.joined(separator: self("separator")),
            meter: .init(Int((share * 100).rounded())))
    }

    /// A length at a rank: not reached while too many are open.
    func length(_ spread: Spread, _ length: Int64?) -> String {
        if spread.n == 0 { return self("nothing_due") }
        if spread.isTooSmall { return self("too_few") }
        return length.map { NextClocks.length($0, words) } ?? self("not_reached")
    }

    func still(_ part: Int64, of run: Int64) -> String {
        run > 0 ? percent(Double(part) / Double(run)) : self("nothing_due")
    }
}
