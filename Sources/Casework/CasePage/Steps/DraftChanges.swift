import Foundation
import Kernel
import Platform
import Storage
import Web

extension CaseDesk {
    /// The most changes told one by one.
    private static let changesTold = 8

    /// Who did what with the case since a draft was begun, the newest first, each with its moment. The draft says at
    /// which version it was begun; an older one only when it was saved.
    func changes(
        since draft: FormDraft, in subject: Case, _ words: Words, in db: any Connection
    ) throws -> [String] {
        let begun = Int(draft.fields.value("version"))
        guard begun.map({ $0 < subject.version }) ?? true else { return [] }
        let facts = try newFacts(of: subject, since: begun, or: draft.savedAt, in: db)
        let names = try StaffMember.find(
            all: Set(facts.compactMap(\.by.staffID)).sorted(), of: subject.organisationID, in: db
        ).mapValues(\.name)
        let sentences = FactSentence(words: words, names: names, units: [:])
        let told = facts.suffix(CaseDesk.changesTold).reversed().map { fact in
            words(
                "casework.draft_changes.line",
                [
                    "when": .text(words.moment(fact.at)), "who": .text(sentences.who(fact.by)),
                    "what": .text(words(fact.action.key)),
                ])
        }
        let more = facts.count - told.count
        return told + (more > 0 ? [words("casework.draft_changes.more", ["n": .number(more)])] : [])
    }

    private func newFacts(
        of subject: Case, since version: Int?, or savedAt: Instant, in db: any Connection
    ) throws -> [CaseFact] {
        let newest = try CaseAccess.newestEvent(of: subject.id, in: db)
        // Warnings and readings stand among the facts, so more is read than versions went by.
        let wanted = 200
        let events = try Event.list(
            of: subject.eventSubject, after: max(0, newest - wanted), limit: wanted, at: desk, in: db)
        let facts = events.compactMap(\.caseFact)
        guard let version else { return facts.filter { savedAt < $0.at } }
        return facts.suffix(subject.version - version)
    }
}
