import Foundation
import Kernel

/// One year of the national calendar as the State Council announces it (放假调休安排): the rest periods and the
/// weekend days that are worked to make up for them (调休补班).
package struct CalendarYear: Hashable, Sendable {
    package let year: Int
    /// Where the arrangement was published, for whoever wants to check it.
    package let notice: String?
    package let rests: [Rest]
    package let workingDays: [LocalDay]

    /// A run of rest days with the holidays it belongs to.
    package struct Rest: Hashable, Sendable {
        package let holidays: [Holiday]
        package let from: LocalDay
        package let through: LocalDay
    }

    init(statutory year: Int, rests: [Rest]) {
        self.year = year
        self.notice = nil
        self.rests = rests
        self.workingDays = []
    }

    /// Reads a year's arrangement, in our form (`rest`, `work`) or in the form of holiday-cn (`days` with `isOffDay`).
    /// Everything that contradicts itself is refused with the day at fault named.
    package init(json: Data, expecting expected: Int? = nil) throws(Problem) {
        guard json.count <= 200_000, let read = try? JSONDecoder().decode(CalendarAnnouncement.self, from: json) else {
            throw .invalid("calendar", Message("deadlines.import.unreadable"))
        }
        if let expected, expected != read.year {
            let message = Message(
                "deadlines.import.other_year", ["year": .number(read.year), "expected": .number(expected)])
            throw .invalid("calendar", message)
        }
        year = read.year
        notice = read.notice ?? read.papers?.first
        rests = try CalendarYear.rests(of: read).sorted { $0.from < $1.from }
        workingDays = try CalendarYear.workingDays(of: read).sorted()
        try check()
    }

    private static func rests(of read: CalendarAnnouncement) throws(Problem) -> [Rest] {
        var rests: [Rest] = []
        for rest in read.rest ?? [] {
            let (from, through) = (try day(rest.from), try day(rest.through))
            guard from <= through else { throw refusal("ends_before_start", from) }
            guard from.distance(to: through) <= 30 else { throw refusal("too_long", from) }
            rests.append(Rest(holidays: Holiday.named(rest.name), from: from, through: through))
        }
        for entry in read.days ?? [] where entry.isOffDay {
            let day = try day(entry.date)
            rests.append(Rest(holidays: Holiday.named(entry.name), from: day, through: day))
        }
        return rests
    }

    private static func workingDays(of read: CalendarAnnouncement) throws(Problem) -> [LocalDay] {
        var days: [LocalDay] = []
        for text in read.work ?? [] { days.append(try day(text)) }
        for entry in read.days ?? [] where !entry.isOffDay { days.append(try day(entry.date)) }
        return days
    }

    private static func day(_ text: String) throws(Problem) -> LocalDay {
        guard let day = LocalDay(text) else {
            throw .invalid("calendar", Message("deadlines.import.no_day", ["text": .text(String(text.prefix(40)))]))
        }
        return day
    }

    private func check() throws(Problem) {
        guard !rests.isEmpty else {
            throw .invalid("calendar", Message("deadlines.import.empty", ["year": .number(year)]))
        }
        for day in rests.flatMap({ [$0.from, $0.through] }) + workingDays where !covers(day) {
            throw CalendarYear.refusal("wrong_year", day, ["year": .number(year)])
        }
        for (rest, next) in zip(rests, rests.dropFirst()) where next.from <= rest.through {
            throw CalendarYear.refusal("overlap", next.from)
        }
        for (day, next) in zip(workingDays, workingDays.dropFirst()) where day == next {
            throw CalendarYear.refusal("twice", day)
        }
        for day in workingDays {
            guard day.weekday == .saturday || day.weekday == .sunday else {
                throw CalendarYear.refusal("not_weekend", day)
            }
            guard !rests.contains(where: { ($0.from...$0.through).contains(day) }) else {
                throw CalendarYear.refusal("work_in_rest", day)
            }
        }
    }

    /// A notice may also reach back into the December before, as New Year's bridges do.
    private func covers(_ day: LocalDay) -> Bool { day.year == year || (day.year == year - 1 && day.month == 12) }

    private static func refusal(
        _ key: String, _ day: LocalDay, _ more: [String: Message.Argument] = [:]
    ) -> Problem {
        let arguments = more.merging(["day": .text(day.description)]) { first, _ in first }
        return .invalid("calendar", Message("deadlines.import.\(key)", arguments))
    }
}

/// The two written forms of a year, before they are checked.
struct CalendarAnnouncement: Decodable {
    let year: Int
    let notice: String?
    let papers: [String]?
    let rest: [Rest]?
    let work: [String]?
    let days: [Day]?

    struct Rest: Decodable {
        let name: String
        let from: String
        let through: String
    }

    struct Day: Decodable {
        let name: String
        let date: String
        let isOffDay: Bool
    }
}
