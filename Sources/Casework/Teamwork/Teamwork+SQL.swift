import Kernel
import Platform
import Storage

extension Case {
    /// Writes the tables that lists of hand-overs, parts and sub-tasks are read from, when they changed.
    func saveTeamwork(after before: Case?, in db: any Connection) throws {
        let isSame = before?.teamwork == teamwork && before?.state.isOpen == state.isOpen
        guard !isSame, before != nil || teamwork != Teamwork() else { return }
        for hop in teamwork.hops where before?.teamwork.hops.contains(hop) != true { try save(hop, in: db) }
        for part in teamwork.parts { try save("part", part.number, part.owner, part.dueAt, part.isOpen, in: db) }
        for task in teamwork.tasks { try save("task", task.number, task.owner, task.dueAt, task.isOpen, in: db) }
        try db.send("DELETE FROM case_stand_ins WHERE organisation_id = \(organisationID) AND case_id = \(id)")
        for record in teamwork.standIns where state.isOpen {
            try db.send(
                """
                INSERT INTO case_stand_ins (case_id, absent_id, organisation_id, acting_id)
                VALUES (\(id), \(record.absent), \(organisationID), \(record.by.idText))
                """)
        }
    }

    private func save(_ hop: Hop, in db: any Connection) throws {
        try db.send(
            """
            INSERT INTO case_hops (case_id, number, organisation_id, unit_id, staff_id, offered_at, answered_at,
                outcome, settled_at)
            VALUES (\(id), \(hop.number), \(organisationID), \(hop.unit), \(hop.to), \(hop.offeredAt),
                \(hop.answeredAt), \(hop.outcome?.rawValue), \(hop.settledAt))
            ON CONFLICT (case_id, number) DO UPDATE SET staff_id = excluded.staff_id,
                answered_at = excluded.answered_at, outcome = excluded.outcome, settled_at = excluded.settled_at
            """)
    }

    private func save(
        _ kind: String, _ number: Int, _ owner: ID<Staff>, _ dueAt: Instant, _ isOpen: Bool, in db: any Connection
    ) throws {
        try db.send(
            """
            INSERT INTO case_errands (case_id, kind, number, organisation_id, owner_id, desk_id, due_at, is_open)
            VALUES (\(id), \(kind), \(number), \(organisationID), \(owner), \(acting(for: owner).idText), \(dueAt),
                \(isOpen && state.isOpen))
            ON CONFLICT (case_id, kind, number) DO UPDATE SET desk_id = excluded.desk_id, is_open = excluded.is_open
            """)
    }
}

/// Where the next page of a list of errands or hand-overs begins.
package struct TeamCursor: Hashable, Sendable {
    package let at: Instant
    package let id: String
    package let kind: String
    package let number: Int

    package init(at: Instant, id: String, kind: String, number: Int) {
        self.at = at
        self.id = id
        self.kind = kind
        self.number = number
    }

    /// `nil` unless it is the text of a cursor.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, let at = Int64(parts[0]), let number = Int(parts[3]) else { return nil }
        self.init(at: Instant(milliseconds: at), id: parts[1], kind: parts[2], number: number)
    }

    package var text: String { "\(at.milliseconds).\(id).\(kind).\(number)" }
}

/// A part or sub-task on somebody's desk (协办与子任务), with its case.
package struct Errand: Sendable, Hashable {
    package let line: CaseLine
    package let isPart: Bool
    package let number: Int
    package let dueAt: Instant

    static let pageSize = 50

    /// Open parts and sub-tasks on the reader's desk or their groups', what is due next first.
    package static func list(
        after cursor: TeamCursor? = nil, limit: Int = pageSize, reader: CaseReader, at desk: Desk,
        in db: any Connection
    ) throws -> (errands: [Errand], next: TeamCursor?) {
        let desks = [reader.standing.staffID.text] + reader.standing.units.map(\.text).sorted()
        var rest: SQL = ""
        if let cursor {
            rest =
                " AND (due_at, case_id, kind, number) > (\(cursor.at), \(cursor.id), \(cursor.kind), \(cursor.number))"
        }
        let rows = try db.rows(
            """
            SELECT case_id, kind, number, due_at FROM case_errands
            WHERE organisation_id = \(reader.actor.organisationID) AND is_open = 1 AND desk_id IN \(desks)\(rest)
            ORDER BY due_at, case_id, kind, number LIMIT \(limit + 1)
            """)
        let ids: [ID<Case>] = try rows.prefix(limit).map { try $0.get("case_id") }
        let lines = Dictionary(
            try CaseList.list(Array(Set(ids)).sorted(), reader: reader, at: desk, in: db).map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first })
        var errands: [Errand] = []
        var last: TeamCursor?
        for row in rows.prefix(limit) {
            let id: ID<Case> = try row.get("case_id")
            let kind: String = try row.get("kind")
            let (number, dueAt): (Int, Instant) = (try row.get("number"), try row.get("due_at"))
            last = TeamCursor(at: dueAt, id: id.text, kind: kind, number: number)
            guard let line = lines[id] else { continue }
            errands.append(Errand(line: line, isPart: kind == "part", number: number, dueAt: dueAt))
        }
        return (errands, rows.count > limit ? last : nil)
    }
}

extension HopTally {
    /// Hand-overs offered since a moment, by unit, the longest in dispute first, at most 500 units.
    package static func list(
        of organisation: ID<Organisation>, since: Instant, in db: any Connection
    ) throws -> [HopTally] {
        try db.rows(
            """
            SELECT unit_id, count(*) AS hops,
                CAST(sum(CASE WHEN outcome = 'returned' THEN 1 ELSE 0 END) AS BIGINT) AS returns,
                CAST(sum(COALESCE(answered_at, \(db.now)) - offered_at) AS BIGINT) AS waited,
                CAST(sum(CASE WHEN outcome = 'returned' THEN COALESCE(settled_at, \(db.now)) - answered_at ELSE 0 END)
                    AS BIGINT) AS disputed
            FROM case_hops WHERE organisation_id = \(organisation) AND offered_at >= \(since)
            GROUP BY unit_id ORDER BY disputed DESC, hops DESC, unit_id LIMIT 500
            """
        ).map { row in
            HopTally(
                unit: try row.get("unit_id"), hops: try row.get("hops"), returns: try row.get("returns"),
                waited: try row.get("waited"), disputed: try row.get("disputed"))
        }
    }
}

/// One hand-over of one case in the list of a unit.
package struct HopLine: Sendable, Hashable {
    package let line: CaseLine
    package let hop: Hop

    static let pageSize = 50

    /// Hand-overs to a unit since a moment that the reader may look at, the latest first.
    package static func list(
        to unit: ID<OrganisationUnit>, since: Instant, after cursor: TeamCursor?, reader: CaseReader, at desk: Desk,
        in db: any Connection
    ) throws -> (lines: [HopLine], next: TeamCursor?) {
        var rest: SQL = ""
        if let cursor { rest = " AND (offered_at, case_id, number) < (\(cursor.at), \(cursor.id), \(cursor.number))" }
        let rows = try db.rows(
            """
            SELECT case_id, number, offered_at FROM case_hops
            WHERE organisation_id = \(reader.actor.organisationID) AND unit_id = \(unit) AND offered_at >= \(since)\(rest)
            ORDER BY offered_at DESC, case_id DESC, number DESC LIMIT \(pageSize + 1)
            """)
        let ids: [ID<Case>] = try rows.prefix(pageSize).map { try $0.get("case_id") }
        let known = Dictionary(
            try CaseList.list(Array(Set(ids)).sorted(), reader: reader, at: desk, in: db).map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first })
        var lines: [HopLine] = []
        var last: TeamCursor?
        for row in rows.prefix(pageSize) {
            let id: ID<Case> = try row.get("case_id")
            let number: Int = try row.get("number")
            last = TeamCursor(at: try row.get("offered_at"), id: id.text, kind: "hop", number: number)
            guard let line = known[id], let hop = line.opened.teamwork.hops.first(where: { $0.number == number })
            else { continue }
            lines.append(HopLine(line: line, hop: hop))
        }
        return (lines, rows.count > pageSize ? last : nil)
    }
}
