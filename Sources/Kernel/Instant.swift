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

/// Read by hand: programs tell moments by the thousand, and a pattern costs more than all else about them.
private struct ISO8601Parts {
    var instant: Instant
    private var rest: Substring.UTF8View

    init?(_ text: String) {
        rest = text[...].utf8
        instant = Instant(milliseconds: 0)
        guard let day = LocalDay(String(Substring(rest.prefix(10)))) else { return nil }
        rest = rest.dropFirst(10)
        guard take("T"), let hour = digits(2), take(":"), let minute = digits(2), hour < 24, minute < 60 else {
            return nil
        }
        var second = 0
        var fraction = 0
        if take(":") {
            guard let read = digits(2), read < 60 else { return nil }
            second = read
            if take(".") {
                guard let thousandths = thousandths() else { return nil }
                fraction = thousandths
            }
        }
        guard let offset = offset(), rest.isEmpty else { return nil }
        let seconds = day.daysSince1970 * 86_400 + (hour * 60 + minute - offset) * 60 + second
        instant = Instant(milliseconds: Int64(seconds) * 1000 + Int64(fraction))
    }

    private mutating func take(_ sign: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: sign) else { return false }
        rest = rest.dropFirst()
        return true
    }

    private mutating func digit() -> Int? {
        guard let byte = rest.first, (0x30...0x39).contains(byte) else { return nil }
        rest = rest.dropFirst()
        return Int(byte) - 0x30
    }

    private mutating func digits(_ count: Int) -> Int? {
        var number = 0
        for _ in 0..<count {
            guard let digit = digit() else { return nil }
            number = number * 10 + digit
        }
        return number
    }

    /// At least one digit; what is finer than a thousandth is left off.
    private mutating func thousandths() -> Int? {
        guard var number = digit() else { return nil }
        var count = 1
        while let digit = digit() {
            if count < 3 { number = number * 10 + digit }
            count += 1
        }
        for _ in count..<max(count, 3) { number *= 10 }
        return number
    }

    /// Minutes ahead of UTC.
    private mutating func offset() -> Int? {
        if take("Z") { return 0 }
        let isBehind = take("-")
        guard isBehind || take("+"), let hours = digits(2) else { return nil }
        _ = take(":")
        guard let minutes = digits(2), hours < 15, minutes < 60 else { return nil }
        return (hours * 60 + minutes) * (isBehind ? -1 : 1)
    }
}

extension Int64 {
    func flooredQuotient(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}

package func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
