import Deadlines
import Kernel
import Testing

/// The errors of other systems (feature-anchors 2.1 and 4.2), each by its name.
@Suite struct TrapTests {
    private func worked(_ start: String, _ term: String, _ pauses: Pause...) -> Instant {
        promise(term, workingTime: true).due(from: at(start), pauses: pauses, in: .china).at
    }

    @Test func `created outside hours`() {
        #expect(worked("2026-09-24T20:00", "2h") == at("2026-09-28T10:00"))
        #expect(worked("2026-09-26T09:00", "2h") == at("2026-09-28T10:00"))
        #expect(worked("2026-09-28T06:00", "2h") == at("2026-09-28T10:00"))
    }

    @Test func `created out of hours gives delay 0`() {
        let clock = Clock(promise: promise("2h", workingTime: true), startedAt: at("2026-09-24T20:00"))
        let reading = clock.reading(at: at("2026-09-28T08:00"), in: .china)
        #expect(reading.elapsed == 0)
        #expect(reading.remaining == 2 * 3_600_000)
        #expect(reading.state == .running)
    }

    @Test func `several periods a day with a lunch break`() {
        #expect(worked("2026-09-28T10:00", "5h") == at("2026-09-28T17:00"))
        #expect(worked("2026-09-28T12:30", "60m") == at("2026-09-28T15:00"))
    }

    @Test func `due exactly at closing time`() throws {
        #expect(worked("2026-09-28T08:00", "8h") == at("2026-09-28T18:00"))
        #expect(worked("2026-09-28T08:00", "4h") == at("2026-09-28T12:00"))
        var clock = Clock(promise: promise("8h", workingTime: true), startedAt: at("2026-09-28T08:00"))
        #expect(clock.reading(at: at("2026-09-28T18:00"), in: .china).state == .dueSoon(percent: 75))
        try clock.apply(.met(at("2026-09-28T18:00")))
        #expect(clock.reading(at: at("2026-09-29T00:00"), in: .china).state == .metOnTime)
    }

    @Test func `a pause over a weekend`() {
        #expect(
            worked("2026-09-11T16:00", "4h", pause("2026-09-11T17:00", "2026-09-14T09:00")) == at("2026-09-14T12:00"))
    }

    @Test func `pending over a weekend with day targets`() {
        let weekend = pause("2026-09-12T10:00", "2026-09-13T12:00")
        #expect(lastDay("2026-09-10T10:00", "5wd", pauses: [weekend]) == lastDay("2026-09-10T10:00", "5wd"))
        let longer = pause("2026-09-11T10:00", "2026-09-14T09:00")
        #expect(lastDay("2026-09-10T10:00", "5wd") == day("2026-09-17"))
        #expect(lastDay("2026-09-10T10:00", "5wd", pauses: [longer]) == day("2026-09-18"))
    }

    @Test func `promise changed while paused`() throws {
        var rule = promise("48h")
        var clock = Clock(promise: rule, startedAt: at("2026-09-14T10:00"))
        try clock.apply(.paused(pause("2026-09-15T10:00", "2026-09-15T12:00")))
        rule.term = .hours(4)
        rule.ruleVersion = "2"
        #expect(clock.reading(at: at("2026-09-15T11:00"), in: .china).dueAt == at("2026-09-16T12:00"))
        #expect(clock.promise.ruleVersion == "1")
    }

    @Test func `pending time lost when switched`() throws {
        let facts = [ClockFact.paused(pause("2026-09-15T10:00", "2026-09-15T12:00"))]
        let switched = try Clock(promise: promise("72h"), startedAt: at("2026-09-14T10:00"), replaying: facts)
        #expect(switched.reading(at: at("2026-09-16T00:00"), in: .china).dueAt == at("2026-09-17T12:00"))
        #expect(switched.reading(at: at("2026-09-16T00:00"), in: .china).paused == 2 * 3_600_000)
    }

    @Test func `calendar edited retroactively`() throws {
        let worked = try DayOverride(
            from: day("2026-09-12"), through: day("2026-09-12"), periods: [.wholeDay],
            recordedAt: at("2026-09-20T09:00"))
        let edited = WorkCalendar.china.adding(worked)
        let open = Clock(promise: promise("5wd"), startedAt: at("2026-09-10T10:00"))
        var met = open
        try met.apply(.met(at("2026-09-17T10:00")))
        #expect(met.reading(at: at("2026-09-25T00:00"), in: edited).state == .metOnTime)
        #expect(met.reading(at: at("2026-09-25T00:00"), in: edited).lastDay == day("2026-09-17"))
        #expect(open.reading(at: at("2026-09-19T00:00"), in: edited).lastDay == day("2026-09-17"))
        #expect(open.reading(at: at("2026-09-25T00:00"), in: edited).lastDay == day("2026-09-16"))
    }

    @Test func `daylight saving zone`() {
        let london = WorkCalendar(
            zone: Zone(identifier: "Europe/London")!, patterns: [.roundTheClock], years: [], observesHolidays: false)
        let spring = at("2026-03-28T12:00Z")
        #expect(promise("24h").due(from: spring, in: london).at == at("2026-03-29T12:00Z"))
        #expect(promise("24h", workingTime: true).due(from: spring, in: london).at == at("2026-03-29T12:00Z"))
        #expect(promise("1d").due(from: spring, in: london).at == at("2026-03-29T23:00Z"))
        #expect(promise("1wd").due(from: spring, in: london).lastDay == day("2026-03-29"))
        let autumn = at("2026-10-24T12:00Z")
        #expect(promise("24h").due(from: autumn, in: london).at == at("2026-10-25T12:00Z"))
        withKnownIssue(
            "Zone.instant takes the wrong offset for the midnight after an autumn change", isIntermittent: true
        ) {
            #expect(promise("1d").due(from: autumn, in: london).at == at("2026-10-26T00:00Z"))
        }
    }

    @Test func `a missing weekday in the pattern`() throws {
        let hours = [WorkPeriod("08:00-18:00")!]
        let pattern = try WeekPattern([.tuesday: hours, .wednesday: hours, .thursday: hours, .friday: hours])
        let calendar = WorkCalendar(patterns: [pattern], years: WorkCalendar.china.years)
        let due = promise("1h", workingTime: true).due(from: at("2026-09-11T17:30"), in: calendar)
        #expect(due.at == at("2026-09-15T08:30"))
        #expect(lastDay("2026-09-11T17:30", "1wd", in: calendar) == day("2026-09-15"))
    }

    @Test func `lunch as holiday`() {
        #expect(WorkCalendar.china.isWorking(day("2026-09-28")))
        #expect(lastDay("2026-09-28T12:30", "1wd") == day("2026-09-29"))
    }

    @Test func `regional casual holidays counted via a public feed`() {
        #expect(WorkCalendar.china.isWorking(day("2026-03-08").advanced(by: 1)))
        #expect(WorkCalendar.china.isWorking(day("2026-05-09")))
        #expect(WorkCalendar.china.isWorking(day("2026-12-25")))
    }

    @Test(arguments: ["48h", "14d", "10wd", "30m"]) func `reminder never at the due twice`(term: String) {
        var rule = promise(term)
        rule.reminders = [0]
        let schedule = Clock(promise: rule, startedAt: at("2026-09-14T10:00")).schedule(in: .china)
        #expect(schedule.count { $0.kind == .due } == 1)
        #expect(Set(schedule.map(\.id)).count == schedule.count)
        #expect(!schedule.contains { $0.kind == .warning(100) })
    }

    @Test func `level equals due`() {
        var rule = promise("48h")
        rule.warnings = [100]
        rule.ladder = [LadderStep(level: 0, role: LadderStep.holder, timing: .percent(100))]
        let schedule = Clock(promise: rule, startedAt: at("2026-09-14T10:00")).schedule(in: .china)
        #expect(schedule.map(\.id) == ["due"])
    }

    @Test func `first response is not overridden by the shorter update clock`() throws {
        let response = Clock(promise: promise("48h"), startedAt: at("2026-09-14T10:00"))
        var update = Clock(promise: promise("4h"), startedAt: at("2026-09-14T10:00"))
        try update.apply(.met(at("2026-09-14T11:00")))
        #expect(response.reading(at: at("2026-09-14T12:00"), in: .china).dueAt == at("2026-09-16T10:00"))
        #expect(response.reading(at: at("2026-09-14T12:00"), in: .china).state == .running)
    }

    @Test func `only the nearest clock visible`() {
        let bounds = Bounds.earlier(
            of: promise("14d"), promise("48h"), promise("10wd"), startedAt: at("2026-09-24T10:00"), in: .china)
        #expect(bounds.governing.promise.term == .hours(48))
        #expect(bounds.others.map(\.promise.term) == [.days(14), .workingDays(10)])
    }

    @Test func `escalated though answered`() throws {
        var clock = Clock(promise: promise("48h"), startedAt: at("2026-09-14T10:00"))
        try clock.apply(.met(at("2026-09-16T09:59")))
        #expect(clock.attentionsDue(until: at("2026-12-01T00:00"), in: .china).isEmpty)
        #expect(clock.nextAttentionAt(after: at("2026-12-01T00:00"), in: .china) == nil)
    }

    @Test func `deactivated promise keeps escalating`() throws {
        var clock = Clock(promise: promise("48h"), startedAt: at("2026-09-14T10:00"))
        try clock.apply(.cancelled(at("2026-09-17T10:00")))
        #expect(clock.attentionsDue(until: at("2026-12-01T00:00"), in: .china).isEmpty)
        #expect(clock.nextAttentionAt(after: at("2026-12-01T00:00"), in: .china) == nil)
        #expect(clock.reading(at: at("2026-12-01T00:00"), in: .china).state == .cancelled)
    }

    @Test(arguments: ["30m", "48h", "1d", "14d", "10wd"]) func `auto-escalated at creation`(term: String) {
        for start in ["2026-09-14T00:00", "2026-09-14T23:59", "2026-10-01T08:00", "2026-10-01T12:00"] {
            let clock = Clock(promise: promise(term), startedAt: at(start))
            #expect(clock.attentionsDue(until: at(start), in: .china).isEmpty)
            #expect(clock.nextAttentionAt(after: at(start), in: .china) ?? at(start) > at(start))
        }
    }

    @Test func `level fires at 00:00 with multi-slot calendars`() {
        var random = Seeded(state: 22_678)
        for _ in 0..<200 {
            let start = random.moment()
            let rule = Promise(
                kind: "decision", term: random.number(0...1) == 0 ? .workingDays(random.number(3...15)) : .days(14),
                warnings: [25, 50, 75, 90], reminders: [4, 2, 0])
            for attention in Clock(promise: rule, startedAt: start).schedule(in: .china) {
                guard attention.id.hasPrefix("warning") || attention.id.hasPrefix("days-before") else { continue }
                #expect((480...1080).contains(attention.at.local(in: .shanghai).minute), "\(attention) from \(start)")
            }
        }
    }

    @Test func `escalates the instant it returns from a pause`() throws {
        var clock = Clock(promise: promise("48h"), startedAt: at("2026-09-14T10:00"))
        for id in ["warning-50", "ladder-0-holder-75%"] { try clock.apply(.handled(id)) }
        try clock.apply(.paused(pause("2026-09-16T09:00", "2026-09-20T09:00")))
        let woken = clock.attentionsDue(until: at("2026-09-20T09:00"), in: .china)
        #expect(woken.map(\.id) == ["pause-ended-\(at("2026-09-16T09:00").milliseconds)"])
        #expect(clock.reading(at: at("2026-09-20T09:00"), in: .china).remaining == 3_600_000)
    }

    @Test func `hold time added to creation`() {
        let hold = pause("2026-09-30T10:00", "2026-10-08T08:00")
        #expect(worked("2026-09-30T08:00", "8h", hold) == at("2026-10-08T16:00"))
    }

    @Test func `countdown increases`() throws {
        var random = Seeded(state: 990)
        for _ in 0..<40 {
            let start = random.moment()
            let promise = random.promise()
            let pauses = try random.pauses(after: start).map(ClockFact.paused)
            let clock = try Clock(promise: promise, startedAt: start, replaying: pauses)
            var last = clock.reading(at: start, in: .china)
            for step in 1...25 {
                let next = clock.reading(at: start.advanced(byHours: step * 11), in: .china)
                #expect(next.remaining <= last.remaining)
                #expect(next.elapsed >= last.elapsed)
                last = next
            }
        }
    }

    @Test func `any edit resets the escalation clock`() throws {
        var clock = Clock(promise: promise("48h"), startedAt: at("2026-09-14T10:00"))
        let before = clock.schedule(in: .china)
        try clock.apply(.handled("comment"))
        #expect(clock.schedule(in: .china) == before)
    }
}
