import Kernel
import Storage

extension OrganisationUnit {
    /// Writes the unit, new or changed, after `UnitTree.check` let it pass.
    package func save(in db: any Connection) throws {
        try db.run(
            """
            INSERT INTO units (id, organisation_id, parent_id, kind, name, head_staff_id, active_from_on, active_to_on)
            VALUES (\(id), \(organisationID), \(parentID), \(kind), \(name), \(headID), \(activeFrom), \(activeTo))
            ON CONFLICT (id) DO UPDATE SET parent_id = excluded.parent_id, kind = excluded.kind, name = excluded.name,
                head_staff_id = excluded.head_staff_id, active_to_on = excluded.active_to_on
            """)
    }

    /// The unit of that id within the organisation; throws `Problem.notFound`.
    package static func find(
        _ id: ID<OrganisationUnit>, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> OrganisationUnit {
        try OrganisationUnit(db.one("SELECT * FROM units WHERE organisation_id = \(organisation) AND id = \(id)"))
    }

    /// How many employed people belong to the unit after `day`: what `deactivate` must know.
    package func members(from day: LocalDay, in db: any Connection) throws -> Int {
        try db.count(
            """
            SELECT count(DISTINCT m.staff_id) AS n FROM staff_units m JOIN staff s ON s.id = m.staff_id
            WHERE m.organisation_id = \(organisationID) AND m.unit_id = \(id)
                AND (m.to_on IS NULL OR m.to_on > \(day)) AND (s.employed_to_on IS NULL OR s.employed_to_on > \(day))
            """)
    }

    init(_ row: Row) throws {
        self.init(
            id: try row.get("id"), organisationID: try row.get("organisation_id"), parentID: try row.get("parent_id"),
            kind: try row.get("kind"), name: try row.get("name"), headID: try row.get("head_staff_id"),
            activeFrom: try row.get("active_from_on"), activeTo: try row.get("active_to_on"))
    }
}

extension UnitTree {
    /// The most units an organisation may have; the whole tree is read at once.
    package static let maximumUnits = 5000

    /// The tree of the organisation, standing and ended units alike, siblings in the order of their names.
    package static func load(of organisation: ID<Organisation>, in db: any Connection) throws -> UnitTree {
        try db.once("units \(organisation)", from: ["units"]) {
            let rows = try db.rows(
                """
                SELECT * FROM units WHERE organisation_id = \(organisation)
                ORDER BY name, id LIMIT \(UnitTree.maximumUnits)
                """)
            return try known.value(organisation, rows.map(\.written).joined()) {
                UnitTree(try rows.map(OrganisationUnit.init))
            }
        }
    }

    /// Trees read lately: every request asks for one, and it seldom changes.
    private static let known = Memo<ID<Organisation>, UnitTree>(limit: 100)
}
