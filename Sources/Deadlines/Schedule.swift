import Kernel

extension Clock {
    /// Every attention of the clock's life as things stand, in order: warnings, reminders, the due, the ladder, and
    /// pauses ending by themselves. Nothing falls at the start, nothing before the due while the clock stands still,
    /// and no warning that was past when the clock was entered.
    package func schedule(in calendar: WorkCalendar) -> [Attention] {
        let course = Course(of: self, in: calendar)
        var attentions = course.attentions(from: startedAt, to: course.promised, number: 0)
            .filter { $0.at > recordedAt || $0.at >= course.promised.at }
        for (index, stage) in course.extended.enumerated() {
            attentions = attentions.filter { $0.at <= stage.granted.requestedAt || $0.kind == .due }
            attentions += course.attentions(from: stage.granted.requestedAt, to: stage.due, number: index + 1)
        }
        let ends = Set(course.pauses.map(\.until))
        for pause in Set(pauses) where pause.endedAt == nil && ends.contains(pause.until) {
            attentions.append(Attention(kind: .pauseEnded(since: pause.from), at: pause.until, extensionNumber: 0))
        }
        return attentions.inOrder()
    }

    /// What is to be fired now: everything up to `now` (and after `since`, if given) that is not handled. Nothing once
    /// the clock is finished, nothing while it stands still.
    package func attentionsDue(since: Instant? = nil, until now: Instant, in calendar: WorkCalendar) -> [Attention] {
        let known = calendar.known(at: now)
        guard finishedAt == nil, Course(of: self, in: known).pause(at: now) == nil else { return [] }
        return schedule(in: known).filter {
            $0.at <= now && !handled.contains($0.id) && $0.at > since ?? Instant(milliseconds: .min)
        }
    }
}

/// The dues of one clock, as promised and after each extension, with its united pauses.
struct Course {
    let clock: Clock
    let calendar: WorkCalendar
    let promised: Due
    let extended: [(granted: Extension, due: Due)]
    /// Those that began before the clock came due; a later one cannot hide that it is overdue.
    let pauses: [Span]

    init(of clock: Clock, in calendar: WorkCalendar) {
        let spans = Span.united(clock.pauses, from: clock.startedAt, until: clock.finishedAt)
        let promised = DayCount(promise: clock.promise, calendar: calendar, pauses: spans).due(from: clock.startedAt)
        var latest = promised
        extended = clock.extensions.map { granted in
            let due = Course.due(after: granted, clock.promise, calendar, spans)
            if due.at > latest.at { latest = due }
            return (granted, latest)
        }
        self.clock = clock
        self.calendar = calendar
        self.promised = promised
        pauses = spans.filter { [latest] in $0.from < latest.at }
    }

    var due: Due { extended.last?.due ?? promised }

    func pause(at moment: Instant) -> Span? { pauses.first { $0.from <= moment && moment < $0.until } }

    var time: CountedTime {
        CountedTime(calendar: calendar, workingOnly: clock.promise.runsOnWorkingTime, pauses: pauses)
    }

    /// The granted moment, later by what was paused since it was asked for: by whole days if the promise counts days.
    private static func due(
        after granted: Extension, _ promise: Promise, _ calendar: WorkCalendar, _ spans: [Span]
    ) -> Due {
        let later = spans.compactMap { span -> Span? in
            let from = max(span.from, granted.requestedAt)
            return from < span.until ? Span(from: from, until: span.until) : nil
        }
        var plain = promise
        plain.rollsOverRestDays = false
        plain.ending = .midnight
        let count = DayCount(promise: plain, calendar: calendar, pauses: later)
        let last = count.lastDay(endingAt: granted.newDue)
        var at = granted.newDue
        if promise.term.unit.countsDays {
            let days = max(0, granted.requestedAt.day(in: calendar.zone).distance(to: last))
            let moved = count.dueByDays(from: granted.requestedAt, days, working: false).lastDay
            let shift = last.distance(to: moved)
            let (day, minute) = at.local(in: calendar.zone)
            if shift > 0 { at = calendar.zone.instant(of: day.advanced(by: shift), minute: minute) }
            if let pause = later.first(where: { $0.from < at && at < $0.until }) {
                at = pause.until.advanced(byMilliseconds: at - pause.from)
            }
        } else {
            let time = CountedTime(calendar: calendar, workingOnly: false, pauses: later)
            at = time.moment(from: granted.requestedAt, after: granted.newDue - granted.requestedAt)
        }
        return Due(
            at: at, lastDay: count.lastDay(endingAt: at), unpublishedYears: [], examined: nil, rolledFrom: nil,
            pausedDays: 0)
    }

    func attentions(from start: Instant, to due: Due, number: Int) -> [Attention] {
        let promise = clock.promise
        let whole = time.elapsed(from: start, to: due.at)
        var found = [Attention(kind: .due, at: due.at, extensionNumber: number)]
        func add(_ kind: Attention.Kind, _ timing: Timing) {
            guard let at = moment(of: timing, from: start, to: due, whole: whole) else { return }
            found.append(Attention(kind: kind, at: at, extensionNumber: number))
        }
        for percent in promise.warnings where percent < 100 { add(.warning(percent), .percent(percent)) }
        for days in promise.reminders { add(.daysBefore(days), .daysBefore(days)) }
        for step in promise.ladder { add(.ladder(step), step.timing) }
        return found
    }

    private func moment(of timing: Timing, from start: Instant, to due: Due, whole: Int64) -> Instant? {
        switch timing {
        case .percent(100): return due.at
        case .percent(let percent) where percent > 100:
            let after = CountedTime(calendar: calendar, workingOnly: time.workingOnly, pauses: [])
            return after.moment(from: due.at, after: whole * Int64(percent - 100) / 100)
        case .percent(let percent):
            let used = time.moment(from: start, after: whole * Int64(percent) / 100)
            return before(due, after: start, clock.promise.term.unit.countsDays ? byDay(used, before: due.at) : used)
        case .daysBefore(let days):
            let day = due.lastDay.advanced(by: -days)
            return before(due, after: start, calendar.zone.instant(of: day, minute: calendar.opening(of: day)))
        case .afterDue(let hours): return due.at.advanced(byHours: hours)
        }
    }

    /// Moved behind a pause it would fall into; `nil` unless it lies between start and due.
    private func before(_ due: Due, after start: Instant, _ moment: Instant) -> Instant? {
        guard moment > start else { return nil }
        let at = pause(at: moment)?.until ?? moment
        return at < due.at ? at : nil
    }

    /// Promises of days warn by day: what falls into the night waits for the morning, and where working days are
    /// counted for the next one of those, unless that would be too late.
    private func byDay(_ moment: Instant, before due: Instant) -> Instant {
        let (day, minute) = moment.local(in: calendar.zone)
        let needsWork = clock.promise.term.unit == .workingDays
        let isGoodDay = !needsWork || calendar.isWorking(day)
        let opening = calendar.opening(of: day)
        let closing = calendar.status(of: day).periods.last?.to ?? 1080
        if isGoodDay, (opening...max(opening, closing)).contains(minute) { return moment }
        let next =
            isGoodDay && minute < opening ? day : needsWork ? calendar.workingDay(after: day) : day.advanced(by: 1)
        let morning = calendar.zone.instant(of: next, minute: calendar.opening(of: next))
        return morning < due ? morning : moment
    }
}
