import Kernel
import Platform
import Storage

extension Case {
    /// What of a case can be found by words: what was said and done, never who said it. Names and phones are found by
    /// blind index. A restricted case is found only by those let in to it.
    var searchDocument: SearchDocument {
        var texts = [narrative, desiredRemedy ?? ""]
        texts += allegations.flatMap { [$0.text, $0.reasons ?? ""] }
        texts += communications.map(\.communication.matter)
        texts += handling.evidence.map(\.summary)
        texts += [decision.proposal?.plan, decision.letter?.lookedAt, closing?.summary, closing?.learning].compactMap {
            $0
        }
        return SearchDocument(
            organisationID: organisationID, subjectKind: "case", subjectID: id.text, title: "\(number) \(subject)",
            text: texts.joined(separator: "\n"), access: isRestricted ? .restricted("case") : .open,
            happenedAt: firstReceivedAt)
    }
}

extension Case {
    /// For writing the index anew; `nil` for a case that is gone, or was changed behind the program's back.
    static func searchDocument(
        of id: String, _ organisation: ID<Organisation>, at desk: Desk, in db: any Connection
    ) throws -> SearchDocument? {
        guard let id = ID<Case>(id) else { return nil }
        do {
            return try Case.find(id, of: organisation, at: desk, in: db).searchDocument
        } catch Problem.notFound {
            return nil
        } catch is VaultError {
            return nil
        }
    }
}
