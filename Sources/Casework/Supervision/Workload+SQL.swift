import Kernel
import Platform
import Storage
import Web

/// What lies open on one desk (在办任务): an employee's or a group's. Figures alone; no case is told by them.
package struct Workload: Hashable, Sendable {
    /// An employee's or a unit's id.
    package let deskID: String
    package let cases: Int
    /// Parts, sub-tasks and notes to answer.
    package let errands: Int
    package let late: Int
    /// When the case was received that waits longest.
    package let oldest: Instant

    static let pageSize = 50

    /// Desks with open work, what waits longest first; of one unit and its people when `desks` is given. Reads open
    /// work alone, never the archive.
    package static func list(
        of organisation: ID<Organisation>, among desks: [String]? = nil, after cursor: TeamCursor? = nil,
        limit: Int = pageSize, in db: any Connection
    ) throws -> (loads: [Workload], next: TeamCursor?) {
        var condition: SQL = ""
        if let desks { condition = " WHERE w.desk IN \(desks)" }
        var rest: SQL = ""
        if let cursor {
            rest = " HAVING min(w.since) > \(cursor.at) OR (min(w.since) = \(cursor.at) AND w.desk > \(cursor.id))"
        }
        let rows = try db.rows(
            """
            SELECT w.desk, CAST(sum(w.cases) AS BIGINT) AS cases, CAST(sum(w.errands) AS BIGINT) AS errands,
                CAST(sum(w.late) AS BIGINT) AS late, min(w.since) AS oldest
            FROM (
                SELECT c.holder_id AS desk, 1 AS cases, 0 AS errands,
                    CASE WHEN c.next_due_at < \(db.now) THEN 1 ELSE 0 END AS late, c.received_at AS since
                FROM cases c WHERE c.organisation_id = \(organisation) AND c.is_open = 1
                UNION ALL
                SELECT e.desk_id, 0, 1, CASE WHEN e.due_at < \(db.now) THEN 1 ELSE 0 END, c.received_at
                FROM case_errands e JOIN cases c ON c.id = e.case_id
                WHERE e.organisation_id = \(organisation) AND e.is_open = 1
                UNION ALL
                SELECT n.desk_id, 0, 1, CASE WHEN n.due_at < \(db.now) THEN 1 ELSE 0 END, n.issued_at
                FROM supervision_notes n
                WHERE n.organisation_id = \(organisation) AND n.is_open = 1 AND n.awaits = 'answer'
            ) w\(condition)
            GROUP BY w.desk\(rest) ORDER BY oldest, w.desk LIMIT \(limit + 1)
            """)
        let loads = try rows.prefix(limit).map { row in
            Workload(
                deskID: try row.get("desk"), cases: try row.get("cases"), errands: try row.get("errands"),
                late: try row.get("late"), oldest: try row.get("oldest"))
        }
        let last = rows.count > limit ? loads.last : nil
        return (loads, last.map { TeamCursor(at: $0.oldest, id: $0.deskID, kind: "desk", number: 0) })
    }
}

/// Desks with the names of whose they are and the unit they count for.
struct NamedDesks: Sendable {
    private let names: [ID<Staff>: StaffMember]
    private let units: [ID<Staff>: ID<OrganisationUnit>]
    let tree: UnitTree

    init(_ ids: [String], of organisation: ID<Organisation>, on today: LocalDay, in db: any Connection) throws {
        tree = try UnitTree.load(of: organisation, in: db)
        let staff = Set(ids).sorted().compactMap { ID<Staff>($0) }
        names = try StaffMember.find(all: staff, of: organisation, in: db)
        units = try StaffFacts.relationsFacts(forAll: Array(names.keys).sorted(), of: organisation, on: today, in: db)
            .compactMapValues { $0.memberOf.subtracting($0.groups).min() ?? $0.memberOf.min() }
    }

    func name(_ desk: String) -> String {
        if let member = ID<Staff>(desk).flatMap({ names[$0] }) { return member.name }
        return ID<OrganisationUnit>(desk).flatMap { tree[$0]?.name } ?? ""
    }

    func unit(_ desk: String) -> ID<OrganisationUnit>? {
        if let staff = ID<Staff>(desk), names[staff] != nil { return units[staff] }
        return ID<OrganisationUnit>(desk).flatMap { tree[$0] == nil ? nil : $0 }
    }
}

/// A note of supervision in a list, with its case (督办单列表行).
package struct NoteLine: Sendable {
    package let line: CaseLine
    package let note: SupervisionNote
    package let unit: ID<OrganisationUnit>
    package let deskID: String

    static let pageSize = 50

    /// What the note asks for, as lists show it.
    func wanted(_ words: Words) -> String { line.opened.beside(note.wanted, words) }

    /// Open notes of cases the reader may open, what is due first; of one unit if named.
    package static func list(
        unit: ID<OrganisationUnit>? = nil, after cursor: TeamCursor? = nil, reader: CaseReader, at desk: Desk,
        in db: any Connection
    ) throws -> (lines: [NoteLine], next: TeamCursor?) {
        var rest: SQL = ""
        if let unit { rest = rest + " AND unit_id = \(unit)" }
        if let cursor {
            rest = rest + " AND (due_at, case_id, number) > (\(cursor.at), \(cursor.id), \(cursor.number))"
        }
        let rows = try db.rows(
            """
            SELECT * FROM supervision_notes
            WHERE organisation_id = \(reader.actor.organisationID) AND is_open = 1\(rest)
            ORDER BY due_at, case_id, number LIMIT \(pageSize + 1)
            """)
        let next = rows.count > pageSize ? try rows.prefix(pageSize).last.map(cursor(of:)) : nil
        return (try lines(Array(rows.prefix(pageSize)), reader, desk, db), next)
    }

    /// Notes that wait for the reader: to be answered from their desks, or an answer to be judged; what is due first.
    static func waiting(for reader: CaseReader, limit: Int, at desk: Desk, in db: any Connection) throws -> [NoteLine] {
        let desks = [reader.standing.staffID.text] + reader.standing.units.map(\.text).sorted()
        let rows = try db.rows(
            """
            SELECT * FROM supervision_notes
            WHERE organisation_id = \(reader.actor.organisationID) AND is_open = 1
                AND ((awaits = 'answer' AND desk_id IN \(desks))
                    OR (awaits = 'judgement' AND issuer_id = \(reader.standing.staffID)))
            ORDER BY due_at, case_id, number LIMIT \(limit)
            """)
        return try lines(rows, reader, desk, db)
    }

    private static func cursor(of row: Row) throws -> TeamCursor {
        TeamCursor(at: try row.get("due_at"), id: try row.get("case_id"), kind: "note", number: try row.get("number"))
    }

    private static func lines(
        _ rows: [Row], _ reader: CaseReader, _ desk: Desk, _ db: any Connection
    ) throws -> [NoteLine] {
        let ids: [ID<Case>] = try rows.map { try $0.get("case_id") }
        let known = Dictionary(
            try CaseList.list(Array(Set(ids)).sorted(), reader: reader, at: desk, in: db).map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first })
        return try rows.compactMap { row in
            let number: Int = try row.get("number")
            guard let line = known[try row.get("case_id")],
                let note = line.opened.note(number)
            else { return nil }
            return NoteLine(line: line, note: note, unit: try row.get("unit_id"), deskID: try row.get("desk_id"))
        }
    }
}
