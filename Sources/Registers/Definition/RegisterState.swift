import Kernel
import Platform
import Web

/// Where an entry stands (台账状态), and who may move it on.
package struct RegisterState: Hashable, Sendable {
    package let code: String
    package let name: BothLanguages
    package let tone: Tone
    /// Whether the entry may still be changed here.
    package let isEditable: Bool
    /// Whether the entry counts in totals; what was cancelled does not.
    package let counts: Bool
    package let moves: [Move]

    /// What the reader has to think of it, as `StateBadge` tells it.
    package enum Tone: String, Sendable, CaseIterable {
        case open, waiting, done

        var badge: StateBadge.Tone {
            switch self {
            case .open: .open
            case .waiting: .waiting
            case .done: .done
            }
        }
    }

    /// A step to another state (流转).
    package struct Move: Hashable, Sendable {
        package let to: String
        package let name: BothLanguages
        package let by: [Grant]
        /// Fields that must be answered before.
        package let requires: [String]
        /// Whether somebody other than whoever entered it must do it.
        package let needsOther: Bool
    }
}

/// Who may do something (授权): a role, if need be only to entries it stands in a relation to.
package struct Grant: Hashable, Sendable {
    package let role: Role
    package let relation: Relation

    /// Relations an entry can tell.
    static let relations: [Relation] = [.any, .own, .unitHead]

    func allows(_ actor: Actor, as relations: Set<Relation>) -> Bool {
        actor.roles.contains(role) && (relation == .any || relations.contains(relation))
    }
}

/// Who may do what with a register's entries (台账权限).
package struct RegisterRights: Hashable, Sendable {
    package let read: [Grant]
    package let enter: [Grant]
    package let change: [Grant]
    package let export: [Grant]
    /// Open sealed fields.
    package let disclose: [Grant]
}

extension [Grant] {
    /// Whether the actor may do it to an entry they stand in these relations to.
    package func allow(_ actor: Actor, as relations: Set<Relation> = []) -> Bool {
        actor.kind == .system || contains { $0.allows(actor, as: relations) }
    }

    /// Whether the actor may do it to some entry.
    func mayEver(_ actor: Actor) -> Bool { actor.kind == .system || contains { actor.roles.contains($0.role) } }

    /// Throws `Problem.forbidden` unless `allow`.
    func must(_ actor: Actor, as relations: Set<Relation> = []) throws(Problem) {
        guard allow(actor, as: relations) else { throw .forbidden("platform.rights.lacking") }
    }
}
