import Kernel
import Platform
import Storage

/// Something of another slice an action can be opened for (可开措施的事项): a missed promise, a low score. The draft holds
/// what is known already; `settle` notes there which action came of it.
package struct FoundOccasion: Sendable {
    package let source: Event.Subject
    package let draft: ActionDraft
    package let settle: @Sendable (ID<ImprovementAction>, Actor, any Connection) throws -> Void

    package init(
        source: Event.Subject, draft: ActionDraft,
        settle: @escaping @Sendable (ID<ImprovementAction>, Actor, any Connection) throws -> Void = { _, _, _ in }
    ) {
        self.source = source
        self.draft = draft
        self.settle = settle
    }

    /// Opens the action, or finds the one the same occasion opened before, and notes it where it came from. The same
    /// occasion never opens two, whoever comes at the same moment.
    @discardableResult
    package func open(by actor: Actor, at desk: Desk, in db: any Connection) throws -> ID<ImprovementAction> {
        let id = try ImprovementAction.open(draft, source: source, by: actor, at: desk, in: db)
        try settle(id, actor, db)
        return id
    }

    /// The same by the program: where nobody can own it, it stays for a person to take.
    @discardableResult
    package func openByItself(
        of organisation: ID<Organisation>, at desk: Desk, in db: any Connection
    ) throws -> ID<ImprovementAction>? {
        do {
            return try open(by: Actor(organisationID: organisation, kind: .system), at: desk, in: db)
        } catch is Problem {
            return nil
        }
    }
}

/// The ties to the slices whose occasions these are, filled in by App, so that Quality knows none of them.
package struct ActionOccasions: Sendable {
    /// By the word that stands in the address: what the id names, for whoever may take it. Throws `Problem.notFound`,
    /// `Problem.forbidden`, and `Problem.conflict` for what another action answers already.
    package typealias Finder = @Sendable (String, Actor, Desk, any Connection) throws -> FoundOccasion

    let finders: [String: Finder]
    /// What opens actions by itself when something happens in those slices.
    let reactions: [Reaction]

    package init(finders: [String: Finder] = [:], reactions: [Reaction] = []) {
        self.finders = finders
        self.reactions = reactions
    }

    package static let none = ActionOccasions()
}
