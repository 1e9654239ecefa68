import Kernel
import Storage

extension UnitContact {
    package func save(in db: any Connection) throws {
        try db.run(
            """
            INSERT INTO unit_contacts (organisation_id, unit_id, contact_id, phone, deputy_id, deputy_phone, after_hours,
                updated_at)
            VALUES (\(organisationID), \(unitID), \(contactID), \(phone), \(deputyID), \(deputyPhone), \(afterHours),
                \(db.now))
            ON CONFLICT (organisation_id, unit_id) DO UPDATE SET contact_id = excluded.contact_id,
                phone = excluded.phone, deputy_id = excluded.deputy_id, deputy_phone = excluded.deputy_phone,
                after_hours = excluded.after_hours, updated_at = excluded.updated_at
            """)
    }

    /// Every unit's contact of the organisation, by unit, at most 1,000.
    package static func list(
        of organisation: ID<Organisation>, in db: any Connection
    ) throws -> [ID<OrganisationUnit>: UnitContact] {
        let found = try db.rows(
            "SELECT * FROM unit_contacts WHERE organisation_id = \(organisation) ORDER BY unit_id LIMIT 1000"
        ).map { row in
            UnitContact(
                organisationID: try row.get("organisation_id"), unitID: try row.get("unit_id"),
                contactID: try row.get("contact_id"), phone: try row.get("phone"), deputyID: try row.get("deputy_id"),
                deputyPhone: try row.get("deputy_phone"), afterHours: try row.get("after_hours"))
        }
        return Dictionary(found.map { ($0.unitID, $0) }, uniquingKeysWith: { first, _ in first })
    }
}

extension EmergencyContact {
    /// Throws `Problem.conflict` when there are as many as a page can show.
    package func save(in db: any Connection) throws {
        let count = try db.count(
            "SELECT count(*) AS n FROM emergency_contacts WHERE organisation_id = \(organisationID)")
        guard count < EmergencyContact.limit else {
            throw Problem.conflict("platform.directory.too_many", ["n": .number(EmergencyContact.limit)])
        }
        try db.run(
            """
            INSERT INTO emergency_contacts (id, organisation_id, name, phone, hours, note)
            VALUES (\(id), \(organisationID), \(name), \(phone), \(hours), \(note))
            """)
    }

    package func remove(in db: any Connection) throws {
        try db.run("DELETE FROM emergency_contacts WHERE organisation_id = \(organisationID) AND id = \(id)")
    }

    /// By name, all of them.
    package static func list(of organisation: ID<Organisation>, in db: any Connection) throws -> [EmergencyContact] {
        try db.rows(
            """
            SELECT * FROM emergency_contacts WHERE organisation_id = \(organisation)
            ORDER BY name, id LIMIT \(limit)
            """
        ).map { row in
            EmergencyContact(
                id: try row.get("id"), organisationID: try row.get("organisation_id"), name: try row.get("name"),
                phone: try row.get("phone"), hours: try row.get("hours"), note: try row.get("note"))
        }
    }
}

extension Competence {
    /// Writes the level reached in a field; the one before is replaced, its event stays.
    package func save(in db: any Connection) throws {
        try db.run(
            """
            INSERT INTO staff_competences (organisation_id, staff_id, field, level, evidence, until_on, recorded_at)
            VALUES (\(organisationID), \(staffID), \(field.rawValue), \(level.rawValue), \(evidence), \(untilOn),
                \(db.now))
            ON CONFLICT (organisation_id, staff_id, field) DO UPDATE SET level = excluded.level,
                evidence = excluded.evidence, until_on = excluded.until_on, recorded_at = excluded.recorded_at
            """)
    }

    /// What is known of an employee, by field.
    package static func list(
        of staff: ID<Staff>, _ organisation: ID<Organisation>, in db: any Connection
    ) throws -> [Competence] {
        try db.rows(
            """
            SELECT * FROM staff_competences WHERE organisation_id = \(organisation) AND staff_id = \(staff)
            ORDER BY field LIMIT 10
            """
        ).compactMap { row in
            let number: Int = try row.get("level")
            guard let field = Field(rawValue: try row.get("field")), let level = Level(rawValue: number)
            else { return nil }
            return Competence(
                organisationID: organisation, staffID: staff, field: field, level: level,
                evidence: try row.get("evidence"), untilOn: try row.get("until_on"))
        }
    }
}
