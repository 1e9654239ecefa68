import Deadlines
import Kernel
import Testing

/// Standards 2.11, worked out there from the official calendars.
@Suite struct GoldenVectorTests {
    static let rows: [(String, [String])] = [
        ("2024-02-08", ["2024-02-19", "2024-02-21", "2024-02-28", "2024-02-22", "2024-02-22"]),
        ("2024-09-30", ["2024-10-10", "2024-10-12", "2024-10-18", "2024-10-14", "2024-10-14"]),
        ("2025-01-24", ["2025-02-05", "2025-02-07", "2025-02-13", "2025-02-07", "2025-02-07"]),
        ("2025-01-25", ["2025-02-05", "2025-02-07", "2025-02-13", "2025-02-08", "2025-02-08"]),
        ("2025-09-26", ["2025-09-30", "2025-10-10", "2025-10-16", "2025-10-10", "2025-10-10"]),
        ("2025-09-30", ["2025-10-11", "2025-10-14", "2025-10-21", "2025-10-14", "2025-10-14"]),
        ("2026-02-12", ["2026-02-24", "2026-02-26", "2026-03-04", "2026-02-26", "2026-02-26"]),
        ("2026-02-13", ["2026-02-25", "2026-02-27", "2026-03-05", "2026-02-27", "2026-02-27"]),
        ("2026-04-30", ["2026-05-08", "2026-05-11", "2026-05-18", "2026-05-14", "2026-05-14"]),
        ("2026-09-18", ["2026-09-22", "2026-09-24", "2026-10-09", "2026-10-02", "2026-10-08"]),
        ("2026-09-24", ["2026-09-30", "2026-10-09", "2026-10-15", "2026-10-08", "2026-10-08"]),
    ]

    @Test(arguments: rows) func `every golden vector holds at any hour of the day of receipt`(
        received: String, expected: [String]
    ) {
        for clock in ["00:00", "09:30", "23:50", "23:59"] {
            let start = "\(received)T\(clock)"
            let found = [
                lastDay(start, "3wd"), lastDay(start, "5wd"), lastDay(start, "10wd"), lastDay(start, "14d"),
                lastDay(start, "14d", roll: true),
            ]
            #expect(found.map(\.description) == expected, "received \(start)")
        }
    }

    @Test func `the last day ends at 24 o'clock, which is midnight of the next day`() {
        let due = promise("10wd").due(from: at("2026-09-24T23:50"), in: .china)
        #expect(due.at == at("2026-10-16T00:00"))
        #expect(!due.isProvisional)
    }

    @Test(arguments: [(2024, 251), (2025, 248), (2026, 248)])
    func `a year has the official number of working days`(year: Int, days: Int) {
        #expect(WorkCalendar.china.workingDays(from: day("\(year)-01-01"), through: day("\(year)-12-31")) == days)
    }

    @Test func `each month of 2026 has the official number of working days`() {
        let counts = (1...12).map { month in
            let first = LocalDay(year: 2026, month: month, day: 1)!
            let last = LocalDay(year: 2026, month: month, day: LocalDay.daysIn(month: month, year: 2026))!
            return WorkCalendar.china.workingDays(from: first, through: last)
        }
        #expect(counts == [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23])
    }

    @Test(arguments: [(2025, [1, 4, 5, 7, 10]), (2026, [4, 5, 7, 9, 10, 12])])
    func `the fifth is a rest day in the months the standards name`(year: Int, months: [Int]) {
        let found = (1...12).filter { !WorkCalendar.china.isWorking(LocalDay(year: year, month: $0, day: 5)!) }
        #expect(found == months)
    }

    @Test func `a report due by the fifth or the tenth is not moved off a rest day`() {
        #expect(lastDay("2026-03-31T12:00", "5d") == day("2026-04-05"))
        #expect(lastDay("2025-12-31T12:00", "10d") == day("2026-01-10"))
    }

    @Test func `forty-eight hours run day and night through National Day`() {
        let due = promise("48h").due(from: at("2026-09-30T23:50"), in: .china)
        #expect(due.at == at("2026-10-02T23:50"))
        #expect(due.lastDay == day("2026-10-02"))
        #expect(!due.isProvisional)
    }
}
