import Kernel
import Platform
import Storage

/// Entries whose term is over (台账到期处置, standards 2.19): found for a preview, and anonymised or deleted as their
/// definition says, once one person has proposed it and another approved. A hold on the entry or on a case it belongs to
/// stops it; so does an entry that is kept and points to one that would be deleted.
package struct EntryDisposal: Sendable {
    let shelf: RegisterShelf
    let ties: RegisterTies
    let organisation: ID<Organisation>

    package init(shelf: RegisterShelf, ties: RegisterTies, organisation: ID<Organisation>) {
        self.shelf = shelf
        self.ties = ties
        self.organisation = organisation
    }

    private static let batch = 50

    /// One entry whose term is over.
    package struct Due: Sendable {
        package let id: ID<RegisterEntry>
        package let number: String
        package let register: BothLanguages
        package let address: String
        package let keptUntil: LocalDay
        package let manner: Retention.Manner
    }

    /// How many were to be kept until that day or an earlier one.
    package func count(_ manner: Retention.Manner, until day: LocalDay, in db: any Connection) throws -> Int {
        try db.count("SELECT count(*) AS n FROM register_entries e WHERE \(condition(manner, day))")
    }

    /// The first of either manner, the longest over first.
    package func due(until day: LocalDay, limit: Int, in db: any Connection) throws -> [Due] {
        var due: [Due] = []
        for manner in Retention.Manner.allCases {
            let rows = try db.rows(
                """
                SELECT e.id, e.register, e.definition_version, e.number, e.kept_until_on FROM register_entries e
                WHERE \(condition(manner, day)) ORDER BY e.kept_until_on, e.id LIMIT \(limit)
                """)
            for row in rows {
                let (id, register): (ID<RegisterEntry>, String) = (try row.get("id"), try row.get("register"))
                let version = try shelf.version(
                    row.get("definition_version"), of: register, organisation, in: db)
                due.append(
                    Due(
                        id: id, number: try row.get("number"), register: version.definition.name,
                        address: RegisterEntry.address(register, id), keptUntil: try row.get("kept_until_on"),
                        manner: manner))
            }
        }
        return Array(due.sorted { ($0.keptUntil, $0.id) < ($1.keptUntil, $1.id) }.prefix(limit))
    }

    private func condition(_ manner: Retention.Manner, _ day: LocalDay) -> SQL {
        let pointedTo: SQL =
            manner == .delete
            ? """
             AND NOT EXISTS (SELECT 1 FROM register_links r WHERE r.organisation_id = e.organisation_id
                AND r.target_kind = 'register_entry' AND r.target_id = e.id AND r.entry_id <> e.id)
            """ : ""
        return """
            e.organisation_id = \(organisation) AND e.disposal = \(manner) AND e.kept_until_on <= \(day)
                AND e.anonymised_at IS NULL
                AND NOT EXISTS (SELECT 1 FROM register_holds h WHERE h.entry_id = e.id AND h.lifted_at IS NULL)
                AND NOT EXISTS (SELECT 1 FROM register_links c WHERE c.entry_id = e.id AND c.target_kind = 'case'
                    AND \(ties.holdsCase("c.target_id")))\(pointedTo)
            """
    }

    /// Deals with a batch, each entry in a transaction of its own, and tells how many; 0 when nothing more can be done.
    package func dispose(_ manner: Retention.Manner, until day: LocalDay, at desk: Desk) async throws -> Int {
        let due = try await desk.read { db in
            try db.rows(
                """
                SELECT e.id, e.register FROM register_entries e WHERE \(condition(manner, day))
                ORDER BY e.kept_until_on, e.id LIMIT \(EntryDisposal.batch)
                """
            ).map {
                (id: try $0.get("id", as: ID<RegisterEntry>.self), register: try $0.get("register", as: String.self))
            }
        }
        for found in due { try await clear(found.id, in: found.register, manner, until: day, at: desk) }
        return due.count
    }

    /// Takes away what people wrote, and what is found by it: words of events, attachments, the index of words.
    private func clear(
        _ id: ID<RegisterEntry>, in register: String, _ manner: Retention.Manner, until day: LocalDay, at desk: Desk
    ) async throws {
        let contents: [ContentDigest] = try await desk.write { db in
            // A hold may have been placed since it was found.
            let due = try db.count(
                "SELECT count(*) AS n FROM register_entries e WHERE e.id = \(id) AND \(condition(manner, day))")
            guard due > 0 else { return [] }
            let entry = try RegisterEntry.find(id, in: register, of: organisation, in: db)
            let version = try shelf.version(entry.definitionVersion, of: register, organisation, in: db)
            switch manner {
            case .delete: try entry.delete(in: db)
            case .anonymise: try entry.anonymised(under: version.definition).storeAnonymised(version.definition, in: db)
            }
            let left =
                try Event.shred(entry.subject, in: db)
                + Event.shred(Event.Subject(kind: EntryAccess.kind, id: id.text), in: db)
            try SearchIndex.remove(RegisterEntry.subjectKind, id.text, organisation, in: db)
            let contents = try Attachment.removeAll(of: RegisterEntry.subjectKind, id.text, organisation, in: db)
            try Event.record(
                "registers.disposed", of: EntryAccess.subject(id),
                by: Actor(organisationID: organisation, kind: .system),
                facts: [
                    "register": register, "number": entry.number, "manner": manner.rawValue, "facts_left": String(left),
                ], sealed: false, at: desk, in: db)
            return contents
        }
        try await Attachment.removeUnused(contents, of: organisation, at: desk)
    }
}

/// Who looked into an entry and what was done about its keeping stands beside the entry's own chain (台账访问记录), so that
/// it stays when the words of the chain go.
enum EntryAccess {
    static let kind = "register_access"

    static func subject(_ id: ID<RegisterEntry>) -> Event.Subject { Event.Subject(kind: kind, id: id.text) }
}

extension RegisterEntry {
    /// What may be kept for figures: sums, numbers, days, choices, units and the entry it belongs to.
    private static let keptKinds: Set<RegisterField.Kind> = [
        .number, .money, .day, .moment, .choice, .yesNo, .unit, .entry,
    ]

    /// The entry with every word taken out that somebody wrote or is called by (匿名化).
    func anonymised(under definition: RegisterDefinition) -> RegisterEntry {
        var entry = self
        entry.values = values.filter { code, _ in
            definition[code].map { RegisterEntry.keptKinds.contains($0.kind) } ?? false
        }
        entry.sealed = nil
        entry.passed = [:]
        entry.version += 1
        return entry
    }

    fileprivate func storeAnonymised(_ definition: RegisterDefinition, in db: any Connection) throws {
        try db.run(
            """
            UPDATE register_entries SET document = \(try JSONText.of(values)), sealed = NULL, passed = '{}',
                entered_by = 'system', version = \(version), anonymised_at = \(db.now), changed_at = \(db.now)
            WHERE id = \(id)
            """)
        try saveAnswers(definition, in: db)
        try db.run("DELETE FROM register_uniques WHERE entry_id = \(id)")
    }

    fileprivate func delete(in db: any Connection) throws {
        for table in ["register_values", "register_links", "register_uniques", "register_holds"] {
            try db.run("DELETE FROM \(SQL(raw: table)) WHERE entry_id = \(id)")
        }
        try db.run("DELETE FROM register_entries WHERE id = \(id) AND organisation_id = \(organisationID)")
    }
}

extension Retention.Manner: ColumnValue {}
