import Kernel

/// What of a record can be found (检索文档). One for each subject; putting it again replaces it.
///
/// The index keeps no word of it that can be read without the organisation's key. Names and numbers of persons stay out
/// nevertheless: they are found by their blind index.
package struct SearchDocument: Sendable, Hashable {
    package let organisationID: ID<Organisation>
    /// What kind of record, such as `case`.
    package let subjectKind: String
    package let subjectID: String
    /// Searched before the text; no phrase reaches from it into the text.
    package let title: String
    package let text: String
    /// Who may find it.
    package let access: SearchAccess
    /// What it can be narrowed by besides its words.
    package let signs: Set<SearchSign>
    /// When it happened, for searches between two days.
    package let happenedAt: Instant

    package init(
        organisationID: ID<Organisation>, subjectKind: String, subjectID: String, title: String, text: String,
        access: SearchAccess = .open, signs: Set<SearchSign> = [], happenedAt: Instant
    ) {
        self.organisationID = organisationID
        self.subjectKind = subjectKind
        self.subjectID = subjectID
        self.title = title
        self.text = text
        self.access = access
        self.signs = signs
        self.happenedAt = happenedAt
    }
}

/// Something a document can be narrowed by, such as its kind or whether it is open (检索标记). It lies in the index as a
/// code like a word's, so a search narrowed by it reads no more than it gives.
package struct SearchSign: Hashable, Sendable {
    let term: String

    package init(_ name: String, _ value: String) { term = "f\(name)=\(value)" }
}

/// Who may find a document: all who may search at all, or those who were let in to one subject.
package enum SearchAccess: Sendable, Hashable {
    case open
    case restricted(String)

    var tag: String {
        switch self {
        case .open: "open"
        case .restricted(let subject): "restricted:\(subject)"
        }
    }
}

/// What narrows a search besides its words.
package struct SearchFilter: Sendable, Hashable {
    /// Kinds of records; empty means all.
    package var kinds: [String]
    /// What the searcher was let in to. Nothing is found without it.
    package var access: Set<SearchAccess>
    /// Of each set a document must carry one.
    package var signs: [Set<SearchSign>]
    /// Inclusive.
    package var from: Instant?
    /// Exclusive.
    package var until: Instant?

    package init(
        kinds: [String] = [], access: Set<SearchAccess> = [.open], signs: [Set<SearchSign>] = [],
        from: Instant? = nil, until: Instant? = nil
    ) {
        self.kinds = kinds
        self.access = access
        self.signs = signs
        self.from = from
        self.until = until
    }

    /// Whether nothing can fit, whatever the words.
    var isImpossible: Bool {
        if access.isEmpty || signs.contains(where: \.isEmpty) { return true }
        guard let from, let until else { return false }
        return from >= until
    }
}

/// One record found.
package struct SearchHit: Sendable, Hashable {
    package let subjectKind: String
    package let subjectID: String
    package let happenedAt: Instant
    /// Where the next page begins when this is the last hit of a page.
    package let cursor: SearchCursor
}

/// A page of hits, and where the search goes on; `nil` when all was looked through. A page may be short, or empty, and
/// yet not the last: no more than so many documents are looked at for one page.
package struct SearchHits: Sendable, Hashable {
    package let hits: [SearchHit]
    package let next: SearchCursor?

    static let none = SearchHits(hits: [], next: nil)
}

/// A place in the list of hits: the number of the last document looked at, which a document keeps for ever.
package struct SearchCursor: Sendable, Hashable {
    let number: Int

    init(number: Int) { self.number = number }

    /// `nil` unless it is the text of a cursor.
    package init?(_ text: String) {
        guard let number = Int(text), number > 0, String(number) == text else { return nil }
        self.number = number
    }

    package var text: String { String(number) }
}
