import Crypto
import Kernel
import Storage
import TestKit
import Testing

@testable import Platform

@Suite struct `A search` {
    /// Subject, title and text of what lies in the index.
    static let texts: [(id: String, title: String, text: String)] = [
        ("soup", "晚餐的汤是凉的", "王奶奶的女儿反映：10月8日晚餐的汤是凉的，护理员态度也不好。"),
        ("hearing", "助听器丢失", "家属投诉：洗衣房弄丢了助听器，编号 HA-2040，要求赔偿 3200 元。"),
        ("fall", "跌倒后通知不及时", "老人在走廊跌倒，两小时后才通知家属。Family was told late: fall at 14:30."),
        ("fees", "费用明细不清", "收费项目说明不清楚，希望处理；投诉处理流程也没有公示。"),
        ("gap", "标点", "他说投诉，处理太慢。"),
        ("praise", "感謝信", "護理員態度很好，特別感謝。ＡＢＣ１２３"),
    ]

    private func withTexts(_ engine: Engine, _ body: @escaping @Sendable (any Connection) throws -> Void) async throws {
        let clock = MovableClock()
        try await withDatabase(engine, clock: clock, migrations: vaultMigrations) { database in
            try await database.write { db in
                for (index, text) in Self.texts.enumerated() {
                    try Self.put(Self.document(text, db.now.advanced(byMinutes: index)), in: db)
                }
            }
            try await database.write(body)
        }
    }

    private static func document(
        _ text: (id: String, title: String, text: String), _ at: Instant, kind: String = "case",
        access: SearchAccess = .open, organisation: ID<Organisation> = willow
    ) -> SearchDocument {
        SearchDocument(
            organisationID: organisation, subjectKind: kind, subjectID: text.id, title: text.title, text: text.text,
            access: access, happenedAt: at)
    }

    private static func ids(_ text: String, _ filter: SearchFilter = SearchFilter(), in db: any Connection) throws
        -> [String]
    {
        try SearchIndex.find(SearchQuery(text), keys: keys(of: willow), filter, in: db).hits.map(\.subjectID)
    }

    /// Keys that are the same for every test, so that the index can be told what to hold.
    static func keys(of organisation: ID<Organisation>) throws -> Keyring {
        let fill: UInt8 = organisation == willow ? 1 : 2
        let key = DataKey(
            id: ID(at: Instant(milliseconds: 0), random: [UInt8](repeating: fill, count: 10)),
            organisationID: organisation, createdAt: Instant(milliseconds: 0), retiredAt: nil,
            key: SymmetricKey(data: [UInt8](repeating: fill, count: 32)))
        return try #require(Keyring([key]) { [UInt8](repeating: 0, count: $0) })
    }

    static func put(_ document: SearchDocument, in db: any Connection) throws {
        try SearchIndex.put(document, keys: keys(of: document.organisationID), in: db)
    }

    static let expected: [(query: String, hits: [String])] = [
        ("汤", ["soup"]), ("护理", ["praise", "soup"]), ("态度", ["praise", "soup"]), ("投诉", ["gap", "fees", "hearing"]),
        ("投诉处理", ["fees"]), ("投诉 处理", ["gap", "fees"]), ("处理投诉", []), ("護理員態度", ["praise", "soup"]),
        ("感谢", ["praise"]), ("感謝", ["praise"]), ("助聽器", ["hearing"]), ("家属", ["fall", "hearing"]),
        ("家属 跌倒", ["fall"]), ("凉的护理", []), ("是凉的", ["soup"]), ("凉的晚餐", []),
        ("2040", ["hearing"]), ("ha-2040", ["hearing"]), ("HA 2040", ["hearing"]), ("204", []), ("3200元", ["hearing"]),
        ("Fall", ["fall"]), ("FAMILY late", ["fall"]), ("fal", []), ("fal*", []), ("f%", []), ("14:30", ["fall"]),
        ("abc123", ["praise"]), ("ＡＢＣ１２３", ["praise"]), ("10月8日", ["soup"]),
        ("", []), ("   ", []), ("，。！？", []), ("***", []), ("%", []), ("_", []), ("\"", []), ("😀", []),
        ("汤\"", ["soup"]), ("汤' OR 1=1 --", []), ("\"汤\" OR fall", []), ("汤 AND", []), ("NEAR(汤)", []),
        ("terms:汤", []), ("-汤", ["soup"]), ("^汤", ["soup"]), ("(汤", ["soup"]), ("汤)", ["soup"]), ("汤:*", ["soup"]),
        ("!汤", ["soup"]), ("汤 & | <->", ["soup"]), ("\u{0}汤\\", ["soup"]), ("z", []), ("u6c64", []),
    ]

    @Test(arguments: Engine.available)
    func `finds the same on every engine`(engine: Engine) async throws {
        try await withTexts(engine) { db in
            for (query, hits) in Self.expected {
                let found = try Self.ids(query, in: db)
                #expect(found == hits, "looking for \(query)")
            }
        }
    }

    @Test(arguments: Engine.available)
    func `takes any text of any length`(engine: Engine) async throws {
        try await withTexts(engine) { db in
            let ascii = String(String.UnicodeScalarView((0..<128).compactMap { Unicode.Scalar($0) }))
            let many = (0..<500).map { "w\($0)" }.joined(separator: " ")
            for text in [ascii, String(repeating: "a", count: 5000), many] {
                let found = try Self.ids(text, in: db)
                #expect(found == [])
            }
            #expect(try Self.ids(String(repeating: "汤 ", count: 5000), in: db) == ["soup"])
        }
    }

    @Test(arguments: Engine.available)
    func `pages from the newest to the oldest without gap or repeat`(engine: Engine) async throws {
        try await withDatabase(engine, migrations: vaultMigrations) { database in
            try await database.write { db in
                for index in 0..<25 {
                    let text = (id: "case-\(index)", title: "汤", text: "")
                    // What was told late is told of when it was written down.
                    try Self.put(Self.document(text, db.now.advanced(byMinutes: -index)), in: db)
                }
                var found: [String] = []
                var cursor: SearchCursor?
                repeat {
                    let page = try SearchIndex.find(
                        SearchQuery("汤"), keys: Self.keys(of: willow), limit: 10, after: cursor, in: db)
                    found += page.hits.map(\.subjectID)
                    cursor = page.next.flatMap { SearchCursor($0.text) }
                } while cursor != nil
                #expect(found == (0..<25).reversed().map { "case-\($0)" })
            }
        }
    }

    @Test(arguments: Engine.available)
    func `shows nobody what they were not let in to`(engine: Engine) async throws {
        try await withTexts(engine) { db in
            let now = db.now.advanced(byHours: 1)
            try Self.put(
                Self.document(("secret", "汤", "汤"), now, access: .restricted("case-9")), in: db)
            try Self.put(Self.document(("theirs", "汤", "汤"), now, organisation: aspen), in: db)
            #expect(try Self.ids("汤", in: db) == ["soup"])
            #expect(try Self.ids("汤", .init(access: [.open, .restricted("case-9")]), in: db) == ["secret", "soup"])
            #expect(try Self.ids("汤", .init(access: [.restricted("case-8")]), in: db) == [])
            #expect(try Self.ids("汤", .init(access: []), in: db) == [])
        }
    }

    @Test(arguments: Engine.available)
    func `is narrowed by kind and time`(engine: Engine) async throws {
        try await withTexts(engine) { db in
            let start = db.now
            try Self.put(Self.document(("idea", "汤", ""), start, kind: "suggestion"), in: db)
            #expect(try Self.ids("汤", .init(kinds: ["suggestion"]), in: db) == ["idea"])
            #expect(try Self.ids("汤", .init(kinds: ["suggestion", "case"]), in: db) == ["idea", "soup"])
            let later = start.advanced(byMinutes: 1)
            #expect(try Self.ids("投诉", .init(from: later.advanced(byMinutes: 1)), in: db) == ["gap", "fees"])
            #expect(try Self.ids("投诉", .init(until: later.advanced(byMinutes: 1)), in: db) == ["hearing"])
        }
    }

    @Test(arguments: Engine.available)
    func `forgets what was replaced or removed`(engine: Engine) async throws {
        try await withTexts(engine) { db in
            try Self.put(Self.document(("soup", "热汤", "已改进"), db.now), in: db)
            #expect(try Self.ids("凉的", in: db) == [])
            #expect(try Self.ids("改进", in: db) == ["soup"])
            try SearchIndex.remove("case", "soup", willow, in: db)
            try SearchIndex.remove("case", "soup", willow, in: db)
            #expect(try Self.ids("改进", in: db) == [])
            #expect(try db.count("SELECT count(*) AS n FROM search_terms") == Self.texts.count - 1)
        }
    }

    @Test(arguments: Engine.available)
    func `copes with a text longer than the index takes`(engine: Engine) async throws {
        try await withTexts(engine) { db in
            let long = "开头" + String(repeating: "老人之家的一天，", count: 10_000) + "结尾"
            try Self.put(Self.document(("long", "长文", long), db.now), in: db)
            #expect(try Self.ids("开头", in: db) == ["long"])
            #expect(try Self.ids("之家的一天", in: db) == ["long"])
            #expect(try Self.ids("结尾", in: db) == [])
        }
    }

    @Test(arguments: ["", "0", "-1", "01", "a", "1-2", "99999999999999999999"])
    func `takes no other text for a cursor`(text: String) { #expect(SearchCursor(text) == nil) }

    /// Everything the tables of the index hold, as text, whatever the engine keeps them in.
    private static func stored(in db: any Connection) throws -> String {
        var rows = try db.rows("SELECT organisation_id, subject_kind, access FROM search_documents")
            .map { row in
                try ["organisation_id", "subject_kind", "access"].map { try row.get($0, as: String.self) }.joined(
                    separator: " ")
            }
        switch db.search {
        case .fts5:
            rows += try db.rows("SELECT c0 AS terms FROM search_terms_content").map { try $0.get("terms") }
            rows += try db.rows("SELECT block FROM search_terms_data").map {
                String(decoding: try $0.get("block", as: [UInt8].self), as: UTF8.self)
            }
        case .tsvector:
            rows += try db.rows("SELECT CAST(terms AS text) AS terms FROM search_terms").map { try $0.get("terms") }
        }
        return rows.joined(separator: "\n")
    }

    @Test(arguments: Engine.available)
    func `keeps nothing of a text that can be read`(engine: Engine) async throws {
        try await withTexts(engine) { db in
            let stored = try Self.stored(in: db)
            #expect(stored.count > 1000)
            for text in Self.texts {
                let terms = Tokens.terms(of: text.title + "\n" + text.text)
                for term in terms.ordered + terms.singles where term != Tokens.gap {
                    // Short words are met by chance among the codes; with the letter before them they are not.
                    #expect(!stored.contains(term) || term.count < 4, "\(term) of \(text.id)")
                }
                for word in (text.title + text.text).split(whereSeparator: { !$0.isLetter && !$0.isNumber })
                where word.utf8.count > 3 {
                    #expect(!stored.contains(word), "\(word) of \(text.id)")
                }
            }
        }
    }

    @Test(arguments: Engine.available)
    func `writes the same word differently for each organisation`(engine: Engine) async throws {
        var ours = try Self.keys(of: willow).termCodes
        var theirs = try Self.keys(of: aspen).termCodes
        #expect(ours.code("h62958bc9") != theirs.code("h62958bc9"))
        #expect(ours.code("h62958bc9") == ours.code("h62958bc9"))
        #expect(ours.code("h62958bc9").wholeMatch(of: /[0-9a-v]{12}/) != nil)
    }

    @Test(arguments: Engine.available)
    func `clears what an earlier version wrote readably and names it outdated`(engine: Engine) async throws {
        let earlier = { dialect in try vaultMigrations(dialect).filter { !$0.name.contains("/013") } }
        try await withDatabase(engine, migrations: earlier) { database in
            try await database.write { db in
                try db.run(
                    """
                    INSERT INTO search_documents (organisation_id, subject_kind, subject_id, title, access, happened_at)
                    VALUES (\(willow), 'case', 'soup', '汤', 'open', 1)
                    """)
                switch db.search {
                case .fts5: try db.run("INSERT INTO search_terms (rowid, terms) VALUES (1, 'u6c64')")
                case .tsvector:
                    try db.run("INSERT INTO search_terms (number, terms) VALUES (1, CAST('u6c64' AS tsvector))")
                }
            }
            _ = try await database.migrate(try vaultMigrations(database.dialect))
            try await database.write { db in
                #expect(try db.count("SELECT count(*) AS n FROM search_terms") == 0)
                #expect(try SearchIndex.hasOutdated(willow, in: db))
                #expect(try Self.ids("汤", in: db) == [])
                try Self.put(Self.document(("soup", "汤", "汤"), db.now), in: db)
                #expect(try !SearchIndex.hasOutdated(willow, in: db))
                #expect(try Self.ids("汤", in: db) == ["soup"])
            }
        }
    }
}
