import Kernel
import Platform
import Storage

extension Confidential {
    /// Seals and writes the sensitive facts of a person. Throws `Problem.invalid` on `id_number` when somebody else of
    /// the organisation has the same document, `Problem.notFound` when there is no such person.
    package func save(
        of personID: ID<Person>, _ organisationID: ID<Organisation>, keys: Keyring, in db: any Connection
    ) throws {
        let documentIndex = idNumber.flatMap { keys.blindIndex(of: .idNumber, $0.text) }
        // The codes of both keys while one takes over from the other; then the unique index alone would not do.
        let taken = idNumber.map { keys.blindCodes(of: .idNumber, $0.text) } ?? []
        let holder = try db.first(
            """
            SELECT code_number FROM persons
            WHERE organisation_id = \(organisationID) AND id_number_index IN \(taken) AND id <> \(personID)
            """)
        if let holder {
            let code = PersonCode(number: try holder.get("code_number"))
            throw Problem.invalid(
                "id_number", Message("people.fault.id_number_taken", ["code": .text(code.description)]))
        }
        func sealed(_ text: String?, _ field: Field) throws -> Sealed? {
            guard let text, !text.isEmpty else { return nil }
            return try keys.seal(text, context: Person.context(field, personID))
        }
        let codes = PersonCodes.phone(phone?.text, keys)
        let changed = try db.run(
            """
            UPDATE persons SET id_number_sealed = \(try sealed(idNumber?.text, .idNumber)),
                id_number_index = \(documentIndex),
                phone_sealed = \(try sealed(phone?.text, .phone)),
                phone_index = \(codes.whole), phone_ending_index = \(codes.ending),
                health_notes_sealed = \(try sealed(healthNotes, .healthNotes)), updated_at = \(db.now)
            WHERE organisation_id = \(organisationID) AND id = \(personID)
            """)
        guard changed == 1 else { throw Problem.notFound }
    }

    /// Opens the wanted facts for a purpose; the others stay empty. The caller records the returned read as an event.
    package static func read(
        _ fields: Set<Field>, of personID: ID<Person>, _ organisationID: ID<Organisation>, for purpose: ReadPurpose,
        keys: Keyring, in db: any Connection
    ) throws -> Disclosed<Confidential> {
        let row = try db.one(
            """
            SELECT id_number_sealed, phone_sealed, health_notes_sealed FROM persons
            WHERE organisation_id = \(organisationID) AND id = \(personID)
            """)
        func opened(_ field: Field) throws -> String {
            guard fields.contains(field), let sealed: Sealed = try row.get("\(field.rawValue)_sealed") else {
                return ""
            }
            return try keys.open(sealed, context: Person.context(field, personID))
        }
        let value = Confidential(
            idNumber: IdentityNumber(try opened(.idNumber)), phone: PhoneNumber(try opened(.phone)),
            healthNotes: try opened(.healthNotes))
        return Disclosed(value, SensitiveRead(personID: personID, fields: fields, purpose: purpose))
    }
}
