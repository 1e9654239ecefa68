import Kernel
import Platform
import Storage
import Web

/// Everything a page of figures shows (统计报告), read for one query: the frozen figures of an ended period, or those
/// of the rows as they are now.
struct FiguresReport: Sendable {
    let query: FigureQuery
    let told: ToldFigures
    /// Whose figures these are; `nil` when they were just made of the rows.
    let analysis: Analysis?
    let isEnded: Bool
    /// Twelve months to the end of the period, each with its figures.
    let trend: [(period: FigurePeriod, told: ToldFigures)]
    let versions: [(version: Int, madeAt: Instant, madeBy: String, reason: String?)]
    let findings: [Analysis.Finding]
    let names: [ID<Staff>: String]
    /// Who may be given a measure; only for an ended period.
    let staff: [StaffMember]
    let tree: UnitTree

    init(_ query: FigureQuery, of organisation: ID<Organisation>, zone: Zone, in db: any Connection) throws {
        self.query = query
        let filter = query.filter
        let made = try Analysis.latest(query.period, of: organisation, in: db)
        analysis = made
        told =
            try made?.slices.told(filter)
            ?? Figures.load(query.period, filter, of: organisation, zone: zone, in: db)
        isEnded = query.period.moments(in: zone).upperBound <= db.now
        trend = try FiguresReport.trend(query, of: organisation, zone: zone, in: db)
        versions = try Analysis.versions(query.period, of: organisation, in: db)
        findings = try Analysis.Finding.list(query.period, of: organisation, in: db)
        let authors = versions.compactMap { version in
            version.madeBy.hasPrefix("staff:") ? ID<Staff>(String(version.madeBy.dropFirst(6))) : nil
        }
        names = try StaffMember.find(
            all: Set(findings.map(\.owner) + authors).sorted(), of: organisation, in: db
        ).mapValues(\.name)
        tree = try UnitTree.load(of: organisation, in: db)
        staff =
            isEnded
            ? try StaffMember.page(
                of: organisation, .init(employedOn: db.now.day(in: zone)), limit: 200, in: db
            ).staff : []
    }

    /// The frozen figures alone, as a bulletin shows them.
    init(_ analysis: Analysis, _ query: FigureQuery) {
        self.query = query
        self.analysis = analysis
        told = ToldFigures(analysis.slices.all)
        isEnded = true
        (trend, versions, findings, names, staff) = ([], [], [], [:], [])
        tree = UnitTree([])
    }

    /// Frozen months as they were frozen; others by the rows of their own month. None that has not begun.
    private static func trend(
        _ query: FigureQuery, of organisation: ID<Organisation>, zone: Zone, in db: any Connection
    ) throws -> [(period: FigurePeriod, told: ToldFigures)] {
        let today = db.now.day(in: zone)
        let last = FigurePeriod(.month, holding: min(today, query.period.next.advanced(by: -1)))
        let months = (0..<12).map { last.moved(by: $0 - 11) }
        let frozen = try Analysis.latest(months, of: organisation, in: db)
        return try months.map { month in
            let known = frozen.first { $0.period == month }?.slices.told(query.filter)
            return (month, try known ?? Figures.load(month, query.filter, of: organisation, zone: zone, in: db))
        }
    }
}

extension FigureSelection {
    static let limit = 200

    /// Those of them the reader may open, at most `limit`, and how many there are.
    func lines(
        _ query: FigureQuery, _ visit: Visit, _ cases: CaseDesk, in db: any Connection
    ) throws -> (lines: [CaseLine], found: Int) {
        let ids = try self.cases(query, of: visit.actor.organisationID, zone: visit.zone, in: db)
        let shown = Array(ids.prefix(FigureSelection.limit))
        let lines = try CaseList.list(shown, reader: .of(visit.actor, in: db), at: cases.desk, in: db)
        let byID = Dictionary(lines.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return (shown.compactMap { byID[$0] }, ids.count)
    }

    /// The cases behind a number, newest first, by the rows as they are now.
    func cases(
        _ query: FigureQuery, of organisation: ID<Organisation>, zone: Zone, in db: any Connection
    ) throws -> [ID<Case>] {
        let moments = query.period.moments(in: zone)
        let asOf = min(moments.upperBound, db.now)
        return try CaseFigure.received(moments, of: organisation, in: db)
            .filter { query.filter.holds($0) && holds($0, asOf: asOf) }.reversed().map(\.caseID)
    }
}
