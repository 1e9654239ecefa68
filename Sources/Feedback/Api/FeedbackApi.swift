import Casework
import Kernel
import Platform
import Web

/// Surveys and follow-ups for programs (意见反馈接口): the same deeds as the pages'.
enum FeedbackApi {
    static func all(_ feedback: FeedbackDesk) -> [Route] {
        surveys(feedback) + answers(feedback) + FollowUpApi.all(feedback)
    }

    static func area(_ feedback: FeedbackDesk, _ reading: Scope, _ writing: Scope) -> ProgramArea {
        ProgramArea(
            feedback.desk, about: "feedback.api.operation", group: "feedback", reading: reading, writing: writing)
    }

    static let survey = JSONShape<(survey: Survey, words: Words)>([
        ("id", Schema.id, { .text($0.survey.id.text) }),
        ("kind", Schema.text(choices: SurveyKind.allCases.map(\.rawValue)), { .text($0.survey.kind.rawValue) }),
        ("name", Schema.text(), { .text($0.survey.name) }),
        ("state", Schema.text(choices: SurveyState.allCases.map(\.rawValue)), { .text($0.survey.state.rawValue) }),
        ("opens_on", Schema.day, { .text($0.survey.opensOn.description) }),
        ("closes_on", Schema.day, { .text($0.survey.closesOn.description) }),
        ("is_anonymous", Schema.flag, { .flag($0.survey.isAnonymous) }),
        ("population", Schema.integer(), { .integer($0.survey.population) }),
        (
            "questions", Schema.list(question.schema),
            { told in .list(told.survey.questions.map { question.json(($0, told.words)) }) }
        ),
    ])

    private static let question = JSONShape<(question: Question, words: Words)>([
        ("code", Schema.text(), { .text($0.question.code) }),
        ("kind", Schema.text(choices: Question.Kind.allCases.map(\.rawValue)), { .text($0.question.kind.rawValue) }),
        ("text", Schema.text(), { .text($0.question.text.told(in: $0.words.language)) }),
    ])

    private static func surveys(_ feedback: FeedbackDesk) -> [Route] {
        let area = area(feedback, .readCases, .writeCases)
        let (read, manage) = (Access.right(FeedbackAction.read), Access.right(FeedbackAction.manage))
        return [
            area.read(
                "/surveys", read, "listSurveys", query: [.after], answer: Schema.page(survey.schema)
            ) { visit, desk in
                try desk.rights.must(FeedbackAction.read, visit.actor)
                let cursor = try visit.cursor(of: Survey.self)
                let page = try await desk.read {
                    try Survey.page(of: visit.actor.organisationID, after: cursor, in: $0)
                }
                return [
                    "items": .list(page.surveys.map { survey.json(($0, visit.words)) }),
                    "next": .optional(page.next?.text),
                ]
            },
            area.change(
                "/surveys", manage, "makeSurvey", asks: { SurveyRoutes.fields($0) }, creates: true
            ) { visit, _ in try SurveyRoutes.making(visit, feedback) },
            area.read("/surveys/:survey", read, "getSurvey", answer: SurveyShape.schema) { visit, desk in
                let report = try await desk.read { db in
                    try SurveyReport(feedback.survey(visit, for: .read, in: db), at: desk, in: db)
                }
                return SurveyShape.json(report, survey.json((report.survey, visit.words)), visit.words)
            },
            area.change("/surveys/:survey/opening", manage, "openSurvey") { visit, _ in
                try SurveyRoutes.opening(visit, feedback)
            },
            area.change("/surveys/:survey/closure", manage, "closeSurvey") { visit, _ in
                try SurveyRoutes.closing(visit, feedback)
            },
            area.change("/surveys/:survey/reminders", manage, "remindOfSurvey") { visit, _ in
                try SurveyRoutes.reminding(visit, feedback)
            },
        ]
    }

    private static let invitation = JSONShape<SurveyInvitation>([
        ("id", Schema.id, { .text($0.id.text) }), ("number", Schema.integer(), { .integer($0.number) }),
        ("person", Schema.optional(Schema.id), { .optional($0.personID?.text) }),
        ("case", Schema.optional(Schema.id), { .optional($0.caseID?.text) }),
        ("is_answered", Schema.flag, { .flag($0.isUsed) }), ("reminders", Schema.integer(), { .integer($0.reminders) }),
    ])

    private static let comment = JSONShape<SurveyComment>([
        ("id", Schema.id, { .text($0.id.text) }), ("question", Schema.text(), { .text($0.question) }),
        ("text", Schema.text(), { .text($0.text) }),
    ])

    private static let score = JSONShape<LowScore>([
        ("id", Schema.id, { .text($0.id.text) }), ("survey", Schema.id, { .text($0.surveyID.text) }),
        ("question", Schema.text(), { .text($0.question) }),
        ("case", Schema.optional(Schema.id), { .optional($0.caseID?.text) }),
        ("opened_on", Schema.day, { .text($0.openedOn.description) }),
    ])

    private static func answers(_ feedback: FeedbackDesk) -> [Route] {
        let area = area(feedback, .readCases, .writeCases)
        let release = Access.right(FeedbackAction.release)
        return [
            area.read(
                "/surveys/:survey/invitations", .right(FeedbackAction.manage), "listInvitations",
                query: [.init("after", "feedback.api.parameter.number", Schema.text(limit: 12))],
                answer: Schema.page(invitation.schema)
            ) { visit, desk in
                let listed = try await desk.read {
                    try InvitationRoutes.read(visit, feedback, unanswered: false, in: $0)
                }
                return [
                    "items": .list(listed.invitations.map { invitation.json($0) }),
                    "next": .optional(listed.next.map(String.init)),
                ]
            },
            area.change(
                "/surveys/:survey/answers", .right(FeedbackAction.key), "keyAnswer", asks: { keyed($0) }, creates: true
            ) { visit, _ in try await KeyingRoutes.keying(visit, feedback) },
            area.read(
                "/surveys/:survey/comments", release, "listComments",
                answer: Schema.object(["items": Schema.list(comment.schema)])
            ) { visit, desk in
                let found = try await desk.read { db in try ReportRoutes.waiting(visit, feedback, in: db) }
                return ["items": .list(found.comments.map { comment.json($0) })]
            },
            area.change(
                "/surveys/:survey/comments/:comment", release, "judgeComment",
                asks: { ReportRoutes.fields("", $0) }
            ) { visit, _ in try ReportRoutes.judging(visit, feedback) },
            area.read(
                "/feedback", .right(FeedbackAction.handle), "listLowScores",
                answer: Schema.object(["low_scores": Schema.list(score.schema)])
            ) { visit, desk in
                try desk.rights.must(FeedbackAction.handle, visit.actor)
                let low = try await desk.read { try LowScore.waiting(of: visit.actor.organisationID, in: $0) }
                return ["low_scores": .list(low.scores.map { score.json($0) })]
            },
            area.change(
                "/low-scores/:score/handling", .right(FeedbackAction.handle), "handleLowScore",
                asks: { OverviewRoutes.fields($0) }
            ) { visit, _ in try OverviewRoutes.handling(visit, feedback) },
        ]
    }

    /// The form of a keyed answer whatever is asked: a line for each answer.
    private static func keyed(_ words: Words) -> [Field] { KeyingRoutes.fields([], words) + [answerLines(words)] }

    static func answerLines(_ words: Words) -> Field {
        .textarea("answers", words("feedback.api.answers"), hint: words("feedback.api.answers_hint"), limit: 60_000)
    }
}

/// The report of a wave for programs (问卷报告).
enum SurveyShape {
    private static let line = JSONShape<(figures: QuestionFigures, report: SurveyReport, words: Words)>([
        ("question", Schema.text(), { .text($0.figures.question.code) }),
        ("n", Schema.integer(), { .integer($0.figures.n) }),
        ("rate", Schema.optional(rate.schema), { $0.figures.rate.map { rate.json($0) } ?? .null }),
        ("strict", Schema.optional(rate.schema), { $0.figures.strict.map { rate.json($0) } ?? .null }),
        ("net_promoter_score", Schema.optional(number), { $0.figures.score.map { .number($0) } ?? .null }),
        ("mean", Schema.optional(number), { $0.figures.mean.map { .number($0) } ?? .null }),
        ("answers", Schema.list(cell.schema), { .list($0.figures.cells.map { cell.json($0) }) }),
        (
            "compared", Schema.optional(Schema.text(choices: Comparison.Verdict.allCases.map(\.rawValue))),
            { .optional($0.report.comparison($0.figures)?.verdict.rawValue) }
        ),
    ])

    private static let number: JSON = ["type": "number"]

    private static let rate = JSONShape<Rate>([
        ("met", Schema.integer(), { .integer($0.met) }), ("of", Schema.integer(), { .integer($0.of) }),
        ("low", Schema.optional(number), { $0.interval.map { .number($0.lowerBound) } ?? .null }),
        ("high", Schema.optional(number), { $0.interval.map { .number($0.upperBound) } ?? .null }),
    ])

    private static let cell = JSONShape<QuestionFigures.Cell>([
        ("values", Schema.list(Schema.integer()), { .list($0.values.map { .integer($0) }) }),
        ("count", Schema.optional(Schema.integer()), { $0.shown.map { .integer($0) } ?? .null }),
    ])

    static let schema = Schema.object([
        "survey": FeedbackApi.survey.schema, "answered": Schema.integer(), "response": Schema.optional(rate.schema),
        "is_told": Schema.flag, "index": Schema.optional(number), "questions": Schema.list(line.schema),
        "findings": Schema.list(Schema.text()),
    ])

    static func json(_ report: SurveyReport, _ survey: JSON, _ words: Words) -> JSON {
        [
            "survey": survey, "answered": .integer(report.answered),
            "response": report.response.map { rate.json($0) } ?? .null, "is_told": .flag(report.isTold),
            "index": report.toldIndex.map { .number($0) } ?? .null,
            "questions": .list(report.figures.map { line.json(($0, report, words)) }),
            "findings": .list(report.findings.map { .text($0.question.code) }),
        ]
    }
}
