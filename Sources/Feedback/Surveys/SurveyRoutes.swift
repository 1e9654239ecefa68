import Casework
import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// Surveys (问卷调查, S0-28, S2-25, S4-48): the list, a new one, and what is done with one until its report stands.
enum SurveyRoutes {
    static func all(_ feedback: FeedbackDesk) -> [Route] {
        let desk = feedback.desk
        let list = PageForms(desk, home: { _ in "/surveys" }) { try await self.list($0, feedback, faults: $1) }
        let one = PageForms(desk, home: { "/surveys/\(try $0.id("survey", of: Survey.self))" }) {
            try await show($0, feedback, faults: $1)
        }
        let manage = Access.right(FeedbackAction.manage)
        return [
            .get("/surveys", .right(FeedbackAction.read)) { visit in try await self.list(visit, feedback) },
            list.post(
                "/surveys", manage, saying: "feedback.flash.made", to: { "/surveys/\($1.id)" },
                { visit, _ in try making(visit, feedback) }),
            .get("/surveys/:survey", .right(FeedbackAction.read)) { visit in try await show(visit, feedback) },
            one.post("/surveys/:survey/opening", manage, saying: "feedback.flash.opened") { visit, _ in
                try opening(visit, feedback)
            },
            one.post("/surveys/:survey/closure", manage, saying: "feedback.flash.closed") { visit, _ in
                try closing(visit, feedback)
            },
            one.post(
                "/surveys/:survey/reminders", manage, saying: "feedback.flash.reminded",
                to: { visit, _ in "/surveys/\(try visit.id("survey", of: Survey.self))/invitations?waiting=yes" },
                { visit, _ in try reminding(visit, feedback) }),
        ]
    }

    private static func list(
        _ visit: Visit, _ feedback: FeedbackDesk, faults: [String: Message] = [:]
    ) async throws -> Response {
        let (desk, words, actor) = (feedback.desk, visit.words, visit.actor)
        try desk.rights.must(FeedbackAction.read, actor)
        let cursor = MomentCursor<Survey>(visit.query("after"))
        let mayManage = feedback.may(.manage, visit)
        let (surveys, next, tree) = try await desk.read { db in
            let page = try Survey.page(of: actor.organisationID, after: cursor, in: db)
            return (page.surveys, page.next, mayManage ? try UnitTree.load(of: actor.organisationID, in: db) : nil)
        }
        func word(_ key: String) -> String { words("feedback.surveys.\(key)") }
        let rows = surveys.map { survey in
            TableView.Row([
                .init(survey.name, address: "/surveys/\(survey.id)"),
                .init(words("feedback.kind.\(survey.kind.rawValue)")),
                .init("", state: SurveyPage.badge(survey, words)),
                .init(SurveyPage.days(survey, words)),
            ])
        }
        var sections = [
            PageSection(
                "list",
                table: TableView(
                    word("title"), columns: ["name", "kind", "state", "days"].map { word("column.\($0)") }, rows: rows),
                empty: EmptyState(icon: "clipboard-check", sentence: word("none")),
                pager: Pager(
                    previous: cursor == nil ? nil : "/surveys", next: next.map { "/surveys?after=\($0.text)" }))
        ]
        if let tree {
            let form = FormView(
                action: "/surveys", fields: fields(tree: tree, today: visit.today, words), submit: word("make"),
                icon: "plus-lg")
            sections.append(
                PageSection(
                    "new", word("new"), form: faults.isEmpty ? form : form.refused(visit.form, faults, words),
                    isFolded: !surveys.isEmpty))
        }
        return try visit.page(
            RecordPage(word("title"), lead: word("lead"), sections),
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    static func fields(tree: UnitTree? = nil, today: LocalDay? = nil, _ words: Words) -> [Field] {
        func word(_ key: String) -> String { words("feedback.surveys.field.\(key)") }
        return [
            .select(
                "kind", word("kind"), options: Field.options(of: SurveyKind.self, "feedback.kind", words),
                blank: words("platform.admin.choose"), required: true),
            .text("name", word("name"), hint: word("name_hint"), required: true, limit: Survey.nameLimit),
            .day("opens_on", word("opens_on"), value: today, required: true),
            .day(
                "closes_on", word("closes_on"), value: today?.advanced(by: 30), hint: word("closes_hint"),
                required: true),
            .radio(
                "plan", word("plan"),
                options: Field.options(of: SamplingPlan.Kind.self, "feedback.plan", words, selected: .everybody),
                hint: word("plan_hint"), required: true),
            .number("sample_size", word("sample_size"), in: 0...Survey.populationLimit, hint: word("sample_hint")),
            .number("threshold", word("threshold"), in: 1...100, hint: word("threshold_hint")),
            .select(
                "rated_unit", word("rated_unit"), options: tree?.options() ?? [], blank: word("no_unit"),
                hint: word("rated_hint")),
        ]
    }

    /// Reads a new survey; a threshold left out is that of its bank.
    static func making(_ visit: Visit, _ feedback: FeedbackDesk) throws -> Deed<Done> {
        let (desk, actor) = (feedback.desk, visit.actor)
        try desk.rights.must(FeedbackAction.manage, actor)
        var reader = FormReader(visit.form)
        let kind = reader.requiredChoice("kind", as: SurveyKind.self)
        let name = reader.text("name", limit: Survey.nameLimit, required: true)
        let opensOn = reader.day("opens_on", required: true)
        let closesOn = reader.day("closes_on", required: true)
        let plan = reader.requiredChoice("plan", as: SamplingPlan.Kind.self)
        let size = reader.number("sample_size", in: 0...Survey.populationLimit)
        let threshold = reader.number("threshold", in: 1...100)
        let ratedUnit = reader.identity("rated_unit", of: OrganisationUnit.self)
        try reader.finish()
        guard let kind, let opensOn, let closesOn, let plan else { throw Problem.notFound }
        let bank = try feedback.bank(kind)
        let draft = try SurveyDraft(
            kind: kind, name: name, plan: SamplingPlan(plan, size: size ?? 0), threshold: threshold ?? bank.threshold,
            ratedUnit: ratedUnit, opensOn: opensOn, closesOn: closesOn, today: visit.today)
        return { db in Done(try draft.make(bank, by: actor, at: desk, in: db)) }
    }

    static func opening(_ visit: Visit, _ feedback: FeedbackDesk) throws -> Deed<Done> {
        { db in
            let survey = try feedback.survey(visit, for: .manage, in: db)
            try survey.open(feedback.bank(survey.kind), by: visit.actor, at: feedback.desk, in: db)
            return Done(survey.id)
        }
    }

    static func closing(_ visit: Visit, _ feedback: FeedbackDesk) throws -> Deed<Done> {
        { db in
            let survey = try feedback.survey(visit, for: .manage, in: db)
            try survey.close(by: visit.actor, at: feedback.desk, in: db)
            return Done(survey.id)
        }
    }

    /// Everybody without an answer is to be reminded; their letters are printed, or they are called.
    static func reminding(_ visit: Visit, _ feedback: FeedbackDesk) throws -> Deed<Done> {
        { db in
            let survey = try feedback.survey(visit, for: .manage, in: db)
            guard survey.takesAnswers(on: visit.today) else { throw Problem.conflict("feedback.problem.not_open") }
            let count = try SurveyInvitation.remind(survey, on: visit.today, in: db)
            try Event.record(
                "feedback.survey_reminded", of: survey.subject, by: visit.actor, facts: ["reminded": String(count)],
                at: feedback.desk, in: db)
            return Done(survey.id)
        }
    }

    private static func show(
        _ visit: Visit, _ feedback: FeedbackDesk, faults: [String: Message] = [:]
    ) async throws -> Response {
        let (desk, actor) = (feedback.desk, visit.actor)
        let (report, unit, isTold, isRated) = try await desk.read { db in
            let survey = try feedback.survey(visit, for: .read, in: db)
            let tree = try UnitTree.load(of: actor.organisationID, in: db)
            let isTold = try StaffNotice.unread(of: actor, limit: 100, in: db).contains { $0.subject == survey.subject }
            let isRated = try survey.isRating(actor, in: db)
            return (
                try SurveyReport(survey, at: desk, in: db), survey.ratedUnit.flatMap { tree[$0]?.name }, isTold, isRated
            )
        }
        if isTold { try await desk.write { try StaffNotice.markSeen(report.survey.subject, by: actor, in: $0) } }
        let page = SurveyPage(
            report: report, ratedUnit: unit, isRated: isRated, feedback: feedback, visit: visit, faults: faults)
        return try visit.page(page.page, status: faults.isEmpty ? .ok : .unprocessableContent)
    }
}
