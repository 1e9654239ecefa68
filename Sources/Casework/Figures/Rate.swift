/// So many of so many (比率), never printed without both numbers (standards 2.18).
package struct Rate: Hashable, Codable, Sendable {
    package var met: Int
    package var of: Int

    package init(_ met: Int = 0, of: Int = 0) {
        self.met = met
        self.of = of
    }

    /// Fewer than five tell nothing about a service and much about a person (standards 2.15).
    package static let smallest = 5

    package var isTooSmall: Bool { of < Rate.smallest }

    /// What stands in the place of one that may not be told.
    static let untold = Rate(1, of: 1)
    /// Between 0 and 1; `nil` for too few.
    package var share: Double? { isTooSmall ? nil : Double(met) / Double(of) }

    /// The 95 % interval of Wilson, which stays within 0 and 1 and holds for small numbers; `nil` for too few.
    package var interval: ClosedRange<Double>? {
        guard !isTooSmall else { return nil }
        let z = 1.959963984540054
        let (n, p) = (Double(of), Double(met) / Double(of))
        let middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        let reach = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
        return max(0, middle - reach)...min(1, middle + reach)
    }

    package static func + (left: Rate, right: Rate) -> Rate { Rate(left.met + right.met, of: left.of + right.of) }
}

/// Promises judged at a moment (时限判定合计): kept of those due, and what stood outside the count.
package struct Judged: Hashable, Codable, Sendable {
    package var rate = Rate()
    /// 未到期：in neither numerator nor denominator
    package var immature = 0
    /// 提前终止：withdrawn or not accepted before it was due
    package var ended = 0

    /// Neither a rate nor how many wait can be told.
    package var isTooSmall: Bool { rate.isTooSmall && immature < Rate.smallest }

    package init(_ outcomes: some Sequence<FigureClock.Outcome> = []) { for outcome in outcomes { add(outcome) } }

    package mutating func add(_ outcome: FigureClock.Outcome) {
        switch outcome {
        case .onTime:
            rate.met += 1
            rate.of += 1
        case .late: rate.of += 1
        case .immature: immature += 1
        case .ended: ended += 1
        }
    }
}

/// Lengths of time in order (时长分布), by nearest rank. What had not ended counts as longer than all that had, so
/// nothing becomes quick by staying open.
package struct Spread: Hashable, Codable, Sendable {
    package let n: Int
    /// Milliseconds; `nil` while that rank has not ended, or for too few.
    package let median: Int64?
    package let p90: Int64?
    /// Those that had not ended.
    package let open: Int

    package init(_ lengths: [Int64?]) {
        n = lengths.count
        let ended = lengths.compactMap { $0 }.sorted()
        open = n - ended.count
        func rank(_ percent: Int) -> Int64? {
            guard lengths.count >= Rate.smallest else { return nil }
            let place = (lengths.count * percent + 99) / 100
            return place <= ended.count ? ended[place - 1] : nil
        }
        median = rank(50)
        p90 = rank(90)
    }

    package var isTooSmall: Bool { n < Rate.smallest }

    /// What stands in the place of one that may not be told: too few to say anything.
    static let untold = Spread([nil])
}
