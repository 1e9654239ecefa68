import Kernel
import Platform
import Storage

/// A version of an analysis that a person approved (定期分析核准发布, S0-19): until then it is the system's draft. What it
/// shows is frozen with it: its figures, the findings written by then, and the versions of the months of its trend.
package struct AnalysisIssue: Hashable, Sendable {
    package let period: FigurePeriod
    package let version: Int
    package let findings: Int
    /// The versions of the analyses of the twelve months, those that were made.
    let months: [FigurePeriod: Int]
    package let issuedAt: Instant
    package let issuedBy: ID<Staff>

    /// Approvals of a period, the latest first.
    package static func list(
        _ period: FigurePeriod, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> [AnalysisIssue] {
        try db.rows(
            """
            SELECT * FROM analysis_issues WHERE organisation_id = \(organisation) AND period = \(period.description)
            ORDER BY version DESC LIMIT 50
            """
        ).map { try AnalysisIssue($0, period) }
    }

    /// Approves the latest version of a period's analysis. Throws `Problem.conflict` when there is none, when it is
    /// approved, or when somebody made another since `seen`; `Problem.forbidden` for who made it or wrote its findings.
    /// Of a month the event settles the duty to analyse.
    @discardableResult
    package static func issue(
        _ period: FigurePeriod, seen: Int, by actor: Actor, at desk: Desk, in db: any Connection
    ) throws -> AnalysisIssue {
        try desk.rights.must(FiguresAction.issue, actor)
        let organisation = actor.organisationID
        guard let staff = actor.staffID else { throw Problem.signedOut }
        guard let analysis = try Analysis.latest(period, of: organisation, in: db) else {
            throw Problem.conflict("casework.figures.refusal.not_made")
        }
        guard analysis.version == seen else { throw Problem.conflict("casework.refusal.changed_meanwhile") }
        guard try list(period, of: organisation, in: db).allSatisfy({ $0.version != analysis.version }) else {
            throw Problem.conflict("casework.figures.refusal.issued")
        }
        let written = try db.rows(
            """
            SELECT made_by FROM analysis_findings
            WHERE organisation_id = \(organisation) AND period = \(period.description) ORDER BY number
            """
        ).map { try $0.get("made_by", as: String.self) }
        guard analysis.madeBy != actor.signature, !written.contains(actor.signature) else {
            throw Problem.forbidden("casework.figures.refusal.own_analysis")
        }
        let last = FigurePeriod(.month, holding: period.next.advanced(by: -1))
        let months = try Analysis.latest((0..<12).map { last.moved(by: $0 - 11) }, of: organisation, in: db)
        let issue = AnalysisIssue(
            period: period, version: analysis.version, findings: written.count,
            months: Dictionary(months.map { ($0.period, $0.version) }, uniquingKeysWith: { first, _ in first }),
            issuedAt: db.now, issuedBy: staff)
        try db.run(
            """
            INSERT INTO analysis_issues (organisation_id, period, version, findings, months, issued_at, issued_by)
            VALUES (\(organisation), \(period.description), \(issue.version), \(issue.findings),
                \(months.map { "\($0.period)=\($0.version)" }.joined(separator: " ")), \(db.now), \(staff))
            """)
        let kind = period.grain == .month ? "analysis_issued" : "\(period.grain.rawValue)_analysis_issued"
        try Event.record(
            "casework.\(kind)", of: Analysis.subject(period, of: organisation), by: actor,
            facts: ["version": String(issue.version), "findings": String(issue.findings)], at: desk, in: db)
        return issue
    }

    private init(_ row: Row, _ period: FigurePeriod) throws {
        self.period = period
        version = try row.get("version")
        findings = try row.get("findings")
        let pairs = try row.get("months", as: String.self).split(separator: " ").compactMap { part in
            let sides = part.split(separator: "=")
            return sides.count == 2
                ? FigurePeriod(String(sides[0])).flatMap { month in Int(sides[1]).map { (month, $0) } } : nil
        }
        months = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
        issuedAt = try row.get("issued_at")
        issuedBy = try row.get("issued_by")
    }

    private init(
        period: FigurePeriod, version: Int, findings: Int, months: [FigurePeriod: Int], issuedAt: Instant,
        issuedBy: ID<Staff>
    ) {
        self.period = period
        self.version = version
        self.findings = findings
        self.months = months
        self.issuedAt = issuedAt
        self.issuedBy = issuedBy
    }
}

extension FiguresReport {
    /// What an approved analysis shows, however much was made anew since.
    init(_ issue: AnalysisIssue, of organisation: ID<Organisation>, in db: any Connection) throws {
        let analysis = try Analysis.find(issue.period, version: issue.version, of: organisation, in: db)
        let last = FigurePeriod(.month, holding: issue.period.next.advanced(by: -1))
        let trend = try (0..<12).map { last.moved(by: $0 - 11) }.map { month in
            let slices = try issue.months[month].map {
                try Analysis.find(month, version: $0, of: organisation, in: db).slices.all
            }
            return (month, ToldFigures(slices ?? Figures(asOf: analysis.slices.all.asOf)))
        }
        let findings = try Analysis.Finding.list(issue.period, of: organisation, in: db).prefix(issue.findings)
        let names = try StaffMember.find(
            all: Set(findings.map(\.owner) + [issue.issuedBy]).sorted(), of: organisation, in: db
        ).mapValues(\.name)
        self.init(
            analysis, FigureQuery(issue.period), trend: trend, findings: Array(findings), names: names)
    }
}
