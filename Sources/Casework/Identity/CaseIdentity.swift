import Deadlines
import Kernel
import Platform

/// Which matter a case is (个案的同一性): what it is tied to, what was moved out of it or merged into it, which of its
/// facts were corrected, what was reported back to an outside body, which conduct limits were agreed.
package struct CaseIdentity: Hashable, Codable, Sendable {
    package internal(set) var links: [CaseLink] = []
    package internal(set) var corrections: [LoggedCorrection] = []
    package internal(set) var moved: [MovedAllegation] = []
    package internal(set) var absorbed: [Absorption] = []
    package internal(set) var reports: [LoggedReport] = []
    package internal(set) var limits: [ConductLimit] = []
}

/// A point of complaint that went to a case of its own (移出的诉求点).
package struct MovedAllegation: Hashable, Codable, Sendable {
    package let allegation: Allegation
    package let to: ID<Case>
    package let number: CaseNumber?
}

/// A case merged into this one, with the promises that go on here (并入的个案): as they were given, from their own
/// start, so nothing becomes on time by being merged.
package struct Absorption: CaseChange {
    package var of: ID<Case>
    package var number: CaseNumber
    package var reason: String
    /// Promises still owed there that end before ours, or that nothing here covers.
    package var clocks: [CaseClock]
    package var outside: [OutsideReferral]
    /// Files laid to the merged case by then.
    package var files: Int
    package var at: Instant?
    /// The round of this case in which it came.
    package var round: Int?
    /// Its complainant is another person and gets an answer of their own before this case closes.
    package var isOtherPerson: Bool?
    package var toldAt: Instant?

    var action: CaseAction { .absorb }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        var kept = self
        kept.at = now
        kept.round = subject.earlierRounds.count
        subject.identity.absorbed.append(kept)
    }
}

/// A merged case goes its own way again (并入的个案恢复独立).
package struct Detachment: CaseChange {
    package var of: ID<Case>
    package var number: CaseNumber

    var action: CaseAction { .letGo }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.identity.absorbed.removeAll { $0.of == of }
    }
}
