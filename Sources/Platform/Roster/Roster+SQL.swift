import Kernel
import Storage

/// Where the next page of shifts or absences begins: the last line's end and id.
package struct RosterCursor: Hashable, Sendable {
    package let until: Instant
    package let id: String

    package init(until: Instant, id: String) {
        self.until = until
        self.id = id
    }

    /// `nil` unless it is the text of a cursor.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 1)
        guard parts.count == 2, let milliseconds = Int64(parts[0]) else { return nil }
        self.init(until: Instant(milliseconds: milliseconds), id: String(parts[1]))
    }

    package var text: String { "\(until.milliseconds).\(id)" }

    static let pageSize = 50
}

extension DutyShift {
    package func save(in db: any Connection) throws {
        try db.run(
            """
            INSERT INTO duty_shifts (id, organisation_id, staff_id, unit_id, post, from_at, until_at)
            VALUES (\(id), \(organisationID), \(staffID), \(unitID), \(post), \(span.from), \(span.until))
            """)
    }

    package func remove(in db: any Connection) throws {
        try db.run("DELETE FROM duty_shifts WHERE organisation_id = \(organisationID) AND id = \(id)")
    }

    package static func find(
        _ id: ID<DutyShift>, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> DutyShift {
        try DutyShift(db.one("SELECT * FROM duty_shifts WHERE organisation_id = \(organisation) AND id = \(id)"))
    }

    /// Shifts that end after the cursor, or after this moment, the earliest end first; `next` is `nil` on the last page.
    package static func page(
        of organisation: ID<Organisation>, after cursor: RosterCursor?, in db: any Connection
    ) throws -> (shifts: [DutyShift], next: RosterCursor?) {
        let start = cursor ?? RosterCursor(until: db.now, id: "")
        let found = try db.rows(
            """
            SELECT * FROM duty_shifts
            WHERE organisation_id = \(organisation) AND (until_at, id) > (\(start.until), \(start.id))
            ORDER BY until_at, id LIMIT \(RosterCursor.pageSize + 1)
            """
        ).map(DutyShift.init)
        let shifts = Array(found.prefix(RosterCursor.pageSize))
        let next = found.count > shifts.count ? shifts.last : nil
        return (shifts, next.map { RosterCursor(until: $0.span.until, id: $0.id.text) })
    }

    /// Shifts that overlap a span, at most 2,000: what a new one is checked against.
    package static func overlapping(
        _ span: Span, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> [DutyShift] {
        try db.rows(
            """
            SELECT * FROM duty_shifts
            WHERE organisation_id = \(organisation) AND until_at > \(span.from) AND from_at < \(span.until)
            ORDER BY until_at, id LIMIT 2000
            """
        ).map(DutyShift.init)
    }

    /// Who is on duty at this moment, those of a unit before those of the whole house.
    package static func now(of organisation: ID<Organisation>, in db: any Connection) throws -> [DutyShift] {
        try overlapping(
            Span(from: db.now, until: db.now.advanced(byMilliseconds: 1)), of: organisation, in: db)
    }

    init(_ row: Row) throws {
        self.init(
            id: try row.get("id"), organisationID: try row.get("organisation_id"), staffID: try row.get("staff_id"),
            unitID: try row.get("unit_id"), post: try row.get("post"),
            span: Span(from: try row.get("from_at"), until: try row.get("until_at")))
    }
}

extension Absence {
    /// Writes the absence, new or ended.
    package func save(in db: any Connection) throws {
        try db.run(
            """
            INSERT INTO absences (id, organisation_id, staff_id, deputy_id, reason, from_at, until_at)
            VALUES (\(id), \(organisationID), \(staffID), \(deputyID), \(reason.rawValue), \(span.from), \(span.until))
            ON CONFLICT (id) DO UPDATE SET until_at = excluded.until_at
            """)
    }

    package static func find(
        _ id: ID<Absence>, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> Absence {
        try Absence(db.one("SELECT * FROM absences WHERE organisation_id = \(organisation) AND id = \(id)"))
    }

    /// Present and coming absences, of one employee if named, the earliest end first.
    package static func page(
        of organisation: ID<Organisation>, staff: ID<Staff>? = nil, after cursor: RosterCursor?,
        in db: any Connection
    ) throws -> (absences: [Absence], next: RosterCursor?) {
        let start = cursor ?? RosterCursor(until: db.now, id: "")
        var rest: SQL = ""
        if let staff { rest = " AND staff_id = \(staff)" }
        let found = try db.rows(
            """
            SELECT * FROM absences
            WHERE organisation_id = \(organisation) AND (until_at, id) > (\(start.until), \(start.id))\(rest)
            ORDER BY until_at, id LIMIT \(RosterCursor.pageSize + 1)
            """
        ).map(Absence.init)
        let absences = Array(found.prefix(RosterCursor.pageSize))
        let next = found.count > absences.count ? absences.last : nil
        return (absences, next.map { RosterCursor(until: $0.span.until, id: $0.id.text) })
    }

    /// Absences that overlap a span, at most 2,000.
    package static func overlapping(
        _ span: Span, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> [Absence] {
        try db.rows(
            """
            SELECT * FROM absences
            WHERE organisation_id = \(organisation) AND until_at > \(span.from) AND from_at < \(span.until)
            ORDER BY until_at, id LIMIT 2000
            """
        ).map(Absence.init)
    }

    init(_ row: Row) throws {
        guard let reason = Reason(rawValue: try row.get("reason")) else { throw Problem.notFound }
        self.init(
            id: try row.get("id"), organisationID: try row.get("organisation_id"), staffID: try row.get("staff_id"),
            deputyID: try row.get("deputy_id"), reason: reason,
            span: Span(from: try row.get("from_at"), until: try row.get("until_at")))
    }
}
