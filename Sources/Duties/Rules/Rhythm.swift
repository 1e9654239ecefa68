import Kernel

/// How often something is owed (周期).
package enum Rhythm: Hashable, Sendable {
    case daily
    case weekly
    case monthly
    case quarterly
    case halfYearly
    case yearly
    /// Once for each such festival, in the thirty days before it.
    case festival(Festival)
    /// Once for each event of that kind.
    case event(String)

    /// `day`, `week`, `month`, `quarter`, `half_year`, `year`, a festival, or `event KIND`.
    package init?(_ text: String) {
        switch text {
        case "day": self = .daily
        case "week": self = .weekly
        case "month": self = .monthly
        case "quarter": self = .quarterly
        case "half_year": self = .halfYearly
        case "year": self = .yearly
        default:
            if let festival = Festival(rawValue: text) {
                self = .festival(festival)
            } else if text.hasPrefix("event "), Rhythm.isEventKind(text.dropFirst(6)) {
                self = .event(String(text.dropFirst(6)))
            } else {
                return nil
            }
        }
    }

    package var text: String {
        switch self {
        case .daily: "day"
        case .weekly: "week"
        case .monthly: "month"
        case .quarterly: "quarter"
        case .halfYearly: "half_year"
        case .yearly: "year"
        case .festival(let festival): festival.rawValue
        case .event(let kind): "event \(kind)"
        }
    }

    /// The rhythms of the calendar, in their order.
    package static let ofCalendar: [Rhythm] =
        [.daily, .weekly, .monthly, .quarterly, .halfYearly, .yearly] + Festival.allCases.map { .festival($0) }

    package var isOfCalendar: Bool {
        if case .event = self { return false }
        return true
    }

    /// In words: `每月`, `每个中秋节`.
    package var message: Message {
        if case .event = self { return Message("duties.rhythm.event") }
        return Message("duties.rhythm.\(text)")
    }

    /// How many months a period of whole months has.
    var months: Int? {
        switch self {
        case .monthly: 1
        case .quarterly: 3
        case .halfYearly: 6
        case .yearly: 12
        case .daily, .weekly, .festival, .event: nil
        }
    }

    private static func isEventKind(_ text: Substring) -> Bool {
        (3...100).contains(text.utf8.count) && text.utf8.contains(UInt8(ascii: "."))
            && text.utf8.allSatisfy { (97...122).contains($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_") }
    }
}

/// One stretch of time for which something is owed once (期间). The key is canonical: `2026-11`, `2026-Q4`, `2026-H2`,
/// `2026`, `2026-W47`, `2026-11-22`, `mid_autumn-2026`, `event-…`.
package struct Period: Hashable, Sendable {
    package let key: String
    package let first: LocalDay
    package let last: LocalDay

    package init(key: String, first: LocalDay, last: LocalDay) {
        self.key = key
        self.first = first
        self.last = last
    }

    package var days: Int { first.distance(to: last) + 1 }

    /// In words: `2026年11月`, `Q4 2026`.
    package var message: Message {
        let parts = key.split(separator: "-").map(String.init)
        let year = Message.Argument.number(Int(parts[0]) ?? first.year)
        if key.hasPrefix("event-") { return Message("duties.period.event", ["day": .day(first)]) }
        if let festival = parts.first.flatMap(Festival.init) {
            return Message(
                "duties.period.festival",
                ["festival": .message(Message("duties.festival.\(festival.rawValue)")), "day": .day(last)])
        }
        guard parts.count > 1 else { return Message("duties.period.year", ["year": year]) }
        let part = parts[1]
        if part.hasPrefix("Q") { return Message("duties.period.quarter", ["year": year, "n": number(part)]) }
        if part.hasPrefix("H") { return Message("duties.period.half", ["year": year, "n": number(part)]) }
        if part.hasPrefix("W") {
            return Message("duties.period.week", ["year": year, "n": number(part), "day": .day(first)])
        }
        if parts.count == 3 { return Message("duties.period.day", ["day": .day(first)]) }
        return Message(
            "duties.period.month", ["year": year, "month": .message(Message("deadlines.month.\(first.month)"))])
    }

    private func number(_ part: String) -> Message.Argument { .number(Int(part.dropFirst()) ?? 0) }
}

extension Rhythm {
    /// How long before a festival its period begins.
    static let festivalLeadDays = 30

    /// The periods that begin within the days, in order; none for a rhythm of events.
    package func periods(beginning window: ClosedRange<LocalDay>) -> [Period] {
        if case .festival(let festival) = self {
            return (window.lowerBound.year...window.upperBound.year + 1).compactMap { period(festival, $0) }
                .filter { window.contains($0.first) }
        }
        var periods: [Period] = []
        guard var next = period(containing: window.lowerBound) else { return [] }
        while next.first <= window.upperBound {
            if next.first >= window.lowerBound { periods.append(next) }
            guard let following = period(containing: next.last.advanced(by: 1)) else { break }
            next = following
        }
        return periods
    }

    /// The period a day lies in; `nil` for a day before no festival, and for events.
    package func period(containing day: LocalDay) -> Period? {
        switch self {
        case .daily: return Period(key: day.description, first: day, last: day)
        case .weekly: return week(of: day)
        case .monthly, .quarterly, .halfYearly, .yearly: return period(ofMonths: months ?? 1, containing: day)
        case .festival(let festival):
            return [day.year, day.year + 1].compactMap { period(festival, $0) }
                .first { $0.first <= day && day <= $0.last }
        case .event: return nil
        }
    }

    private func period(_ festival: Festival, _ year: Int) -> Period? {
        festival.day(in: year).map {
            Period(key: "\(festival.rawValue)-\(year)", first: $0.advanced(by: -Rhythm.festivalLeadDays), last: $0)
        }
    }

    /// The week of ISO 8601: Monday to Sunday, numbered by the year its Thursday lies in.
    private func week(of day: LocalDay) -> Period {
        let place = Weekday.allCases.firstIndex(of: day.weekday) ?? 0
        let monday = day.advanced(by: -place)
        let thursday = monday.advanced(by: 3)
        let newYear = LocalDay(year: thursday.year, month: 1, day: 1) ?? thursday
        let number = newYear.distance(to: thursday) / 7 + 1
        return Period(
            key: "\(thursday.year)-W\(twoDigits(number))", first: monday, last: monday.advanced(by: 6))
    }

    private func period(ofMonths months: Int, containing day: LocalDay) -> Period? {
        let part = (day.month - 1) / months
        let lastMonth = part * months + months
        let last = LocalDay.daysIn(month: lastMonth, year: day.year)
        guard let first = LocalDay(year: day.year, month: part * months + 1, day: 1),
            let end = LocalDay(year: day.year, month: lastMonth, day: last)
        else { return nil }
        let key =
            switch months {
            case 1: "\(day.year)-\(twoDigits(day.month))"
            case 3: "\(day.year)-Q\(part + 1)"
            case 6: "\(day.year)-H\(part + 1)"
            default: "\(day.year)"
            }
        return Period(key: key, first: first, last: end)
    }
}
