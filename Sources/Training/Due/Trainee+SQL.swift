import Kernel
import Platform
import Storage

extension Trainee {
    /// The most employees one list is made of.
    static let most = 5000

    /// Whom a list is made of.
    package enum Circle: Hashable, Sendable {
        case everybody
        case units(Set<ID<OrganisationUnit>>)
        case one(ID<Staff>)
    }

    /// Everybody of the circle who was in service on `day`, by name, with what decides what they must have passed.
    package static func load(
        _ circle: Circle, of organisation: ID<Organisation>, on day: LocalDay, in db: any Connection
    ) throws -> [Trainee] {
        let zone = try OrganisationProfile.find(organisation, in: db).zone
        let staff = try db.rows(
            """
            SELECT s.id, s.name, s.employed_from_on FROM staff s WHERE s.organisation_id = \(organisation)
                AND s.on_duty = 1 AND s.employed_from_on <= \(day)
                AND (s.employed_to_on IS NULL OR s.employed_to_on >= \(day))\(circle.condition(on: day))
            ORDER BY s.name, s.id LIMIT \(most)
            """)
        if staff.isEmpty { return [] }
        let ended = zone.instant(of: day.advanced(by: 1))
        let roles = try roles(circle, organisation, before: ended, on: day, zone, in: db)
        let units = try units(circle, organisation, on: day, in: db)
        let passed = try passed(circle, organisation, until: day, in: db)
        let absences = try absences(circle, organisation, around: day, zone, in: db)
        return try staff.map { row in
            let id: ID<Staff> = try row.get("id")
            return Trainee(
                staffID: id, name: try row.get("name"), employedFrom: try row.get("employed_from_on"),
                roles: roles[id] ?? [:], units: units[id] ?? [], absences: absences[id] ?? [], passed: passed[id] ?? [])
        }
    }

    private static func roles(
        _ circle: Circle, _ organisation: ID<Organisation>, before ended: Instant, on day: LocalDay, _ zone: Zone,
        in db: any Connection
    ) throws -> [ID<Staff>: [Role: LocalDay]] {
        var found: [ID<Staff>: [Role: LocalDay]] = [:]
        let rows = try db.rows(
            """
            SELECT r.staff_id, r.role, min(r.granted_at) AS granted_at FROM staff_roles r
            JOIN staff s ON s.id = r.staff_id
            WHERE r.organisation_id = \(organisation) AND r.granted_at < \(ended)
                AND (r.revoked_at IS NULL OR r.revoked_at >= \(ended))\(circle.condition(on: day))
            GROUP BY r.staff_id, r.role
            """)
        for row in rows {
            guard let role = Role(rawValue: try row.get("role")) else { continue }
            found[try row.get("staff_id"), default: [:]][role] =
                try row.get("granted_at", as: Instant.self).day(in: zone)
        }
        return found
    }

    private static func units(
        _ circle: Circle, _ organisation: ID<Organisation>, on day: LocalDay, in db: any Connection
    ) throws -> [ID<Staff>: [ID<OrganisationUnit>]] {
        let rows = try db.rows(
            """
            SELECT m.staff_id, m.unit_id FROM staff_units m JOIN staff s ON s.id = m.staff_id
            WHERE m.organisation_id = \(organisation) AND m.from_on <= \(day)
                AND (m.to_on IS NULL OR m.to_on >= \(day))\(circle.condition(on: day))
            ORDER BY m.staff_id, m.id
            """)
        return try rows.reduce(into: [:]) { try $0[$1.get("staff_id"), default: []].append($1.get("unit_id")) }
    }

    private static func passed(
        _ circle: Circle, _ organisation: ID<Organisation>, until day: LocalDay, in db: any Connection
    ) throws -> [ID<Staff>: [Passed]] {
        let rows = try db.rows(
            """
            SELECT t.staff_id, t.course, t.number, max(t.done_on) AS done_on FROM training_records t
            JOIN staff s ON s.id = t.staff_id
            WHERE t.organisation_id = \(organisation) AND t.passed = 1
                AND t.done_on <= \(day)\(circle.condition(on: day))
            GROUP BY t.staff_id, t.course, t.number
            """)
        return try rows.reduce(into: [:]) { found, row in
            found[try row.get("staff_id"), default: []].append(
                Passed(try row.get("course"), number: try row.get("number"), on: try row.get("done_on")))
        }
    }

    /// Absences of a year back and a year ahead, as whole days.
    private static func absences(
        _ circle: Circle, _ organisation: ID<Organisation>, around day: LocalDay, _ zone: Zone, in db: any Connection
    ) throws -> [ID<Staff>: [ClosedRange<LocalDay>]] {
        let (from, until) = (
            zone.instant(of: day.advanced(by: -Absence.longestDays)),
            zone.instant(of: day.advanced(by: Absence.longestDays))
        )
        let rows = try db.rows(
            """
            SELECT a.staff_id, a.from_at, a.until_at FROM absences a JOIN staff s ON s.id = a.staff_id
            WHERE a.organisation_id = \(organisation) AND a.until_at > \(from)
                AND a.from_at < \(until)\(circle.condition(on: day))
            """)
        return try rows.reduce(into: [:]) { found, row in
            let first = try row.get("from_at", as: Instant.self).day(in: zone)
            let last = try row.get("until_at", as: Instant.self).advanced(byMilliseconds: -1).day(in: zone)
            if first <= last { found[try row.get("staff_id"), default: []].append(first...last) }
        }
    }
}

extension Trainee.Circle {
    /// As a condition on a row `s` of `staff`.
    fileprivate func condition(on day: LocalDay) -> SQL {
        switch self {
        case .everybody: return ""
        case .one(let staff): return " AND s.id = \(staff)"
        case .units(let units):
            return """
                 AND s.id IN (SELECT u.staff_id FROM staff_units u WHERE u.unit_id IN \(units.sorted())
                    AND u.from_on <= \(day) AND (u.to_on IS NULL OR u.to_on >= \(day)))
                """
        }
    }
}
