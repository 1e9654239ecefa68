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
                    try SearchIndex.put(Self.document(text, db.now.advanced(byMinutes: index)), in: db)
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
        try SearchIndex.find(SearchQuery(text), willow, filter, in: db).map(\.subjectID)
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
                    // Several share a moment, so the number decides.
                    try SearchIndex.put(Self.document(text, db.now.advanced(byMinutes: index / 4)), in: db)
                }
                var found: [String] = []
                var cursor: SearchCursor?
                repeat {
                    let page = try SearchIndex.find(SearchQuery("汤"), willow, limit: 10, after: cursor, in: db)
                    found += page.map(\.subjectID)
                    cursor = page.count == 10 ? page.last.flatMap { SearchCursor($0.cursor.text) } : nil
                } while cursor != nil
                #expect(found == (0..<25).reversed().map { "case-\($0)" })
            }
        }
    }

    @Test(arguments: Engine.available)
    func `shows nobody what they were not let in to`(engine: Engine) async throws {
        try await withTexts(engine) { db in
            let now = db.now.advanced(byHours: 1)
            try SearchIndex.put(
                Self.document(("secret", "汤", "汤"), now, access: .restricted("case-9")), in: db)
            try SearchIndex.put(Self.document(("theirs", "汤", "汤"), now, organisation: aspen), in: db)
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
            try SearchIndex.put(Self.document(("idea", "汤", ""), start, kind: "suggestion"), in: db)
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
            try SearchIndex.put(Self.document(("soup", "热汤", "已改进"), db.now), in: db)
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
            try SearchIndex.put(Self.document(("long", "长文", long), db.now), in: db)
            #expect(try Self.ids("开头", in: db) == ["long"])
            #expect(try Self.ids("之家的一天", in: db) == ["long"])
            #expect(try Self.ids("结尾", in: db) == [])
        }
    }

    @Test(arguments: ["", "1", "a-b", "1-2-3", "1-99999999999999999999"])
    func `takes no other text for a cursor`(text: String) { #expect(SearchCursor(text) == nil) }
}
