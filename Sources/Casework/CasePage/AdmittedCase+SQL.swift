import Kernel
import Platform
import Storage

/// A case somebody was let into (准予查阅的个案), with how they stand to it: all that what they may see and do depends on.
struct AdmittedCase: Sendable {
    let subject: Case
    let actor: Actor
    let standing: Standing
    let relations: Set<Relation>

    /// What is lawful for this reader now, reading and the program's own steps left out.
    func lawful(waiving waived: [CaseAction: Set<Guard>]) -> [CaseAction] {
        let isKnown = subject.complainant(seenBy: standing) != nil
        return subject.lawfulSteps(for: actor, as: relations, waived: waived).filter {
            !$0.isReading && $0 != .suggestLevel && ($0 != .reissuePIN || isKnown)
                && ($0 != .decline || !subject.isParty(standing))
        }
    }
}

extension CaseDesk {
    /// Lets the signed-in employee into a case. Throws `Problem.forbidden` unless they may read it.
    func admit(_ actor: Actor, to id: ID<Case>, in db: any Connection) throws -> AdmittedCase {
        let subject = try Case.find(id, of: actor.organisationID, at: desk, in: db)
        let standing = try Standing.of(actor, in: db)
        let relations = subject.relations(of: standing)
        try desk.rights.must(subject.readingAction, actor, as: relations)
        return AdmittedCase(subject: subject, actor: actor, standing: standing, relations: relations)
    }

    /// What is waived for the reader, by step; asked only for steps a separation alone keeps them from.
    func waived(
        on subject: Case, for actor: Actor, in db: any Connection
    ) throws -> [CaseAction: Set<Guard>] {
        var found: [CaseAction: Set<Guard>] = [:]
        for line in Transitions.waivable(in: subject.state) {
            let waived = try waivers(for: line.action, on: subject, by: actor, in: db)
            if !waived.isEmpty { found[line.action] = waived }
        }
        return found
    }
}
