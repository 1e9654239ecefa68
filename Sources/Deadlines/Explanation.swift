import Kernel

/// Why a due is what it is (计算依据), in sentences a person can check with a wall calendar in hand.
package struct Explanation {
    private let promise: Promise
    private let start: Instant
    private let due: Due
    private let pauses: [Pause]
    private let extended: Due?
    private let calendar: WorkCalendar
    private let phrases: DayPhrases

    /// At most so many rest periods, make-up days or pauses are named; the rest are told by number.
    private static let limit = 12

    package init(of promise: Promise, from start: Instant, due: Due, in calendar: WorkCalendar) {
        self.init(promise: promise, start: start, due: due, pauses: [], extended: nil, calendar: calendar)
    }

    init(of clock: Clock, course: Course) {
        let effective = clock.pauses.filter { pause in
            course.pauses.contains { $0.overlap(pause.from, pause.end) > 0 }
        }
        self.init(
            promise: clock.promise, start: clock.startedAt, due: course.promised, pauses: effective,
            extended: course.extended.last?.due, calendar: course.calendar)
    }

    private init(
        promise: Promise, start: Instant, due: Due, pauses: [Pause], extended: Due?, calendar: WorkCalendar
    ) {
        self.promise = promise
        self.start = start
        self.due = due
        self.pauses = pauses
        self.extended = extended
        self.calendar = calendar
        phrases = DayPhrases(year: start.day(in: calendar.zone).year, zone: calendar.zone)
    }

    /// One clause each, in the order in which one would count.
    package var messages: [Message] {
        [received, amount] + days + standstill + rolling + [end] + extending + provisional
    }

    /// All clauses as one sentence.
    package var sentence: Message { Message.sentence(of: messages) }

    private var received: Message {
        let key = promise.term.unit.countsDays ? "received_day" : "received_moment"
        let (day, _) = start.local(in: calendar.zone)
        return told(key, ["day": phrases.full(day), "clock": .text(phrases.clock(start))])
    }

    private var amount: Message {
        let amount = Message.Argument.message(promise.term.message)
        switch promise.term.unit {
        case .minutes, .hours:
            return promise.countsWorkingTime
                ? told("working_time", ["amount": amount, "periods": periods])
                : told("around_the_clock", ["amount": amount])
        case .naturalDays: return told("natural_days", ["amount": amount])
        case .workingDays: return told("working_days", ["amount": amount])
        }
    }

    /// The hours of the first working day that counts.
    private var periods: Message.Argument {
        let day = due.examined?.first(where: calendar.isWorking)
        let texts = (day.map { calendar.status(of: $0).periods } ?? []).map { period in
            Message("deadlines.period", ["from": .text(clockText(period.from)), "to": .text(clockText(period.to))])
        }
        return .message(Message.listed(texts))
    }

    private var days: [Message] {
        guard let examined = due.examined else { return [] }
        let survey = Survey(of: examined, in: calendar)
        var told = survey.stretches.prefix(Explanation.limit).map(word)
        if survey.stretches.count > Explanation.limit {
            told.append(self.told("more_stretches", ["n": .number(survey.stretches.count - Explanation.limit)]))
        }
        guard promise.term.unit != .naturalDays else { return told }
        let prefix = survey.stretches.contains(where: \.isRest) ? "other_" : ""
        switch survey.weeklyRest {
        case .noDays: return told
        case .weekends: return told + [self.told("\(prefix)weekends")]
        case .otherDays: return told + [self.told("\(prefix)weekly_rest")]
        }
    }

    private func word(_ stretch: Stretch) -> Message {
        let days = phrases.range(stretch.from, stretch.through)
        switch stretch.kind {
        case .holiday(let holidays):
            let names = holidays.map { Message("deadlines.holiday.\($0.rawValue)") }
            return told("rest", ["days": days, "holiday": .message(Message.listed(names))])
        case .ownRest: return told("own_rest", ["days": days])
        case .makeUp: return told("make_up", ["day": phrases.short(stretch.from)])
        case .ownWork: return told("own_work", ["day": phrases.short(stretch.from)])
        }
    }

    private var standstill: [Message] {
        var told = pauses.prefix(Explanation.limit).map { pause in
            self.told(
                "pause",
                [
                    "reason": .message(Message("deadlines.pause_reason.\(pause.reason.rawValue)")),
                    "from": phrases.moment(pause.from), "until": phrases.moment(pause.end),
                    "length": .message(DayPhrases.length(pause.end - pause.from)),
                ])
        }
        if pauses.count > Explanation.limit {
            told.append(self.told("more_pauses", ["n": .number(pauses.count - Explanation.limit)]))
        }
        guard !pauses.isEmpty, promise.term.unit.countsDays else { return told }
        let shift = due.pausedDays
        return told + [shift == 0 ? self.told("pause_within_day") : self.told("paused_days", ["n": .number(shift)])]
    }

    private var rolling: [Message] {
        guard promise.rollsOverRestDays, promise.term.unit != .workingDays else { return [] }
        guard let from = due.rolledFrom else { return [told("not_rolled", ["day": phrases.short(due.lastDay)])] }
        if from == due.lastDay { return [told("rolled_to_opening", ["day": phrases.short(from)])] }
        return [told("rolled", ["from": phrases.short(from), "to": phrases.short(due.lastDay)])]
    }

    private var end: Message {
        let key = promise.term.unit.countsDays ? "last_day" : "due_at"
        return told(
            key, ["day": phrases.short(due.lastDay), "clock": .text(phrases.clock(due.at, endOf: due.lastDay))])
    }

    private var extending: [Message] {
        guard let extended else { return [] }
        let clock = Message.Argument.text(phrases.clock(extended.at, endOf: extended.lastDay))
        return [told("extended", ["day": phrases.short(extended.lastDay), "clock": clock])]
    }

    private var provisional: [Message] {
        guard due.isProvisional else { return [] }
        let years = due.unpublishedYears.map { Message("deadlines.year", ["year": .number($0)]) }
        return [told("provisional", ["years": .message(Message.listed(Array(years.prefix(5))))])]
    }

    private func told(_ key: String, _ arguments: [String: Message.Argument] = [:]) -> Message {
        Message("deadlines.explanation.\(key)", arguments)
    }
}
