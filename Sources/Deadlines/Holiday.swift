import Foundation
import Kernel

/// A statutory holiday (法定节假日) of the national calendar, by the 全国年节及纪念日放假办法 of 2024-11-10.
package enum Holiday: String, Hashable, Sendable, CaseIterable {
    /// 元旦
    case newYear = "new_year"
    /// 春节
    case springFestival = "spring_festival"
    /// 清明节
    case qingming
    /// 劳动节
    case labourDay = "labour_day"
    /// 端午节
    case dragonBoat = "dragon_boat"
    /// 中秋节
    case midAutumn = "mid_autumn"
    /// 国庆节
    case nationalDay = "national_day"
    /// Any other day off that a notice names.
    case other

    /// Reads the name a notice uses, several joined by 、; what is unknown becomes `.other`.
    static func named(_ text: String) -> [Holiday] {
        text.split { $0 == "、" || $0 == "," }.map { known[String($0)] ?? .other }
    }

    private static let known: [String: Holiday] = ShippedCalendars.read([String: String].self, "names.json")
        .compactMapValues(Holiday.init(rawValue:))

    /// The days the law fixes by the solar calendar, for years without any other knowledge.
    static func fixed(month: Int, day: Int) -> Holiday? {
        switch (month, day) {
        case (1, 1): .newYear
        case (5, 1), (5, 2): .labourDay
        case (10, 1), (10, 2), (10, 3): .nationalDay
        default: nil
        }
    }
}

/// The calendar files that come with the program.
enum ShippedCalendars {
    /// The years whose arrangement the State Council has published (standards 2.12).
    static let published: [CalendarYear] = ["2024.json", "2025.json", "2026.json"].map { name in
        do { return try CalendarYear(json: data(name)) } catch {
            preconditionFailure("The shipped calendar \(name) is at fault: \(error)")
        }
    }

    /// The statutory holidays alone of years not yet published: neither bridges nor make-up days.
    static let statutory: [CalendarYear] = read([CalendarAnnouncement].self, "statutory.json").map { announcement in
        let rests = (announcement.rest ?? []).compactMap { rest -> CalendarYear.Rest? in
            guard let from = LocalDay(rest.from), let through = LocalDay(rest.through) else { return nil }
            return CalendarYear.Rest(holidays: Holiday.named(rest.name), from: from, through: through)
        }
        return CalendarYear(statutory: announcement.year, rests: rests)
    }

    static func read<T: Decodable>(_ type: T.Type, _ name: String) -> T {
        do { return try JSONDecoder().decode(type, from: data(name)) } catch {
            preconditionFailure("The shipped file \(name) is at fault: \(error)")
        }
    }

    private static func data(_ name: String) -> Data {
        let file = DeadlinesFolder.named("Calendars").appendingPathComponent(name)
        guard let data = FileManager.default.contents(atPath: file.path) else {
            preconditionFailure("The file \(file.path) is missing; install the program with its resources.")
        }
        return data
    }
}
