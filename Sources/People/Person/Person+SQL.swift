import Kernel
import Platform
import Storage

extension PersonCode {
    /// The next free code of the organisation. Codes are not used twice; a body that is rolled back gives its back.
    package static func next(for organisationID: ID<Organisation>, in db: any Connection) throws -> PersonCode {
        PersonCode(
            number: try db.count(
                """
                INSERT INTO person_codes (organisation_id, last_number) VALUES (\(organisationID), 1)
                ON CONFLICT (organisation_id) DO UPDATE SET last_number = person_codes.last_number + 1
                RETURNING last_number AS n
                """))
    }
}

extension Person {
    /// Writes everything but the sealed facts of `Confidential`, which stay as they are; periods are written anew.
    package func save(keys: Keyring, in db: any Connection) throws {
        try db.run(
            """
            INSERT INTO persons (id, organisation_id, code_number, name_sealed, name_index, sex, born_on, unit_id, room,
                bed, payer, ability_level, ability_assessed_on, insurance_level, cognition_impaired, needs,
                dialect, died_on,
                created_at, updated_at)
            VALUES (\(id), \(organisationID), \(code.number), \(try keys.seal(name, context: context(.name))),
                \(keys.blindIndex(of: .name, name)), \(sex), \(bornOn), \(unitID), \(place.room), \(place.bed),
                \(payer),
                \(ability?.level.rawValue), \(ability?.assessedOn), \(insuranceLevel?.rawValue), \(cognitionImpaired),
                \(WordSet.text(communication.needs)), \(communication.dialect), \(diedOn), \(db.now), \(db.now))
            ON CONFLICT (id) DO UPDATE SET name_sealed = excluded.name_sealed, name_index = excluded.name_index,
                sex = excluded.sex, born_on = excluded.born_on, unit_id = excluded.unit_id, room = excluded.room,
                bed = excluded.bed, payer = excluded.payer, ability_level = excluded.ability_level,
                ability_assessed_on = excluded.ability_assessed_on, insurance_level = excluded.insurance_level,
                cognition_impaired = excluded.cognition_impaired, needs = excluded.needs, dialect = excluded.dialect,
                died_on = excluded.died_on, updated_at = excluded.updated_at
            WHERE persons.organisation_id = excluded.organisation_id
            """)
        try db.run("DELETE FROM service_periods WHERE organisation_id = \(organisationID) AND person_id = \(id)")
        for period in periods {
            let periodID: ID<ServicePeriod> = db.newID()
            try db.run(
                """
                INSERT INTO service_periods (id, organisation_id, person_id, kind, from_on, until_on)
                VALUES (\(periodID), \(organisationID), \(id), \(period.kind), \(period.fromOn), \(period.untilOn))
                """)
        }
    }

    /// The person with the name opened: only after the right to names was asked. Throws `Problem.notFound`.
    package static func find(
        _ id: ID<Person>, of organisationID: ID<Organisation>, keys: Keyring, in db: any Connection
    ) throws -> Person {
        let found = try load("p.id = \(id)", of: organisationID, limit: 1, keys: keys, in: db)
        guard let person = found.first else { throw Problem.notFound }
        return person
    }

    /// The person of a code, or `nil`.
    package static func first(
        _ code: PersonCode, of organisationID: ID<Organisation>, keys: Keyring, in db: any Connection
    ) throws -> Person? {
        try load("p.code_number = \(code.number)", of: organisationID, limit: 1, keys: keys, in: db).first
    }

    /// Those of the ids that are in the organisation, by room and bed.
    package static func list(
        _ ids: [ID<Person>], of organisationID: ID<Organisation>, keys: Keyring, in db: any Connection
    ) throws -> [Person] {
        try load("p.id IN \(ids)", of: organisationID, limit: ids.count, keys: keys, in: db)
    }

    static func load(
        _ condition: SQL, of organisationID: ID<Organisation>, limit: Int, keys: Keyring, in db: any Connection
    ) throws -> [Person] {
        let rows = try db.rows(
            """
            SELECT p.id, p.organisation_id, p.code_number, p.name_sealed, p.sex, p.born_on, p.unit_id, p.room, p.bed,
                p.payer, p.ability_level, p.ability_assessed_on, p.insurance_level, p.cognition_impaired, p.needs,
                p.dialect, p.died_on
            FROM persons p WHERE p.organisation_id = \(organisationID) AND \(condition)
            ORDER BY p.room, p.bed, p.code_number LIMIT \(limit)
            """)
        let ids: [ID<Person>] = try rows.map { try $0.get("id") }
        let periods = try ServicePeriod.list(of: ids, organisationID, in: db)
        return try rows.map { try Person($0, periods: periods, keys: keys) }
    }

    private init(_ row: Row, periods: [ID<Person>: [ServicePeriod]], keys: Keyring) throws {
        let id: ID<Person> = try row.get("id")
        let sealed: Sealed = try row.get("name_sealed")
        let level: Int? = try row.get("ability_level")
        let assessedOn: LocalDay? = try row.get("ability_assessed_on")
        let insurance: Int? = try row.get("insurance_level")
        var ability: AbilityAssessment?
        if let level = level.flatMap(AbilityLevel.init), let assessedOn {
            ability = AbilityAssessment(level: level, assessedOn: assessedOn)
        }
        self.init(
            id: id, organisationID: try row.get("organisation_id"),
            code: PersonCode(number: try row.get("code_number")),
            name: try keys.open(sealed, context: Person.context(.name, id)), sex: try row.get("sex"),
            bornOn: try row.get("born_on"), unitID: try row.get("unit_id"),
            place: Place(room: try row.get("room"), bed: try row.get("bed")), payer: try row.get("payer"),
            ability: ability,
            insuranceLevel: insurance.flatMap(InsuranceLevel.init),
            cognitionImpaired: try row.get("cognition_impaired"),
            communication: Communication(
                needs: try WordSet.read("needs", of: row, as: Communication.Need.self),
                dialect: try row.get("dialect")),
            periods: periods[id] ?? [], diedOn: try row.get("died_on"))
    }

    /// Where a field is sealed for: a value moved to another row or column does not open.
    static func context(_ field: Confidential.Field, _ id: ID<Person>) -> String { "persons.\(field.rawValue).\(id)" }
    private func context(_ field: Confidential.Field) -> String { Person.context(field, id) }
}

extension ServicePeriod {
    static func list(
        of ids: [ID<Person>], _ organisationID: ID<Organisation>, in db: any Connection
    ) throws -> [ID<Person>: [ServicePeriod]] {
        var periods: [ID<Person>: [ServicePeriod]] = [:]
        let rows = try db.rows(
            """
            SELECT person_id, kind, from_on, until_on FROM service_periods
            WHERE organisation_id = \(organisationID) AND person_id IN \(ids) ORDER BY from_on, kind
            """)
        for row in rows {
            let period = ServicePeriod(
                try row.get("kind"), from: try row.get("from_on"), until: try row.get("until_on"))
            periods[try row.get("person_id"), default: []].append(period)
        }
        return periods
    }
}
