import Foundation
import Kernel

/// A calendar as RFC 5545 writes it (iCalendar): lines of at most 75 octets ended by CRLF, with texts escaped.
struct CalendarText: Sendable {
    private(set) var text = ""

    init(name: String) {
        line("BEGIN", "VCALENDAR")
        line("VERSION", "2.0")
        line("PRODID", "-//Huiyin//Duties//EN")
        line("CALSCALE", "GREGORIAN")
        line("METHOD", "PUBLISH")
        line("X-WR-CALNAME", CalendarText.escaped(name))
        line("REFRESH-INTERVAL;VALUE=DURATION", "PT1H")
    }

    /// One duty. What is due at the end of a day is an event of that whole day; what is due at an hour, of that moment.
    mutating func add(
        uid: String, at stamp: Instant, day: LocalDay, moment: Instant?, summary: String, description: String,
        address: String, sequence: Int
    ) {
        line("BEGIN", "VEVENT")
        line("UID", uid)
        line("DTSTAMP", CalendarText.utc(stamp))
        if let moment {
            line("DTSTART", CalendarText.utc(moment))
        } else {
            line("DTSTART;VALUE=DATE", CalendarText.date(day))
            line("DTEND;VALUE=DATE", CalendarText.date(day.advanced(by: 1)))
        }
        line("SEQUENCE", String(sequence))
        line("SUMMARY", CalendarText.escaped(summary))
        line("DESCRIPTION", CalendarText.escaped(description))
        line("URL", address)
        line("TRANSP", "TRANSPARENT")
        line("END", "VEVENT")
    }

    /// The whole calendar.
    func ended() -> String {
        var copy = self
        copy.line("END", "VCALENDAR")
        return copy.text
    }

    /// Folds after 75 octets, never within a character; a line that goes on begins with a space.
    private mutating func line(_ name: String, _ value: String) {
        var room = 75
        for character in "\(name):\(value)" {
            let size = character.utf8.count
            if size > room {
                text += "\r\n "
                room = 74
            }
            text.append(character)
            room -= size
        }
        text += "\r\n"
    }

    static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing(";", with: "\\;").replacing(",", with: "\\,")
            .replacing("\r\n", with: "\\n").replacing("\n", with: "\\n").replacing("\r", with: "")
    }

    static func date(_ day: LocalDay) -> String { day.description.replacing("-", with: "") }

    static func utc(_ moment: Instant) -> String {
        let stamp = moment.iso8601(in: .utc)
        return stamp.prefix(19).replacing("-", with: "").replacing(":", with: "") + "Z"
    }
}
