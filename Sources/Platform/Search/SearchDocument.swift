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
    /// What hits are ordered by, the newest first.
    package let happenedAt: Instant

    package init(
        organisationID: ID<Organisation>, subjectKind: String, subjectID: String, title: String, text: String,
        access: SearchAccess = .open, happenedAt: Instant
    ) {
        self.organisationID = organisationID
        self.subjectKind = subjectKind
        self.subjectID = subjectID
        self.title = title
        self.text = text
        self.access = access
        self.happenedAt = happenedAt
    }
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
    /// Inclusive.
    package var from: Instant?
    /// Exclusive.
    package var until: Instant?

    package init(
        kinds: [String] = [], access: Set<SearchAccess> = [.open], from: Instant? = nil, until: Instant? = nil
    ) {
        self.kinds = kinds
        self.access = access
        self.from = from
        self.until = until
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

/// A place in the list of hits, written `MILLISECONDS-NUMBER` in addresses.
package struct SearchCursor: Sendable, Hashable {
    let happenedAt: Instant
    let number: Int

    init(happenedAt: Instant, number: Int) {
        self.happenedAt = happenedAt
        self.number = number
    }

    /// `nil` unless it is the text of a cursor.
    package init?(_ text: String) {
        let parts = text.split(separator: "-")
        guard parts.count == 2, let milliseconds = Int64(parts[0]), let number = Int(parts[1]) else { return nil }
        self.init(happenedAt: Instant(milliseconds: milliseconds), number: number)
    }

    package var text: String { "\(happenedAt.milliseconds)-\(number)" }
}
