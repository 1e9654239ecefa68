import Kernel
import Storage

/// What the index of words holds of a document, with room for another number and an added sentence, so that a copy of a
/// record is found like any other without its text being cut into terms again.
package struct CopiedTerms: Sendable {
    /// A sentence that copies end their narrative with, as the index keeps it.
    package struct Sentence: Sendable {
        fileprivate let ordered: [String]
        fileprivate let singles: [String]

        package init(_ text: String, keys: Keyring) {
            let terms = Tokens.terms(of: text)
            var codes = keys.termCodes
            ordered =
                (terms.ordered.first == Tokens.gap ? [] : [Tokens.gap])
                + terms.ordered.map { $0 == Tokens.gap ? $0 : codes.code($0) }
            singles = terms.singles.map { codes.code($0) }.sorted()
        }
    }

    private let title: String
    /// Codes behind those of the number, up to the end of the narrative.
    private let before: [String]
    private let after: [String]
    private let singles: [String]
    private let access: String
    private let keys: Keyring

    /// `number` is the word the title begins with; `narrative` the text's beginning.
    package init(_ document: SearchDocument, number: String, narrative: String, keys: Keyring) {
        let whole = Tokens.terms(of: document.title + "\n" + document.text)
        let head = Tokens.terms(of: document.title + "\n" + narrative).ordered
        let own = Tokens.terms(of: number).ordered.count
        var codes = keys.termCodes
        func coded(_ terms: some Sequence<String>) -> [String] {
            terms.map { $0 == Tokens.gap ? $0 : codes.code($0) }
        }
        let end = whole.ordered.starts(with: head) ? head.count : whole.ordered.count
        title = document.title
        before = coded(whole.ordered[own..<end])
        after = coded(whole.ordered[end...])
        singles = (coded(whole.singles) + coded(document.signs.map(\.term))).sorted()
        access = document.access.tag
        self.keys = keys
    }

    /// The rows of one more document in both tables of the index. `place` is its number in the index.
    package func add(
        number: String, subjectKind: String, subjectID: String, place: Int, happenedAt: Instant,
        sentence: Sentence?, to rows: inout SearchRows
    ) {
        var codes = keys.termCodes
        let own = Tokens.terms(of: number).ordered.map { codes.code($0) }
        let days = DayTerms.terms(of: happenedAt).map { codes.code($0) }
        let terms = own + before + (sentence?.ordered ?? []) + after + singles + (sentence?.singles ?? []) + days
        rows.documents.rows.append([
            .integer(Int64(place)), keys.organisationID.sqlValue, .text(subjectKind), .text(subjectID), .text(access),
            .integer(happenedAt.milliseconds), .integer(Int64(SearchIndex.version)),
        ])
        rows.terms.rows.append([.integer(Int64(place)), .text(rows.written(terms))])
    }
}

/// Rows of the index of words, in the engine's own form.
package struct SearchRows: Sendable {
    package internal(set) var documents = RowBlock(
        table: "search_documents",
        columns: ["number", "organisation_id", "subject_kind", "subject_id", "access", "happened_at", "version"])
    package internal(set) var terms: RowBlock
    private let tongue: SearchTongue

    package init(_ tongue: SearchTongue) {
        self.tongue = tongue
        switch tongue {
        case .fts5: terms = RowBlock(table: "search_terms", columns: ["rowid", "terms"])
        case .tsvector: terms = RowBlock(table: "search_terms", columns: ["number", "terms"])
        }
    }

    func written(_ terms: [String]) -> String {
        switch tongue {
        case .fts5: terms.joined(separator: " ")
        case .tsvector: SearchIndex.vector(terms)
        }
    }
}
