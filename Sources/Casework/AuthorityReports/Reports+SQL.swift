import Kernel
import Platform
import Storage

extension CaseDesk {
    /// Puts on the checklist what the case sets off and is not there yet.
    func openReports(of subject: inout Case, in db: any Connection) throws {
        guard Transitions.line(subject.state, .openReport) != nil else { return }
        let kind = try OrganisationProfile.find(subject.organisationID, in: db).kind
        let missing = try rulesNow(of: subject.organisationID, in: db).reports.missing(in: subject, of: kind)
        guard !missing.isEmpty, subject.redress.reports.count + missing.count <= ReportDemands.limit else { return }
        let system = Actor(organisationID: subject.organisationID, kind: .system)
        try apply(.reportDemands(ReportDemands(demands: missing)), to: &subject, by: system, in: db)
    }
}

extension Case {
    /// Writes what lists of reports are read from.
    func saveReports(in db: any Connection) throws {
        for duty in redress.reports {
            try db.run(
                """
                INSERT INTO case_reports (case_id, number, organisation_id, due_at, opened_at, is_open)
                VALUES (\(id), \(duty.number), \(organisationID), \(duty.dueAt), \(duty.openedAt),
                    \(duty.isOpen && state != .merged))
                ON CONFLICT (case_id, number) DO UPDATE SET is_open = excluded.is_open
                """)
        }
    }
}

/// One point of the checklist with its case (报告清单行).
package struct ListedReport: Hashable, Sendable {
    package let line: CaseLine
    package let duty: ReportDuty

    static let pageSize = 50

    /// Open points, what is due next first, or settled ones, the latest first; of cases the reader may open.
    package static func list(
        isOpen: Bool, after cursor: TeamCursor?, limit: Int = pageSize, reader: CaseReader, at desk: Desk,
        in db: any Connection
    ) throws -> (reports: [ListedReport], next: TeamCursor?) {
        let organisation = reader.actor.organisationID
        let rows = try isOpen ? open(organisation, cursor, limit, db) : settled(organisation, cursor, limit, db)
        let ids: [ID<Case>] = try rows.prefix(limit).map { try $0.get("case_id") }
        let lines = Dictionary(
            try CaseList.list(Array(Set(ids)).sorted(), reader: reader, at: desk, in: db).map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first })
        var reports: [ListedReport] = []
        var last: TeamCursor?
        for row in rows.prefix(limit) {
            let id: ID<Case> = try row.get("case_id")
            let number: Int = try row.get("number")
            last = TeamCursor(at: try row.get("place_at"), id: id.text, kind: "report", number: number)
            guard let line = lines[id], let duty = line.opened.redress.reports.first(where: { $0.number == number })
            else { continue }
            reports.append(ListedReport(line: line, duty: duty))
        }
        return (reports, rows.count > limit ? last : nil)
    }

    private static func open(
        _ organisation: ID<Organisation>, _ cursor: TeamCursor?, _ limit: Int, _ db: any Connection
    ) throws -> [Row] {
        var rest: SQL = ""
        if let cursor { rest = " AND (due_at, case_id, number) > (\(cursor.at), \(cursor.id), \(cursor.number))" }
        return try db.rows(
            """
            SELECT case_id, number, due_at AS place_at FROM case_reports
            WHERE organisation_id = \(organisation) AND is_open = 1\(rest)
            ORDER BY due_at, case_id, number LIMIT \(limit + 1)
            """)
    }

    private static func settled(
        _ organisation: ID<Organisation>, _ cursor: TeamCursor?, _ limit: Int, _ db: any Connection
    ) throws -> [Row] {
        var rest: SQL = ""
        if let cursor { rest = " AND (opened_at, case_id, number) < (\(cursor.at), \(cursor.id), \(cursor.number))" }
        return try db.rows(
            """
            SELECT case_id, number, opened_at AS place_at FROM case_reports
            WHERE organisation_id = \(organisation) AND is_open = 0\(rest)
            ORDER BY opened_at DESC, case_id DESC, number DESC LIMIT \(limit + 1)
            """)
    }

    /// How many of the reader's open points are past due.
    package static func late(_ reports: [ListedReport], at now: Instant) -> Int {
        reports.count { $0.duty.isOpen && $0.duty.dueAt < now }
    }
}
