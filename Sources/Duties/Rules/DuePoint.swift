import Deadlines
import Kernel

/// By when in or after its period something is owed (截止点).
package enum DuePoint: Hashable, Sendable {
    /// On the period's last day.
    case endOfPeriod
    /// So many natural or working days after the period's last day, that day included.
    case afterPeriod(Term)
    /// A day of a month of the period; a month that is too short ends it.
    case dayOfPeriod(month: Int, day: Int)
    /// On that day of the week.
    case weekday(Weekday)
    /// So many days before the festival; 0 is the festival itself.
    case beforeFestival(days: Int)
    /// So long after the event.
    case within(Term)

    /// `end`, `+5d`, `+3wd`, `day 25`, `month 1 day 31`, `friday`, `-3d`, `within 24h`.
    package init?(_ text: String) {
        let words = text.split(separator: " ").map(String.init)
        if text == "end" {
            self = .endOfPeriod
        } else if let day = Weekday(rawValue: text) {
            self = .weekday(day)
        } else if text.hasPrefix("+"), let term = Term(String(text.dropFirst())), term.unit.countsDays {
            self = .afterPeriod(term)
        } else if text.hasPrefix("-"), text.hasSuffix("d"), let days = Int(text.dropFirst().dropLast()),
            (0...20).contains(days)
        {
            self = .beforeFestival(days: days)
        } else if words.count == 2, words[0] == "within", let term = Term(words[1]) {
            self = .within(term)
        } else if words.count == 2, words[0] == "day", let day = Int(words[1]), (1...31).contains(day) {
            self = .dayOfPeriod(month: 1, day: day)
        } else if words.count == 4, words[0] == "month", words[2] == "day", let month = Int(words[1]),
            let day = Int(words[3]), (1...12).contains(month), (1...31).contains(day)
        {
            self = .dayOfPeriod(month: month, day: day)
        } else {
            return nil
        }
    }

    package var text: String {
        switch self {
        case .endOfPeriod: "end"
        case .afterPeriod(let term): "+\(term)"
        case .dayOfPeriod(1, let day): "day \(day)"
        case .dayOfPeriod(let month, let day): "month \(month) day \(day)"
        case .weekday(let day): day.rawValue
        case .beforeFestival(let days): "-\(days)d"
        case .within(let term): "within \(term)"
        }
    }

    /// Whether the point has a meaning in the rhythm.
    package func fits(_ rhythm: Rhythm) -> Bool {
        switch self {
        case .endOfPeriod: rhythm.isOfCalendar
        case .afterPeriod(let term): rhythm.isOfCalendar && term.amount <= 60
        case .dayOfPeriod(let month, _): month <= rhythm.months ?? 0
        case .weekday: rhythm == .weekly
        case .beforeFestival:
            if case .festival = rhythm { true } else { false }
        case .within: !rhythm.isOfCalendar
        }
    }

    /// In words: `次月5日前`, `by the 25th`.
    package func message(_ rhythm: Rhythm) -> Message {
        switch self {
        case .endOfPeriod: return Message("duties.due.end")
        case .afterPeriod(let term):
            if rhythm == .monthly, term.unit == .naturalDays {
                return Message("duties.due.next_month", ["n": .number(term.amount)])
            }
            return Message("duties.due.after", ["term": .message(term.message)])
        case .dayOfPeriod(let month, let day):
            let key = rhythm == .monthly ? "day" : rhythm == .yearly ? "day_of_year" : "day_of_month"
            return Message(
                "duties.due.\(key)",
                [
                    "n": .number(month), "month": .message(Message("deadlines.month.\(month)")), "day": .number(day),
                ])
        case .weekday(let day):
            return Message("duties.due.weekday", ["day": .message(Message("deadlines.weekday.\(day.rawValue)"))])
        case .beforeFestival(let days):
            return days == 0
                ? Message("duties.due.on_festival") : Message("duties.due.before_festival", ["n": .number(days)])
        case .within(let term): return Message("duties.due.within", ["term": .message(term.message)])
        }
    }
}

/// What is done when the due day is a rest day (休息日处理, readings 20 and 21).
package enum RestDays: String, Hashable, Codable, Sendable, CaseIterable {
    /// 不顺延
    case stay
    /// 提前到前一工作日
    case earlier
    /// 顺延到后一工作日
    case later
}

/// The day on which a duty is due, and how it came about.
package struct DueDay: Hashable, Sendable {
    /// From when it can be done.
    package let opensOn: LocalDay
    package let day: LocalDay
    /// The day before it was moved from a rest day.
    package let nominal: LocalDay
    /// True while the calendar of a year that mattered is not published.
    package let isProvisional: Bool
}

extension DuePoint {
    /// The due day in a period of the calendar; `nil` for a point after an event.
    package func day(in period: Period, rest: RestDays, calendar: WorkCalendar) -> DueDay? {
        guard let (opens, nominal, counted) = nominal(in: period, calendar) else { return nil }
        let step = rest == .earlier ? -1 : 1
        var day = nominal
        var examined = counted
        if rest != .stay {
            var steps = 0
            examined = min(examined?.lowerBound ?? day, day)...max(examined?.upperBound ?? day, day)
            while !calendar.isWorking(day), steps < 40 {
                day = day.advanced(by: step)
                steps += 1
            }
            examined = min(examined?.lowerBound ?? day, day)...max(examined?.upperBound ?? day, day)
        }
        let isProvisional = examined.map { range in range.contains { !calendar.status(of: $0).isSettled } } ?? false
        return DueDay(opensOn: min(opens, day), day: day, nominal: nominal, isProvisional: isProvisional)
    }

    private func nominal(
        in period: Period, _ calendar: WorkCalendar
    ) -> (opens: LocalDay, day: LocalDay, counted: ClosedRange<LocalDay>?)? {
        switch self {
        case .endOfPeriod: return (period.first, period.last, nil)
        case .afterPeriod(let term):
            let opens = period.last.advanced(by: 1)
            guard term.unit == .workingDays else { return (opens, period.last.advanced(by: term.amount), nil) }
            var (day, left) = (period.last, term.amount)
            while left > 0, period.last.distance(to: day) < 400 {
                day = day.advanced(by: 1)
                if calendar.isWorking(day) { left -= 1 }
            }
            return (opens, day, opens...day)
        case .dayOfPeriod(let month, let day):
            let inYear = period.first.month + month - 1
            let last = LocalDay.daysIn(month: inYear, year: period.first.year)
            return LocalDay(year: period.first.year, month: inYear, day: min(day, last)).map {
                (period.first, $0, nil)
            }
        case .weekday(let weekday):
            let place = Weekday.allCases.firstIndex(of: weekday) ?? 0
            return (period.first, period.first.advanced(by: place), nil)
        case .beforeFestival(let days): return (period.first, period.last.advanced(by: -days), nil)
        case .within: return nil
        }
    }
}
