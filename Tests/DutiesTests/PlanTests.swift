import Deadlines
import Kernel
import Testing

@testable import Duties

/// What is owed and by when, as pure arithmetic (Part 4 nos. 14, 20, 21; standards 2.11, 2.12).
@Suite struct PlanTests {
    private static let year = day("2026-01-01")...day("2026-12-31")

    private func plan(
        _ rules: [(LocalDay, DutyRule)], _ subjects: [ScopeSubject] = [house], in window: ClosedRange<LocalDay> = year,
        _ calendar: WorkCalendar = .china
    ) -> [PlannedDuty] {
        let versions = rules.enumerated().map {
            RuleVersion(number: $0.offset + 1, validFrom: $0.element.0, rule: $0.element.1)
        }
        return Planning.plan(RuleHistory(versions)!, for: subjects, beginning: window, calendar: calendar)
    }

    private func due(_ every: Rhythm, _ point: String, _ rest: RestDays = .stay, on first: String) -> LocalDay? {
        DuePoint(point)?.day(in: every.period(containing: day(first))!, rest: rest, calendar: .china)?.day
    }

    private static let house = ScopeSubject(
        .organisation(DutyWorld.organisation), stays: [Stay(from: day("2024-01-01"))])
    private static func resident(_ from: String, _ until: String? = nil) -> ScopeSubject {
        ScopeSubject(.resident("r"), stays: [Stay(from: day(from), until: until.map(day))])
    }

    @Test(arguments: [
        (Rhythm.daily, "2026-11-22", "2026-11-22", "2026-11-22"), (.weekly, "2026-W47", "2026-11-16", "2026-11-22"),
        (.monthly, "2026-11", "2026-11-01", "2026-11-30"), (.quarterly, "2026-Q4", "2026-10-01", "2026-12-31"),
        (.halfYearly, "2026-H2", "2026-07-01", "2026-12-31"), (.yearly, "2026", "2026-01-01", "2026-12-31"),
    ])
    func `a period of each rhythm has its canonical key`(rhythm: Rhythm, key: String, first: String, last: String) {
        #expect(rhythm.period(containing: day("2026-11-22")) == Period(key: key, first: day(first), last: day(last)))
    }

    @Test(arguments: [
        ("2027-01-01", "2026-W53"), ("2026-12-28", "2026-W53"), ("2027-01-04", "2027-W01"), ("2024-12-30", "2025-W01"),
        ("2023-01-01", "2022-W52"),
    ])
    func `weeks are numbered as ISO 8601 says, the fifty-third too`(on: String, key: String) {
        #expect(Rhythm.weekly.period(containing: day(on))?.key == key)
    }

    @Test func `February of a leap year ends on the twenty-ninth`() {
        #expect(due(.monthly, "end", on: "2028-02-10") == day("2028-02-29"))
        #expect(due(.monthly, "end", on: "2026-02-10") == day("2026-02-28"))
        #expect(due(.monthly, "day 31", on: "2028-02-10") == day("2028-02-29"))
        #expect(due(.yearly, "month 2 day 29", on: "2026-05-05") == day("2026-02-28"))
    }

    @Test(arguments: [
        (RestDays.stay, "2026-09-05"), (.earlier, "2026-09-04"), (.later, "2026-09-07"),
    ])
    func `the fifth on a rest day stays, or moves as the setting says`(rest: RestDays, day expected: String) {
        #expect(due(.monthly, "+5d", rest, on: "2026-08-01") == day(expected))
    }

    @Test func `a make-up day is a working day and a long holiday is jumped over`() {
        #expect(due(.monthly, "+4d", .earlier, on: "2026-09-01") == day("2026-09-30"))
        #expect(due(.monthly, "+4d", .later, on: "2026-09-01") == day("2026-10-08"))
        #expect(due(.monthly, "+10d", .later, on: "2026-09-01") == day("2026-10-10"))
        #expect(due(.monthly, "+3wd", on: "2026-09-01") == day("2026-10-10"))
    }

    @Test func `the report of the fourth quarter is due on the tenth of January, Saturday or not`() {
        let duty = plan(
            [(day("2025-01-01"), rule(every: .quarterly, due: "+10d"))], in: day("2025-10-01")...day("2025-10-01"))
        #expect(duty.map(\.period.key) == ["2025-Q4"])
        #expect(duty.map(\.dueOn) == [day("2026-01-10")])
        #expect(duty.map(\.opensOn) == [day("2026-01-01")])
        let at = duty[0].promise.due(from: duty[0].startedAt, in: .china)
        #expect(at.at == moment("2026-01-11T00:00:00+08:00"))
    }

    @Test func `the fifth is inclusive to midnight and the last working day before is a reminder`() {
        let report = rule(every: .monthly, due: "+5d", reminders: [2], lastWorkingDay: true)
        let duty = plan([(day("2026-01-01"), report)], in: day("2026-08-01")...day("2026-08-01"))[0]
        #expect(duty.promise.due(from: duty.startedAt, in: .china).at == moment("2026-09-06T00:00:00+08:00"))
        #expect(duty.promise.reminders == [2, 1])
        let july = plan([(day("2026-01-01"), report)], in: day("2026-06-01")...day("2026-06-01"))[0]
        #expect(july.dueOn == day("2026-07-05"))
        #expect(july.promise.reminders == [2])
    }

    @Test(arguments: [
        ("2026-11-20", nil, false), ("2026-11-16", nil, true), ("2026-11-17", nil, false),
        ("2024-01-01", "2026-11-10", false), ("2024-01-01", "2026-11-15", true), ("2026-12-01", nil, false),
    ])
    func `a follow-up is owed to whoever lives here for fifteen days of the month`(
        from: String, until: String?, isOwed: Bool
    ) {
        let november = plan(
            [(day("2026-01-01"), rule(scope: .resident, minimumDays: 15))], [Self.resident(from, until)],
            in: day("2026-11-01")...day("2026-11-30"))
        #expect(november.isEmpty == !isOwed)
    }

    @Test func `two stays in a month are counted together`() {
        let subject = ScopeSubject(
            .resident("r"),
            stays: [Stay(from: day("2026-01-01"), until: day("2026-11-07")), Stay(from: day("2026-11-23"))])
        let rules = [(day("2026-01-01"), rule(scope: .resident, minimumDays: 15))]
        #expect(plan(rules, [subject], in: day("2026-11-01")...day("2026-11-01")).count == 1)
    }

    @Test(arguments: Festival.allCases)
    func `the computed day of each festival agrees with the table`(festival: Festival) {
        let known: [Festival: [String]] = [
            .spring: ["2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06"],
            .midAutumn: ["2024-09-17", "2025-10-06", "2026-09-25", "2027-09-15"],
            .doubleNinth: ["2024-10-11", "2025-10-29", "2026-10-18", "2027-10-08"],
        ]
        let years = 2024...2027
        #expect(years.map { festival.day(in: $0) } == known[festival]!.map(day))
        #expect(years.map { festival.computedDay(in: $0) } == known[festival]!.map(day))
        #expect(festival.day(in: 2030) != nil)
    }

    @Test func `care at a festival is due so many days before it, once a year`() {
        let duties = plan([(day("2026-01-01"), rule(every: .festival(.midAutumn), due: "-1d"))])
        #expect(duties.map(\.period.key) == ["mid_autumn-2026"])
        #expect(duties.map(\.dueOn) == [day("2026-09-24")])
        #expect(duties.map(\.opensOn) == [day("2026-08-26")])
    }

    @Test func `a weekly duty falls on its weekday, or on the working day before`() {
        #expect(due(.weekly, "friday", .earlier, on: "2026-05-04") == day("2026-05-08"))
        #expect(due(.weekly, "friday", .earlier, on: "2026-09-30") == day("2026-09-30"))
        #expect(due(.weekly, "sunday", on: "2026-12-31") == day("2027-01-03"))
    }

    @Test func `what hangs on an unpublished year is told to be provisional`() {
        let december = Rhythm.monthly.period(containing: day("2026-12-01"))!
        #expect(DuePoint("+5d")?.day(in: december, rest: .later, calendar: .china)?.isProvisional == true)
        #expect(DuePoint("+5d")?.day(in: december, rest: .stay, calendar: .china)?.isProvisional == false)
    }

    @Test func `after an event the working days of the version in force then are counted`() {
        let letters = rule(every: .event("commitments.letter_published"), due: "within 5wd")
        let history = RuleHistory([RuleVersion(number: 1, validFrom: day("2026-01-01"), rule: letters)])!
        let planned = Planning.duty(
            after: moment("2026-09-24T10:00:00+08:00"), key: "x-1", scope: Self.house.scope, by: history,
            calendar: .china)
        #expect(planned?.period.key == "event-x-1")
        #expect(planned?.dueOn == day("2026-10-09"))
        let before = Planning.duty(
            after: moment("2025-12-31T10:00:00+08:00"), key: "x-0", scope: Self.house.scope, by: history,
            calendar: .china)
        #expect(before == nil)
    }

    @Test func `the version in force on a period's first day governs it`() {
        let monthly = rule(every: .monthly, due: "end")
        let later = rule(every: .monthly, due: "+5d")
        let duties = plan([(day("2026-01-01"), monthly), (day("2026-07-01"), later)])
        #expect(duties.count == 12)
        #expect(
            duties.filter { $0.period.key <= "2026-06" }.allSatisfy { $0.version == 1 && $0.dueOn == $0.period.last })
        #expect(duties.filter { $0.period.key >= "2026-07" }.allSatisfy { $0.version == 2 })
    }

    @Test func `a change from months to quarters takes over at the quarter it begins with`() {
        let duties = plan([
            (day("2026-01-01"), rule(every: .monthly)), (day("2026-07-01"), rule(every: .quarterly)),
        ])
        #expect(
            duties.map(\.period.key) == [
                "2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-Q3", "2026-Q4",
            ])
    }

    @Test func `a rule that is off owes nothing`() {
        #expect(plan([(day("2026-01-01"), rule()), (day("2026-03-01"), rule(isOn: false))]).count == 2)
    }

    @Test func `a window cut in pieces gives what the whole gives`() {
        for every in Rhythm.ofCalendar {
            let due = every == .weekly ? "friday" : "end"
            let rules = [(day("2025-01-01"), rule(every: every, due: due))]
            let whole = Set(plan(rules).map(\.identity))
            let pieces = (0..<73).flatMap { piece in
                let first = day("2026-01-01").advanced(by: piece * 5)
                return plan(rules, in: first...first.advanced(by: 4)).map(\.identity)
            }
            #expect(pieces.count == whole.count)
            #expect(Set(pieces) == whole)
        }
    }

    @Test func `a version begins with a period that has not begun`() throws {
        let history = RuleHistory([RuleVersion(number: 1, validFrom: day("2026-01-01"), rule: rule())])!
        let today = day("2026-03-15")
        #expect(throws: Problem.self) { try history.check(rule(), from: day("2026-03-01"), today: today) }
        #expect(throws: Problem.self) { try history.check(rule(), from: day("2026-04-02"), today: today) }
        #expect(throws: Problem.self) {
            try history.check(rule(scope: .resident), from: day("2026-04-01"), today: today)
        }
        #expect(throws: Problem.self) {
            try history.check(rule(every: .daily, due: "friday"), from: day("2026-04-01"), today: today)
        }
        try history.check(rule(), from: day("2026-04-01"), today: today)
        #expect(Rhythm.monthly.beginnings(after: today, count: 2) == [day("2026-04-01"), day("2026-05-01")])
    }
}
