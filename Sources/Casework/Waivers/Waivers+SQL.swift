import Kernel
import Platform
import Storage

extension CaseDesk {
    private static let batch = 50

    /// The separations waived for this actor and step: those that alone stand in the way, when nobody else who holds
    /// the right is here (reading 25). Empty in every house that has somebody.
    func waivers(
        for action: CaseAction, on subject: Case, by actor: Actor, in db: any Connection
    ) throws -> Set<Guard> {
        let broken = subject.brokenSeparations(action, actor)
        guard !broken.isEmpty, let own = actor.staffID else { return [] }
        let relations = subject.relations(of: try Standing.of(actor, in: db))
        guard !relations.contains(.named), CaseworkRights.allows(action, actor, as: relations.union([.uninvolved]))
        else { return [] }
        return try somebodyElse(could: action, subject, besides: own, in: db) ? [] : broken
    }

    /// Whether anybody who is here could do it without breaking a separation; read in batches, until one is found.
    private func somebodyElse(
        could action: CaseAction, _ subject: Case, besides own: ID<Staff>, in db: any Connection
    ) throws -> Bool {
        let (organisation, today) = (subject.organisationID, db.now.day(in: subject.zone))
        let isMissing = Presence.isMissing(at: db.now, on: today)
        var last = ""
        while true {
            let staff: [ID<Staff>] = try db.rows(
                """
                SELECT s.id FROM staff s WHERE s.organisation_id = \(organisation) AND s.id > \(last)
                    AND s.id <> \(own) AND s.employed_from_on <= \(today) AND NOT \(isMissing)
                ORDER BY s.id LIMIT \(CaseDesk.batch)
                """
            ).map { try $0.get("id") }
            guard let end = staff.last else { return false }
            let standings = try Standing.all(staff, of: organisation, on: today, in: db)
            if standings.contains(where: { subject.couldDo(action, $0) }) { return true }
            last = end.text
        }
    }
}

extension Case {
    /// Writes what the auditor's list is read from.
    func saveWaivers(in db: any Connection) throws {
        for (place, waiver) in redress.waivers.enumerated() {
            try db.run(
                """
                INSERT INTO case_waivers (case_id, number, organisation_id, action, staff_id, waived_at)
                VALUES (\(id), \(place + 1), \(organisationID), \(waiver.action.rawValue), \(waiver.by), \(waiver.at))
                ON CONFLICT (case_id, number) DO NOTHING
                """)
        }
    }
}

/// One waiver with its case, where the reader may open it (豁免清单行).
package struct ListedWaiver: Hashable, Sendable {
    package let action: CaseAction
    package let by: ID<Staff>
    package let at: Instant
    package let line: CaseLine?

    static let pageSize = 50

    /// Waivers of the organisation, the latest first.
    package static func list(
        after cursor: TeamCursor?, limit: Int = pageSize, reader: CaseReader, at desk: Desk, in db: any Connection
    ) throws -> (waivers: [ListedWaiver], next: TeamCursor?) {
        var rest: SQL = ""
        if let cursor { rest = " AND (waived_at, case_id, number) < (\(cursor.at), \(cursor.id), \(cursor.number))" }
        let rows = try db.rows(
            """
            SELECT case_id, number, action, staff_id, waived_at FROM case_waivers
            WHERE organisation_id = \(reader.actor.organisationID)\(rest)
            ORDER BY waived_at DESC, case_id DESC, number DESC LIMIT \(limit + 1)
            """)
        let ids: [ID<Case>] = try rows.prefix(limit).map { try $0.get("case_id") }
        let lines = Dictionary(
            try CaseList.list(Array(Set(ids)).sorted(), reader: reader, at: desk, in: db).map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first })
        let waivers = try rows.prefix(limit).map { row in
            let action: String = try row.get("action")
            return ListedWaiver(
                action: CaseAction(rawValue: action) ?? .read, by: try row.get("staff_id"),
                at: try row.get("waived_at"), line: lines[try row.get("case_id")])
        }
        let last = try rows.prefix(limit).last.map { row in
            let id: ID<Case> = try row.get("case_id")
            return TeamCursor(at: try row.get("waived_at"), id: id.text, kind: "waiver", number: try row.get("number"))
        }
        return (waivers, rows.count > limit ? last : nil)
    }

    /// The counts of the last 365 days.
    static func lastYear(
        of organisation: ID<Organisation>, in db: any Connection
    ) throws -> [(action: CaseAction, n: Int)] {
        try counts(of: organisation, since: db.now.advanced(byHours: -24 * 365), in: db)
    }

    /// How often each step was done without its separation since a moment.
    package static func counts(
        of organisation: ID<Organisation>, since: Instant, in db: any Connection
    ) throws -> [(action: CaseAction, n: Int)] {
        try db.rows(
            """
            SELECT action, count(*) AS n FROM case_waivers
            WHERE organisation_id = \(organisation) AND waived_at >= \(since) GROUP BY action ORDER BY action LIMIT 100
            """
        ).map { row in
            let action: String = try row.get("action")
            return (CaseAction(rawValue: action) ?? .read, try row.get("n"))
        }
    }
}
