import Kernel
import Platform
import Web

/// The library of cases for programs (典型案例接口).
enum KnowledgeCaseApi {
    static func all(_ cases: CaseDesk) -> [Route] {
        let group = ApiGroup(name: "library", cases: cases)
        let routes = KnowledgeCaseRoutes(cases: cases)
        let tree = cases.rules.categories
        let (edit, approve) = (Access.right(KnowledgeAction.edit), Access.right(KnowledgeAction.approve))
        let address = KnowledgeCaseRoutes.address
        return [
            list(group, routes), show(group, routes),
            change(group, "writeKnowledgeCase", address, edit, creates: true, routes.writing) {
                page(tree, $0).fields(nil) + [.text("from", page(tree, $0).word("field.source"), limit: 60)]
            },
            change(group, "reviseKnowledgeCase", "\(address)/:case", edit, routes.writing) {
                page(tree, $0).fields(nil)
            },
            change(group, "approveKnowledgeCase", "\(address)/:case/approval", approve, routes.approving) {
                [.number("version", page(tree, $0).word("field.version"), in: 1...100_000, required: true)]
            },
            change(group, "retireKnowledgeCase", "\(address)/:case/retirement", approve, routes.retiring) {
                page(tree, $0).retireFields()
            },
            change(
                group, "commentOnKnowledgeCase", "\(address)/:case/comments", .right(KnowledgeAction.read),
                routes.commenting
            ) { page(tree, $0).commentFields() },
            group.area.change(
                "\(address)/reviews", edit, "reviewKnowledgeCases", asks: { page(tree, $0).reviewFields() },
                creates: true, routes.reviewing),
        ]
    }

    private static func page(_ tree: CategoryTree, _ words: Words) -> KnowledgeCasePage {
        KnowledgeCasePage(tree: tree, words: words)
    }

    private static func change(
        _ group: ApiGroup, _ name: String, _ path: String, _ access: Access, creates: Bool = false,
        _ maker: @escaping DeedMaker<KnowledgeCase>, asks: @escaping @Sendable (Words) -> [Field]
    ) -> Route {
        group.area.change(path, access, name, asks: asks, creates: creates) { visit, desk in
            let deed = try await maker(visit, desk)
            return { Done(try deed($0).id) }
        }
    }

    private static let line = JSONShape<ToldRecord<KnowledgeCase>>([
        ("id", Schema.id, { .text($0.value.id.text) }), ("version", Schema.integer(), { .integer($0.value.version) }),
        (
            "state", Schema.text(choices: KnowledgeCase.State.allCases.map(\.rawValue)),
            { .text($0.value.state.rawValue) }
        ),
        (
            "outcome", Schema.text(choices: KnowledgeCase.Outcome.allCases.map(\.rawValue)),
            { .text($0.value.content.outcome.rawValue) }
        ),
        ("title", Schema.text(), { .text($0.value.content.title) }),
        ("category", Schema.text(), { .text($0.value.content.category.text) }),
        ("root_cause", Schema.maybeText, { .optional($0.value.content.root?.rawValue) }),
        ("situation", Schema.text(), { .text($0.value.content.situation) }),
        ("course", Schema.text(), { .text($0.value.content.course) }),
        ("result", Schema.text(), { .text($0.value.content.result) }),
        ("policies", Schema.text(), { .text($0.value.content.policies) }),
        ("experience", Schema.text(), { .text($0.value.content.experience) }),
        ("made_at", Schema.moment, { $0.moment($0.value.madeAt) }),
        ("reviewed_at", Schema.maybeMoment, { $0.moment($0.value.reviewedAt) }),
    ])

    private static let comment = JSONShape<ToldRecord<KnowledgeComment>>([
        ("id", Schema.id, { .text($0.value.id.text) }), ("expert", Schema.flag, { .flag($0.value.isExpert) }),
        ("capacity", Schema.text(), { .text($0.value.capacity) }), ("words", Schema.text(), { .text($0.value.words) }),
        ("made_at", Schema.moment, { $0.moment($0.value.madeAt) }),
    ])

    private static func list(_ group: ApiGroup, _ routes: KnowledgeCaseRoutes) -> Route {
        group.get(
            "listKnowledgeCases", KnowledgeCaseRoutes.address, .right(KnowledgeAction.read),
            query: [
                ApiGroup.parameter("outcome", Schema.text(choices: KnowledgeCase.Outcome.allCases.map(\.rawValue))),
                ApiGroup.parameter("category", Schema.text(limit: 6)),
                ApiGroup.parameter("state", Schema.text(choices: KnowledgeCase.State.allCases.map(\.rawValue))), .after,
            ], answer: Schema.page(line.schema)
        ) { asked in
            let (cases, next) = try KnowledgeCase.page(
                routes.query(asked.visit), of: asked.organisation, after: asked.cursor(), in: asked.db)
            return ["items": asked.list(line, cases), "next": .optional(next?.text)]
        }
    }

    private static func show(_ group: ApiGroup, _ routes: KnowledgeCaseRoutes) -> Route {
        group.get(
            "getKnowledgeCase", "\(KnowledgeCaseRoutes.address)/:case", .right(KnowledgeAction.read),
            answer: Schema.object([
                "case": line.schema, "draft": Schema.optional(line.schema), "comments": Schema.list(comment.schema),
            ])
        ) { asked in
            let found = try routes.open(asked.visit, in: asked.db)
            return [
                "case": line.json(asked.told(found.shown)),
                "draft": found.draft.map { line.json(asked.told($0)) } ?? .null,
                "comments": asked.list(comment, found.comments),
            ]
        }
    }
}
