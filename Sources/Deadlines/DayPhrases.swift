import Kernel

/// Days, moments and lengths as messages, so that both languages say them their own way. The year is told only where
/// it is not the year of the start.
struct DayPhrases {
    let year: Int
    let zone: Zone

    /// `2026年9月24日（周四）`
    func full(_ day: LocalDay) -> Message.Argument {
        .message(Message("deadlines.day.full", parts(of: day)))
    }

    /// `10月15日（周四）`
    func short(_ day: LocalDay) -> Message.Argument {
        guard day.year == year else { return full(day) }
        return .message(Message("deadlines.day.short", parts(of: day).filter { $0.key != "year" }))
    }

    /// `10月1日至7日`
    func range(_ from: LocalDay, _ through: LocalDay) -> Message.Argument {
        if from == through { return short(from) }
        if (from.year, from.month) == (through.year, through.month) {
            var parts: [String: Message.Argument] = [
                "month": DayPhrases.month(from), "from": .number(from.day), "to": .number(through.day),
            ]
            if from.year == year { return .message(Message("deadlines.day.range_in_month", parts)) }
            parts["year"] = .number(from.year)
            return .message(Message("deadlines.day.range_with_year", parts))
        }
        return .message(Message("deadlines.day.range", ["from": bare(from), "to": bare(through)]))
    }

    /// `9月28日10:00`
    func moment(_ instant: Instant) -> Message.Argument {
        let day = instant.day(in: zone)
        return .message(Message("deadlines.day.moment", ["day": bare(day), "clock": .text(clock(instant))]))
    }

    /// The wall clock to the minute, with seconds where there are any.
    func clock(_ instant: Instant) -> String {
        let (day, minute) = instant.local(in: zone)
        let seconds = (instant - zone.instant(of: day, minute: minute)) / 1000 % 60
        return clockText(minute) + (seconds == 0 ? "" : ":\(twoDigits(Int(seconds)))")
    }

    /// `24:00` for the midnight that ends the day.
    func clock(_ instant: Instant, endOf day: LocalDay) -> String {
        instant.day(in: zone) > day ? "24:00" : clock(instant)
    }

    /// `2天5小时`: days, hours and minutes, leaving out what is nought.
    static func length(_ milliseconds: Int64) -> Message {
        let minutes = Int(milliseconds / 60_000)
        let parts = [("days", minutes / 1440), ("hours", minutes / 60 % 24), ("minutes", minutes % 60)]
        let told = parts.filter { $0.1 > 0 }.map { Message("deadlines.length.\($0.0)", ["n": .number($0.1)]) }
        guard let first = told.first else { return Message("deadlines.length.minutes", ["n": 0]) }
        return told.dropFirst().reduce(first) {
            Message("deadlines.length.and", ["first": .message($0), "rest": .message($1)])
        }
    }

    private func bare(_ day: LocalDay) -> Message.Argument {
        guard day.year == year else {
            return .message(Message("deadlines.day.bare_with_year", parts(of: day).filter { $0.key != "weekday" }))
        }
        return .message(Message("deadlines.day.bare", ["month": DayPhrases.month(day), "day": .number(day.day)]))
    }

    private func parts(of day: LocalDay) -> [String: Message.Argument] {
        [
            "year": .number(day.year), "month": DayPhrases.month(day), "day": .number(day.day),
            "weekday": .message(Message("deadlines.weekday.\(day.weekday.rawValue)")),
        ]
    }

    private static func month(_ day: LocalDay) -> Message.Argument {
        .message(Message("deadlines.month.\(day.month)"))
    }
}

extension Message {
    /// Several clauses as one sentence with its stop.
    package static func sentence(of clauses: [Message]) -> Message {
        Message("deadlines.sentence.whole", ["clauses": .message(chained(clauses, "deadlines.sentence.and"))])
    }

    /// Several names or figures in a row.
    static func listed(_ names: [Message]) -> Message { chained(names, "deadlines.listed") }

    private static func chained(_ messages: [Message], _ key: String) -> Message {
        guard let last = messages.last else { return Message("deadlines.none") }
        return messages.dropLast().reversed().reduce(last) { rest, first in
            Message(key, ["first": .message(first), "rest": .message(rest)])
        }
    }
}
