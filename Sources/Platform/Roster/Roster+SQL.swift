import Kernel
import Storage

/// How far a list ordered by the end of a span goes: what ends from a moment on, behind the last line shown.
private struct SpanPage<Subject> {
    static var size: Int { 50 }

    let cursor: MomentCursor<Subject>?

    func condition(at now: Instant) -> SQL {
        guard let cursor else { return "until_at >= \(now)" }
        return "(until_at, id) > (\(cursor.at), \(cursor.id))"
    }

    func cut(_ found: [Subject], by key: (Subject) -> (Instant, ID<Subject>)) -> ([Subject], MomentCursor<Subject>?) {
        let lines = Array(found.prefix(Self.size))
        let last = found.count > lines.count ? lines.last.map(key) : nil
        return (lines, last.map { MomentCursor(at: $0.0, id: $0.1) })
    }
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
        of organisation: ID<Organisation>, after cursor: MomentCursor<DutyShift>?, in db: any Connection
    ) throws -> (shifts: [DutyShift], next: MomentCursor<DutyShift>?) {
        let page = SpanPage(cursor: cursor)
        let found = try db.rows(
            """
            SELECT * FROM duty_shifts
            WHERE organisation_id = \(organisation) AND \(page.condition(at: db.now))
            ORDER BY until_at, id LIMIT \(SpanPage<DutyShift>.size + 1)
            """
        ).map(DutyShift.init)
        return page.cut(found) { ($0.span.until, $0.id) }
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
        of organisation: ID<Organisation>, staff: ID<Staff>? = nil, after cursor: MomentCursor<Absence>?,
        in db: any Connection
    ) throws -> (absences: [Absence], next: MomentCursor<Absence>?) {
        let page = SpanPage(cursor: cursor)
        var rest: SQL = ""
        if let staff { rest = " AND staff_id = \(staff)" }
        let found = try db.rows(
            """
            SELECT * FROM absences
            WHERE organisation_id = \(organisation) AND \(page.condition(at: db.now))\(rest)
            ORDER BY until_at, id LIMIT \(SpanPage<Absence>.size + 1)
            """
        ).map(Absence.init)
        return page.cut(found) { ($0.span.until, $0.id) }
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
