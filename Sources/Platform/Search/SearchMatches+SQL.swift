import Kernel
import Storage

/// What a search asks of the index, as codes in the engine's tongue (检索式); while the key of the codes changes, as the
/// codes of either key.
struct MatchText: Sendable {
    private let ways: [CodedText]
    /// Nothing that fits happened later.
    let until: Instant?

    init(_ query: SearchQuery, _ filter: SearchFilter, _ keys: Keyring) {
        ways = [keys.termCodes, keys.formerTermCodes].compactMap { $0.map { CodedText(query, filter, $0) } }
        until = filter.until
    }

    /// In the tongue of FTS5.
    var fts5: String { either(ways.map(\.fts5), or: " OR ") }

    /// In the tongue of `tsquery`.
    var tsquery: String { either(ways.map(\.tsquery), or: " | ") }

    private func either(_ texts: [String], or: String) -> String {
        texts.count == 1 ? texts[0] : texts.map { "(" + $0 + ")" }.joined(separator: or)
    }
}

/// What is asked for in the codes of one key. Codes hold letters and digits only, so nothing needs escaping.
private struct CodedText: Sendable {
    private let phrases: [[String]]
    private let choices: [[String]]

    init(_ query: SearchQuery, _ filter: SearchFilter, _ termCodes: TermCodes) {
        var codes = termCodes
        phrases = query.phrases.map { $0.map { codes.code($0) } }
        var choices = filter.signs.map { $0.map(\.term).sorted() }
        if let days = DayTerms.cover(from: filter.from, until: filter.until) { choices.append(days) }
        self.choices = choices.map { $0.map { codes.code($0) } }
    }

    var fts5: String {
        let words = phrases.map { "\"\($0.joined(separator: " "))\"" }
        return (words + choices.map { "(" + $0.map { "\"\($0)\"" }.joined(separator: " OR ") + ")" })
            .joined(separator: " AND ")
    }

    var tsquery: String {
        let words = phrases.map { "(" + $0.map { "'\($0)'" }.joined(separator: " <-> ") + ")" }
        return (words + choices.map { "(" + $0.map { "'\($0)'" }.joined(separator: " | ") + ")" })
            .joined(separator: " & ")
    }
}

/// A document that holds all that is looked for.
struct SearchMatch {
    let hit: SearchHit
    private let access: String

    init(_ row: Row) throws {
        hit = SearchHit(
            subjectKind: try row.get("subject_kind"), subjectID: try row.get("subject_id"),
            happenedAt: try row.get("happened_at"), cursor: SearchCursor(number: try row.get("number")))
        access = try row.get("access")
    }

    func fits(_ filter: SearchFilter) -> Bool {
        if !filter.kinds.isEmpty, !filter.kinds.contains(hit.subjectKind) { return false }
        if let from = filter.from, hit.happenedAt < from { return false }
        if let until = filter.until, hit.happenedAt >= until { return false }
        return filter.access.contains { $0.tag == access }
    }
}

extension SearchIndex {
    /// The documents with the highest numbers `below` one that hold the text, the highest first.
    static func matches(
        _ text: MatchText, below number: Int?, limit: Int, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> [SearchMatch] {
        switch db.search {
        case .fts5:
            return try db.rows(walk(text, below: number, limit: limit, of: organisation)).map(SearchMatch.init)
        case .tsvector:
            // A plan that reads every document looks cheap to PostgreSQL wherever words keep apart that it believes
            // to stand together.
            try db.run("SELECT set_config('enable_seqscan', 'off', true)")
            let found = try look(text, below: number, limit: limit, of: organisation, in: db)
            try db.run("SELECT set_config('enable_seqscan', 'on', true)")
            return found
        }
    }

    private static func look(
        _ text: MatchText, below number: Int?, limit: Int, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> [SearchMatch] {
        let start = try text.until.map { try lastNumber(before: $0, of: organisation, in: db) }
        var windows = SearchWindows(
            below: try number ?? nextNumber(in: db), fromTop: number == nil, start: start)
        var found: [SearchMatch] = []
        while found.count < limit, let window = windows.next() {
            let rows = try db.rows(look(text, in: window, limit: limit - found.count, of: organisation))
            if try rows.first.map({ try $0.get("n") > window.most }) ?? false {
                windows.narrow()
            } else {
                found += try rows.map(SearchMatch.init)
            }
        }
        return found
    }

    /// FTS5 meets the documents in the order of their numbers and stops when the page is full. CROSS JOIN keeps the
    /// words in the lead: SQLite would else walk the newest documents and ask of each.
    static func walk(
        _ text: MatchText, below number: Int?, limit: Int, of organisation: ID<Organisation>
    ) -> SQL {
        let bound: SQL = number.map { " AND t.rowid < \($0)" } ?? ""
        return """
            SELECT d.number, d.subject_kind, d.subject_id, d.access, d.happened_at
            FROM search_terms AS t CROSS JOIN search_documents AS d
            WHERE search_terms MATCH \(text.fts5)\(bound) AND d.number = t.rowid AND d.organisation_id = \(organisation)
            ORDER BY t.rowid DESC LIMIT \(limit)
            """
    }

    /// GIN knows no order, but which stretches of numbers a document lies in. What it finds is counted before it is
    /// put in order, and no more than `most` is taken from it.
    static func look(
        _ text: MatchText, in window: SearchWindows.Window, limit: Int, of organisation: ID<Organisation>
    ) -> SQL {
        let place: SQL =
            window.isAll ? "" : " AND \(SearchWindows.column) && CAST(\(window.literal) AS bigint[])"
        return """
            WITH found AS MATERIALIZED (
                SELECT number FROM search_terms
                WHERE terms @@ CAST(\(text.tsquery) AS tsquery)\(place) AND number + 0 < \(window.below)
                LIMIT \(window.most + 1)
            )
            SELECT d.number, d.subject_kind, d.subject_id, d.access, d.happened_at, (SELECT count(*) FROM found) AS n
            FROM found JOIN search_documents d ON d.number = found.number
            WHERE d.organisation_id = \(organisation)
            ORDER BY d.number DESC LIMIT \(limit)
            """
    }

    /// The number of the document that happened last before a moment. What happened before it has a lower number, but
    /// for what was told late.
    private static func lastNumber(
        before moment: Instant, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> Int {
        try db.first(
            """
            SELECT number FROM search_documents WHERE organisation_id = \(organisation) AND happened_at < \(moment)
            ORDER BY happened_at DESC, number DESC LIMIT 1
            """
        )?.get("number") ?? 0
    }

    private static func nextNumber(in db: any Connection) throws -> Int {
        let last = try db.first("SELECT number FROM search_terms ORDER BY number DESC LIMIT 1")
        return try (last?.get("number") ?? 0) + 1
    }
}
