import Kernel
import Platform

/// The answer of their own for the complainant of a merged case (并案来访人的告知书): about their own points alone, so that
/// nobody reads what another person complained of. Written in the merged case, which its own number and PIN open.
package struct OwnLetter: CaseChange {
    package var letter: DecisionLetter

    var action: CaseAction { .writeOwnLetter }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var judged = subject
        for point in letter.points { judged.alterAllegation(point.allegation) { $0.finding = point.finding } }
        let faults = letter.faults(for: judged)
        if !faults.isEmpty { throw .invalid(faults) }
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        for point in letter.points {
            subject.alterAllegation(point.allegation) {
                $0.finding = point.finding
                $0.reasons = point.reasons
            }
        }
        subject.decision.letter = letter
    }
}

/// The complainant of a merged case is told (告知并案来访人).
package struct OwnNotice: CaseChange {
    package var communication: CaseCommunication

    var action: CaseAction { .tellOwn }

    /// Told and kept as any decision is.
    private var notice: DecisionNotice { DecisionNotice(communication: communication) }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        try notice.check(on: subject, by: actor, at: now)
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        notice.change(&subject, by: author, at: now)
    }
}

/// The complainant of a case merged into this one has their answer (并案来访人已告知): what was still owed to them is met.
package struct OtherTold: CaseChange {
    package var of: ID<Case>
    package var number: CaseNumber

    var action: CaseAction { .noteTold }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        guard let index = subject.identity.absorbed.lastIndex(where: { $0.of == of }) else { return }
        subject.identity.absorbed[index].toldAt = now
    }
}

extension Case {
    /// Merged cases of other people whose complainants have no answer yet.
    package var untold: [Absorption] {
        identity.absorbed.filter { $0.isOtherPerson == true && $0.toldAt == nil }
    }
}
