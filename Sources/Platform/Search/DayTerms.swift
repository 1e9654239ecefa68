import Kernel

/// Days as terms of the index (检索日期), so that a search between two days reads nothing outside them: a document has one
/// for its decade, its year, its month and its day (UTC); a stretch of days is covered by as few as it takes.
enum DayTerms {
    private static let first = LocalDay(daysSince1970: 10_957)
    private static let last = LocalDay(daysSince1970: 47_481)

    /// What a document of that moment has. What lies outside the century counts as its first or last day.
    static func terms(of moment: Instant) -> [String] {
        let day = utcDay(moment)
        return [decade(day), year(day), month(day), plain(day)]
    }

    /// Terms of which every document between the moments has one; some just outside have one too. `nil` without bounds.
    static func cover(from: Instant?, until: Instant?) -> [String]? {
        if from == nil, until == nil { return nil }
        var day = from.map(utcDay) ?? first
        let end = until.map { utcDay($0.advanced(byMilliseconds: -1)) } ?? last
        var terms: [String] = []
        while day <= end {
            let (term, next) = longest(from: day, to: end)
            terms.append(term)
            day = next
        }
        return terms
    }

    private static func longest(from day: LocalDay, to end: LocalDay) -> (term: String, next: LocalDay) {
        if day.day == 1 {
            if day.month == 1 {
                let nextDecade = begin(day.year + 10, 1)
                if day.year % 10 == 0, nextDecade <= end.advanced(by: 1) { return (decade(day), nextDecade) }
                let nextYear = begin(day.year + 1, 1)
                if nextYear <= end.advanced(by: 1) { return (year(day), nextYear) }
            }
            let nextMonth = day.advanced(by: LocalDay.daysIn(month: day.month, year: day.year))
            if nextMonth <= end.advanced(by: 1) { return (month(day), nextMonth) }
        }
        return (plain(day), day.advanced(by: 1))
    }

    private static func begin(_ year: Int, _ month: Int) -> LocalDay {
        LocalDay(year: year, month: month, day: 1) ?? last.advanced(by: 1)
    }

    private static func utcDay(_ moment: Instant) -> LocalDay {
        let (quotient, rest) = moment.milliseconds.quotientAndRemainder(dividingBy: 86_400_000)
        let day = LocalDay(daysSince1970: Int(rest < 0 ? quotient - 1 : quotient))
        return min(max(day, first), last)
    }

    private static func decade(_ day: LocalDay) -> String { "t\(day.year / 10)" }
    private static func year(_ day: LocalDay) -> String { "t\(day.year)" }
    private static func month(_ day: LocalDay) -> String { "t\(day.year)-\(day.month)" }
    private static func plain(_ day: LocalDay) -> String { "t\(day)" }
}
