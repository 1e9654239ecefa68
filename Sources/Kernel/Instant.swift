import Foundation

/// A moment (时刻): milliseconds since 1970-01-01T00:00:00Z. Stored as `BIGINT`, shown in the organisation's zone.
package struct Instant: Hashable, Comparable, Codable, Sendable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Reads ISO 8601 with an offset or `Z`, with or without seconds and fractions; `nil` when it is anything else.
    package init?(iso8601 text: String) {
        guard let parts = ISO8601Parts(text) else { return nil }
        self = parts.instant
    }

    package static func < (left: Instant, right: Instant) -> Bool { left.milliseconds < right.milliseconds }
    package static func - (left: Instant, right: Instant) -> Int64 { left.milliseconds - right.milliseconds }

    /// The moment `milliseconds` later; earlier when negative.
    package func advanced(byMilliseconds amount: Int64) -> Instant { Instant(milliseconds: milliseconds + amount) }
    package func advanced(byMinutes minutes: Int) -> Instant { advanced(byMilliseconds: Int64(minutes) * 60_000) }
    package func advanced(byHours hours: Int) -> Instant { advanced(byMinutes: hours * 60) }

    /// The calendar day and the minute of that day on the wall clock of `zone`.
    package func local(in zone: Zone) -> (day: LocalDay, minute: Int) {
        let shifted = milliseconds + zone.offsetMilliseconds(at: self)
        let days = shifted.flooredQuotient(by: 86_400_000)
        return (LocalDay(daysSince1970: Int(days)), Int((shifted - days * 86_400_000) / 60_000))
    }

    package func day(in zone: Zone) -> LocalDay { local(in: zone).day }

    /// `2026-09-24T23:50:00+08:00`: ISO 8601 with the offset of `zone` at that moment, to the second.
    package func iso8601(in zone: Zone) -> String {
        let offset = zone.offsetMilliseconds(at: self) / 60_000
        let shifted = milliseconds + offset * 60_000
        let days = shifted.flooredQuotient(by: 86_400_000)
        let seconds = Int((shifted - days * 86_400_000) / 1000)
        let minutes = Int(abs(offset))
        var pen = DigitPen()
        pen.write(LocalDay(daysSince1970: Int(days)))
        pen.write("T")
        pen.write(seconds / 3600, digits: 2)
        pen.write(":")
        pen.write(seconds / 60 % 60, digits: 2)
        pen.write(":")
        pen.write(seconds % 60, digits: 2)
        pen.write(offset < 0 ? "-" : "+")
        pen.write(minutes / 60, digits: 2)
        pen.write(":")
        pen.write(minutes % 60, digits: 2)
        return pen.text
    }
}

private struct ISO8601Parts {
    var instant: Instant

    init?(_ text: String) {
        let pattern = /(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?(Z|[+-]\d{2}:?\d{2})/
        guard let match = text.wholeMatch(of: pattern), let day = LocalDay(String(match.1)) else { return nil }
        guard let hour = Int(match.2), let minute = Int(match.3), hour < 24, minute < 60 else { return nil }
        let second = match.4.flatMap { Int($0) } ?? 0
        guard second < 60 else { return nil }
        let fraction = match.5.map { Int($0.padding(toLength: 3, withPad: "0", startingAt: 0)) ?? 0 } ?? 0
        var offset = 0
        if match.6 != "Z" {
            let digits = match.6.dropFirst().filter { $0 != ":" }
            guard let hours = Int(digits.prefix(2)), let minutes = Int(digits.suffix(2)), hours < 15, minutes < 60
            else { return nil }
            offset = (hours * 60 + minutes) * (match.6.hasPrefix("-") ? -1 : 1)
        }
        let seconds = day.daysSince1970 * 86_400 + (hour * 60 + minute - offset) * 60 + second
        instant = Instant(milliseconds: Int64(seconds) * 1000 + Int64(fraction))
    }
}

extension Int64 {
    func flooredQuotient(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}

package func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
