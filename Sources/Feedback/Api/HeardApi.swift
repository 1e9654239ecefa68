import Casework
import Kernel
import Platform
import Web

/// What staff overheard, for programs (员工主动收集接口).
enum HeardApi {
    static func all(_ feedback: FeedbackDesk) -> [Route] {
        let area = FeedbackApi.area(feedback, .readCases, .writeCases)
        let (hear, answer) = (Access.right(FeedbackAction.hear), Access.right(FeedbackAction.answerHeard))
        return [
            area.read(
                "/heard", hear, "listHeard",
                answer: Schema.object([
                    "own": Schema.list(shape.schema), "waiting": Schema.list(shape.schema),
                    "units": Schema.list(count.schema),
                ])
            ) { visit, _ in
                let told = try await HeardRoutes.told(visit, feedback)
                return [
                    "own": .list(told.own.map { shape.json($0) }),
                    "waiting": .list(told.waiting.prefix(HeardWord.pageSize).map { shape.json($0) }),
                    "units": .list(told.counts.map { count.json($0) }),
                ]
            },
            area.change(
                "/heard", hear, "tellHeard", asks: { HeardRoutes.fields($0, today: nil) }, creates: true
            ) { visit, _ in try HeardRoutes.telling(visit, feedback) },
            area.read("/heard/:heard", hear, "getHeard", answer: shape.schema) { visit, desk in
                try await desk.read { shape.json(try HeardRoutes.find(visit, feedback, in: $0)) }
            },
            area.change(
                "/heard/:heard/answer", answer, "answerHeard", asks: { HeardRoutes.answerFields($0) }
            ) { visit, _ in try HeardRoutes.answering(visit, feedback) },
        ]
    }

    private static let shape = JSONShape<HeardWord>([
        ("id", Schema.id, { .text($0.id.text) }),
        ("kind", Schema.text(choices: HeardWord.kinds.map(\.rawValue)), { .text($0.kind.rawValue) }),
        ("text", Schema.text(), { .text($0.text) }), ("heard_on", Schema.day, { .text($0.heardOn.description) }),
        ("open", Schema.flag, { .flag($0.isOpen) }),
        ("outcome", Schema.optional(Schema.text()), { .optional($0.outcome) }),
        ("case", Schema.optional(Schema.id), { .optional($0.caseID?.text) }),
    ])

    private static let count = JSONShape<HeardCount>([
        ("unit", Schema.optional(Schema.id), { .optional($0.unit?.text) }),
        ("told", Schema.integer(), { .integer($0.told) }), ("cases", Schema.integer(), { .integer($0.cases) }),
    ])
}
