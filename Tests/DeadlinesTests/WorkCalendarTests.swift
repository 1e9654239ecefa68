import Deadlines
import Foundation
import Kernel
import Testing

@Suite struct WorkCalendarTests {
    @Test func `rest days, make-up days and ordinary days are told apart`() {
        let china = WorkCalendar.china
        #expect(china.status(of: day("2026-10-01")).nature == .holiday([.nationalDay]))
        #expect(china.status(of: day("2026-10-10")).nature == .makeUp)
        #expect(china.status(of: day("2026-10-10")).periods.map(\.description) == ["08:00-12:00", "14:00-18:00"])
        #expect(china.status(of: day("2025-10-06")).nature == .holiday([.nationalDay, .midAutumn]))
        #expect(china.status(of: day("2026-10-17")).nature == .ordinary)
        #expect(!china.isWorking(day("2026-10-17")))
        #expect(china.publishedYears == [2024, 2025, 2026])
    }

    @Test(arguments: [
        "2027-01-01", "2027-02-05", "2027-02-08", "2027-04-05", "2027-05-02", "2027-06-09", "2027-09-15", "2027-10-03",
        "2031-01-23", "2060-10-01",
    ])
    func `an unpublished year rests on its statutory days and is not settled`(text: String) {
        let status = WorkCalendar.china.status(of: day(text))
        #expect(!status.isWorking)
        #expect(!status.isSettled)
    }

    @Test func `an organisation can rest on a working day and work on a rest day with hours of its own`() throws {
        let rest = try DayOverride(
            from: day("2026-09-28"), through: day("2026-09-29"), periods: [], recordedAt: at("2026-09-01T09:00"))
        let work = try DayOverride(
            from: day("2026-10-03"), through: day("2026-10-03"), periods: [WorkPeriod("09:00-12:00")!],
            recordedAt: at("2026-09-01T09:00"))
        let own = WorkCalendar.china.adding(rest).adding(work)
        #expect(lastDay("2026-09-24T10:00", "2wd", in: .china) == day("2026-09-29"))
        #expect(lastDay("2026-09-24T10:00", "2wd", in: own) == day("2026-10-03"))
        #expect(own.status(of: day("2026-10-03")).periods.map(\.description) == ["09:00-12:00"])
    }

    @Test func `a later ruling on the same day wins`() throws {
        let monday = day("2026-09-28")
        let rest = try DayOverride(from: monday, through: monday, periods: [], recordedAt: at("2026-09-02T09:00"))
        let work = try DayOverride(
            from: monday, through: monday, periods: [.wholeDay], recordedAt: at("2026-09-01T09:00"))
        #expect(!WorkCalendar.china.adding(rest).adding(work).isWorking(monday))
    }

    @Test func `a new weekly pattern holds from its day on`() throws {
        let summer = try WeekPattern(
            effectiveFrom: day("2026-06-01"), [.monday: [WorkPeriod("07:00-11:00")!]])
        let calendar = WorkCalendar(patterns: [summer, .officeHours], years: WorkCalendar.china.years)
        #expect(calendar.isWorking(day("2026-05-29")))
        #expect(calendar.status(of: day("2026-06-01")).periods.map(\.description) == ["07:00-11:00"])
        #expect(!calendar.isWorking(day("2026-06-02")))
    }

    @Test func `a ward works through every holiday and never waits for a publication`() {
        let due = promise("10wd").due(from: at("2030-09-30T23:50"), in: .roundTheClock)
        #expect(due.lastDay == day("2030-10-10"))
        #expect(!due.isProvisional)
        let hours = promise("48h", workingTime: true).due(from: at("2030-09-30T23:50"), in: .roundTheClock)
        #expect(hours.at == at("2030-10-02T23:50"))
    }

    @Test func `a week without work, disordered periods and disordered days are refused`() {
        #expect(refusal { _ = try WeekPattern([:]) } == "deadlines.calendar.no_work")
        #expect(refusal { _ = try WeekPattern([.monday: []]) } == "deadlines.calendar.no_work")
        let crossed = [WorkPeriod("08:00-12:00")!, WorkPeriod("11:00-18:00")!]
        #expect(refusal { _ = try WeekPattern([.monday: crossed]) } == "deadlines.calendar.periods_overlap")
        let now = at("2026-09-01T09:00")
        #expect(
            refusal {
                _ = try DayOverride(from: day("2026-09-02"), through: day("2026-09-01"), periods: [], recordedAt: now)
            } == "deadlines.calendar.ends_before_start")
        #expect(
            refusal {
                _ = try DayOverride(from: day("2026-01-01"), through: day("2027-01-02"), periods: [], recordedAt: now)
            } == "deadlines.calendar.override_too_long")
    }

    @Test(arguments: ["", "8-12", "12:00-08:00", "08:00-08:00", "08:00-24:01", "08:60-12:00", "08:00-12:00-13:00"])
    func `what is no period of a day is refused`(text: String) {
        #expect(WorkPeriod(text) == nil)
    }

    @Test func `a calendar that rests for ever still comes to an end`() throws {
        var calendar = WorkCalendar.china
        for year in 2026...2070 {
            calendar = calendar.adding(
                try DayOverride(
                    from: day("\(year)-01-01"), through: day("\(year)-12-31"), periods: [],
                    recordedAt: at("2026-01-01T00:00")))
        }
        #expect(lastDay("2026-01-01T00:00", "2wd", in: calendar) > day("2065-01-01"))
        #expect(lastDay("2026-01-01T00:00", "2d", roll: true, in: calendar) == day("2026-01-03"))
    }

    @Test func `patterns and overrides survive being stored`() throws {
        let pattern = WeekPattern.officeHours
        #expect(try JSONDecoder().decode(WeekPattern.self, from: JSONEncoder().encode(pattern)) == pattern)
        let ruling = try DayOverride(
            from: day("2026-10-03"), through: day("2026-10-03"), periods: [.wholeDay],
            recordedAt: at("2026-09-01T09:00"))
        #expect(try JSONDecoder().decode(DayOverride.self, from: JSONEncoder().encode(ruling)) == ruling)
    }
}
