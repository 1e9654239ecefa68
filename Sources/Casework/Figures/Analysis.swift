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

        package init(_ rows: [CaseFigure], judged: [CaseFigure], asOf: Instant, in zone: Zone) {
            func figures(_ keep: (CaseFigure) -> Bool) -> Figures {
                Figures(rows.filter(keep), judged: judged.filter(keep), asOf: asOf, in: zone)
            }
            all = figures { _ in true }
            kinds = Dictionary(
                uniqueKeysWithValues: Set(rows.map(\.kind)).map { kind in
                    (kind.rawValue, figures { $0.kind == kind })
                })
            units = Dictionary(
                uniqueKeysWithValues: Set(rows.compactMap(\.unit)).map { unit in
                    (unit.text, figures { $0.unit == unit })
                })
        }
    }

    /// The frozen figures behind a filter; `nil` where both unit and kind are asked for, which nobody froze.
    package func figures(_ filter: FigureFilter) -> Figures? {
        let none = Figures([], judged: [], asOf: slices.all.asOf, in: .utc)
        switch (filter.unit, filter.kind) {
        case (nil, nil): return slices.all
        case (nil, let kind?): return slices.kinds[kind.rawValue] ?? none
        case (let unit?, nil): return slices.units[unit.text] ?? none
        case (_?, _?): return nil
        }
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

/// What figures are narrowed by (统计筛选).
package struct FigureFilter: Hashable, Sendable {
    package var unit: ID<OrganisationUnit>?
    package var kind: CaseKind?

    package init(unit: ID<OrganisationUnit>? = nil, kind: CaseKind? = nil) {
        self.unit = unit
        self.kind = kind
    }

    package func holds(_ row: CaseFigure) -> Bool {
        (unit.map { $0 == row.unit } ?? true) && (kind.map { $0 == row.kind } ?? true)
    }
}
