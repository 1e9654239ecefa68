import Kernel
import Platform
import Storage

/// An employee who may be given something to do with a case (可选员工), with what lies on their desk already.
struct StaffChoice: Sendable, Hashable {
    let id: ID<Staff>
    let name: String
    let unit: String?
    /// Open cases on the desk.
    let held: Int
    let isOnDuty: Bool

    static let limit = 1000

    /// Everybody employed today who is not complained about in the case, by unit and name. In a restricted case the
    /// people of a unit complained about are left out as well.
    static func list(for subject: Case, in db: any Connection) throws -> [StaffChoice] {
        var shut = subject.complainedAbout.staff
        let all = try everybody(of: subject.organisationID, on: db.now.day(in: subject.zone), in: db)
        for (choice, units) in all
        where subject.isRestricted && !units.isDisjoint(with: subject.complainedAbout.units) { shut.insert(choice.id) }
        return all.map(\.choice).filter { !shut.contains($0.id) }
    }

    /// Everybody employed on a day with the units they belong to, by unit and name.
    static func everybody(
        of organisation: ID<Organisation>, on today: LocalDay, in db: any Connection
    ) throws -> [(choice: StaffChoice, units: Set<ID<OrganisationUnit>>)] {
        let rows = try db.rows(
            """
            SELECT s.id, s.name, s.on_duty, m.unit_id, u.name AS unit_name,
                (SELECT count(*) FROM cases c WHERE c.organisation_id = \(organisation) AND c.holder_id = s.id
                    AND c.is_open = 1) AS held
            FROM staff s
            LEFT JOIN staff_units m ON m.staff_id = s.id AND m.from_on <= \(today)
                AND (m.to_on IS NULL OR m.to_on >= \(today))
            LEFT JOIN units u ON u.id = m.unit_id
            WHERE s.organisation_id = \(organisation) AND s.employed_from_on <= \(today)
                AND (s.employed_to_on IS NULL OR s.employed_to_on >= \(today))
            ORDER BY u.name, s.name, s.id LIMIT \(limit)
            """)
        var found: [(choice: StaffChoice, units: Set<ID<OrganisationUnit>>)] = []
        var places: [ID<Staff>: Int] = [:]
        for row in rows {
            let id: ID<Staff> = try row.get("id")
            let unit: ID<OrganisationUnit>? = try row.get("unit_id")
            if let place = places[id] {
                if let unit { found[place].units.insert(unit) }
                continue
            }
            places[id] = found.count
            let choice = StaffChoice(
                id: id, name: try row.get("name"), unit: try row.get("unit_name"), held: try row.get("held"),
                isOnDuty: try row.get("on_duty"))
            found.append((choice, Set([unit].compactMap { $0 })))
        }
        return found
    }
}
