import Casework
import Kernel

/// What the lines of one measure and part add up to in a period (测量合计).
package struct MeasureSum: Hashable, Sendable {
    package var met = 0
    package var of = 0
    package var immature = 0
    /// How many lines are known.
    package var lines = 0

    static func + (left: MeasureSum, right: MeasureSum) -> MeasureSum {
        MeasureSum(
            met: left.met + right.met, of: left.of + right.of, immature: left.immature + right.immature,
            lines: left.lines + right.lines)
    }
}

/// What an indicator says of a period (指标值), as far as it may be told.
package enum IndicatorValue: Hashable, Sendable {
    /// `isOpen` tells it whatever its numbers: it says nothing of persons.
    case share(Rate, immature: Int, isOpen: Bool)
    case length(Spread)
    /// So many for each `times` of so many.
    case per(count: Int, base: Int, times: Int)
    case points(reached: Int, possible: Int, records: Int)
    /// So many months of what it is counted by are not recorded.
    case missing(months: Int)
    /// 尚未记录
    case notRecorded

    /// The height of a drawing and what a target is compared with: per cent, a number for each so many, or
    /// milliseconds. `nil` for what there is too little of to tell.
    package var number: Double? {
        switch self {
        case .share(let rate, _, let isOpen):
            guard rate.of > 0, isOpen || !rate.isTooSmall else { return nil }
            return Double(rate.met) * 100 / Double(rate.of)
        case .length(let spread): return spread.median.map(Double.init)
        case .per(let count, let base, let times):
            guard base > 0, !Disclosure.isSmall(count) else { return nil }
            return Double(count * times) / Double(base)
        case .points(let reached, let possible, _):
            return possible > 0 ? Double(reached) * 100 / Double(possible) : nil
        case .missing, .notRecorded: return nil
        }
    }

    /// Nothing at all was counted.
    package var isEmpty: Bool {
        switch self {
        case .share(let rate, let immature, _): rate.of == 0 && immature == 0
        case .length(let spread): spread.n == 0
        case .per(_, let base, _): base == 0
        case .points(_, let possible, _): possible == 0
        case .missing, .notRecorded: true
        }
    }

    package var rate: Rate? {
        if case .share(let rate, _, _) = self { return rate }
        return nil
    }
}

/// An indicator over several periods, the latest last (指标走势).
package struct IndicatorSeries: Sendable {
    package let indicator: Indicator
    package let values: [(period: FigurePeriod, value: IndicatorValue)]

    package var now: IndicatorValue { values.last?.value ?? .notRecorded }
    package var before: IndicatorValue? { values.dropLast().last?.value }

    /// Without the periods before anything was counted; the last one always.
    package var begun: [(period: FigurePeriod, value: IndicatorValue)] {
        let last = values.suffix(1)
        return Array(values.dropLast().drop { $0.value.isEmpty }) + last
    }

    /// Whether the value of the last period is as good as was aimed at; `nil` where that cannot be said.
    package var isMet: Bool? { now.number.flatMap(indicator.meets) }
}
