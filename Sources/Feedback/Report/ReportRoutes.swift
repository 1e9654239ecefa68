import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// The report of a wave on paper and as a file, and the release of what people wrote (S4-49).
enum ReportRoutes {
    static func all(_ feedback: FeedbackDesk) -> [Route] {
        let release = Access.right(FeedbackAction.release)
        let forms = PageForms(
            feedback.desk, home: { "/surveys/\(try $0.id("survey", of: Survey.self))/comments" }
        ) { try await comments($0, feedback, faults: $1) }
        return [
            .get("/surveys/:survey/print", .right(FeedbackAction.read)) { visit in
                try visit.page(SurveyReportSheet(try await report(visit, feedback), visit))
            },
            .get("/surveys/:survey/export", .right(FeedbackAction.read)) { visit in
                let report = try await report(visit, feedback)
                let sheet = SurveyReportSheet(report, visit)
                return visit.download(CSV.write(sheet.records), named: "survey-\(report.survey.closesOn).csv")
            },
            .get("/surveys/:survey/comments", release) { visit in try await comments(visit, feedback) },
            forms.post(
                "/surveys/:survey/comments/:comment", release, saying: "feedback.flash.judged",
                { visit, _ in try judging(visit, feedback) }),
        ]
    }

    /// A report that can be told. Throws `Problem.conflict` before the survey is closed.
    static func report(_ visit: Visit, _ feedback: FeedbackDesk) async throws -> SurveyReport {
        let report = try await feedback.desk.read(.stale) { db in
            try SurveyReport(feedback.survey(visit, for: .read, in: db), at: feedback.desk, in: db)
        }
        guard report.survey.state == .closed else { throw Problem.conflict("feedback.problem.not_closed") }
        return report
    }

    /// What waits to be released. Throws `Problem.conflict` before the survey is closed and below five answers, when
    /// words would tell who wrote them.
    static func waiting(
        _ visit: Visit, _ feedback: FeedbackDesk, in db: any Connection
    ) throws -> (survey: Survey, comments: [SurveyComment]) {
        let survey = try feedback.survey(visit, for: .release, in: db)
        guard try SurveyReport(survey, at: feedback.desk, in: db).isTold else {
            throw Problem.conflict("feedback.problem.not_closed")
        }
        return (survey, try SurveyComment.waiting(of: survey, at: feedback.desk, in: db))
    }

    private static func comments(
        _ visit: Visit, _ feedback: FeedbackDesk, faults: [String: Message] = [:]
    ) async throws -> Response {
        let (survey, found) = try await feedback.desk.read { db in try waiting(visit, feedback, in: db) }
        let words = visit.words
        func word(_ key: String) -> String { words("feedback.comments.\(key)") }
        let sections = found.map { comment in
            let form = FormView(
                action: "/surveys/\(survey.id)/comments/\(comment.id)", fields: fields(comment.text, words),
                submit: word("save"), icon: "check-lg")
            let isThis = visit.parameters.get("comment") == comment.id.text
            return PageSection(
                "c-\(comment.id)", survey.question(comment.question)?.text.told(in: words.language) ?? "",
                form: isThis && !faults.isEmpty ? form.refused(visit.form, faults, words) : form)
        }
        let none = PageSection("none", empty: EmptyState(icon: "chat-square-text", sentence: word("none")))
        return try visit.page(
            RecordPage(
                word("title"), breadcrumb: Breadcrumb([("/surveys/\(survey.id)", survey.name)], here: word("title")),
                lead: word("lead"), sections.isEmpty ? [none] : sections),
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    static func fields(_ text: String, _ words: Words) -> [Field] {
        func word(_ key: String) -> String { words("feedback.comments.\(key)") }
        return [
            .textarea(
                "text", word("text"), value: text, hint: word("text_hint"), limit: SurveyAnswer.textLimit, rows: 3),
            .radio(
                "decision", word("decision"),
                options: [SurveyComment.State.released, .withheld].map {
                    Field.Option($0.rawValue, words("feedback.comments.\($0.rawValue)"))
                }, required: true),
        ]
    }

    static func judging(_ visit: Visit, _ feedback: FeedbackDesk) throws -> Deed<Done> {
        let id = try visit.id("comment", of: SurveyComment.self)
        var reader = FormReader(visit.form)
        let text = reader.text("text", limit: SurveyAnswer.textLimit)
        let decision = reader.requiredChoice("decision", as: SurveyComment.State.self)
        if decision == .waiting { reader.fault("decision", Message("web.form.not_listed")) }
        if decision == .released, text.isEmpty { reader.fault("text", Message("web.form.required")) }
        try reader.finish()
        return { db in
            let survey = try waiting(visit, feedback, in: db).survey
            try SurveyComment.judge(
                id, of: survey, releasing: decision == .released ? text : nil, by: visit.actor, at: feedback.desk,
                in: db)
            return Done(id)
        }
    }
}
