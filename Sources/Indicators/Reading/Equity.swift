import Casework
import Kernel
import People

/// By what persons served are compared (公平性维度, S2-6).
package enum EquityTrait: String, Sendable, CaseIterable {
    case payer, ability, insurance, sex, age
}

/// Age in bands of ten years (年龄段), so that nobody is known by it.
package enum AgeBand: String, Sendable, CaseIterable {
    case underSixty = "under_60"
    case sixties = "60_69"
    case seventies = "70_79"
    case eighties = "80_89"
    case ninety = "90"

    /// From which age on.
    package var from: Int {
        switch self {
        case .underSixty: 0
        case .sixties: 60
        case .seventies: 70
        case .eighties: 80
        case .ninety: 90
        }
    }
}

/// How the persons of one group were served beside all others (公平性对比). A difference is claimed only where neither
/// interval reaches the other; that still is no cause.
package struct EquityLine: Hashable, Sendable {
    /// A value of the trait; empty where it is not known.
    package let group: String
    package let rates: [Measure: Comparison]
    package let times: [Measure: Spread]

    package enum Comparison: Hashable, Sendable {
        /// Fewer than five, or what would give them away.
        case hidden
        case told(Rate, Difference)
    }

    package enum Difference: String, Hashable, Sendable {
        /// No more than chance explains.
        case none
        case higher, lower
        /// The others are too few to compare with.
        case unknown
    }
}

/// The groups of one trait side by side.
package struct EquityTable: Hashable, Sendable {
    package let trait: EquityTrait
    package let lines: [EquityLine]

    package static let rates: [Measure] = [.firstFeedback, .decision, .satisfied, .upheld]
    package static let times: [Measure] = [.feedbackTime, .resolutionTime]

    /// `rates` and `lengths` by group. Whoever has the whole subtracts, so a group is told only as far as all of them
    /// could stand beside their total.
    package init(
        _ trait: EquityTrait, groups: [String], rates: [String: [Measure: Rate]],
        lengths: [String: [Measure: [Int64?]]]
    ) {
        self.trait = trait
        func shown(_ counts: [Int]) -> Set<Int> {
            let told = Disclosure(counts).shown
            return Set(told.indices.filter { told[$0] != nil && counts[$0] > 0 })
        }
        var told: [Measure: Set<Int>] = [:]
        for measure in EquityTable.rates { told[measure] = shown(groups.map { rates[$0]?[measure]?.of ?? 0 }) }
        for measure in EquityTable.times { told[measure] = shown(groups.map { lengths[$0]?[measure]?.count ?? 0 }) }
        lines = groups.enumerated().map { place, group in
            var compared: [Measure: EquityLine.Comparison] = [:]
            for measure in EquityTable.rates {
                let own = rates[group]?[measure] ?? Rate()
                let whole = groups.reduce(Rate()) { $0 + (rates[$1]?[measure] ?? Rate()) }
                compared[measure] =
                    told[measure]?.contains(place) ?? false
                    ? .told(
                        own, EquityTable.difference(own, from: Rate(whole.met - own.met, of: whole.of - own.of)))
                    : .hidden
            }
            var times: [Measure: Spread] = [:]
            for measure in EquityTable.times where told[measure]?.contains(place) ?? false {
                times[measure] = Spread(lengths[group]?[measure] ?? [])
            }
            return EquityLine(group: group, rates: compared, times: times)
        }
    }

    /// By the 95 % intervals of Wilson.
    static func difference(_ own: Rate, from others: Rate) -> EquityLine.Difference {
        guard let here = own.interval, let there = others.interval else { return .unknown }
        if here.lowerBound > there.upperBound { return .higher }
        if here.upperBound < there.lowerBound { return .lower }
        return .none
    }
}
