import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// The knowledge of the house (知识库, S1-35): what people ask and what we answer.
enum KnowledgeRoutes {
    static func all(_ cases: CaseDesk) -> [Route] {
        let edit = Access.right(KnowledgeAction.edit)
        let added = PageForms(cases.desk, home: { _ in "/knowledge" }) { try await list($0, cases.desk, faults: $1) }
        let forms = PageForms(cases.desk, home: { _ in "/knowledge" }) { try await show($0, cases.desk, faults: $1) }
        let article: @Sendable (Visit, Article) -> String = { "/knowledge/\($1.id)" }
        return [
            .get("/knowledge", .right(KnowledgeAction.read)) { visit in try await list(visit, cases.desk) },
            added.post("/knowledge", edit, saying: "casework.knowledge.saved", to: article, writing),
            .get("/knowledge/:article", .right(KnowledgeAction.read)) { visit in try await show(visit, cases.desk) },
            forms.post("/knowledge/:article", edit, saying: "casework.knowledge.saved", to: article, writing),
            forms.post("/knowledge/:article/retirement", edit, saying: "casework.knowledge.retired", retiring),
        ]
    }

    private static let pageSize = 50

    private static func list(
        _ visit: Visit, _ desk: Desk, faults: [String: Message] = [:]
    ) async throws -> Response {
        try desk.rights.must(KnowledgeAction.read, visit.actor)
        let organisation = visit.actor.organisationID
        let mayEdit = desk.rights.allows(KnowledgeAction.edit.rawValue, to: visit.actor)
        let asked = visit.query("q")
        let (articles, staff) = try await desk.read { db in
            (
                try Article.list(of: organisation, in: db),
                mayEdit ? try StaffChoice.everybody(of: organisation, on: visit.today, in: db).map(\.choice) : []
            )
        }
        let page = KnowledgePage(words: visit.words, today: visit.today, staff: staff)
        let place = max(0, Int(visit.query("from")) ?? 0)
        let (shown, next) = Self.page(of: articles, asked: asked, from: place, on: visit.today)
        var sections = [
            PageSection(
                "articles",
                filter: FilterView(
                    action: "/knowledge",
                    fields: [.text("q", page.word("search"), value: asked, limit: 200, type: .search)],
                    submit: page.word("search_submit")), table: page.table(shown),
                empty: EmptyState(icon: "lightbulb", sentence: page.word(asked.isEmpty ? "none" : "none_found")),
                pager: Pager(
                    previous: place == 0 ? nil : "/knowledge?from=\(max(0, place - pageSize))",
                    next: next.map { "/knowledge?from=\($0)" }))
        ]
        if mayEdit {
            sections.append(
                PageSection(
                    "add", page.word("add"), form: page.form(nil, "/knowledge", visit.form, faults),
                    isFolded: !articles.isEmpty))
        }
        return try visit.page(
            RecordPage(page.word("title"), lead: page.word("lead"), sections),
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    /// The articles of one page, with the place of the next one.
    static func page(
        of articles: [Article], asked: String, from place: Int, on today: LocalDay
    ) -> (shown: [Article], next: Int?) {
        let found =
            asked.isEmpty ? articles : Article.matching(asked, among: articles, on: today, limit: pageSize)
        return (
            Array(found.dropFirst(place).prefix(pageSize)), found.count > place + pageSize ? place + pageSize : nil
        )
    }

    private static func show(
        _ visit: Visit, _ desk: Desk, faults: [String: Message] = [:]
    ) async throws -> Response {
        try desk.rights.must(KnowledgeAction.read, visit.actor)
        let (id, organisation) = (try visit.id("article", of: Article.self), visit.actor.organisationID)
        let mayEdit = desk.rights.allows(KnowledgeAction.edit.rawValue, to: visit.actor)
        let (versions, staff) = try await desk.read { db in
            (
                try Article.versions(of: id, organisation, in: db),
                try StaffChoice.everybody(of: organisation, on: visit.today, in: db).map(\.choice)
            )
        }
        let page = KnowledgePage(words: visit.words, today: visit.today, staff: staff)
        return try visit.page(
            page.page(versions, mayEdit: mayEdit, visit.form, faults),
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    private static func known(_ visit: Visit) throws -> ID<Article>? {
        visit.parameters.get("article") == nil ? nil : try visit.id("article", of: Article.self)
    }

    /// Reads a new article, or a new version of the one in the path.
    static func writing(_ visit: Visit, _ desk: Desk) throws -> Deed<Article> {
        let (known, actor) = (try known(visit), visit.actor)
        try desk.rights.must(KnowledgeAction.edit, actor)
        var reader = FormReader(visit.form)
        let question = reader.text("question", limit: 300, required: true)
        let answer = reader.text("answer", limit: 10_000, required: true)
        let keywords = reader.text("keywords", limit: 500)
        let until = reader.day("valid_until")
        let owner = reader.requiredIdentity("owner", of: Staff.self)
        if let until, until < visit.today { reader.fault("valid_until", Message("casework.field.in_the_past")) }
        try reader.finish()
        try Article.check(question: question, answer: answer, keywords: keywords)
        guard let owner else { throw Problem.notFound }
        return { db in
            _ = try StaffMember.find(owner, of: actor.organisationID, in: db)
            let last = try known.map { try Article.versions(of: $0, actor.organisationID, in: db)[0] }
            let article = Article(
                id: last?.id ?? db.newID(), version: (last?.version ?? 0) + 1, question: question, answer: answer,
                keywords: keywords, validUntil: until, owner: owner, isRetired: false, madeAt: db.now)
            try article.save(by: actor, at: desk, in: db)
            return article
        }
    }

    /// Takes the article in the path out of use.
    static func retiring(_ visit: Visit, _ desk: Desk) throws -> Deed<Article> {
        let (id, actor) = (try visit.id("article", of: Article.self), visit.actor)
        try desk.rights.must(KnowledgeAction.edit, actor)
        return { db in
            let last = try Article.versions(of: id, actor.organisationID, in: db)[0]
            guard !last.isRetired else { throw Problem.conflict("casework.refusal.retired_already") }
            let retired = Article(
                id: id, version: last.version + 1, question: last.question, answer: last.answer,
                keywords: last.keywords, validUntil: last.validUntil, owner: last.owner, isRetired: true,
                madeAt: db.now)
            try retired.save(by: actor, at: desk, in: db)
            return retired
        }
    }
}
