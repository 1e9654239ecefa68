import Foundation
import Synchronization

/// A time zone by its IANA name, such as `Asia/Shanghai`.
package struct Zone: Hashable, Codable, Sendable {
    package let identifier: String
    private let zone: TimeZone
    /// The offset that holds from 2000 on, for a zone whose clocks were never changed since, as China's: asking the
    /// time-zone database for every moment of a list is most of what reading its clocks costs.
    private let steadyOffset: Int64?

    private static let year2000: Int64 = 946_684_800_000
    private static let known = Mutex<[String: Zone]>([:])

    package static let shanghai = Zone(uncheckedIdentifier: "Asia/Shanghai")
    package static let utc = Zone(uncheckedIdentifier: "GMT")

    package init?(identifier: String) {
        if let known = Zone.known.withLock({ $0[identifier] }) {
            self = known
            return
        }
        guard let zone = TimeZone(identifier: identifier) else { return nil }
        self.identifier = identifier
        self.zone = zone
        let start = Date(timeIntervalSince1970: Double(Zone.year2000) / 1000)
        let isSteady = zone.nextDaylightSavingTimeTransition(after: start) == nil
        steadyOffset = isSteady ? Int64(zone.secondsFromGMT(for: start)) * 1000 : nil
        // Names come from settings, never from a stranger's request, so they cannot grow without end.
        Zone.known.withLock { [self] in $0[identifier] = self }
    }

    private init(uncheckedIdentifier identifier: String) {
        guard let made = Zone(identifier: identifier) else {
            preconditionFailure("The time-zone database lacks \(identifier); install the package tzdata.")
        }
        self = made
    }

    package static func == (left: Zone, right: Zone) -> Bool { left.identifier == right.identifier }
    package func hash(into hasher: inout Hasher) { hasher.combine(identifier) }

    package func offsetMilliseconds(at instant: Instant) -> Int64 {
        if let steadyOffset, instant.milliseconds >= Zone.year2000 { return steadyOffset }
        let date = Date(timeIntervalSince1970: Double(instant.milliseconds) / 1000)
        return Int64(zone.secondsFromGMT(for: date)) * 1000
    }

    /// The moment the wall clock shows `day` and `minute` (0…1440; 1440 is midnight at the day's end).
    /// In a gap of summer time the later moment, in an overlap the earlier one.
    package func instant(of day: LocalDay, minute: Int = 0) -> Instant {
        let wall = Int64(day.daysSince1970) * 86_400_000 + Int64(minute) * 60_000
        let before = offsetMilliseconds(at: Instant(milliseconds: wall - 86_400_000))
        let after = offsetMilliseconds(at: Instant(milliseconds: wall + 86_400_000))
        let early = Instant(milliseconds: wall - max(before, after))
        if before == after { return early }
        let late = Instant(milliseconds: wall - min(before, after))
        return offsetMilliseconds(at: early) == max(before, after) ? early : late
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let zone = Zone(identifier: text) else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "unknown zone"))
        }
        self = zone
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(identifier)
    }
}
