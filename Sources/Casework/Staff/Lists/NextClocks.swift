import Deadlines
import Kernel
import Platform
import Storage
import Web

/// For each case of a page the clock that expires next, worded (下一个到期时限). Read with two queries for the page.
struct NextClocks: Sendable {
    struct Next: Sendable {
        let view: ClockView
        let dueWords: String
    }

    let views: [ID<Case>: Next]

    init(of lines: [CaseLine], _ words: Words, organisation: ID<Organisation>, in db: any Connection) throws {
        var views: [ID<Case>: Next] = [:]
        if !lines.isEmpty {
            let calendar = try OrganisationCalendar.load(organisation, in: db)
            var earliest: [String: (clock: StoredClock, reading: Reading)] = [:]
            let holders = Dictionary(lines.map { ($0.id.text, $0.holderID) }, uniquingKeysWith: { first, _ in first })
            for stored in try StoredClock.running(of: "case", lines.map(\.id.text), in: db) {
                // What is due on another's desk stands in their own list.
                if stored.holderID != holders[stored.subject.id] { continue }
                let reading = stored.clock.reading(at: db.now, in: calendar)
                if let known = earliest[stored.subject.id], known.reading.dueAt <= reading.dueAt { continue }
                earliest[stored.subject.id] = (stored, reading)
            }
            for line in lines {
                guard let (stored, reading) = earliest[line.id.text] else { continue }
                views[line.id] = Next(
                    view: NextClocks.view(stored, reading, words, at: db.now),
                    dueWords: NextClocks.dueWords(reading.dueAt, words, at: db.now))
            }
        }
        self.views = views
    }

    private static func view(_ stored: StoredClock, _ reading: Reading, _ words: Words, at now: Instant) -> ClockView {
        let left = length(reading.dueAt - now, words)
        let remaining =
            switch reading.state {
            case .paused: words(reading.state.message)
            case .running, .dueSoon, .extended, .metOnTime, .metWithinExtension, .metLate, .cancelled:
                words("casework.lists.clock.left", ["time": .text(left)])
            case .overdue: words("casework.lists.clock.over", ["time": .text(left)])
            }
        return ClockView(
            label: words("casework.clock.\(CaseClock.baseName(stored.kind))"), state: reading.state.shown,
            stateWord: words(reading.state.message), dueText: words.due(reading.dueAt),
            dueStamp: words.stamp(reading.dueAt), remainingText: remaining, percent: reading.percentUsed)
    }

    /// Days and hours, hours and minutes, or minutes: two parts at most, rounded down, without a sign.
    static func length(_ milliseconds: Int64, _ words: Words) -> String {
        let minutes = Int(abs(milliseconds) / 60_000)
        func part(_ unit: String, _ number: Int) -> String {
            words("casework.lists.length.\(unit)", ["n": .number(number)])
        }
        let parts =
            switch minutes {
            case 1440...:
                [part("days", minutes / 1440), minutes % 1440 >= 60 ? part("hours", minutes % 1440 / 60) : ""]
            case 60...: [part("hours", minutes / 60), minutes % 60 > 0 ? part("minutes", minutes % 60) : ""]
            default: [part("minutes", minutes), ""]
            }
        return words("casework.lists.length.joined", ["first": .text(parts[0]), "rest": .text(parts[1])])
            .trimmingSuffix(while: \.isWhitespace)
    }

    /// "今天 17:00", "明天 09:00", or day and clock.
    static func dueWords(_ due: Instant, _ words: Words, at now: Instant) -> String {
        let (day, minute) = due.local(in: words.zone)
        let today = now.day(in: words.zone)
        let key =
            switch day.daysSince1970 - today.daysSince1970 {
            case 0: "today"
            case 1: "tomorrow"
            case -1: "yesterday"
            default: day.year == today.year ? "day" : "year"
            }
        return words(
            "casework.lists.due.\(key)",
            [
                "clock": .text("\(twoDigits(minute / 60)):\(twoDigits(minute % 60))"), "year": .text(String(day.year)),
                "month": .text(words("casework.lists.month.\(day.month)")), "day": .number(day.day),
            ])
    }
}

extension StringProtocol {
    fileprivate func trimmingSuffix(while isDropped: (Character) -> Bool) -> String {
        var end = endIndex
        while end > startIndex, isDropped(self[index(before: end)]) { end = index(before: end) }
        return String(self[..<end])
    }
}

extension Reading.State {
    /// How a list shows the state: what is within an extension is near its end, never merely running.
    var shown: ClockView.State {
        switch self {
        case .running: .running
        case .dueSoon, .extended: .soon
        case .paused: .paused
        case .overdue: .late
        case .metOnTime, .metWithinExtension, .cancelled: .met
        case .metLate: .missed
        }
    }
}

/// The names of those on whose desks the cases of a page are: employees and groups (持有人).
struct HolderNames: Sendable {
    private let names: [String: String]

    init(of lines: [CaseLine], more staff: [ID<Staff>] = [], organisation: ID<Organisation>, in db: any Connection)
        throws
    {
        var names: [String: String] = [:]
        let people = Set(lines.compactMap { ID<Staff>($0.holderID) } + lines.compactMap(\.handler) + staff)
        for (id, member) in try StaffMember.find(all: people.sorted(), of: organisation, in: db) {
            names[id.text] = member.name
        }
        if lines.contains(where: { names[$0.holderID] == nil }) {
            for unit in try UnitTree.load(of: organisation, in: db).units where names[unit.id.text] == nil {
                names[unit.id.text] = unit.name
            }
        }
        self.names = names
    }

    subscript(id: String) -> String { names[id] ?? "" }
}

/// What wording a page of cases takes, gathered in the transaction that read it.
struct CaseTables {
    let words: Words
    let organisation: ID<Organisation>
    let db: any Connection

    func rows(_ lines: [CaseLine]) throws -> [CaseRow] {
        let clocks = try NextClocks(of: lines, words, organisation: organisation, in: db)
        let names = try HolderNames(of: lines, organisation: organisation, in: db)
        return lines.map { $0.row(words, clocks: clocks, names: names) }
    }
}
