import Kernel
import Storage

/// The index of words (全文检索). Written in the transaction that writes the record, so what is there can be found.
package enum SearchIndex {
    /// The most hits of one page.
    package static let maximumLimit = 100

    /// How documents are written today. A document of an earlier version is not found until it is written again.
    static let version = 2

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
        let terms = codes.terms(of: document.title + "\n" + document.text)
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

    /// Takes a subject out of the index; no fault when it is not there.
    package static func remove(
        _ subjectKind: String, _ subjectID: String, _ organisationID: ID<Organisation>, in db: any Connection
    ) throws {
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
        try db.send("DELETE FROM search_documents WHERE \(subject)")
    }

    /// Some of the documents an earlier version wrote, the oldest first.
    static func outdated(
        limit: Int, in db: any Connection
    ) throws -> [(organisationID: ID<Organisation>, subjectKind: String, subjectID: String)] {
        try db.rows(
            """
            SELECT organisation_id, subject_kind, subject_id FROM search_documents WHERE version < \(version)
            ORDER BY number LIMIT \(limit)
            """
        ).map { (try $0.get("organisation_id"), try $0.get("subject_kind"), try $0.get("subject_id")) }
    }

    /// The newest documents that hold all that is looked for. Ask again `after` the cursor of the last hit for more.
    package static func find(
        _ query: SearchQuery, keys: Keyring, _ filter: SearchFilter = SearchFilter(),
        limit: Int = 20, after cursor: SearchCursor? = nil, in db: any Connection
    ) throws -> [SearchHit] {
        if query.isEmpty || filter.access.isEmpty || limit < 1 { return [] }
        var codes = keys.termCodes
        let matches: SQL
        switch db.search {
        case .fts5: matches = "t.rowid = d.number AND search_terms MATCH \(query.fts5(&codes))"
        case .tsvector: matches = "t.number = d.number AND t.terms @@ CAST(\(query.tsquery(&codes)) AS tsquery)"
        }
        // CROSS JOIN keeps the words in the lead: SQLite would else walk the newest documents and ask of each.
        return try db.rows(
            """
            SELECT d.number, d.subject_kind, d.subject_id, d.happened_at
            FROM search_terms AS t CROSS JOIN search_documents AS d
            WHERE \(matches) AND d.organisation_id = \(keys.organisationID)\(condition(filter))\(condition(after: cursor))
            ORDER BY d.happened_at DESC, d.number DESC LIMIT \(min(limit, maximumLimit))
            """
        ).map { row in
            let happenedAt: Instant = try row.get("happened_at")
            return SearchHit(
                subjectKind: try row.get("subject_kind"), subjectID: try row.get("subject_id"),
                happenedAt: happenedAt,
                cursor: SearchCursor(happenedAt: happenedAt, number: try row.get("number")))
        }
    }

    private static func condition(_ filter: SearchFilter) -> SQL {
        var condition: SQL = " AND d.access IN \(filter.access.map(\.tag).sorted())"
        if !filter.kinds.isEmpty { condition = condition + " AND d.subject_kind IN \(filter.kinds)" }
        if let from = filter.from { condition = condition + " AND d.happened_at >= \(from)" }
        if let until = filter.until { condition = condition + " AND d.happened_at < \(until)" }
        return condition
    }

    private static func condition(after cursor: SearchCursor?) -> SQL {
        guard let cursor else { return "" }
        return " AND (d.happened_at, d.number) < (\(cursor.happenedAt), \(cursor.number))"
    }

    /// The terms with their places, as `tsvector` writes them.
    private static func vector(_ terms: [String]) -> String {
        terms.enumerated().map { place, term in "'\(term)':\(min(place + 1, 16_383))" }.joined(separator: " ")
    }
}
