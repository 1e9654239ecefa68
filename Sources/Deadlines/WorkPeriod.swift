import Kernel

/// A stretch of work within one day (工作时段), in minutes of the wall clock: `08:00-12:00`. It ends before `to`;
/// 1440 is midnight at the day's end.
package struct WorkPeriod: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    package let from: Int
    package let to: Int

    /// The whole day, for wards and other places that never close.
    package static let wholeDay = WorkPeriod(checkedFrom: 0, to: 1440)

    /// `nil` unless `0 ≤ from < to ≤ 1440`.
    package init?(from: Int, to: Int) {
        guard 0 <= from, from < to, to <= 1440 else { return nil }
        self.init(checkedFrom: from, to: to)
    }

    /// Reads `08:00-12:00`, also with an en dash; `nil` when it is anything else.
    package init?(_ text: String) {
        let ends = text.split { $0 == "-" || $0 == "–" }.map(WorkPeriod.minute)
        guard ends.count == 2, let from = ends[0], let to = ends[1] else { return nil }
        self.init(from: from, to: to)
    }

    private init(checkedFrom from: Int, to: Int) {
        self.from = from
        self.to = to
    }

    package var description: String { "\(clockText(from))-\(clockText(to))" }
    package static func < (left: WorkPeriod, right: WorkPeriod) -> Bool { left.from < right.from }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let period = WorkPeriod(text) else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "no period"))
        }
        self = period
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// True when the periods stand in order and none reaches into the next.
    static func areOrdered(_ periods: [WorkPeriod]) -> Bool {
        zip(periods, periods.dropFirst()).allSatisfy { $0.to <= $1.from }
    }

    private static func minute(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]),
            (0..<60).contains(minute), hour >= 0
        else { return nil }
        return hour * 60 + minute
    }
}

/// `08:05` for minute 485 of a day.
func clockText(_ minute: Int) -> String { "\(twoDigits(minute / 60)):\(twoDigits(minute % 60))" }
