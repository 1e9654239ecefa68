import Kernel
import Platform

/// Two tasks in one hand because the house has nobody else (职责分离豁免, reading 25): what was done, by whom, and which
/// separation was not kept. Never for somebody complained about.
package struct SeparationWaiver: Hashable, Codable, Sendable {
    package let action: CaseAction
    package let guards: [Guard]
    package let by: ID<Staff>
    package let at: Instant
}

extension Guard {
    /// Separations that give way where nobody else is there. The others keep out whoever is complained about, and are
    /// never waived.
    package static let waivable: Set<Guard> = [
        .approverIsNotProposer, .approverIsNotHandler, .confirmerIsNotHandler, .payerIsNotApprover,
    ]
}

extension Case {
    /// The separations that alone keep the actor from a step; empty when nothing does, or when something else does too.
    package func brokenSeparations(_ action: CaseAction, _ actor: Actor) -> Set<Guard> {
        guard actor.staffID != nil, !isNamed(actor), let line = Transitions.line(state, action) else { return [] }
        let broken = line.guards.filter { !$0.holds(for: self, actor: actor) }
        return broken.allSatisfy(Guard.waivable.contains) ? Set(broken) : []
    }

    /// Whether this employee could do it with every separation kept: then nobody else needs to.
    package func couldDo(_ action: CaseAction, _ standing: Standing) -> Bool {
        let actor = Actor(organisationID: organisationID, kind: .staff(standing.staffID, roles: standing.roles))
        let relations = relations(of: standing)
        guard !isNamed(actor), !relations.contains(.named), let line = Transitions.line(state, action),
            CaseworkRights.allows(action, actor, as: relations)
        else { return false }
        return line.guards.filter(\.isSeparation).allSatisfy { $0.holds(for: self, actor: actor) }
    }
}
