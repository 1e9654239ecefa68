import Kernel
import Platform
import Web

/// What the house has learnt (知识库与补救策略接口).
enum LibraryApi {
    static func all(_ cases: CaseDesk) -> [Route] {
        let group = ApiGroup(name: "library", cases: cases)
        return [
            articles(group), article(group), write(group, isNew: true), write(group, isNew: false), retire(group),
            strategies(group), strategy(group), add(group), retireStrategy(group),
        ]
    }

    private static let line = JSONShape<ToldRecord<Article>>([
        ("id", Schema.id, { .text($0.value.id.text) }), ("version", Schema.integer(), { .integer($0.value.version) }),
        ("question", Schema.text(), { .text($0.value.question) }),
        ("answer", Schema.text(), { .text($0.value.answer) }),
        ("keywords", Schema.text(), { .text($0.value.keywords) }),
        ("valid_until", Schema.maybeDay, { .optional($0.value.validUntil?.description) }),
        ("owner", Schema.id, { .text($0.value.owner.text) }),
        ("retired", Schema.flag, { .flag($0.value.isRetired) }),
        ("made_at", Schema.moment, { $0.moment($0.value.madeAt) }),
    ])

    private static func articles(_ group: ApiGroup) -> Route {
        group.get(
            "listArticles", "/knowledge", .right(KnowledgeAction.read),
            query: [
                .init("q", "platform.api.parameter.q", Schema.text(limit: 200)),
                ApiGroup.parameter("place", Schema.integer(0...Article.limit)).named("from"),
            ], answer: Schema.page(line.schema)
        ) { asked in
            let place = try asked.read("from") { Int($0).flatMap { (0...Article.limit).contains($0) ? $0 : nil } } ?? 0
            let all = try Article.list(of: asked.organisation, in: asked.db)
            let (shown, next) = KnowledgeRoutes.page(
                of: all, asked: asked.visit.query("q"), from: place, on: asked.visit.today)
            return ["items": asked.list(line, shown), "next": .optional(next.map { String($0) })]
        }
    }

    private static func article(_ group: ApiGroup) -> Route {
        group.get(
            "getArticle", "/knowledge/:article", .right(KnowledgeAction.read),
            answer: Schema.object(["article": line.schema, "versions": Schema.list(line.schema)])
        ) { asked in
            let versions = try Article.versions(
                of: asked.visit.id("article", of: Article.self), asked.organisation, in: asked.db)
            return ["article": line.json(asked.told(versions[0])), "versions": asked.list(line, versions)]
        }
    }

    private static func told(_ change: @escaping Deed<Article>, _ words: Words) -> Deed<JSON> {
        { db in line.json(ToldRecord(value: try change(db), words: words, names: Names(), now: db.now)) }
    }

    private static func write(_ group: ApiGroup, isNew: Bool) -> Route {
        group.post(
            isNew ? "writeArticle" : "reviseArticle", isNew ? "/knowledge" : "/knowledge/:article",
            .right(KnowledgeAction.edit),
            questions: { words in
                let page = KnowledgePage(words: words, today: LocalDay(daysSince1970: 0), staff: [])
                return JSONForm([page.form(nil, "", FormData(), [:]).fields])
            }, status: isNew ? 201 : 200, answer: line.schema
        ) { visit in told(try KnowledgeRoutes.writing(visit, group.cases.desk), visit.words) }
    }

    private static func retire(_ group: ApiGroup) -> Route {
        group.post(
            "retireArticle", "/knowledge/:article/retirement", .right(KnowledgeAction.edit), answer: line.schema
        ) { visit in told(try KnowledgeRoutes.retiring(visit, group.cases.desk), visit.words) }
    }

    private static let code = ApiGroup.parameter("strategy", Schema.text(limit: 60))
    private static let step = Schema.object([
        "kind": Schema.text(choices: RecoveryStrategy.Step.Kind.allCases.map(\.rawValue)), "text": Schema.text(),
    ])

    private typealias Scored = (kept: KeptStrategy, score: RecoveryScore?)

    private static let shape = JSONShape<ToldRecord<Scored>>([
        ("code", Schema.text(), { .text($0.value.kept.strategy.code) }),
        ("version", Schema.integer(), { .integer($0.value.kept.strategy.version) }),
        ("own", Schema.flag, { .flag($0.value.kept.isOwn) }),
        ("retired", Schema.flag, { .flag($0.value.kept.retiredAt != nil) }),
        ("name", Schema.text(), { .text($0.value.kept.strategy.name.text(in: $0.words.language)) }),
        ("groups", Schema.list(Schema.text()), { .texts($0.value.kept.strategy.situation.groups) }),
        (
            "levels", Schema.list(Schema.integer(1...4)),
            { .list($0.value.kept.strategy.situation.levels.map { .integer($0.rawValue) }) }
        ),
        (
            "people", Schema.list(Schema.text()),
            { .texts($0.value.kept.strategy.situation.people.map(\.rawValue)) }
        ),
        (
            "steps", Schema.list(step),
            { told in
                .list(
                    told.value.kept.strategy.steps.map {
                        ["kind": .text($0.kind.rawValue), "text": .text($0.text.text(in: told.words.language))]
                    })
            }
        ),
        ("remedies", Schema.list(Schema.text()), { .texts($0.value.kept.strategy.remedies.map(\.rawValue)) }),
        ("not_when", Schema.text(), { .text($0.value.kept.strategy.notWhen.text(in: $0.words.language)) }),
        ("started", Schema.integer(), { .integer($0.value.score?.started ?? 0) }),
        ("answers", Schema.integer(), { .integer($0.value.score?.answers ?? 0) }),
        (
            "effect_tenths", Schema.optional(Schema.integer(10...50)),
            { $0.value.score?.tenths.map { .integer($0) } ?? .null }
        ),
        ("average_minutes", Schema.integer(), { .integer($0.value.score?.averageMinutes ?? 0) }),
    ])

    private static func strategies(_ group: ApiGroup) -> Route {
        group.get(
            "listStrategies", "/recovery", .right(RecoveryAction.read), answer: Schema.items(shape.schema)
        ) { asked in
            let scores = try RecoveryScore.list(of: asked.organisation, in: asked.db)
            let kept = try asked.cases.rules.recovery.kept(of: asked.organisation, in: asked.db)
            return ["items": asked.list(shape, kept.map { (kept: $0, score: scores[$0.strategy.code]) })]
        }
    }

    private static func strategy(_ group: ApiGroup) -> Route {
        group.get(
            "getStrategy", "/recovery/:strategy", .right(RecoveryAction.read), path: [code], answer: shape.schema
        ) { asked in
            let (kept, score) = try RecoveryRoutes.find(asked.visit, asked.cases, in: asked.db)
            return shape.json(asked.told((kept: kept, score: score)))
        }
    }

    private static let made = Schema.object(["code": Schema.text()])

    private static func add(_ group: ApiGroup) -> Route {
        let tree = group.cases.rules.categories
        return group.post(
            "addStrategy", "/recovery", .right(RecoveryAction.edit),
            questions: { words in
                let fields = RecoveryPage(tree: tree, words: words).form(nil, FormData(), [:]).fields
                return JSONForm([
                    fields + [.text("code", words("casework.lists_api.parameter.strategy"), limit: 60)]
                ])
            }, status: 201, answer: made
        ) { visit in
            let added = try RecoveryRoutes.adding(visit, group.cases)
            return { ["code": .text(try added($0))] }
        }
    }

    private static func retireStrategy(_ group: ApiGroup) -> Route {
        group.post(
            "retireStrategy", "/recovery/:strategy/retirement", .right(RecoveryAction.edit), path: [code],
            answer: made
        ) { visit in
            let retired = try RecoveryRoutes.retiring(visit, group.cases)
            return { ["code": .text(try retired($0))] }
        }
    }
}
