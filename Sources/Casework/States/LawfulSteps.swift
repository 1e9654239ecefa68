import Kernel
import Platform

extension Case {
    /// The steps that are lawful now for this actor, in the order of `CaseAction`: what the page offers, no more.
    /// `waived` are separations that need not hold for a step, since nobody else could take it.
    package func lawfulSteps(
        for actor: Actor, as relations: Set<Relation>, waived: [CaseAction: Set<Guard>] = [:]
    ) -> [CaseAction] {
        if isNamed(actor) { return [] }
        return Transitions.lines(in: state).compactMap { line in
            let spared = waived.isEmpty ? [] : waived[line.action] ?? []
            let standing = spared.isEmpty ? relations : relations.union([.uninvolved])
            guard line.guards.allSatisfy({ spared.contains($0) || $0.holds(for: self, actor: actor) }),
                CaseworkRights.allows(line.action, actor, as: standing)
            else { return nil }
            return line.action
        }
    }

    /// The table's line for an action now. Refuses what the state, a guard, or a conflict of interest forbids.
    func lawfulTransition(
        of action: CaseAction, by actor: Actor, at now: Instant, waiving: Set<Guard> = []
    ) throws(Problem) -> Transition {
        guard !isNamed(actor) else { throw .forbidden("casework.refusal.conflict_of_interest") }
        switch actor.kind {
        case .staff: break
        case .complainant(let caseID):
            guard caseID == id.text, CaseAction.forComplainants.contains(action) else {
                throw .forbidden("casework.refusal.staff_only")
            }
        case .visitor:
            guard CaseAction.forVisitors.contains(action) else { throw .forbidden("casework.refusal.staff_only") }
        case .system:
            guard CaseAction.forSystem.contains(action) else { throw .forbidden("casework.refusal.person_only") }
        }
        guard let line = Transitions.line(state, action) else { throw .conflict(wrongState(action)) }
        for condition in line.guards where !condition.holds(for: self, actor: actor) {
            if waiving.contains(condition), Guard.waivable.contains(condition) { continue }
            throw condition.isSeparation ? .forbidden(Message(condition.key)) : .conflict(Message(condition.key))
        }
        return line
    }

    /// Says where the case stands and which steps are lawful there.
    private func wrongState(_ action: CaseAction) -> Message {
        let lawful = CaseAction.allCases.filter { !$0.isReading && Transitions.line(state, $0) != nil }
        return Message(
            "casework.refusal.wrong_state",
            [
                "action": .message(Message(action.key)), "state": .message(Message(state.key)),
                "steps": .list(lawful.map { Message($0.key) }),
            ])
    }
}
