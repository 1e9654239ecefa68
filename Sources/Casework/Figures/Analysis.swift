import Kernel
import Platform

/// The analysis of an ended period (定期汇总分析, S0-19): its figures as they were when it was made. Never changed; made
/// anew, it is a further version with the reason.
package struct Analysis: Sendable {
    package let period: FigurePeriod
    package let version: Int
    package let madeAt: Instant
    package let madeBy: String
    /// Why it was made anew; `nil` for the first.
    package let reason: String?
    package let slices: Slices

    /// The figures of all cases, and of each kind and unit alone.
    package struct Slices: Hashable, Codable, Sendable {
        package let all: Figures
        package let kinds: [String: Figures]
        package let units: [String: Figures]

        init(_ tally: SlicesTally) {
            all = tally.all.figures
            kinds = tally.kinds.mapValues(\.figures)
            units = tally.units.mapValues(\.figures)
        }
    }

    /// The figures of an ended period as they were at a moment, not yet frozen (统计底稿).
    package struct Counted: Sendable {
        package let period: FigurePeriod
        package let at: Instant
        package let slices: Slices
    }

    /// Something an analysis showed, and what is done about it by whom and until when (改进措施).
    package struct Finding: Hashable, Sendable {
        package let number: Int
        package let finding: String
        package let measure: String
        package let owner: ID<Staff>
        package let dueOn: LocalDay
        package let madeAt: Instant
    }

    static func subject(_ period: FigurePeriod, of organisation: ID<Organisation>) -> Event.Subject {
        Event.Subject(kind: "analysis", id: "\(organisation).\(period)")
    }
}

extension Analysis.Slices {
    /// What may be told behind a filter.
    package func told(_ filter: FigureFilter) -> ToldFigures {
        let none = Figures([], judged: [], asOf: all.asOf, in: .utc)
        func told(_ part: String, of parts: [String: Figures]) -> ToldFigures {
            guard let own = parts[part] else { return ToldFigures(none) }
            let narrowing = Narrowing(all, into: parts)
            guard !narrowing.isClosed(part) else { return ToldFigures(none, isRefused: true) }
            let hidden = narrowing.hidden(in: part)
            return ToldFigures(own.telling(allBut: hidden), hidden: hidden)
        }
        switch (filter.unit, filter.kind) {
        case (nil, nil): return ToldFigures(all)
        case (nil, let kind?): return told(kind.rawValue, of: kinds)
        case (let unit?, nil): return told(unit.text, of: units)
        case (_?, _?): return ToldFigures(none, isRefused: true)
        }
    }
}

/// Counts the cases of one period, all of them and by kind and unit. Those received in it come first: a kind or unit
/// of which none was received has no figures of its own.
struct SlicesTally: Sendable {
    let moments: Range<Instant>
    private let none: FigureTally
    private let isSliced: Bool
    private(set) var all: FigureTally
    private(set) var kinds: [String: FigureTally] = [:]
    private(set) var units: [String: FigureTally] = [:]

    /// Without `isSliced` only all together are counted.
    init(_ moments: Range<Instant>, asOf: Instant, in zone: Zone, isSliced: Bool = true) {
        self.moments = moments
        self.isSliced = isSliced
        none = FigureTally(asOf: asOf, in: zone)
        all = none
    }

    mutating func add(_ row: CaseFigure) {
        all.add(row)
        guard isSliced else { return }
        kinds[row.kind.rawValue, default: none].add(row)
        if let unit = row.unit { units[unit.text, default: none].add(row) }
    }

    mutating func addJudged(_ row: CaseFigure) {
        all.addJudged(row)
        kinds[row.kind.rawValue]?.addJudged(row)
        if let unit = row.unit { units[unit.text]?.addJudged(row) }
    }
}

/// Figures as far as they may be told (可公布统计).
package struct ToldFigures: Sendable {
    package let figures: Figures
    /// Names of counts of lists that are left out, because the whole would tell others by them.
    package let hidden: Set<String>
    /// Nothing is told: so few that the part, or what is left of the whole, could be found.
    package let isRefused: Bool

    init(_ figures: Figures, hidden: Set<String> = [], isRefused: Bool = false) {
        self.figures = figures
        self.hidden = hidden
        self.isRefused = isRefused
    }
}

/// What figures are narrowed by (统计筛选).
package struct FigureFilter: Hashable, Sendable {
    package var unit: ID<OrganisationUnit>?
    package var kind: CaseKind?

    package init(unit: ID<OrganisationUnit>? = nil, kind: CaseKind? = nil) {
        self.unit = unit
        self.kind = kind
    }

    package var isEmpty: Bool { unit == nil && kind == nil }

    package func holds(_ row: CaseFigure) -> Bool {
        (unit.map { $0 == row.unit } ?? true) && (kind.map { $0 == row.kind } ?? true)
    }
}
