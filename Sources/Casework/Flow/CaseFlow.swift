import Kernel
import Platform

/// How a case goes from hand to hand (协作流程, S4-18), read from the table of transitions and the table of rights: what
/// stands here is what the program lets people do, and nothing else.
package enum CaseFlow {
    /// The states of the way from the first word to the close, in order.
    package static let way: [CaseState] = [
        .registered, .acknowledged, .graded, .assigned, .investigating, .awaitingApproval, .decisionReady,
        .decisionCommunicated, .confirming, .closed,
    ]

    /// Who may take a step, and how they must stand to the case.
    package struct Doer: Hashable, Sendable {
        package let role: Role
        package let relation: Relation
    }

    /// A step that brings a case on.
    package struct Step: Hashable, Sendable {
        package let action: CaseAction
        package let from: CaseState
        package let to: CaseState
    }

    /// Where one hand ends and another begins: who brings a case into a state, and who takes it on from there.
    package struct HandOver: Hashable, Sendable {
        package let state: CaseState
        package let from: Set<Role>
        package let to: Set<Role>
    }

    package static func doers(of action: CaseAction) -> [Doer] {
        CaseworkRights.lines.filter { $0.action == action.rawValue }.map { Doer(role: $0.role, relation: $0.relation) }
            .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    package static func roles(for action: CaseAction) -> Set<Role> { Set(doers(of: action).map(\.role)) }

    /// The steps that lead out of a state to another, in the order of the table.
    package static func steps(from state: CaseState) -> [Step] {
        Transitions.table.compactMap { line in
            guard line.state == state, case .to(let next) = line.next, next != state else { return nil }
            return Step(action: line.action, from: state, to: next)
        }
    }

    /// The steps of the way: forward, or back along it.
    package static let onTheWay: [Step] = way.flatMap(steps).filter { way.contains($0.to) }

    /// One for each state of the way that others take on than those who brought the case there.
    package static let handOvers: [HandOver] = way.compactMap { state in
        let from = Set(onTheWay.filter { $0.to == state }.flatMap { roles(for: $0.action) })
        let to = Set(onTheWay.filter { $0.from == state }.flatMap { roles(for: $0.action) })
        return from.isEmpty || to.isEmpty || from == to ? nil : HandOver(state: state, from: from, to: to)
    }

    /// What people of these roles do to a case at all, with the states it is lawful in: the steps of the way first.
    package static func duties(of roles: Set<Role>) -> [(
        action: CaseAction, states: [CaseState], relations: [Relation]
    )] {
        let main = Set(onTheWay.map(\.action))
        let ordered = CaseAction.allCases.filter(main.contains) + CaseAction.allCases.filter { !main.contains($0) }
        return ordered.filter { !$0.isReading }.compactMap { action in
            let relations = Set(doers(of: action).filter { roles.contains($0.role) }.map(\.relation)).sorted()
            if relations.isEmpty { return nil }
            return (action, CaseState.allCases.filter { Transitions.line($0, action) != nil }, relations)
        }
    }
}
