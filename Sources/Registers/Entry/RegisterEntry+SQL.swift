import Foundation
import Kernel
import Platform
import Storage

extension RegisterEntry {
    static let columns: SQL = """
        e.id, e.organisation_id, e.register, e.definition_version, e.number, e.state, e.document, e.sealed, e.passed,
        e.day_on, e.version, e.entered_at, e.entered_by, e.changed_at, e.anonymised_at
        """

    /// The entry of that id in that register. Throws `Problem.notFound`.
    package static func find(
        _ id: ID<RegisterEntry>, in register: String, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> RegisterEntry {
        try RegisterEntry(
            db.one(
                """
                SELECT \(columns) FROM register_entries e
                WHERE e.id = \(id) AND e.organisation_id = \(organisation) AND e.register = \(register)
                """))
    }

    init(_ row: Row) throws {
        func read(_ column: String) throws -> [String: String] {
            try JSONDecoder().decode([String: String].self, from: Data(try row.get(column, as: String.self).utf8))
        }
        self.init(
            id: try row.get("id"), organisationID: try row.get("organisation_id"), register: try row.get("register"),
            definitionVersion: try row.get("definition_version"), number: try row.get("number"),
            state: try row.get("state"), values: try read("document"), sealed: try row.get("sealed"),
            passed: try read("passed"), day: try row.get("day_on"), version: try row.get("version"),
            enteredAt: try row.get("entered_at"), enteredBy: try row.get("entered_by"),
            changedAt: try row.get("changed_at"), anonymisedAt: try row.get("anonymised_at"))
    }

    /// The next running number; a refused entry gives its number back, so none is missing.
    static func nextSequence(
        _ definition: RegisterDefinition, on day: LocalDay, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> Int {
        let period = definition.numbering.period(of: day)
        return try db.one(
            """
            INSERT INTO register_counters (organisation_id, register, period, counter)
            VALUES (\(organisation), \(definition.code), \(period), 1)
            ON CONFLICT (organisation_id, register, period) DO UPDATE SET counter = register_counters.counter + 1
            RETURNING counter
            """
        ).get("counter")
    }

    /// Writes the entry, new or changed, with everything it is found by.
    func save(under definition: RegisterDefinition, at registers: RegisterDesk, in db: any Connection) throws {
        let unit = definition.unitField.flatMap { values[$0.code] }
        let keptUntil = definition.retention.years.map { years in
            LocalDay(year: day.year + years, month: day.month, day: day.day) ?? day.advanced(by: years * 365)
        }
        try db.run(
            """
            INSERT INTO register_entries (id, organisation_id, register, definition_version, number, state, document,
                sealed, passed, unit_id, day_on, kept_until_on, disposal, version, entered_at,
                entered_by, changed_at)
            VALUES (\(id), \(organisationID), \(register), \(definitionVersion), \(number), \(state),
                \(try JSONText.of(values)), \(sealed), \(try JSONText.of(passed)), \(unit), \(day), \(keptUntil),
                \(definition.retention.manner), \(version), \(enteredAt), \(enteredBy), \(changedAt))
            ON CONFLICT (id) DO UPDATE SET state = excluded.state, document = excluded.document,
                sealed = excluded.sealed, passed = excluded.passed, unit_id = excluded.unit_id,
                day_on = excluded.day_on, kept_until_on = excluded.kept_until_on, disposal = excluded.disposal,
                version = excluded.version, changed_at = excluded.changed_at
            """)
        try saveAnswers(definition, in: db)
        try saveUniques(definition, in: db)
        let keys = try registers.desk.vault.keyring(for: organisationID, in: db)
        try SearchIndex.put(document(definition, at: enteredAt), keys: keys, in: db)
    }

    /// Writes what entries are looked for and added up by.
    func saveAnswers(_ definition: RegisterDefinition, in db: any Connection) throws {
        try db.send("DELETE FROM register_values WHERE entry_id = \(id)")
        try db.send("DELETE FROM register_links WHERE entry_id = \(id)")
        for field in definition.fields {
            guard let value = values[field.code] else { continue }
            if field.isIndexed {
                let amount = RegisterField.amountKinds.contains(field.kind) ? Int(value) : nil
                try db.send(
                    """
                    INSERT INTO register_values (entry_id, field, organisation_id, register, value, amount, day_on)
                    VALUES (\(id), \(field.code), \(organisationID), \(register), \(value), \(amount), \(day))
                    """)
            }
            if let target = RegisterTarget(field.kind) {
                try db.send(
                    """
                    INSERT INTO register_links (entry_id, field, organisation_id, register, target_kind, target_id,
                        day_on)
                    VALUES (\(id), \(field.code), \(organisationID), \(register), \(target), \(value), \(day))
                    """)
            }
        }
    }

    /// Throws `Problem.invalid` on the first field of answers another entry has already.
    private func saveUniques(_ definition: RegisterDefinition, in db: any Connection) throws {
        try db.run("DELETE FROM register_uniques WHERE entry_id = \(id)")
        guard !definition.uncounted.contains(state) else { return }
        for (field, digest) in RegisterEntry.uniques(definition, values) {
            if let number = try RegisterEntry.holder(of: digest, register, organisationID, in: db) {
                throw Problem.invalid(
                    field, Message("registers.refusal.there_already", ["number": .text(number)]))
            }
            try db.run(
                """
                INSERT INTO register_uniques (organisation_id, register, digest, entry_id)
                VALUES (\(organisationID), \(register), \(digest), \(id))
                """)
        }
    }

    /// Digests of the answers that may not come twice, with the first field of each.
    static func uniques(
        _ definition: RegisterDefinition, _ values: [String: String]
    ) -> [(field: String, digest: String)] {
        definition.checks.compactMap { check in
            guard case .unique(let fields) = check else { return nil }
            let answers = fields.map { values[$0] ?? "" }
            guard answers.contains(where: { !$0.isEmpty }) else { return nil }
            return (
                fields[0], ContentDigest(of: Array((fields + answers).joined(separator: "\u{1F}").utf8)).text
            )
        }
    }

    /// The number of the entry that has those answers already.
    static func holder(
        of digest: String, _ register: String, _ organisation: ID<Organisation>, in db: any Connection
    ) throws -> String? {
        try db.first(
            """
            SELECT e.number FROM register_uniques u JOIN register_entries e ON e.id = u.entry_id
            WHERE u.organisation_id = \(organisation) AND u.register = \(register) AND u.digest = \(digest)
            """)?.get("number")
    }

    /// The sums of an entry over other registers, by computed field.
    static func totals(
        _ definition: RegisterDefinition, of id: ID<RegisterEntry>, _ organisation: ID<Organisation>,
        at registers: RegisterDesk, in db: any Connection
    ) throws -> [String: Int] {
        var totals: [String: Int] = [:]
        for field in definition.fields {
            guard case .total(let total)? = field.formula else { continue }
            let other = try registers.shelf.current(total.register, of: organisation, in: db).definition
            var conditions: SQL = ""
            for (code, value) in total.matching.sorted(by: { $0.key < $1.key }) {
                conditions =
                    conditions + """
                         AND EXISTS (SELECT 1 FROM register_values w WHERE w.entry_id = l.entry_id
                            AND w.field = \(code) AND w.value = \(value))
                        """
            }
            totals[field.code] = try db.one(
                """
                SELECT CAST(coalesce(sum(v.amount), 0) AS BIGINT) AS n FROM register_links l
                JOIN register_entries e ON e.id = l.entry_id AND e.state NOT IN \(other.uncounted + ["-"])
                JOIN register_values v ON v.entry_id = l.entry_id AND v.field = \(total.field)
                WHERE l.organisation_id = \(organisation) AND l.target_kind = 'register_entry' AND l.target_id = \(id)
                    AND l.register = \(total.register) AND l.field = \(total.through)\(conditions)
                """
            ).get("n")
        }
        return totals
    }
}

extension RegisterEntry {
    /// What of the entry can be found: its number and the fields marked for it. Only a list of its register asks.
    func document(_ definition: RegisterDefinition, at moment: Instant) -> SearchDocument {
        let texts = definition.fields.filter(\.isSearched).compactMap { field -> String? in
            guard let value = values[field.code] else { return nil }
            guard field.kind == .choice else { return value }
            return field.choices.first { $0.code == value }.map { "\($0.name.zh) \($0.name.en)" }
        }
        return SearchDocument(
            organisationID: organisationID, subjectKind: RegisterEntry.subjectKind, subjectID: id.text, title: number,
            text: texts.joined(separator: "\n"), access: RegisterEntry.access(register),
            signs: [SearchSign("register", register)], happenedAt: moment)
    }

    static func access(_ register: String) -> SearchAccess { .restricted("register:\(register)") }

    /// For writing the index anew.
    static func searchSource(_ shelf: RegisterShelf) -> SearchSource {
        SearchSource(
            document: { organisation, id, db, _ in
                let row = try db.first(
                    """
                    SELECT \(columns) FROM register_entries e WHERE e.id = \(id) AND e.organisation_id = \(organisation)
                        AND e.anonymised_at IS NULL
                    """)
                guard let entry = try row.map(RegisterEntry.init) else { return nil }
                let version = try shelf.version(entry.definitionVersion, of: entry.register, organisation, in: db)
                return entry.document(version.definition, at: entry.enteredAt)
            },
            list: { organisation, place, limit, db in
                try db.rows(
                    """
                    SELECT id FROM register_entries WHERE organisation_id = \(organisation) AND id > \(place)
                        AND anonymised_at IS NULL
                    ORDER BY id LIMIT \(limit)
                    """
                ).map { (try $0.get("id"), try $0.get("id")) }
            },
            count: { organisation, db in
                try db.count(
                    """
                    SELECT count(*) AS n FROM register_entries WHERE organisation_id = \(organisation)
                        AND anonymised_at IS NULL
                    """)
            },
            existing: { organisation, ids, db in
                let rows = try db.rows(

                    """
                    SELECT id FROM register_entries WHERE organisation_id = \(organisation) AND id IN \(ids)
                        AND anonymised_at IS NULL
                    """)
                return Set(try rows.map { try $0.get("id") })
            })
    }
}
