import Casework
import Kernel
import Platform
import Storage
import Web

/// Actions for programs (改进措施接口): the lists and the deeds of the pages.
enum ActionApi {
    static func all(_ quality: QualityDesk) -> [Route] {
        let area = ProgramArea(
            quality.desk, about: "quality.api.operation", group: "improvement", reading: .readCases,
            writing: .writeCases)
        return [list(area), show(area), open(area, quality)] + steps(area, quality) + lessons(area, quality)
    }

    private typealias Told = (action: ImprovementAction, words: Words)

    private static let shape = JSONShape<(action: ImprovementAction, words: Words)>([
        ("id", Schema.id, { .text($0.action.id.text) }), ("number", Schema.text(), { .text($0.action.number) }),
        ("title", Schema.text(), { .text($0.action.title) }),
        ("state", Schema.text(choices: ActionState.allCases.map(\.rawValue)), { .text($0.action.state.rawValue) }),
        ("owner", Schema.id, { .text($0.action.owner.text) }),
        ("unit", Schema.optional(Schema.id), { .optional($0.action.unit?.text) }),
        ("source_kind", Schema.text(), { .text($0.action.source.kind) }),
        ("source_id", Schema.text(), { .text($0.action.source.id) }),
        ("category", Schema.optional(Schema.text()), { .optional($0.action.cause.category?.text) }),
        ("root_cause", Schema.optional(Schema.text()), { .optional($0.action.cause.root?.rawValue) }),
        ("plan", Schema.text(), { .text($0.action.round.plan) }),
        ("measure", Schema.text(), { .text($0.action.round.measure) }),
        ("due_on", Schema.day, { .text($0.action.round.dueOn.description) }),
        (
            "judged_by", Schema.text(choices: ActionTrigger.Kind.allCases.map(\.rawValue)),
            {
                .text($0.action.trigger.kind.rawValue)
            }
        ),
        ("round", Schema.integer(), { .integer($0.action.rounds.count) }),
        (
            "next_check_on", Schema.optional(Schema.day),
            { told in .optional(told.action.nextCheckDay(in: told.words.zone)?.description) }
        ),
        ("opened_at", Schema.moment, { .text($0.words.stamp($0.action.openedAt)) }),
        ("version", Schema.integer(), { .integer($0.action.version) }),
    ])

    private static func list(_ area: ProgramArea) -> Route {
        area.read(
            "/actions", .right(QualityAction.readActions), "listActions",
            query: [
                .init("view", "quality.api.parameter.view", Schema.text(choices: ActionView.allCases.map(\.rawValue))),
                .init("unit", "quality.api.parameter.unit", Schema.id), .after,
            ], answer: Schema.page(shape.schema)
        ) { visit, desk in
            let view = ActionView(rawValue: visit.queryForm.value("view")) ?? .mine
            let unit = ID<OrganisationUnit>(visit.queryForm.value("unit"))
            let cursor: MomentCursor<ImprovementAction>? = try visit.cursor()
            let page = try await desk.read {
                try ActionList.page(view, unit: unit, after: cursor, reader: visit.actor, at: desk, in: $0)
            }
            return [
                "items": .list(page.actions.map { shape.json(($0, visit.words)) }),
                "next": .optional(page.next?.text),
            ]
        }
    }

    private static func show(_ area: ProgramArea) -> Route {
        area.read("/actions/:action", .right(QualityAction.readActions), "getAction", answer: shape.schema) {
            visit, desk in
            let id = try visit.id("action", of: ImprovementAction.self)
            let action = try await desk.read { db in
                let found = try ImprovementAction.find(id, of: visit.actor.organisationID, in: db)
                try desk.rights.must(
                    QualityAction.readActions, visit.actor, as: found.relations(of: visit.actor, at: desk, in: db))
                return found
            }
            return shape.json((action, visit.words))
        }
    }

    private static func open(_ area: ProgramArea, _ quality: QualityDesk) -> Route {
        let (routes, tree) = (ActionRoutes(quality: quality), quality.cases.rules.categories)
        return area.change(
            "/actions", .right(QualityAction.openAction), "openAction",
            asks: { words in
                ActionForms(tree: tree, words: words).opening(
                    ActionDraft(title: "", reason: "own"), today: LocalDay(daysSince1970: 0))
                    + [.text("from", words("quality.api.parameter.from"), limit: 100)]
            }, creates: true
        ) { visit, desk in
            let deed = try await routes.opening(visit, desk)
            return { Done(try deed($0).id) }
        }
    }

    private static func steps(_ area: ProgramArea, _ quality: QualityDesk) -> [Route] {
        let (routes, tree) = (ActionRoutes(quality: quality), quality.cases.rules.categories)
        return ActionRoutes.moves.map { move in
            area.change(
                "/actions/:action/\(ActionPage.noun(move))", .right(move.right ?? .readActions),
                "\(move.name)Action",
                asks: { words in
                    ActionForms(tree: tree, words: words).fields(move, nil)
                        + [.number("version", words("quality.api.parameter.version"), in: 1...1_000_000)]
                }, bodyLimit: move == .complete ? ActionRoutes.filesLimit : 512 * 1024
            ) { visit, _ in
                let deed = try await routes.taking(move, visit)
                return { Done(try deed($0).id) }
            }
        }
    }

    private static let lesson = JSONShape<(subject: Case, words: Words)>([
        ("case", Schema.id, { .text($0.subject.id.text) }),
        ("number", Schema.text(), { .text($0.subject.number.description) }),
        ("learning", Schema.optional(Schema.text()), { .optional($0.subject.closing?.learning) }),
        (
            "closed_at", Schema.optional(Schema.moment),
            { told in .optional(told.subject.milestones.closedAt.map { told.words.stamp($0) }) }
        ),
    ])

    private static func lessons(_ area: ProgramArea, _ quality: QualityDesk) -> [Route] {
        let routes = LessonRoutes(quality: quality)
        let answer = Access.right(QualityAction.answerLesson)
        return [
            area.read("/actions/lessons", answer, "listLessons", query: [.after], answer: Schema.page(lesson.schema)) {
                visit, desk in
                try desk.rights.must(QualityAction.answerLesson, visit.actor)
                let cursor: MomentCursor<Case>? = try visit.cursor()
                let (cases, next) = try await desk.read { try routes.page(visit.actor, after: cursor, in: $0) }
                return [
                    "items": .list(cases.map { lesson.json(($0, visit.words)) }), "next": .optional(next?.text),
                ]
            },
            area.change(
                "/actions/lessons/:case", answer, "declineLesson", asks: { LessonRoutes.fields($0) }
            ) { visit, desk in
                let deed = try await routes.declining(visit, desk)
                return { Done(try deed($0).id) }
            },
        ]
    }
}

extension ActionMove {
    /// How operations are named.
    fileprivate var name: String {
        switch self {
        case .plan: "plan"
        case .assign: "assign"
        case .complete: "complete"
        case .verify: "verify"
        case .giveBack: "return"
        case .check: "check"
        case .cancel: "cancel"
        case .link: "link"
        }
    }
}
