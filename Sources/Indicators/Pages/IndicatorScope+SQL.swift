import Casework
import Kernel
import Platform
import Storage
import Web

/// Whose dashboard is asked for, and of which part of the house (看板范围). The head of a unit sees the own unit and those
/// under it, whatever the address says; another unit than the whole house is told to those alone who may see the records.
struct IndicatorScope: Sendable {
    /// The reader's roles that have a dashboard.
    let roles: [Role]
    let role: Role
    let period: FigurePeriod
    let profile: OrganisationProfile
    /// Chosen, or the reader's own.
    let unit: ID<OrganisationUnit>?
    /// Whose lines count; `nil` for the whole house.
    let units: Set<ID<OrganisationUnit>>?
    /// Between which the reader may choose.
    let offered: [OrganisationUnit]
    let tree: UnitTree
    let mayTrace: Bool
    let caughtUpAt: Instant?
    let isWhole: Bool

    init(_ visit: Visit, _ indicators: IndicatorsDesk, in db: any Connection) throws {
        let actor = visit.actor
        let rights = indicators.desk.rights
        try rights.must(IndicatorAction.read, actor)
        let own = indicators.catalogue.roles.filter { actor.roles.contains($0) }
        roles = own
        guard let first = own.first else { throw Problem.forbidden("platform.rights.lacking") }
        role = Role(rawValue: visit.query("role")).flatMap { own.contains($0) ? $0 : nil } ?? first
        period = FigurePeriod(visit.query("period")) ?? FigurePeriod(.month, holding: visit.today)
        profile = try OrganisationProfile.find(actor.organisationID, in: db)
        tree = try UnitTree.load(of: actor.organisationID, in: db)
        let asked = ID<OrganisationUnit>(visit.query("unit"))
        // By the role of the dashboard: the head of a unit who is at the front desk too follows the own unit alone.
        let isTracing = rights.mayEver(IndicatorAction.trace.rawValue, roles: [role])
        mayTrace = isTracing
        caughtUpAt = try CaughtUp.at(actor.organisationID, in: db)
        isWhole = try FollowerWalk.isWhole(actor.organisationID, in: db)
        let tree = tree
        if role == .unitHead {
            let headed = try Standing.of(actor, in: db).headedUnits
            let all = headed.reduce(into: headed) { $0.formUnion(tree.below($1)) }
            unit = asked.flatMap { all.contains($0) ? $0 : nil } ?? (headed.count == 1 ? headed.first : nil)
            units = unit.map { tree.below($0).union([$0]) } ?? all
            offered = tree.ordered().map(\.unit).filter { all.contains($0.id) }
        } else {
            unit = isTracing ? asked.flatMap { tree[$0]?.id } : nil
            units = unit.map { tree.below($0).union([$0]) }
            offered = isTracing ? tree.ordered().map(\.unit).filter { $0.activeTo == nil } : []
        }
    }

    /// What the reader's dashboard shows. Of what the house records as a whole, a unit is told nothing.
    func indicators(_ catalogue: IndicatorCatalogue) -> [Indicator] {
        catalogue.dashboard(of: role, in: profile.kind).filter { indicator in
            units == nil || !indicator.measures.contains(where: \.isOfTheHouse)
        }
    }

    func question(count: Int, _ grain: FigurePeriod.Grain? = nil) -> IndicatorQuestion {
        let last = grain.map { FigurePeriod($0, holding: period.first) } ?? period
        return IndicatorQuestion(last, count: count, units: units, of: profile.id, in: profile.zone)
    }

    /// An address that keeps what was chosen.
    func address(_ path: String, _ more: [(String, String)] = []) -> String {
        var fields: [(name: String, value: String)] = [("role", role.rawValue), ("period", period.description)]
        if let unit { fields.append(("unit", unit.text)) }
        return "\(path)?\(FormData.urlEncoded(fields + more.map { ($0.0, $0.1) }))"
    }
}
