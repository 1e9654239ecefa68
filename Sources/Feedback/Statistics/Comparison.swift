import Casework

/// Whether a share changed from one wave to the next (两期比较): the difference with its 95 % interval after Newcombe,
/// which is made of both Wilson intervals and so holds for small numbers and near 0 and 1 (standards 2.15).
package struct Comparison: Hashable, Sendable {
    /// What may be said of a difference.
    package enum Verdict: String, Sendable, CaseIterable {
        case higher, lower
        /// 在随机波动范围内：no difference can be told from chance
        case noise
        /// One of the waves has fewer than five answers.
        case tooFew = "too_few"
    }

    package let earlier: Rate
    package let later: Rate

    package init(from earlier: Rate, to later: Rate) {
        self.earlier = earlier
        self.later = later
    }

    /// Later less earlier, −1…1; `nil` for too few.
    package var difference: Double? {
        guard let before = earlier.share, let now = later.share else { return nil }
        return now - before
    }

    /// Where the difference may lie; `nil` for too few.
    package var interval: ClosedRange<Double>? {
        guard let before = earlier.share, let now = later.share, let difference,
            let low = earlier.interval, let high = later.interval
        else { return nil }
        func reach(_ one: Double, _ other: Double) -> Double { (one * one + other * other).squareRoot() }
        let down = reach(now - high.lowerBound, low.upperBound - before)
        let up = reach(high.upperBound - now, before - low.lowerBound)
        return difference - down...difference + up
    }

    package var verdict: Verdict {
        guard let interval else { return .tooFew }
        if interval.lowerBound > 0 { return .higher }
        return interval.upperBound < 0 ? .lower : .noise
    }
}
