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
    let issues: [AnalysisIssue]
    let findings: [Analysis.Finding]
    let names: [ID<Staff>: String]
    /// Who may be given a measure; only for an ended period.
    let staff: [StaffMember]
    let tree: UnitTree

    init(_ query: FigureQuery, of organisation: ID<Organisation>, zone: Zone, in db: any Connection) throws {
        self.query = query
        let made = try Analysis.latest(query.period, of: organisation, in: db)
        analysis = made
        isEnded = query.period.moments(in: zone).upperBound <= db.now
        (told, trend) = try FiguresReport.told(query, made, of: organisation, zone: zone, in: db)
        versions = try Analysis.versions(query.period, of: organisation, in: db)
        issues = try AnalysisIssue.list(query.period, of: organisation, in: db)
        findings = try Analysis.Finding.list(query.period, of: organisation, in: db)
        let authors = versions.compactMap { version in
            version.madeBy.hasPrefix("staff:") ? ID<Staff>(String(version.madeBy.dropFirst(6))) : nil
        }
        names = try StaffMember.find(
            all: Set(findings.map(\.owner) + authors + issues.map(\.issuedBy)).sorted(), of: organisation, in: db
        ).mapValues(\.name)
        tree = try UnitTree.load(of: organisation, in: db)
        staff =
            isEnded
            ? try StaffMember.page(
                of: organisation, .init(employedOn: db.now.day(in: zone)), limit: 200, in: db
            ).staff : []
    }

    /// The frozen figures alone, as a bulletin shows them; with what stood beside them as an approved analysis does.
    init(
        _ analysis: Analysis, _ query: FigureQuery, trend: [(period: FigurePeriod, told: ToldFigures)] = [],
        findings: [Analysis.Finding] = [], names: [ID<Staff>: String] = [:]
    ) {
        self.query = query
        (self.trend, self.findings, self.names) = (trend, findings, names)
        self.analysis = analysis
        told = ToldFigures(analysis.slices.all)
        isEnded = true
        (versions, issues, staff) = ([], [], [])
        tree = UnitTree([])
    }

    /// The period and twelve months to its end, none that has not begun. What is frozen is as it was frozen; all
    /// the others are counted in one walk.
    private static func told(
        _ query: FigureQuery, _ made: Analysis?, of organisation: ID<Organisation>, zone: Zone, in db: any Connection
    ) throws -> (ToldFigures, [(period: FigurePeriod, told: ToldFigures)]) {
        let today = db.now.day(in: zone)
        let last = FigurePeriod(.month, holding: min(today, query.period.next.advanced(by: -1)))
        let months = (0..<12).map { last.moved(by: $0 - 11) }
        var known = Dictionary(
            try Analysis.latest(months, of: organisation, in: db).map { ($0.period, $0.slices.told(query.filter)) },
            uniquingKeysWith: { first, _ in first })
        if let made { known[query.period] = made.slices.told(query.filter) }
        let wanted = Set(months + [query.period]).filter { known[$0] == nil }
            .sorted { $0.description < $1.description }
        let counted = try Figures.load(wanted, query.filter, of: organisation, zone: zone, in: db)
        known.merge(zip(wanted, counted)) { first, _ in first }
        func told(_ period: FigurePeriod) -> ToldFigures { known[period] ?? ToldFigures(Figures(asOf: db.now)) }
        return (told(query.period), months.map { ($0, told($0)) })
    }
}

extension FigureSelection {
    static let limit = 200

    /// Those of them the reader may open, at most `limit`, and how many were found; one more than that is as good as
    /// any number.
    func lines(
        _ query: FigureQuery, _ visit: Visit, _ cases: CaseDesk, in db: any Connection
    ) throws -> (lines: [CaseLine], found: Int) {
        let ids = try self.cases(query, of: visit.actor.organisationID, zone: visit.zone, in: db)
        let shown = Array(ids.prefix(FigureSelection.limit))
        let lines = try CaseList.list(shown, reader: .of(visit.actor, in: db), at: cases.desk, in: db)
        let byID = Dictionary(lines.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return (shown.compactMap { byID[$0] }, ids.count)
    }

    /// The cases behind a number, newest first, by the rows as they are now: one more than the limit at most.
    func cases(
        _ query: FigureQuery, of organisation: ID<Organisation>, zone: Zone, in db: any Connection
    ) throws -> [ID<Case>] {
        let moments = query.period.moments(in: zone)
        let asOf = min(moments.upperBound, db.now)
        var found: [ID<Case>] = []
        try CaseFigure.walk(moments, newestFirst: true, of: organisation, in: db) { row in
            if query.filter.holds(row), holds(row, asOf: asOf) { found.append(row.caseID) }
            return found.count <= FigureSelection.limit
        }
        return found
    }
}
