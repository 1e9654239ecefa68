import Kernel
import Platform

/// What others keep an eye on in a case (督办与问责): notes of supervision, emergencies, who is held to account, and the
/// answer owed to a complainant whose case was merged into another's.
package struct CaseWatch: Hashable, Codable, Sendable {
    package internal(set) var notes: [SupervisionNote] = []
    package internal(set) var emergencies: [Emergency] = []
    package internal(set) var accounts: [Accountability] = []
    /// Who was written down as complained about before it was put right.
    package internal(set) var attributions: [LoggedAttribution] = []
    /// The case was merged into somebody else's, and its own complainant is answered apart.
    package internal(set) var owesOwnAnswer = false

    package var openNotes: [SupervisionNote] { notes.filter(\.isOpen) }
    /// The emergency that was declared and not yet reported upon.
    package var emergency: Emergency? { emergencies.last { $0.report == nil } }

    /// A round ends: no note of it waits for anybody any more.
    mutating func endRound(at now: Instant) {
        for index in notes.indices where notes[index].isOpen { notes[index].endedAt = now }
    }

    /// Every employee these speak of. Who is held to account is named only to those who may know it.
    var staffMentioned: Set<ID<Staff>> {
        var found = Set(notes.compactMap(\.issuedBy.staffID) + notes.compactMap(\.to.staffID))
        found.formUnion(notes.compactMap(\.answeredBy) + notes.compactMap { $0.sentBack?.answeredBy })
        found.formUnion(emergencies.flatMap(\.members) + emergencies.compactMap(\.declaredBy.staffID))
        found.formUnion(accounts.map(\.person))
        for account in accounts {
            let authors = [account.proposedBy, account.hearing?.by, account.ruling?.by]
            found.formUnion(authors.compactMap { $0?.staffID })
        }
        return found
    }
}
