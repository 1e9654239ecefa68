import Casework
import Kernel
import Platform
import Storage
import Web

/// Suggestions for programs (建议评审接口).
enum SuggestionApi {
    static func all(_ quality: QualityDesk) -> [Route] {
        let area = ProgramArea(
            quality.desk, about: "quality.api.operation", group: "improvement", reading: .readCases,
            writing: .writeCases)
        let routes = SuggestionRoutes(quality: quality)
        return [list(area, routes), show(area)]
            + SuggestionRoutes.moves.map { move in
                area.change(
                    "/suggestions/:case/\(SuggestionRoutes.noun(move))", .right(move.right ?? .readSuggestions),
                    name(move), asks: { SuggestionWords(words: $0).fields(move) }
                ) { visit, _ in
                    let deed = try await routes.taking(move, visit)
                    return { Done(try deed($0)) }
                }
            }
    }

    private static func name(_ move: SuggestionReview.Move) -> String {
        switch move {
        case .ask: "askSuggestionStudy"
        case .opine: "giveSuggestionOpinion"
        case .adopt: "adoptSuggestion"
        case .decline: "declineSuggestion"
        case .tell: "tellProposer"
        case .report: "reportSuggestionImprovement"
        case .answer: "answerSuggestion"
        }
    }

    private static let shape = JSONShape<(review: SuggestionReview, subject: Case, words: Words)>([
        ("case", Schema.id, { .text($0.subject.id.text) }),
        ("number", Schema.text(), { .text($0.subject.number.description) }),
        ("subject", Schema.text(), { .text($0.subject.subject) }),
        (
            "state", Schema.text(choices: SuggestionReview.State.allCases.map(\.rawValue)),
            { .text($0.review.state.rawValue) }
        ),
        ("received_at", Schema.moment, { .text($0.words.stamp($0.review.receivedAt)) }),
        ("unit", Schema.optional(Schema.id), { .optional($0.review.unit?.text) }),
        ("opinions", Schema.list(Schema.text()), { .texts($0.review.opinions.map(\.words)) }),
        ("decision", Schema.optional(Schema.text()), { .optional($0.review.decision?.words) }),
        ("action", Schema.optional(Schema.id), { .optional($0.review.action?.text) }),
        (
            "told_at", Schema.optional(Schema.moment),
            { told in .optional(told.review.toldAt.map { told.words.stamp($0) }) }
        ),
    ])

    private static func list(_ area: ProgramArea, _ routes: SuggestionRoutes) -> Route {
        area.read(
            "/suggestions", .right(QualityAction.readSuggestions), "listSuggestions",
            query: [
                .init(
                    "view", "quality.api.parameter.view", Schema.text(choices: SuggestionView.allCases.map(\.rawValue))),
                .after,
            ], answer: Schema.page(shape.schema)
        ) { visit, desk in
            try desk.rights.must(QualityAction.readSuggestions, visit.actor)
            let view = SuggestionView(rawValue: visit.queryForm.value("view")) ?? .open
            let cursor: MomentCursor<Case>? = try visit.cursor()
            let (items, next) = try await desk.read { try routes.page(visit.actor, view: view, after: cursor, in: $0) }
            return [
                "items": .list(items.map { shape.json(($0.review, $0.subject, visit.words)) }),
                "next": .optional(next?.text),
            ]
        }
    }

    private static func show(_ area: ProgramArea) -> Route {
        area.read(
            "/suggestions/:case", .right(QualityAction.readSuggestions), "getSuggestion", answer: shape.schema
        ) { visit, desk in
            let id = try visit.id("case", of: Case.self)
            let open = try await desk.read { try OpenSuggestion.find(id, for: visit.actor, at: desk, in: $0) }
            return shape.json((open.review, open.subject, visit.words))
        }
    }
}
