import Kernel

/// Something that happened to a case, kept for ever and never edited (个案事实). It holds all that is needed to
/// replay the case, the resulting state too, so a later table of transitions does not rewrite history.
package struct CaseFact: Hashable, Codable, Sendable {
    /// When it was recorded; a step that happened earlier says so in its own fields.
    package let at: Instant
    package let by: Author
    package let step: CaseStep
    /// The state after the step.
    package let state: CaseState
    /// Separations that were not kept, because nobody else was there (reading 25); absent where all were.
    package var waived: [Guard]?

    package var action: CaseAction { step.change.action }
}

/// A change of a case: which action it is, what it refuses about its own fields, and how it alters the case.
protocol CaseChange: Hashable, Codable, Sendable {
    var action: CaseAction { get }
    /// Refuses values no lawful step may carry. State, guards and conflicts of interest are judged before.
    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem)
    /// Alters everything but state and version. Must not depend on anything outside its arguments.
    func change(_ subject: inout Case, by author: Author, at now: Instant)
}

extension CaseChange {
    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {}
}

extension Case {
    /// Takes one step, the only way a case changes: the table of transitions must know it in this state, its guards
    /// must hold, the actor must not be named in the case and the step's own fields must be right.
    @discardableResult
    package mutating func take(
        _ step: CaseStep, by actor: Actor, at now: Instant, waiving: Set<Guard> = []
    ) throws(Problem) -> CaseFact {
        let change = step.change
        let transition = try lawfulTransition(of: change.action, by: actor, at: now, waiving: waiving)
        try change.check(on: self, by: actor, at: now)
        var fact = CaseFact(at: now, by: Author(actor), step: step, state: transition.next.state(after: self))
        let waived = transition.guards.filter { !$0.holds(for: self, actor: actor) }
        if !waived.isEmpty { fact.waived = waived }
        self = applying(fact)
        return fact
    }

    /// The case after one more fact. The one place where a case changes.
    package func applying(_ fact: CaseFact) -> Case {
        var after = self
        fact.step.change.change(&after, by: fact.by, at: fact.at)
        if fact.state.isAside, !state.isAside { after.stateBefore = state }
        if let waived = fact.waived, let staff = fact.by.staffID {
            after.redress.waivers.append(
                SeparationWaiver(action: fact.action, guards: waived, by: staff, at: fact.at))
        }
        after.state = fact.state
        after.version += 1
        return after
    }

    /// The case its facts tell of; `nil` when they do not begin with the registration.
    package static func replay(_ facts: [CaseFact]) -> Case? {
        guard let first = facts.first, case .registration(let registration) = first.step else { return nil }
        let begun = Case(registration, by: first.by, at: first.at)
        return facts.dropFirst().reduce(begun) { $0.applying($1) }
    }
}
