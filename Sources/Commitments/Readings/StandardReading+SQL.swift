import Kernel
import Platform
import Storage

/// That an employee has read the promises in force (员工知悉, S0-21: every employee knows and follows them).
package enum StandardReading {
    /// The promises in force an employee has not read yet; a new version is to be read anew.
    package static func unread(
        by staff: ID<Staff>, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> [ServiceStandard] {
        let standards = try StandardBook.load(of: organisation, in: db).inForce(at: db.now)
        let rows = try db.rows(
            """
            SELECT standard_id FROM standard_readings
            WHERE organisation_id = \(organisation) AND staff_id = \(staff)
                AND standard_id IN \(standards.map(\.id))
            """)
        let read = Set(try rows.map { try $0.get("standard_id", as: ID<ServiceStandard>.self) })
        return standards.filter { !read.contains($0.id) }
    }

    /// Notes that the employee read those; each once. What is not in force is left out.
    package static func acknowledge(
        _ ids: [ID<ServiceStandard>], by actor: Actor, at desk: Desk, in db: any Connection
    ) throws {
        guard let staff = actor.staffID else { throw Problem.notFound }
        let wanted = Set(ids)
        for standard in try unread(by: staff, of: actor.organisationID, in: db) where wanted.contains(standard.id) {
            try db.send(
                """
                INSERT INTO standard_readings (standard_id, staff_id, organisation_id, read_at)
                VALUES (\(standard.id), \(staff), \(actor.organisationID), \(db.now))
                ON CONFLICT (standard_id, staff_id) DO NOTHING
                """)
            try Event.record(
                "commitments.standard_read", of: standard.subject, by: actor,
                facts: ["version": String(standard.version)], at: desk, in: db)
        }
    }

    package static let pageSize = 100

    /// Employees of today who have not read all promises in force, by their number; a page at a time.
    package static func late(
        after number: String = "", on day: LocalDay, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> (staff: [StaffMember], next: String?) {
        let ids: [ID<Staff>] = try db.rows(
            """
            SELECT s.id FROM staff s
            WHERE \(try isLate(on: day, of: organisation, in: db)) AND s.number > \(number)
            ORDER BY s.number LIMIT \(pageSize + 1)
            """
        ).map { try $0.get("id") }
        let found = try StaffMember.find(all: ids, of: organisation, in: db)
        let staff = ids.prefix(pageSize).compactMap { found[$0] }
        return (staff, ids.count > pageSize ? staff.last?.number : nil)
    }

    /// How many employees of today have read all promises in force, of how many.
    package static func count(
        on day: LocalDay, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> (read: Int, of: Int) {
        let all = try db.count(
            "SELECT count(*) AS n FROM staff s WHERE \(isEmployed(on: day, of: organisation))")
        let late = try db.count(
            "SELECT count(*) AS n FROM staff s WHERE \(try isLate(on: day, of: organisation, in: db))")
        return (all - late, all)
    }

    private static func isEmployed(on day: LocalDay, of organisation: ID<Organisation>) -> SQL {
        """
        s.organisation_id = \(organisation) AND s.employed_from_on <= \(day)
            AND (s.employed_to_on IS NULL OR s.employed_to_on >= \(day))
        """
    }

    private static func isLate(
        on day: LocalDay, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> SQL {
        let ids = try StandardBook.load(of: organisation, in: db).inForce(at: db.now).map(\.id)
        return """
            \(isEmployed(on: day, of: organisation)) AND \(ids.count) > (SELECT count(*) FROM standard_readings r
                WHERE r.organisation_id = s.organisation_id AND r.staff_id = s.id AND r.standard_id IN \(ids))
            """
    }
}
