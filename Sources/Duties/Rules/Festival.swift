import Foundation
import Kernel

/// A festival of the lunar calendar on which residents are cared for especially (节日关怀, S1-66).
package enum Festival: String, Hashable, Codable, Sendable, CaseIterable {
    /// 春节
    case spring = "spring_festival"
    /// 中秋节
    case midAutumn = "mid_autumn"
    /// 重阳节
    case doubleNinth = "double_ninth"

    /// Its day in a Gregorian year: from the published table where it reaches, else computed. `nil` when neither knows.
    package func day(in year: Int) -> LocalDay? { table[year] ?? computedDay(in: year) }

    /// The table of standards 2.12 as month and day; a test holds the computation against it.
    private var table: [Int: LocalDay] {
        let days: [(Int, Int, Int)] =
            switch self {
            case .spring: [(2024, 2, 10), (2025, 1, 29), (2026, 2, 17), (2027, 2, 6)]
            case .midAutumn: [(2024, 9, 17), (2025, 10, 6), (2026, 9, 25), (2027, 9, 15)]
            case .doubleNinth: [(2024, 10, 11), (2025, 10, 29), (2026, 10, 18), (2027, 10, 8)]
            }
        return Dictionary(
            days.compactMap { year, month, day in LocalDay(year: year, month: month, day: day).map { (year, $0) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// The month and day of the lunar calendar, and the Gregorian days between which it falls.
    private var lunar: (month: Int, day: Int, from: (Int, Int), days: Int) {
        switch self {
        case .spring: (1, 1, (1, 20), 34)
        case .midAutumn: (8, 15, (9, 5), 36)
        case .doubleNinth: (9, 9, (10, 1), 36)
        }
    }

    private static let computed = Memo<String, LocalDay?>(limit: 600)

    /// Its day by the Chinese calendar of Foundation, reckoned in China.
    package func computedDay(in year: Int) -> LocalDay? {
        Festival.computed.value("\(rawValue)-\(year)", "") { search(in: year) }
    }

    private func search(in year: Int) -> LocalDay? {
        var calendar = Calendar(identifier: .chinese)
        guard let zone = TimeZone(identifier: "Asia/Shanghai") else { return nil }
        calendar.timeZone = zone
        let lunar = lunar
        guard let first = LocalDay(year: year, month: lunar.from.0, day: lunar.from.1) else { return nil }
        return (0..<lunar.days).map { first.advanced(by: $0) }.first { day in
            let noon = Date(timeIntervalSince1970: Double(day.daysSince1970) * 86_400 + 4 * 3_600)
            let parts = calendar.dateComponents([.month, .day], from: noon)
            return parts.month == lunar.month && parts.day == lunar.day && parts.isLeapMonth != true
        }
    }
}
