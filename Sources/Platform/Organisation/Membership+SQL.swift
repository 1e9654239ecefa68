import Kernel
import Storage

extension Membership {
    package func save(of organisation: ID<Organisation>, in db: any Connection) throws {
        try db.run(
            """
            INSERT INTO staff_units (id, organisation_id, staff_id, unit_id, post_id, from_on, to_on)
            VALUES (\(id), \(organisation), \(staffID), \(unitID), \(postID), \(from), \(to))
            ON CONFLICT (id) DO UPDATE SET to_on = excluded.to_on
            """)
    }

    /// Every membership the employee has or had, newest first, at most 200.
    package static func list(
        for staff: ID<Staff>, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> [Membership] {
        try db.rows(
            """
            SELECT * FROM staff_units WHERE organisation_id = \(organisation) AND staff_id = \(staff)
            ORDER BY from_on DESC, id LIMIT 200
            """
        ).map(Membership.init)
    }

    /// Who belongs to the unit on that day, by name, at most 1,000.
    package static func members(
        of unit: ID<OrganisationUnit>, organisation: ID<Organisation>, on day: LocalDay, in db: any Connection
    ) throws -> [StaffMember] {
        try db.once("members of \(unit) on \(day)", from: ["staff", "staff_units"]) {
            try db.rows(
                """
                SELECT * FROM staff WHERE organisation_id = \(organisation)
                    AND employed_from_on <= \(day) AND (employed_to_on IS NULL OR employed_to_on >= \(day))
                    AND id IN (SELECT staff_id FROM staff_units WHERE organisation_id = \(organisation)
                        AND unit_id = \(unit) AND from_on <= \(day) AND (to_on IS NULL OR to_on >= \(day)))
                ORDER BY name, id LIMIT 1000
                """
            ).map(StaffMember.init)
        }
    }

    init(_ row: Row) throws {
        self.init(
            id: try row.get("id"), staffID: try row.get("staff_id"), unitID: try row.get("unit_id"),
            postID: try row.get("post_id"), from: try row.get("from_on"), to: try row.get("to_on"))
    }
}

extension StaffFacts {
    /// The employee's units and headships on that day.
    package static func relationsFacts(
        for staff: ID<Staff>, of organisation: ID<Organisation>, on day: LocalDay, in db: any Connection
    ) throws -> StaffFacts {
        let tree = try UnitTree.load(of: organisation, in: db)
        let held = try Membership.list(for: staff, of: organisation, in: db).filter { $0.holds(on: day) }
        return StaffFacts(staff, units: Set(held.map(\.unitID)), tree: tree, on: day)
    }

    /// The same for several employees, read at once.
    package static func relationsFacts(
        forAll staff: [ID<Staff>], of organisation: ID<Organisation>, on day: LocalDay, in db: any Connection
    ) throws -> [ID<Staff>: StaffFacts] {
        if staff.isEmpty { return [:] }
        let tree = try UnitTree.load(of: organisation, in: db)
        let held = try db.rows(
            """
            SELECT * FROM staff_units WHERE organisation_id = \(organisation) AND staff_id IN \(staff)
                AND from_on <= \(day) AND (to_on IS NULL OR to_on >= \(day))
            """
        ).map(Membership.init)
        let units = Dictionary(grouping: held, by: \.staffID).mapValues { Set($0.map(\.unitID)) }
        return Dictionary(
            staff.map { ($0, StaffFacts($0, units: units[$0] ?? [], tree: tree, on: day)) },
            uniquingKeysWith: { first, _ in first })
    }
}
