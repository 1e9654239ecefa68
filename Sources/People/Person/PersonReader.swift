import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// What one reader may see and do with one person: rights joined with how they stand to that person (S1-77).
struct PersonReader: Sendable {
    let actor: Actor
    let rights: Rights
    let relations: Set<Relation>
    /// Only a tie lets the actor in, so they see what the work needs and no more.
    var isByTie = false

    func may(_ action: PeopleAction) -> Bool { rights.allows(action.rawValue, to: actor, as: relations) }
    func must(_ action: PeopleAction) throws(Problem) { try rights.must(action, actor, as: relations) }
    var names: ViewGrant { may(.readNames) ? .full : .masked }

    /// The same reader with the ties of work done elsewhere.
    func tied(by ties: Set<Relation>) -> PersonReader {
        PersonReader(
            actor: actor, rights: rights, relations: relations.union(ties), isByTie: !may(.read) && !ties.isEmpty)
    }

    /// Reads how the actor stands to a person living in `unit`: head of that unit or of one above it.
    static func of(
        _ actor: Actor, unit: ID<OrganisationUnit>?, on day: LocalDay, _ desk: Desk, in db: any Connection
    ) throws -> PersonReader {
        var relations: Set<Relation> = []
        if let staff = actor.staffID, let unit {
            let facts = try StaffFacts.relationsFacts(for: staff, of: actor.organisationID, on: day, in: db)
            if facts.headOver.contains(unit) { relations.insert(.unitHead) }
        }
        return PersonReader(actor: actor, rights: desk.rights, relations: relations)
    }
}

/// A person as a page or step works on them: found, and the right to it checked.
struct OpenedPerson: Sendable {
    let person: Person
    let reader: PersonReader
    let keys: Keyring

    var organisationID: ID<Organisation> { person.organisationID }
    var subject: Event.Subject { Event.Subject(kind: "person", id: person.id.text) }

    /// Throws `Problem.notFound`, or `Problem.forbidden` when the actor may not do `action` to this person.
    static func open(
        _ id: ID<Person>, for action: PeopleAction, _ actor: Actor, on day: LocalDay, _ keys: Keyring, _ desk: Desk,
        ties: PersonTies = .none, in db: any Connection
    ) throws -> OpenedPerson {
        let person = try Person.find(id, of: actor.organisationID, keys: keys, in: db)
        let reader = try PersonReader.of(actor, unit: person.unitID, on: day, desk, in: db)
            .tied(by: try ties.relations(actor, id, db))
        try reader.must(action)
        return OpenedPerson(person: person, reader: reader, keys: keys)
    }
}

extension Desk {
    /// A deed on the person of the path, whose right is asked where it is done.
    func personDeed(
        _ visit: Visit, _ action: PeopleAction,
        _ body: @escaping @Sendable (OpenedPerson, any Connection) throws -> Done
    ) async throws -> Deed<Done> {
        let (id, actor, day) = (try visit.id("person", of: Person.self), visit.actor, visit.today)
        let keys = try await keyring(of: actor.organisationID)
        return { db in try body(try OpenedPerson.open(id, for: action, actor, on: day, keys, self, in: db), db) }
    }
}
