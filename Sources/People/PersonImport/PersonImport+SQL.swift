import Kernel
import Platform
import Storage

extension PersonImport {
    /// What an import needs besides the file.
    package struct Setting: Sendable {
        package let organisationID: ID<Organisation>
        package let words: ImportWords
        package let keys: Keyring
        package let today: LocalDay

        package init(organisationID: ID<Organisation>, words: ImportWords, keys: Keyring, today: LocalDay) {
            self.organisationID = organisationID
            self.words = words
            self.keys = keys
            self.today = today
        }
    }

    /// The codes an import made and changed.
    package struct Outcome: Hashable, Sendable {
        package let created: [PersonCode]
        package let updated: [PersonCode]
    }

    /// The dry run: what `apply` with the same bytes would do. Writes nothing. Throws `Problem.invalid` on `file` when
    /// it is no table at all.
    package static func check(csv bytes: [UInt8], _ setting: Setting, in db: any Connection) throws -> Plan {
        let units = try units(of: setting.organisationID, in: db)
        let sheet = read(try CSV.read(bytes), words: setting.words, units: units, today: setting.today)
        return plan(sheet, known: try known(to: sheet, setting, in: db), today: setting.today)
    }

    /// Carries the import out within the caller's transaction, after checking it anew. Refused while a line has a
    /// fault, so a file is taken over whole or not at all.
    package static func apply(csv bytes: [UInt8], _ setting: Setting, in db: any Connection) throws -> Outcome {
        let plan = try check(csv: bytes, setting, in: db)
        guard plan.faults.isEmpty else {
            throw Problem.conflict("people.import.has_faults", ["n": .number(plan.faults.count)])
        }
        guard plan.mayBeApplied else { throw Problem.conflict("people.import.nothing_to_do") }
        let organisationID = setting.organisationID
        var created: [PersonCode] = []
        for draft in plan.creates {
            let code = try PersonCode.next(for: organisationID, in: db)
            let blank = Person(id: db.newID(), organisationID: organisationID, code: code, name: draft.name ?? "")
            let person = draft.applied(to: blank)
            try person.check(on: setting.today)
            try person.save(keys: setting.keys, in: db)
            try draft.applied(to: Confidential()).save(of: person.id, organisationID, keys: setting.keys, in: db)
            created.append(code)
        }
        for update in plan.updates {
            let id = update.person.id
            try update.person.save(keys: setting.keys, in: db)
            guard update.draft.hasConfidential else { continue }
            let before = try Confidential.read(
                Set(Confidential.Field.allCases), of: id, organisationID, for: .correction, keys: setting.keys, in: db)
            try update.draft.applied(to: before.value).save(of: id, organisationID, keys: setting.keys, in: db)
        }
        return Outcome(created: created, updated: plan.updates.map(\.person.code))
    }

    /// Standing units by name, and by path `A/B` where a name occurs twice.
    private static func units(
        of organisationID: ID<Organisation>, in db: any Connection
    ) throws -> [String: ID<OrganisationUnit>] {
        let tree = try UnitTree.load(of: organisationID, in: db)
        let standing = tree.units.filter { $0.activeTo == nil }
        var units = Dictionary(grouping: standing, by: \.name).compactMapValues { $0.count == 1 ? $0[0].id : nil }
        for unit in standing {
            let path = tree.above(unit.id).reversed().compactMap { tree[$0]?.name } + [unit.name]
            units[path.joined(separator: "/")] = unit.id
        }
        return units
    }

    private static func known(to sheet: Sheet, _ setting: Setting, in db: any Connection) throws -> Known {
        let numbers = sheet.drafts.compactMap { $0.code?.number }
        let persons = try Person.load(
            "p.code_number IN \(numbers)", of: setting.organisationID, limit: numbers.count, keys: setting.keys, in: db)
        var documents: [String: IdentityNumber] = [:]
        for document in sheet.drafts.compactMap(\.idNumber) {
            for code in setting.keys.blindCodes(of: .idNumber, document.text) { documents[code] = document }
        }
        var byDocument: [IdentityNumber: PersonCode] = [:]
        let rows = try db.rows(
            """
            SELECT id_number_index, code_number FROM persons
            WHERE organisation_id = \(setting.organisationID) AND id_number_index IN \(documents.keys.sorted())
            """)
        for row in rows {
            let index: String = try row.get("id_number_index")
            if let document = documents[index] { byDocument[document] = PersonCode(number: try row.get("code_number")) }
        }
        let byCode = Dictionary(persons.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
        return Known(byCode: byCode, byDocument: byDocument)
    }
}

extension PersonImport.Draft {
    var hasConfidential: Bool { idNumber != nil || phone != nil || healthNotes != nil }
}
