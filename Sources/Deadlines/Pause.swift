import Kernel

/// A stretch in which a clock stands still (暂停计时). It always has an end of its own, so a forgotten pause can never
/// swallow a case; it can be ended earlier.
package struct Pause: Hashable, Codable, Sendable {
    package let reason: Reason
    package let from: Instant
    /// When it ends by itself.
    package let until: Instant
    /// When somebody ended it earlier.
    package private(set) var endedAt: Instant?
    package let note: String

    /// The only reasons for which a clock may stand still (standards 2.11), each to be proved by the caller.
    package enum Reason: String, Hashable, Codable, Sendable, CaseIterable {
        /// 待补充材料：the complainant has been asked for material
        case awaitingMaterial = "awaiting_material"
        /// 外部鉴定
        case externalAppraisal = "external_appraisal"
        /// 投诉人要求暂缓
        case complainantAsked = "complainant_asked"
        /// 第三方程序：mediation, police or court has the matter
        case outsideProceedings = "outside_proceedings"
        /// 不可抗力
        case forceMajeure = "force_majeure"
    }

    /// Refused when it ends before it begins or would last longer than 180 days.
    package init(reason: Reason, from: Instant, until: Instant, note: String = "") throws(Problem) {
        guard from < until else { throw .invalid("until", Message("deadlines.pause.ends_before_start")) }
        guard until - from <= 180 * 86_400_000 else { throw .invalid("until", Message("deadlines.pause.too_long")) }
        self.reason = reason
        self.from = from
        self.until = until
        self.note = note
    }

    package var end: Instant { endedAt.map { min($0, until) } ?? until }

    func covers(_ moment: Instant) -> Bool { from <= moment && moment < end }

    func ended(at moment: Instant) -> Pause {
        var copy = self
        copy.endedAt = max(moment, from)
        return copy
    }
}

/// A stretch of time from a moment until before another.
struct Span: Hashable, Sendable {
    var from: Instant
    var until: Instant

    /// How much of it lies within the two moments, in milliseconds.
    func overlap(_ start: Instant, _ end: Instant) -> Int64 { max(0, min(until, end) - max(from, start)) }

    /// The standing time within the two moments: in order, clipped, and united where pauses overlap or touch.
    static func united(_ pauses: [Pause], from start: Instant, until end: Instant?) -> [Span] {
        var spans: [Span] = []
        for pause in pauses.sorted(by: { $0.from < $1.from }) {
            let span = Span(from: max(pause.from, start), until: end.map { min(pause.end, $0) } ?? pause.end)
            guard span.from < span.until else { continue }
            if let last = spans.last, span.from <= last.until {
                spans[spans.count - 1].until = max(last.until, span.until)
            } else {
                spans.append(span)
            }
        }
        return spans
    }
}
