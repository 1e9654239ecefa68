import Kernel
import Platform
import Storage

extension Relative {
    /// Writes everything but telephone, authorities and who speaks for the family, each of which has its own door.
    package func save(keys: Keyring, in db: any Connection) throws {
        let note =
            conflictNote.isEmpty ? nil : try keys.seal(conflictNote, context: Relative.context("conflict_note", id))
        try db.send(
            """
            INSERT INTO relatives (id, organisation_id, person_id, name_sealed, name_index, relation, scope,
                is_spokesperson, priority, conflict_note_sealed, created_at, updated_at)
            VALUES (\(id), \(organisationID), \(personID),
                \(try keys.seal(name, context: Relative.context("name", id))),
                \(keys.blindIndex(of: .name, name)), \(relation), \(WordSet.text(scope)), 0, \(priority), \(note),
                \(db.now), \(db.now))
            ON CONFLICT (id) DO UPDATE SET name_sealed = excluded.name_sealed, name_index = excluded.name_index,
                relation = excluded.relation, scope = excluded.scope, priority = excluded.priority,
                conflict_note_sealed = excluded.conflict_note_sealed, updated_at = excluded.updated_at
            WHERE relatives.organisation_id = excluded.organisation_id AND relatives.person_id = excluded.person_id
            """)
    }

    /// Seals and writes the telephone number; `nil` removes it.
    package static func savePhone(
        _ phone: PhoneNumber?, of id: ID<Relative>, _ organisationID: ID<Organisation>, keys: Keyring,
        in db: any Connection
    ) throws {
        let sealed = try phone.map { try keys.seal($0.text, context: context("phone", id)) }
        let codes = PersonCodes.phone(phone?.text, keys)
        let changed = try db.run(
            """
            UPDATE relatives SET phone_sealed = \(sealed),
                phone_index = \(codes.whole), phone_ending_index = \(codes.ending), updated_at = \(db.now)
            WHERE organisation_id = \(organisationID) AND id = \(id)
            """)
        guard changed == 1 else { throw Problem.notFound }
    }

    /// Opens the telephone number for a purpose. The caller records the returned read as an event.
    package static func phone(
        of id: ID<Relative>, _ organisationID: ID<Organisation>, for purpose: ReadPurpose, keys: Keyring,
        in db: any Connection
    ) throws -> Disclosed<PhoneNumber?> {
        let row = try db.one(
            "SELECT person_id, phone_sealed FROM relatives WHERE organisation_id = \(organisationID) AND id = \(id)")
        let sealed: Sealed? = try row.get("phone_sealed")
        let text = try sealed.map { try keys.open($0, context: context("phone", id)) }
        let read = SensitiveRead(
            personID: try row.get("person_id"), relativeID: id, fields: [.phone], purpose: purpose)
        return Disclosed(text.flatMap { PhoneNumber($0) }, read)
    }

    /// The relatives of a person in the order to call them, names opened: only after the right to names was asked.
    package static func list(
        of personID: ID<Person>, _ organisationID: ID<Organisation>, keys: Keyring, in db: any Connection
    ) throws -> [Relative] {
        let rows = try db.rows(
            """
            SELECT id, organisation_id, person_id, name_sealed, relation, scope, is_spokesperson, priority,
                conflict_note_sealed
            FROM relatives WHERE organisation_id = \(organisationID) AND person_id = \(personID)
            ORDER BY priority, id LIMIT 200
            """)
        let authorities = try Authority.list(of: try rows.map { try $0.get("id") }, organisationID, in: db)
        return try rows.map { row in
            let id: ID<Relative> = try row.get("id")
            let name: Sealed = try row.get("name_sealed")
            let note: Sealed? = try row.get("conflict_note_sealed")
            return Relative(
                id: id, organisationID: organisationID, personID: personID,
                name: try keys.open(name, context: context("name", id)), relation: try row.get("relation"),
                scope: try WordSet.read("scope", of: row, as: DisclosureTopic.self),
                isSpokesperson: try row.get("is_spokesperson"), priority: try row.get("priority"),
                conflictNote: try note.map { try keys.open($0, context: context("conflict_note", id)) } ?? "",
                authorities: authorities[id] ?? [])
        }
    }

    /// Makes `id` the one spokesperson of the person, by the rule of `appointing`.
    package static func appoint(
        _ id: ID<Relative>, spokespersonOf personID: ID<Person>, _ organisationID: ID<Organisation>, keys: Keyring,
        in db: any Connection
    ) throws {
        _ = try appointing(id, spokespersonOf: try list(of: personID, organisationID, keys: keys, in: db))
        try db.send(
            """
            UPDATE relatives SET is_spokesperson = 0, updated_at = \(db.now)
            WHERE organisation_id = \(organisationID) AND person_id = \(personID) AND is_spokesperson = 1
            """)
        try db.send(
            """
            UPDATE relatives SET is_spokesperson = 1, updated_at = \(db.now)
            WHERE organisation_id = \(organisationID) AND person_id = \(personID) AND id = \(id)
            """)
    }

    /// The name as far as the viewer may see it (S1-77).
    package func shownName(_ grant: ViewGrant) -> String {
        Masking.shown(name, .name, class: .sensitive, grant: grant)
    }

    private static func context(_ field: String, _ id: ID<Relative>) -> String { "relatives.\(field).\(id)" }
}

extension Authority {
    /// Writes a new power. What it says never changes afterwards; it can only be revoked.
    package func record(of relativeID: ID<Relative>, _ organisationID: ID<Organisation>, in db: any Connection) throws {
        try db.send(
            """
            INSERT INTO authorisations (id, organisation_id, relative_id, kind, document_kind, document_reference,
                valid_from_on, valid_until_on, revoked_on, created_at)
            VALUES (\(id), \(organisationID), \(relativeID), \(kind), \(document?.kind), \(document?.reference),
                \(validFrom), \(validUntil), \(revokedOn), \(db.now))
            """)
    }

    /// Ends a power from `day` on. A power already revoked stays so; throws `Problem.notFound` then.
    package static func revoke(
        _ id: ID<Authority>, _ organisationID: ID<Organisation>, on day: LocalDay, in db: any Connection
    ) throws {
        let changed = try db.run(
            """
            UPDATE authorisations SET revoked_on = \(day)
            WHERE organisation_id = \(organisationID) AND id = \(id) AND revoked_on IS NULL
            """)
        guard changed == 1 else { throw Problem.notFound }
    }

    static func list(
        of relatives: [ID<Relative>], _ organisationID: ID<Organisation>, in db: any Connection
    ) throws -> [ID<Relative>: [Authority]] {
        var authorities: [ID<Relative>: [Authority]] = [:]
        let rows = try db.rows(
            """
            SELECT id, relative_id, kind, document_kind, document_reference, valid_from_on, valid_until_on, revoked_on
            FROM authorisations WHERE organisation_id = \(organisationID) AND relative_id IN \(relatives)
            ORDER BY valid_from_on, id
            """)
        for row in rows {
            var document: Document?
            if let kind: Document.Kind = try row.get("document_kind") {
                document = Document(kind: kind, reference: try row.get("document_reference"))
            }
            let authority = try Authority(
                id: try row.get("id"), kind: try row.get("kind"), document: document,
                validFrom: try row.get("valid_from_on"),
                validUntil: try row.get("valid_until_on"), revokedOn: try row.get("revoked_on"))
            authorities[try row.get("relative_id"), default: []].append(authority)
        }
        return authorities
    }
}
