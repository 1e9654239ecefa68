import Kernel

/// A month, quarter or year of the organisation's calendar (统计期间), written `2026-09`, `2026-Q3`, `2026`.
package struct FigurePeriod: Hashable, Sendable, CustomStringConvertible {
    package enum Grain: String, Sendable, CaseIterable {
        case month, quarter, year

        var months: Int {
            switch self {
            case .month: 1
            case .quarter: 3
            case .year: 12
            }
        }
    }

    package let grain: Grain
    package let year: Int
    /// The first month, 1…12.
    package let month: Int

    package init(_ grain: Grain, holding day: LocalDay) {
        self.init(grain, year: day.year, month: (day.month - 1) / grain.months * grain.months + 1)
    }

    private init(_ grain: Grain, year: Int, month: Int) {
        self.grain = grain
        self.year = year
        self.month = month
    }

    /// `nil` unless it is the text of a period between the years 2000 and 2200.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard let first = parts.first, first.count == 4, let year = Int(first), (2000...2200).contains(year),
            text.utf8.allSatisfy({ $0 < 128 })
        else { return nil }
        if parts.count == 1 {
            self.init(.year, year: year, month: 1)
        } else if parts.count == 2, parts[1].count == 2, let number = Int(parts[1].drop { $0 == "Q" }) {
            let isQuarter = parts[1].first == "Q"
            guard (1...(isQuarter ? 4 : 12)).contains(number) else { return nil }
            self.init(isQuarter ? .quarter : .month, year: year, month: isQuarter ? number * 3 - 2 : number)
        } else {
            return nil
        }
    }

    package var quarter: Int { (month - 1) / 3 + 1 }

    package var description: String {
        switch grain {
        case .month: "\(year)-\(twoDigits(month))"
        case .quarter: "\(year)-Q\(quarter)"
        case .year: "\(year)"
        }
    }

    /// Its first day.
    package var first: LocalDay { LocalDay(year: year, month: month, day: 1) ?? LocalDay(daysSince1970: 0) }
    /// The day after its last.
    package var next: LocalDay { moved(by: 1).first }

    /// The same grain, so many periods later; earlier when negative.
    package func moved(by count: Int) -> FigurePeriod {
        let months = year * 12 + month - 1 + count * grain.months
        return FigurePeriod(grain, year: months / 12, month: months % 12 + 1)
    }

    /// The moments it holds: from its first midnight until before the one after its last day.
    package func moments(in zone: Zone) -> Range<Instant> { zone.instant(of: first)..<zone.instant(of: next) }

    /// Its name.
    package var message: Message {
        Message(
            "casework.figures.period.\(grain.rawValue)",
            ["year": .number(year), "month": .number(month), "quarter": .number(quarter)])
    }
}
