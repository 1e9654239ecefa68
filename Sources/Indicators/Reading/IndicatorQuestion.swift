import Casework
import Kernel
import Platform

/// What is asked of the lines (指标查询): periods one after the other, and whose.
package struct IndicatorQuestion: Sendable {
    package let organisation: ID<Organisation>
    package let zone: Zone
    package let periods: [FigurePeriod]
    /// The units whose lines count; `nil` for the whole house.
    package let units: Set<ID<OrganisationUnit>>?

    /// `count` periods up to and with the one given.
    package init(
        _ last: FigurePeriod, count: Int, units: Set<ID<OrganisationUnit>>? = nil, of organisation: ID<Organisation>,
        in zone: Zone
    ) {
        self.organisation = organisation
        self.zone = zone
        self.units = units
        periods = (0..<count).map { last.moved(by: $0 - count + 1) }
    }

    var moments: Range<Instant> {
        let (first, last) = (periods.first?.moments(in: zone), periods.last?.moments(in: zone))
        let none = Instant(milliseconds: 0)
        return (first?.lowerBound ?? none)..<(last?.upperBound ?? none)
    }

    /// The moment a period is judged at: its end, or now while it lasts. The rule of `Figures`, so that both say the
    /// same.
    func judgedAt(_ period: FigurePeriod, now: Instant) -> Instant { min(period.moments(in: zone).upperBound, now) }
}
