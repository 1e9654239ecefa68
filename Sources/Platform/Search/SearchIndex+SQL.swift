import Kernel
import Storage

/// The index of words (全文检索). Written in the transaction that writes the record, so what is there can be found.
package enum SearchIndex {
    /// The most hits of one page.
    package static let maximumLimit = 100

    /// No more documents that hold the words are looked at for one page, whether they may be shown or not.
    package static let maximumLooked = 2_000

    /// How documents are written today. Those of version 2 are found by their words but not by signs and days; earlier
    /// ones are not found until they are written again.
    static let version = 3

    /// Adds a document, or replaces the one of the same subject. `keys` are those of the document's organisation.
    package static func put(_ document: SearchDocument, keys: Keyring, in db: any Connection) throws {
        let number: Int = try db.one(
            """
            INSERT INTO search_documents (organisation_id, subject_kind, subject_id, access, happened_at, version)
            VALUES (\(document.organisationID), \(document.subjectKind), \(document.subjectID),
                \(document.access.tag), \(document.happenedAt), \(version))
            ON CONFLICT (organisation_id, subject_kind, subject_id) DO UPDATE
            SET access = excluded.access, happened_at = excluded.happened_at, version = excluded.version
            RETURNING number
            """
        ).get("number")
        // A phrase must not reach from the title into the text.
        var codes = keys.termCodes
        let terms = codes.terms(
            of: document.title + "\n" + document.text,
            signs: document.signs.map(\.term) + DayTerms.terms(of: document.happenedAt))
        try putTerms(terms, of: number, in: db)
    }

    /// Writes a document's terms in the engine's own form.
    static func putTerms(_ terms: [String], of number: Int, in db: any Connection) throws {
        switch db.search {
        case .fts5:
            try db.send("DELETE FROM search_terms WHERE rowid = \(number)")
            try db.send("INSERT INTO search_terms (rowid, terms) VALUES (\(number), \(terms.joined(separator: " ")))")
        case .tsvector:
            try db.send(
                """
                INSERT INTO search_terms (number, terms)
                VALUES (\(number), CAST(\(SearchIndex.vector(terms)) AS tsvector))
                ON CONFLICT (number) DO UPDATE SET terms = excluded.terms
                """)
        }
    }

    /// Takes a subject out of the index; no fault when it is not there. Returns how many documents that were.
    @discardableResult
    package static func remove(
        _ subjectKind: String, _ subjectID: String, _ organisationID: ID<Organisation>, in db: any Connection
    ) throws -> Int {
        let subject: SQL = """
            organisation_id = \(organisationID) AND subject_kind = \(subjectKind) AND subject_id = \(subjectID)
            """
        let place: SQL
        switch db.search {
        case .fts5: place = "rowid"
        case .tsvector: place = "number"
        }
        try db.send(
            "DELETE FROM search_terms WHERE \(place) IN (SELECT number FROM search_documents WHERE \(subject))")
        return try db.run("DELETE FROM search_documents WHERE \(subject)")
    }

    /// Whether the organisation has documents an earlier version wrote. Looks through all there are.
    static func hasOutdated(_ organisation: ID<Organisation>, in db: any Connection) throws -> Bool {
        try db.first(
            """
            SELECT 1 AS n FROM search_documents WHERE organisation_id = \(organisation) AND version < \(version) LIMIT 1
            """) != nil
    }

    /// How many documents of an organisation there are.
    static func count(of organisation: ID<Organisation>, in db: any Connection) throws -> Int {
        try db.count("SELECT count(*) AS n FROM search_documents WHERE organisation_id = \(organisation)")
    }

    /// Documents of an organisation behind a number, in the order of their numbers.
    static func documents(
        of organisation: ID<Organisation>, after number: Int, limit: Int, in db: any Connection
    ) throws -> [(number: Int, kind: String, id: String)] {
        try db.rows(
            """
            SELECT number, subject_kind, subject_id FROM search_documents
            WHERE organisation_id = \(organisation) AND number > \(number) ORDER BY number LIMIT \(limit)
            """
        ).map { (try $0.get("number"), try $0.get("subject_kind"), try $0.get("subject_id")) }
    }

    /// The documents that hold all that is looked for, those first written last first. Ask again `after` the cursor for
    /// more. The work grows with the page, not with the archive: words, signs and days are all terms of the index and
    /// met in the order of numbers; access, kinds and the edges of days are looked at document by document, no more
    /// than `most`.
    package static func find(
        _ query: SearchQuery, keys: Keyring, _ filter: SearchFilter = SearchFilter(),
        limit: Int = 20, after cursor: SearchCursor? = nil, most: Int = SearchIndex.maximumLooked, in db: any Connection
    ) throws -> SearchHits {
        if query.isEmpty || filter.isImpossible || limit < 1 { return .none }
        let limit = min(limit, maximumLimit)
        let words = MatchText(query, filter, keys)
        var (hits, looked, place): ([SearchHit], Int, Int?) = ([], 0, cursor?.number)
        while looked < most {
            let wanted = min(looked == 0 ? limit + 1 : farther, most - looked)
            let found = try matches(words, below: place, limit: wanted, of: keys.organisationID, in: db)
            for match in found where match.fits(filter) {
                if hits.count == limit { return SearchHits(hits: hits, next: hits.last?.cursor) }
                hits.append(match.hit)
            }
            if found.count < wanted { return SearchHits(hits: hits, next: nil) }
            looked += found.count
            place = found.last?.hit.cursor.number
        }
        return SearchHits(hits: hits, next: place.map(SearchCursor.init))
    }

    /// So many documents are read at once when the first ones gave too few hits.
    private static let farther = 200

    /// The terms with their places, as `tsvector` writes them.
    static func vector(_ terms: [String]) -> String {
        terms.enumerated().map { place, term in "'\(term)':\(min(place + 1, 16_383))" }.joined(separator: " ")
    }
}
