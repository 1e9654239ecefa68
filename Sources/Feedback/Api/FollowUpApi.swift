import Casework
import Kernel
import People
import Platform
import Web

/// Follow-ups for programs (回访接口).
enum FollowUpApi {
    static func all(_ feedback: FeedbackDesk) -> [Route] {
        let area = FeedbackApi.area(feedback, .readPersons, .writePersons)
        let work = Access.right(FeedbackAction.followUp)
        return [
            area.read(
                "/follow-ups", .right(FeedbackAction.read), "listFollowUps",
                query: ["audience", "period", "unit", "after"].map {
                    .init($0, "feedback.api.parameter.\($0)", Schema.text(limit: 40))
                },
                answer: Schema.object([
                    "period": Schema.text(), "done": Schema.integer(), "due": Schema.integer(),
                    "items": Schema.list(line.schema), "next": Schema.optional(Schema.text()),
                ])
            ) { visit, desk in try await list(visit, desk) },
            area.change("/follow-ups", work, "recordFollowUp", asks: { fields($0) }, creates: true) { visit, _ in
                try FollowUpRoutes.recording(visit, feedback)
            },
            reading(feedback, area, work),
        ]
    }

    private static let line = JSONShape<FollowUpList.Line>([
        ("person", Schema.id, { .text($0.person.id.text) }), ("code", Schema.text(), { .text("\($0.person.code)") }),
        ("way", Schema.text(choices: FollowUpRule.Way.allCases.map(\.rawValue)), { .text($0.way.rawValue) }),
        ("follow_up", Schema.optional(Schema.id), { .optional($0.done?.id.text) }),
        ("done_on", Schema.optional(Schema.day), { .optional($0.done?.doneOn.description) }),
    ])

    private static func list(_ visit: Visit, _ desk: Desk) async throws -> JSON {
        try desk.rights.must(FeedbackAction.read, visit.actor)
        let asked = FollowUpRoutes.Asked(visit)
        let (list, count) = try await desk.read(.stale) { db in
            let tree = try UnitTree.load(of: visit.actor.organisationID, in: db)
            let units = asked.unit.map { tree.below($0).union([$0]) } ?? []
            return (
                try FollowUpList(
                    asked.audience, in: asked.period, units: units, after: PersonCode(visit.query("after")),
                    on: visit.today, of: visit.actor.organisationID, at: desk, in: db),
                try FollowUpCount(
                    asked.audience, in: asked.period, units: units, on: visit.today, of: visit.actor.organisationID,
                    at: desk, in: db)
            )
        }
        return [
            "period": .text("\(asked.period)"), "done": .integer(count.rate.met), "due": .integer(count.rate.of),
            "items": .list(list.lines.map { line.json($0) }), "next": .optional(list.next.map { "\($0)" }),
        ]
    }

    private static func fields(_ words: Words) -> [Field] {
        [
            .text("person", words("feedback.api.parameter.person"), required: true, limit: 36),
            .select(
                "audience", words("feedback.api.parameter.audience"),
                options: Field.options(of: FollowUpAudience.self, "feedback.audience", words), required: true),
            .text("period", words("feedback.api.parameter.period"), required: true, limit: 7),
        ] + FollowUpRoutes.common(words) + QuestionFields(words: words).who(isStaffDevice: false)
            + [FeedbackApi.answerLines(words)]
    }

    private static let told = JSONShape<(followUp: FollowUp, said: [JSON])>([
        ("id", Schema.id, { .text($0.followUp.id.text) }), ("person", Schema.id, { .text($0.followUp.personID.text) }),
        (
            "audience", Schema.text(choices: FollowUpAudience.allCases.map(\.rawValue)),
            { .text($0.followUp.audience.rawValue) }
        ),
        ("period", Schema.text(), { .text("\($0.followUp.period)") }),
        ("mode", Schema.text(choices: FollowUpMode.allCases.map(\.rawValue)), { .text($0.followUp.mode.rawValue) }),
        ("done_on", Schema.day, { .text($0.followUp.doneOn.description) }),
        ("case", Schema.optional(Schema.id), { .optional($0.followUp.caseID?.text) }),
        (
            "said", Schema.list(Schema.object(["question": Schema.text(), "answer": Schema.text()])),
            { .list($0.said) }
        ),
    ])

    private static func reading(_ feedback: FeedbackDesk, _ area: ProgramArea, _ access: Access) -> Route {
        area.read("/follow-ups/:followup", access, "getFollowUp", answer: told.schema) { visit, desk in
            let found = try await desk.write { try FollowUpRoutes.open(visit, feedback, in: $0).followUp }
            let said: [JSON] = FollowUpRoutes.answers(found, feedback, visit.words).map {
                ["question": .text($0.question), "answer": .text($0.answer)]
            }
            return told.json((found, said))
        }
    }
}
