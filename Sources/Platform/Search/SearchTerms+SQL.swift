import Kernel
import Storage

/// The terms of documents as they lie in the index, for a move to another engine. Codes only; no key is needed.
extension SearchIndex {
    package struct Terms: Sendable, Hashable {
        package let number: Int
        package let terms: [String]
    }

    package static func termCount(in db: any Connection) throws -> Int {
        try db.count("SELECT count(*) AS n FROM search_terms")
    }

    /// The highest number in the index; below every number when there is none.
    package static func lastTermNumber(in db: any Connection) throws -> Int {
        let place: SQL
        switch db.search {
        case .fts5: place = "rowid"
        case .tsvector: place = "number"
        }
        let last = try db.first("SELECT \(place) AS n FROM search_terms ORDER BY \(place) DESC LIMIT 1")
        return try last?.get("n") ?? Int.min
    }

    /// Documents' terms in the order of their numbers, with places kept. Throws on an engine that keeps no places.
    package static func terms(after number: Int, limit: Int, in db: any Connection) throws -> [Terms] {
        switch db.search {
        case .tsvector: throw StorageError.other("The terms are read from the engine that keeps them as text.")
        case .fts5:
            return try db.rows(
                """
                SELECT rowid AS number, terms FROM search_terms WHERE rowid > \(number) ORDER BY rowid LIMIT \(limit)
                """
            ).map { row in
                let text: String = try row.get("terms")
                return Terms(number: try row.get("number"), terms: text.split(separator: " ").map(String.init))
            }
        }
    }

    /// Adds documents' terms that are not there yet.
    package static func put(terms documents: [Terms], in db: any Connection) throws {
        for document in documents { try putTerms(document.terms, of: document.number, in: db) }
    }
}
