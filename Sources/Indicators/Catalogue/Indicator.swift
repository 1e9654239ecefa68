import Casework
import Kernel
import Platform

/// One indicator of the house (指标, standards 2.18): what is counted of what, when it is known, what it aims at, and
/// whose dashboard shows it.
package struct Indicator: Hashable, Sendable {
    package let code: String
    package let name: Bilingual
    /// What the numerator and the denominator hold, in words.
    package let counts: Bilingual
    package let of: Bilingual
    package let formula: Formula
    /// When something is known, in words.
    package let maturity: Bilingual
    /// What is left out, in words.
    package let leavesOut: Bilingual
    package let grain: Grain
    /// What is aimed at (目标): per cent, or the number of its own unit.
    package let target: Double?
    /// The row of the source the indicator or its target comes from.
    package let row: String?
    package let better: Better
    package let dimension: Dimension?
    package let roles: [Role]
    /// Shown in the yearly trend (S0-40).
    package let isHeadline: Bool
    /// The kinds of organisations it is for; empty for all.
    package let kinds: [OrganisationKind]

    /// How it is computed (算法).
    package enum Formula: Hashable, Sendable {
        /// Lines of one measure; `parts` narrow it, such as to the duties that are reports.
        case measure(Measure, parts: [String])
        /// So many for each so many of what others count.
        case per(Measure, of: [Measure], times: Int)
        /// What has to be recorded before it can be computed.
        case awaits(Bilingual)
    }

    /// At what it is looked (粒度).
    package enum Grain: String, Sendable, CaseIterable {
        case `case`, transition, day, month
    }

    package enum Better: String, Sendable, CaseIterable {
        case up, down
    }

    /// 安全、专业、高效、舒适 (S2-5)
    package enum Dimension: String, Sendable, CaseIterable {
        case safe, professional, efficient, comfortable
    }

    package func isShown(in kind: OrganisationKind) -> Bool { kinds.isEmpty || kinds.contains(kind) }

    /// Everything it is computed from; nothing for one that waits.
    package var measures: [Measure] {
        switch formula {
        case .measure(let measure, _): [measure]
        case .per(let count, let base, _): [count] + base
        case .awaits: []
        }
    }

    package var isRecorded: Bool { !measures.isEmpty }

    /// Whether a value is as good as was aimed at; `nil` without a target.
    package func meets(_ value: Double) -> Bool? {
        target.map { better == .up ? value >= $0 : value <= $0 }
    }
}

/// The indicators of the product (指标目录), in their order.
package struct IndicatorCatalogue: Sendable {
    package let indicators: [Indicator]

    package subscript(code: String) -> Indicator? { indicators.first { $0.code == code } }

    /// What the dashboard of a role shows in an organisation of that kind.
    package func dashboard(of role: Role, in kind: OrganisationKind) -> [Indicator] {
        indicators.filter { $0.roles.contains(role) && $0.isShown(in: kind) }
    }

    /// The roles that have a dashboard, in the order of the catalogue.
    package var roles: [Role] {
        indicators.flatMap(\.roles).reduce(into: []) { roles, role in
            if !roles.contains(role) { roles.append(role) }
        }
    }
}
