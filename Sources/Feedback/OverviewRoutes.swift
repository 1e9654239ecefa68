import Casework
import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// Feedback at a glance (意见反馈): low scores to look into, surveys that run, how follow-ups go.
enum OverviewRoutes {
    static func all(_ feedback: FeedbackDesk) -> [Route] {
        let forms = PageForms(feedback.desk, home: { _ in "/feedback" }) { try await one($0, feedback, faults: $1) }
        return [
            .get("/feedback", .right(FeedbackAction.read)) { visit in try await show(visit, feedback) },
            .get("/low-scores/:score", .right(FeedbackAction.handle)) { visit in try await one(visit, feedback) },
            forms.post(
                "/low-scores/:score/handling", .right(FeedbackAction.handle), saying: "feedback.flash.handled"
            ) { visit, _ in try handling(visit, feedback) },
        ]
    }

    private static func show(_ visit: Visit, _ feedback: FeedbackDesk) async throws -> Response {
        let (desk, actor, words) = (feedback.desk, visit.actor, visit.words)
        try desk.rights.must(FeedbackAction.read, actor)
        let today = visit.today
        let mayHandle = feedback.may(.handle, visit)
        let (low, surveys, elders, families, awareness) = try await desk.read(.stale) { db in
            func count(_ audience: FollowUpAudience) throws -> FollowUpCount {
                try FollowUpCount(
                    audience, in: FigurePeriod(FollowUpRule.grain(audience), holding: today), on: today,
                    of: actor.organisationID, at: desk, in: db)
            }
            return (
                try LowScore.waiting(of: actor.organisationID, in: db),
                try Survey.page(of: actor.organisationID, in: db).surveys, try count(.elder), try count(.family),
                try Awareness.latest(of: actor.organisationID, at: desk, in: db)
            )
        }
        func word(_ key: String) -> String { words("feedback.overview.\(key)") }
        let known = Dictionary(surveys.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let scores = low.scores.map { score -> TableView.Row in
            let survey = known[score.surveyID]
            let question = survey?.question(score.question)?.text.told(in: words.language) ?? score.question
            return TableView.Row([
                .init(question, address: "/low-scores/\(score.id)"), .init(survey?.name ?? ""),
                .init(words.day(score.openedOn)),
            ])
        }
        let running = surveys.filter { $0.state != .closed }.map { survey in
            TableView.Row([
                .init(survey.name, address: "/surveys/\(survey.id)"), .init("", state: SurveyPage.badge(survey, words)),
                .init(SurveyPage.days(survey, words)),
            ])
        }
        func line(_ count: FollowUpCount) -> String {
            words(
                "feedback.follow_up.so_many", ["met": .number(count.rate.met), "of": .number(count.rate.of)])
        }
        let followUps = DefinitionList([
            .init(words("feedback.audience.elder"), line(elders), address: "/follow-ups?audience=elder"),
            .init(words("feedback.audience.family"), line(families), address: "/follow-ups?audience=family"),
        ])
        var sections = [PageSection("follow-ups", word("follow_ups"), facts: followUps)]
        if let awareness { sections.append(section(awareness, words)) }
        // Whoever does not look into them learns of them from the report, where nobody can be known.
        if mayHandle {
            sections.append(
                PageSection(
                    "low", word("low"), lead: word("low_lead"),
                    table: TableView(
                        word("low"), columns: ["question", "survey", "since"].map { word("column.\($0)") }, rows: scores
                    ),
                    lines: low.hasMore ? [word("more")] : [],
                    empty: EmptyState(icon: "check-circle", sentence: word("no_low"))))
        }
        sections.append(
            PageSection(
                "surveys", word("surveys"),
                table: TableView(
                    word("surveys"), columns: ["survey", "state", "days"].map { word("column.\($0)") }, rows: running),
                empty: EmptyState(
                    icon: "clipboard-check", sentence: word("no_surveys"),
                    action: ActionLink("/surveys", words("feedback.surveys.title")))))
        return try visit.page(RecordPage(words("feedback.title"), lead: word("lead"), sections))
    }

    /// Whether people know how to complain, by the last survey that asked (知晓率, S0-5).
    private static func section(_ awareness: Awareness, _ words: Words) -> PageSection {
        let figure = FigureWords(words: words)
        let rows = awareness.lines.map { line in
            TableView.Row([.init(line.question.text.told(in: words.language)), figure.rate(line.rate)])
        }
        return PageSection(
            "awareness", words("feedback.overview.awareness"),
            lead: words(
                "feedback.overview.awareness_lead",
                ["survey": .text(awareness.survey.name), "day": .day(awareness.survey.closesOn)]),
            table: TableView(
                words("feedback.overview.awareness"),
                columns: [
                    words("feedback.overview.column.question"), words("feedback.overview.column.awareness"),
                ], rows: rows))
    }

    private static func one(
        _ visit: Visit, _ feedback: FeedbackDesk, faults: [String: Message] = [:]
    ) async throws -> Response {
        let (desk, words) = (feedback.desk, visit.words)
        try desk.rights.must(FeedbackAction.handle, visit.actor)
        let id = try visit.id("score", of: LowScore.self)
        let (score, survey) = try await desk.read { db in
            let score = try LowScore.find(id, of: visit.actor.organisationID, in: db)
            let survey = try Survey.find(score.surveyID, of: visit.actor.organisationID, in: db)
            try survey.mustNotRate(visit.actor, in: db)
            return (score, survey)
        }
        var facts = [
            DefinitionList.Item(
                words("feedback.overview.column.survey"), survey.name, address: "/surveys/\(survey.id)"),
            .init(words("feedback.overview.column.since"), words.day(score.openedOn)),
        ]
        if let caseID = score.caseID {
            facts.append(
                .init(
                    words("feedback.follow_up.case"), words("feedback.follow_up.open_case"), address: "/cases/\(caseID)"
                ))
        }
        let title = survey.question(score.question)?.text.told(in: words.language) ?? score.question
        var taken: [PageSection] = []
        if desk.rights.allows("quality.actions.open", to: visit.actor) {
            taken.append(
                PageSection(
                    "action", words("feedback.overview.take"),
                    form: FormView(
                        action: "/actions/from/low_score/\(score.id)", fields: [],
                        submit: words("feedback.overview.take_press"), icon: "plus-lg")))
        }
        let form = FormView(
            action: "/low-scores/\(score.id)/handling", fields: fields(words),
            submit: words("feedback.overview.handle"), icon: "check-lg")
        return try visit.page(
            RecordPage(
                title, breadcrumb: Breadcrumb([("/feedback", words("feedback.title"))], here: title),
                lead: words("feedback.overview.\(survey.isAnonymous ? "low_anonymous" : "low_named")"),
                [
                    PageSection(
                        "handle", facts: DefinitionList(facts),
                        form: faults.isEmpty ? form : form.refused(visit.form, faults, words))
                ] + taken), status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    static func fields(_ words: Words) -> [Field] {
        [
            .textarea(
                "outcome", words("feedback.overview.outcome"), hint: words("feedback.overview.outcome_hint"),
                required: true, limit: LowScore.outcomeLimit, rows: 3)
        ]
    }

    static func handling(_ visit: Visit, _ feedback: FeedbackDesk) throws -> Deed<Done> {
        let (desk, actor) = (feedback.desk, visit.actor)
        try desk.rights.must(FeedbackAction.handle, actor)
        let id = try visit.id("score", of: LowScore.self)
        var reader = FormReader(visit.form)
        let outcome = reader.text("outcome", limit: LowScore.outcomeLimit, required: true)
        try reader.finish()
        return { db in
            try LowScore.handle(id, saying: outcome, by: actor, at: desk, in: db)
            return Done(id)
        }
    }
}
