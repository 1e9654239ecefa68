import Casework
import Foundation
import Kernel
import Platform
import Web

/// What the pages of indicators say alike (指标用语): a rate never without its numbers, nothing below five of persons.
struct IndicatorWords: Sendable {
    let words: Words

    func callAsFunction(_ key: String, _ gaps: [String: Message.Argument] = [:]) -> String {
        words("indicators.\(key)", gaps)
    }

    private var figures: FigureWords { FigureWords(words: words) }

    func text(_ bilingual: Bilingual) -> String { bilingual.text(in: words.language) }

    func percent(_ share: Double) -> String { String(format: "%.1f%%", share) }

    /// A value with all numbers it is made of.
    func cell(_ value: IndicatorValue, _ indicator: Indicator, address: String? = nil) -> TableView.Cell {
        switch value {
        case .share(let rate, let immature, let isOpen):
            let pending = immature > 0 ? self("pending", ["n": .text(figures.count(immature))]) : nil
            if rate.of == 0 {
                return .init(self("nothing_due"), address: immature > 0 ? address : nil, note: pending)
            }
            guard isOpen else { return figures.rate(rate, address: address, more: pending) }
            let share = Double(rate.met) * 100 / Double(rate.of)
            return .init(
                self("rate", ["percent": .text(percent(share)), "met": .number(rate.met), "of": .number(rate.of)]),
                address: address, note: pending, meter: .init(Int(share.rounded())))
        case .length(let spread):
            return .init(
                length(spread, spread.median), address: address,
                note: spread.isTooSmall
                    ? nil
                    : self(
                        "length",
                        ["longest": .text(length(spread, spread.p90)), "n": .number(spread.n)]))
        case .per(let count, let base, let times):
            guard base > 0 else { return .init(self("nothing_due")) }
            guard let number = value.number else { return .init(self("too_few"), address: address) }
            return .init(
                self(
                    "per",
                    [
                        "value": .text(String(format: "%.2f", number)), "n": .number(count), "base": .number(base),
                        "times": .number(times),
                    ]), address: address)
        case .points(let reached, let possible, let records):
            guard possible > 0 else { return .init(self("nothing_due")) }
            let share = Double(reached) * 100 / Double(possible)
            return .init(
                self(
                    "points",
                    [
                        "percent": .text(percent(share)), "reached": .text(points(reached, possible)),
                        "n": .number(records),
                    ]
                ), address: address, meter: .init(Int(share.rounded())))
        case .missing(let months):
            return .init(self("missing", ["n": .number(months)]))
        case .notRecorded:
            guard case .awaits(let what) = indicator.formula else { return .init(self("nothing_due")) }
            return .init(self("not_recorded"), note: self("awaits", ["what": .text(text(what))]))
        }
    }

    private func points(_ reached: Int, _ possible: Int) -> String { "\(reached)/\(possible)" }

    /// A length at a rank, in hours or days: not reached while too many are open.
    func length(_ spread: Spread, _ length: Int64?) -> String {
        if spread.n == 0 { return self("nothing_due") }
        if spread.isTooSmall { return self("too_few") }
        return length.map { IndicatorWords.length(Double($0), words) } ?? self("not_reached")
    }

    private static func length(_ milliseconds: Double, _ words: Words) -> String {
        let hours = milliseconds / 3_600_000
        let (key, number) = hours < 48 ? ("hours", hours) : ("days", hours / 24)
        return words("indicators.\(key)", ["n": .text(String(format: "%.1f", number))])
    }

    /// The height of a drawing in words.
    func scale(_ indicator: Indicator) -> @Sendable (Double) -> String {
        let words = words
        switch indicator.formula {
        case .measure(let measure, _) where measure.shape == .length:
            return { IndicatorWords.length($0, words) }
        case .per: return { String(format: "%.2f", $0) }
        case .measure, .awaits: return { String(format: "%.0f%%", $0) }
        }
    }

    func target(_ indicator: Indicator) -> String {
        guard let target = indicator.target else { return self("no_target") }
        let number = target.rounded() == target ? String(Int(target)) : String(target)
        let key = indicator.better == .up ? "at_least" : "at_most"
        let isPerCent = indicator.measures.count == 1 || !indicator.isRecorded
        return self(key, ["n": .text(isPerCent ? "\(number)%" : number)])
    }

    func state(_ isMet: Bool?) -> StateBadge? {
        isMet.map { isMet in
            StateBadge(
                self(isMet ? "met" : "not_met"), tone: isMet ? .done : .open,
                icon: isMet ? "check-lg" : "exclamation-triangle")
        }
    }

    /// How the value of a period stands to the one before; nothing where one of them cannot be told.
    func change(_ series: IndicatorSeries) -> String {
        guard let now = series.now.number, let before = series.before?.number else { return "" }
        if abs(now - before) < 0.05 { return self("same") }
        let better = (now > before) == (series.indicator.better == .up)
        return self(better ? "better" : "worse", ["before": .text(scale(series.indicator)(before))])
    }
}
