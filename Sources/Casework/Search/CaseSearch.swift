import Platform

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
