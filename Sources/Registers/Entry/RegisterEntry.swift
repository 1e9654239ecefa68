import Kernel
import Platform

/// One line of a register (台账记录), under the version of the definition it was made by.
package struct RegisterEntry: Hashable, Sendable {
    package let id: ID<RegisterEntry>
    package let organisationID: ID<Organisation>
    package let register: String
    package let definitionVersion: Int
    package let number: String
    package var state: String
    /// The answers in one written form by field: sums in fen, moments in milliseconds, `1` for yes, ids of what is
    /// pointed to. What was not answered is missing.
    package var values: [String: String]
    /// Sealed answers as they lie in the store.
    package var sealed: Sealed?
    /// Who brought it into which state.
    package var passed: [String: String]
    package var day: LocalDay
    package var version: Int
    package let enteredAt: Instant
    package let enteredBy: String
    package var changedAt: Instant
    /// When its term was over and persons were taken out of it; nothing more is done to it then.
    package var anonymisedAt: Instant?

    package var subject: Event.Subject { RegisterEntry.subject(id) }
    package var address: String { RegisterEntry.address(register, id) }

    static func address(_ register: String, _ id: ID<RegisterEntry>) -> String { "/registers/\(register)/\(id)" }

    package static let subjectKind = "register_entry"

    package static func subject(_ id: ID<RegisterEntry>) -> Event.Subject {
        Event.Subject(kind: subjectKind, id: id.text)
    }

    static func sealContext(_ id: String) -> String { "register_entries.sealed.\(id)" }

    /// How the actor stands to the entry.
    package func relations(of standing: RegisterStanding, under definition: RegisterDefinition) -> Set<Relation> {
        var relations: Set<Relation> = []
        if standing.actor.staffID != nil, enteredBy == standing.actor.signature { relations.insert(.own) }
        if let unit = definition.unitField.flatMap({ values[$0.code] }), standing.heads.contains(unit) {
            relations.insert(.unitHead)
        }
        return relations
    }

    /// The steps the actor may take with it now.
    package func moves(for standing: RegisterStanding, under definition: RegisterDefinition) -> [RegisterState.Move] {
        if anonymisedAt != nil { return [] }
        let relations = relations(of: standing, under: definition)
        return definition.state(state)?.moves.filter { move in
            move.by.allow(standing.actor, as: relations)
                && !(move.needsOther && enteredBy == standing.actor.signature)
        } ?? []
    }

    /// Whether the actor may add files: whoever entered it, may change it or may move it on, in whatever state it is.
    package func takesFiles(from standing: RegisterStanding, under definition: RegisterDefinition) -> Bool {
        if anonymisedAt != nil { return false }
        let relations = relations(of: standing, under: definition)
        return relations.contains(.own) || definition.rights.change.allow(standing.actor, as: relations)
            || !moves(for: standing, under: definition).isEmpty
    }

    /// Whether the actor may change its answers now.
    package func mayChange(_ standing: RegisterStanding, under definition: RegisterDefinition) -> Bool {
        anonymisedAt == nil && definition.state(state)?.isEditable == true
            && definition.rights.change.allow(standing.actor, as: relations(of: standing, under: definition))
    }
}

/// Who works with a register, and which units they head (经办人身份), looked up once for a request.
package struct RegisterStanding: Hashable, Sendable {
    package let actor: Actor
    package let heads: Set<String>
}
