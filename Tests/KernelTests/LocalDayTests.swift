import Kernel
import Testing

/// Days of the calendar.
@Suite struct `Days` {
    @Test(arguments: [
        ("1970-01-01", 0, Weekday.thursday), ("2000-02-29", 11_016, .tuesday), ("2026-09-24", 20_720, .thursday),
        ("1969-12-31", -1, .wednesday), ("1900-03-01", -25_508, .thursday), ("0001-01-01", -719_162, .monday),
        ("9999-12-31", 2_932_896, .friday),
    ])
    func `known days have their number and weekday`(text: String, number: Int, weekday: Weekday) throws {
        let day = try #require(LocalDay(text))
        #expect(day.daysSince1970 == number)
        #expect(day.weekday == weekday)
        #expect(day.description == text)
        #expect(LocalDay(year: day.year, month: day.month, day: day.day) == day)
    }

    @Test func `each day of four centuries follows the one before`() throws {
        var day = try #require(LocalDay("1800-01-01"))
        var (year, month, date) = (1800, 1, 1)
        while year < 2200 {
            #expect((day.year, day.month, day.day) == (year, month, date))
            day = day.advanced(by: 1)
            date += 1
            if date > LocalDay.daysIn(month: month, year: year) { (month, date) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
    }

    @Test(arguments: [(2_932_897, "10000-01-01"), (-719_163, "0000-12-31")])
    func `a day outside the years one and 9999 is written with all its digits`(number: Int, text: String) {
        #expect(LocalDay(daysSince1970: number).description == text)
    }

    @Test(arguments: [
        "2026-02-29", "2100-02-29", "2026-04-31", "2026-00-10", "2026-13-01", "2026-01-00", "2026-1-01", "26-01-01",
        "2026-01-01 ", "2026/01/01", "", "-001-01-01", "2026-01-0１", "0000-01-01",
    ])
    func `what is no day is refused`(text: String) {
        #expect(LocalDay(text) == nil)
    }

    @Test func `days are counted and compared`() throws {
        let first = try #require(LocalDay("2026-12-30"))
        let last = try #require(LocalDay("2027-01-02"))
        #expect(first < last)
        #expect(first.distance(to: last) == 3)
        #expect((first...last).map(\.description) == ["2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02"])
    }
}
