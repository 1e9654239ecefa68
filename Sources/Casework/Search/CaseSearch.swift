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
            signs: searchSigns, happenedAt: firstReceivedAt)
    }

    /// What a search for cases can be narrowed by besides days; states change too often and are looked at afterwards.
    private var searchSigns: Set<SearchSign> {
        var signs: Set<SearchSign> = [.kind(kind), .open(state.isOpen), .level(level.current)]
        for unit in [responsibleUnit, accountableGroup].compactMap({ $0 }) { signs.insert(.unit(unit)) }
        for code in allegations.map(\.category) { signs.formUnion([.category(code.text), .category(code.group)]) }
        return signs
    }
}

extension SearchSign {
    static func kind(_ kind: CaseKind) -> SearchSign { SearchSign("kind", kind.rawValue) }
    static func open(_ isOpen: Bool) -> SearchSign { SearchSign("open", isOpen ? "1" : "0") }
    static func level(_ level: ResponseLevel?) -> SearchSign { SearchSign("level", String(level?.rawValue ?? 0)) }
    static func unit(_ unit: ID<OrganisationUnit>) -> SearchSign { SearchSign("unit", unit.text) }
    /// `category` is a whole code or that of a group.
    static func category(_ category: String) -> SearchSign { SearchSign("category", category) }
}
