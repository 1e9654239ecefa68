/// Within what a figure moves by chance alone (控制限), so that nobody praises or blames noise. Limits lie three
/// standard deviations off the middle; a signal is a value beyond them, or the eighth in a row on one side.
package struct ControlLimits: Hashable, Sendable {
    package let middle: Double
    /// For each value in its place; `nil` for one left out.
    package let limits: [ClosedRange<Double>?]
    package let signals: Set<Int>

    /// Fewer say nothing about what is usual.
    package static let fewest = 6
    private static let run = 8

    /// Counts of like periods, by the mean difference between neighbours (单值移动极差图); `nil` for too few.
    package init?(counts: [Int?]) {
        let known = counts.compactMap { $0 }.map(Double.init)
        guard known.count >= ControlLimits.fewest else { return nil }
        let middle = known.reduce(0, +) / Double(known.count)
        let ranges = zip(known, known.dropFirst()).map { abs($0 - $1) }
        let reach = 2.66 * ranges.reduce(0, +) / Double(ranges.count)
        let limits = max(0, middle - reach)...(middle + reach)
        self.init(middle, counts.map { $0.map(Double.init) }, counts.map { $0 == nil ? nil : limits })
    }

    /// Rates by what they are of, each with its own width (不合格品率图); those of too few are left out.
    package init?(rates: [Rate]) {
        let known = rates.filter { !$0.isTooSmall }
        guard known.count >= ControlLimits.fewest else { return nil }
        let whole = known.reduce(Rate(), +)
        let middle = Double(whole.met) / Double(whole.of)
        let limits = rates.map { rate -> ClosedRange<Double>? in
            guard !rate.isTooSmall else { return nil }
            let reach = 3 * (middle * (1 - middle) / Double(rate.of)).squareRoot()
            return max(0, middle - reach)...min(1, middle + reach)
        }
        self.init(middle, rates.map(\.share), limits)
    }

    private init(_ middle: Double, _ values: [Double?], _ limits: [ClosedRange<Double>?]) {
        self.middle = middle
        self.limits = limits
        var signals: Set<Int> = []
        var side = 0
        for (place, value) in values.enumerated() {
            guard let value else { continue }
            if limits[place].map({ !$0.contains(value) }) ?? false { signals.insert(place) }
            let sign = value > middle ? 1 : value < middle ? -1 : 0
            side = sign != 0 && sign == side.signum() ? side + sign : sign
            if abs(side) >= ControlLimits.run { signals.insert(place) }
        }
        self.signals = signals
    }
}
