import Foundation
import Kernel
import Storage
import TestKit
import Testing

@testable import Platform

/// What a search must give, worked out by looking at every document: the same on every engine.
private struct Shelf {
    struct Book {
        let document: SearchDocument
        let number: Int
        let terms: (ordered: [String], singles: Set<String>)
    }

    private(set) var books: [String: Book] = [:]

    mutating func put(_ document: SearchDocument) {
        let number = books[document.subjectID]?.number ?? (books.values.map(\.number).max() ?? 0) + 1
        books[document.subjectID] = Book(
            document: document, number: number, terms: Tokens.terms(of: document.title + "\n" + document.text))
    }

    mutating func remove(_ id: String) { books[id] = nil }

    func find(_ text: String, _ filter: SearchFilter) -> [String] {
        let query = SearchQuery(text)
        if query.isEmpty { return [] }
        return books.values.filter { fits($0.document, $0.terms, query, filter) }
            .sorted { $0.number > $1.number }.map(\.document.subjectID)
    }

    private func fits(
        _ document: SearchDocument, _ terms: (ordered: [String], singles: Set<String>), _ query: SearchQuery,
        _ filter: SearchFilter
    ) -> Bool {
        guard filter.access.contains(document.access) else { return false }
        guard filter.kinds.isEmpty || filter.kinds.contains(document.subjectKind) else { return false }
        guard filter.signs.allSatisfy({ !$0.isDisjoint(with: document.signs) }) else { return false }
        guard document.happenedAt >= filter.from ?? document.happenedAt else { return false }
        if let until = filter.until, document.happenedAt >= until { return false }
        return query.phrases.allSatisfy { phrase in
            if phrase.count == 1, terms.singles.contains(phrase[0]) { return true }
            guard terms.ordered.count >= phrase.count else { return false }
            return (0...terms.ordered.count - phrase.count).contains { start in
                terms.ordered[start..<start + phrase.count].elementsEqual(phrase)
            }
        }
    }
}

/// Numbers by chance that repeat.
private struct Dice: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}

@Suite struct `A search among many documents` {
    private static let start = Instant(milliseconds: 1_767_225_600_000)
    private static let letters = [
        "汤", "凉", "飯", "饭", "护", "护", "理", "老人", "，", "。", " ", "soup", " Cold ", "７", "😀", "\"", "汤凉", "\n",
    ]
    private static let odd = [
        "😀", "汤😀凉", "👨‍👩‍👧", "\"汤 凉\"", "汤 OR 凉", "汤 AND", "NOT 汤", "-汤", "汤*", "NEAR(汤 凉, 2)", "terms:汤", "^汤",
        "汤 & 凉 | !护", "汤 <-> 凉", "汤:*A", "' ; --", "\\", "%", "_", "!!!。，", "", " ", "soup汤", "汤soup", "COLD soup",
        "７", "7", "飯", "護理", String(repeating: "汤", count: 200), String(repeating: "a", count: 200),
        String(repeating: "汤 凉 ", count: 60), "\u{0}汤", "z", "汤\u{200B}凉", "汤\u{301}",
    ]

    private static func text(_ length: ClosedRange<Int>, _ dice: inout Dice) -> String {
        (0..<Int.random(in: length, using: &dice)).map { _ in letters.randomElement(using: &dice) ?? "" }.joined()
    }

    private static func document(_ number: Int, _ dice: inout Dice) -> SearchDocument {
        SearchDocument(
            organisationID: willow, subjectKind: number % 9 == 0 ? "idea" : "case",
            subjectID: "d\(number)", title: text(1...3, &dice), text: text(0...14, &dice),
            access: Int.random(in: 0..<5, using: &dice) == 0 ? .restricted("case") : .open,
            signs: [
                SearchSign("open", String(number % 2)), SearchSign("unit", String(Int.random(in: 0..<4, using: &dice))),
            ],
            // Two years, some of them told long afterwards.
            happenedAt: start.advanced(byHours: number * 28 - Int.random(in: 0..<900, using: &dice)))
    }

    private static func filter(_ dice: inout Dice) -> SearchFilter {
        var filter = SearchFilter()
        if Bool.random(using: &dice) { filter.access.insert(.restricted("case")) }
        switch Int.random(in: 0..<6, using: &dice) {
        case 0: filter.kinds = ["case"]
        case 1: filter.signs = [[SearchSign("open", "1")]]
        case 2:
            filter.signs = [[SearchSign("unit", "1"), SearchSign("unit", "3")], [SearchSign("open", "0")]]
        case 3: filter.from = start.advanced(byHours: Int.random(in: 0..<18_000, using: &dice))
        case 4: filter.until = start.advanced(byHours: Int.random(in: 0..<18_000, using: &dice))
        default: break
        }
        if Int.random(in: 0..<5, using: &dice) == 0 {
            filter.from = start.advanced(byHours: Int.random(in: 0..<9_000, using: &dice))
            filter.until = filter.from?.advanced(byHours: Int.random(in: 0..<9_000, using: &dice))
        }
        return filter
    }

    /// All pages of a search, one after the other.
    private static func all(
        _ text: String, _ filter: SearchFilter, limit: Int, most: Int, in db: any Connection
    ) throws -> [String] {
        var (found, cursor): ([String], SearchCursor?) = ([], nil)
        repeat {
            let page = try SearchIndex.find(
                SearchQuery(text), keys: `A search`.keys(of: willow), filter, limit: limit, after: cursor, most: most,
                in: db)
            #expect(page.hits.count <= limit)
            if let next = page.next, let cursor { #expect(next.number < cursor.number) }
            found += page.hits.map(\.subjectID)
            cursor = page.next
        } while cursor != nil
        return found
    }

    /// The next document is numbered as if 65,400 had been written.
    private static func leap(in db: any Connection) throws {
        switch db.search {
        case .fts5:
            try db.run(
                """
                INSERT INTO search_documents (number, organisation_id, subject_kind, subject_id, access, happened_at)
                VALUES (65400, \(willow), 'leap', 'leap', 'open', 0)
                """)
        case .tsvector:
            try db.run("SELECT setval(pg_get_serial_sequence('search_documents', 'number'), 65400)")
        }
    }

    @Test(arguments: Engine.available)
    func `gives every page as if each document were looked at`(engine: Engine) async throws {
        try await withDatabase(engine, migrations: vaultMigrations) { database in
            try await database.write { db in
                var dice = Dice(state: 20_260_924)
                var shelf = Shelf()
                for number in 0..<330 {
                    if number == 150 { try Self.leap(in: db) }
                    // Some are written over, some are taken out.
                    let id = number % 10 == 9 ? Int.random(in: 0..<number, using: &dice) : number
                    let document = Self.document(id, &dice)
                    shelf.put(document)
                    try `A search`.put(document, in: db)
                    if number % 37 == 36 {
                        shelf.remove(document.subjectID)
                        try SearchIndex.remove(document.subjectKind, document.subjectID, willow, in: db)
                    }
                }
                for text in Self.odd {
                    let found = try Self.all(text, SearchFilter(), limit: 50, most: 2_000, in: db)
                    #expect(found == shelf.find(text, SearchFilter()), "looking for \(text)")
                }
                for _ in 0..<45 {
                    let (text, filter) = (Self.text(1...3, &dice), Self.filter(&dice))
                    let limit = Int.random(in: 9...30, using: &dice)
                    let found = try Self.all(text, filter, limit: limit, most: [25, 2_000][limit % 2], in: db)
                    #expect(found == shelf.find(text, filter), "looking for \(text) by \(filter)")
                }
            }
        }
    }

    @Test(arguments: Engine.available)
    func `never skips nor doubles while others write`(engine: Engine) async throws {
        try await withDatabase(engine, migrations: vaultMigrations) { database in
            try await database.write { db in
                func put(_ number: Int, _ text: String) throws {
                    try `A search`.put(
                        SearchDocument(
                            organisationID: willow, subjectKind: "case", subjectID: "d\(number)", title: text, text: "",
                            happenedAt: Self.start), in: db)
                }
                for number in 0..<60 { try put(number, "汤") }
                var (found, cursor): ([String], SearchCursor?) = ([], nil)
                repeat {
                    let page = try SearchIndex.find(
                        SearchQuery("汤"), keys: `A search`.keys(of: willow), limit: 7, after: cursor, in: db)
                    found += page.hits.map(\.subjectID)
                    cursor = page.next
                    try put(1_000 + found.count, "汤")
                    try put(30, "汤 凉 \(found.count)")
                } while cursor != nil
                #expect(found == (0..<60).reversed().map { "d\($0)" })
            }
        }
    }

    @Test(arguments: Engine.available)
    func `looks at so many documents for one page and goes on from there`(engine: Engine) async throws {
        try await withDatabase(engine, migrations: vaultMigrations) { database in
            try await database.write { db in
                for number in 0..<70 {
                    try `A search`.put(
                        SearchDocument(
                            organisationID: willow, subjectKind: "case", subjectID: "d\(number)", title: "汤", text: "",
                            access: number == 5 ? .open : .restricted("case"), happenedAt: Self.start), in: db)
                }
                let keys = try `A search`.keys(of: willow)
                let first = try SearchIndex.find(SearchQuery("汤"), keys: keys, limit: 10, most: 40, in: db)
                #expect(first.hits.isEmpty && first.next != nil)
                let second = try SearchIndex.find(
                    SearchQuery("汤"), keys: keys, limit: 10, after: first.next, most: 40, in: db)
                #expect(second.hits.map(\.subjectID) == ["d5"] && second.next == nil)
            }
        }
    }

    @Test(arguments: Engine.available)
    func `reads by the index and sorts nothing on the way`(engine: Engine) async throws {
        try await withDatabase(engine, migrations: vaultMigrations) { database in
            try await database.read { db in
                var filter = SearchFilter(signs: [[SearchSign("open", "1")]])
                filter.until = Self.start
                let text = MatchText(SearchQuery("汤 凉"), filter, try `A search`.keys(of: willow))
                switch db.search {
                case .fts5:
                    for number in [nil, 500] {
                        let walk = SearchIndex.walk(text, below: number, limit: 21, of: willow)
                        let plan = try db.rows("EXPLAIN QUERY PLAN \(walk)").map {
                            try $0.get("detail", as: String.self)
                        }
                        #expect(plan.count == 2 && !plan.joined().contains("TEMP B-TREE"), "\(plan)")
                        #expect(plan.last?.contains("PRIMARY KEY") == true)
                    }
                case .tsvector:
                    try db.run("SELECT set_config('enable_seqscan', 'off', true)")
                    var windows = SearchWindows(below: 100_000, fromTop: true)
                    let first = windows.next()
                    let window = try #require(first)
                    let plan = try db.rows(
                        "EXPLAIN \(SearchIndex.look(text, in: window, limit: 21, of: willow))"
                    ).map { try $0.get("query plan", as: String.self) }.joined(separator: "\n")
                    #expect(plan.contains("search_terms_windows") && !plan.contains("Seq Scan"), "\(plan)")
                }
            }
        }
    }

    @Test(arguments: [1, 255, 256, 257, 4_095, 4_096, 70_001, 1_048_576, 5_000_001, 70_000_000])
    func `stretches cover every number once, in order, wherever they begin`(below: Int) throws {
        var dice = Dice(state: UInt64(below))
        for isDense in [false, true] {
            var windows = SearchWindows(below: below, fromTop: !isDense, start: isDense ? below / 3 : nil)
            var (next, looks) = (below, 0)
            while let window = windows.next() {
                looks += 1
                #expect(window.below == next && window.end < next)
                #expect(windows.covers(window))
                if isDense, window.most == 1_000, Int.random(in: 0..<3, using: &dice) == 0 {
                    windows.narrow()
                } else {
                    next = window.end
                }
                if looks > 100_000 { break }
            }
            #expect(next == 0)
            if !isDense { #expect(looks <= 5 + below >> 24) }
        }
    }

    @Test func `days are covered by as few terms as it takes and nothing outside is met`() {
        var dice = Dice(state: 7)
        let day1: Int64 = 86_400_000
        func moment(_ day: Int) -> Instant { Instant(milliseconds: Int64(day) * day1 + 3_600_000 * 7) }
        for round in 0..<400 {
            let first = moment(Int.random(in: 11_000...22_000, using: &dice))
            let end = first.advanced(byMilliseconds: Int64.random(in: 1...(6_000 * day1), using: &dice))
            let (from, until) = (round % 3 == 1 ? nil : first, round % 3 == 2 ? nil : end)
            let cover = Set(DayTerms.cover(from: from, until: until) ?? [])
            #expect(cover.count < 120)
            for _ in 0..<20 {
                let at = moment(Int.random(in: 11_000...30_000, using: &dice))
                let isMet = !cover.isDisjoint(with: DayTerms.terms(of: at))
                let (early, late) = (from.map { $0 - at } ?? -1, until.map { at - $0 } ?? -1)
                if early <= 0, late < 0 { #expect(isMet) }
                if early > day1 || late > day1 { #expect(!isMet) }
            }
        }
        #expect(DayTerms.cover(from: nil, until: nil) == nil)
    }
}

extension SearchWindows {
    /// Whether the names of a window are just the numbers it says.
    fileprivate func covers(_ window: Window) -> Bool {
        var upper = window.below
        for name in window.names {
            let (number, shift) = (name >> 3, [8, 12, 16, 20, 24][name & 7])
            guard (number + 1) << shift >= upper, number << shift < upper else { return false }
            upper = number << shift
        }
        return upper == window.end
    }
}
