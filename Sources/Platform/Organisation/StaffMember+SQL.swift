import Kernel
import Storage

extension StaffMember {
    /// Writes the employee, new or changed. Throws `Problem.invalid` on `number` when another employee has it.
    package func save(in db: any Connection) throws {
        let taken = try db.count(
            """
            SELECT count(*) AS n FROM staff
            WHERE organisation_id = \(organisationID) AND number = \(number) AND id <> \(id)
            """)
        guard taken == 0 else {
            throw Problem.invalid("number", Message("platform.organisation.number_taken", ["number": .text(number)]))
        }
        try db.run(
            """
            INSERT INTO staff (id, organisation_id, number, name, phone_sealed, employed_from_on, employed_to_on,
                on_duty, created_at)
            VALUES (\(id), \(organisationID), \(number), \(name), \(phoneSealed), \(employedFrom), \(employedTo),
                \(isOnDuty), \(db.now))
            ON CONFLICT (id) DO UPDATE SET number = excluded.number, name = excluded.name,
                phone_sealed = excluded.phone_sealed, employed_from_on = excluded.employed_from_on,
                employed_to_on = excluded.employed_to_on, on_duty = excluded.on_duty
            """)
    }

    /// The employee of that id within the organisation; throws `Problem.notFound`.
    package static func find(
        _ id: ID<Staff>, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> StaffMember {
        try StaffMember(db.one("SELECT * FROM staff WHERE organisation_id = \(organisation) AND id = \(id)"))
    }

    /// The employees of those ids by id; unknown ids are left out.
    package static func find(
        all ids: [ID<Staff>], of organisation: ID<Organisation>, in db: any Connection
    ) throws -> [ID<Staff>: StaffMember] {
        let rows = try db.rows("SELECT * FROM staff WHERE organisation_id = \(organisation) AND id IN \(ids)")
        let found = try rows.map(StaffMember.init)
        return Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The names of employees by id, where nothing else of them is wanted; unknown ids are left out.
    package static func names(
        of ids: [ID<Staff>], in organisation: ID<Organisation>, in db: any Connection
    ) throws -> [ID<Staff>: String] {
        if ids.isEmpty { return [:] }
        let rows = try db.rows("SELECT id, name FROM staff WHERE organisation_id = \(organisation) AND id IN \(ids)")
        return Dictionary(
            try rows.map { (try $0.get("id"), try $0.get("name")) }, uniquingKeysWith: { first, _ in first })
    }

    /// What narrows a list of staff. Nothing set means everybody ever employed.
    package struct Filter: Hashable, Sendable {
        package var unitID: ID<OrganisationUnit>?
        package var role: Role?
        /// Part of a name or the beginning of a number.
        package var text: String
        /// Only who is employed on that day.
        package var employedOn: LocalDay?

        package init(
            unitID: ID<OrganisationUnit>? = nil, role: Role? = nil, text: String = "", employedOn: LocalDay? = nil
        ) {
            self.unitID = unitID
            self.role = role
            self.text = text
            self.employedOn = employedOn
        }
    }

    /// The place in the list after which the next page begins.
    package struct Cursor: Hashable, Sendable {
        package let name: String
        package let id: ID<Staff>

        package init(name: String, id: ID<Staff>) {
            self.name = name
            self.id = id
        }
    }

    package struct Page: Hashable, Sendable {
        package let staff: [StaffMember]
        /// `nil` on the last page.
        package let next: Cursor?
    }

    /// One page by name; `limit` is held to 1…200. `filter.unitID` means members on `filter.employedOn`, or ever.
    package static func page(
        of organisation: ID<Organisation>, _ filter: Filter = Filter(), after cursor: Cursor? = nil, limit: Int = 50,
        in db: any Connection
    ) throws -> Page {
        var query: SQL = "SELECT * FROM staff WHERE organisation_id = \(organisation)"
        if let day = filter.employedOn {
            query = query + " AND employed_from_on <= \(day) AND (employed_to_on IS NULL OR employed_to_on >= \(day))"
        }
        if let unit = filter.unitID { query = query + memberClause(unit, on: filter.employedOn) }
        if let role = filter.role {
            query =
                query + """
                     AND id IN (SELECT staff_id FROM staff_roles
                    WHERE organisation_id = \(organisation) AND role = \(role) AND revoked_at IS NULL)
                    """
        }
        if !filter.text.isEmpty {
            let pattern = likePattern(filter.text.lowercased())
            query =
                query + """
                     AND (lower(name) LIKE \("%" + pattern + "%") ESCAPE '!'
                    OR lower(number) LIKE \(pattern + "%") ESCAPE '!')
                    """
        }
        if let cursor { query = query + " AND (name, id) > (\(cursor.name), \(cursor.id))" }
        let size = min(max(limit, 1), 200)
        let found = try db.rows(query + " ORDER BY name, id LIMIT \(size + 1)").map(StaffMember.init)
        let staff = Array(found.prefix(size))
        let next = found.count > size ? staff.last.map { Cursor(name: $0.name, id: $0.id) } : nil
        return Page(staff: staff, next: next)
    }

    private static func memberClause(_ unit: ID<OrganisationUnit>, on day: LocalDay?) -> SQL {
        guard let day else { return " AND id IN (SELECT staff_id FROM staff_units WHERE unit_id = \(unit))" }
        return """
             AND id IN (SELECT staff_id FROM staff_units
            WHERE unit_id = \(unit) AND from_on <= \(day) AND (to_on IS NULL OR to_on >= \(day)))
            """
    }

    private static func likePattern(_ text: String) -> String {
        text.prefix(100).reduce(into: "") { pattern, character in
            if "!%_".contains(character) { pattern.append("!") }
            pattern.append(character)
        }
    }

    init(_ row: Row) throws {
        self.init(
            id: try row.get("id"), organisationID: try row.get("organisation_id"), number: try row.get("number"),
            name: try row.get("name"), phoneSealed: try row.get("phone_sealed"),
            employedFrom: try row.get("employed_from_on"), employedTo: try row.get("employed_to_on"),
            isOnDuty: try row.get("on_duty"))
    }
}
