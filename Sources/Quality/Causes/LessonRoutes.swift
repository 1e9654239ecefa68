import Casework
import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// Closed cases of which nobody has said yet whether anything must change (结案后是否需要改进, S0-8).
struct LessonRoutes: Sendable {
    let quality: QualityDesk
    var desk: Desk { quality.desk }

    static func all(_ quality: QualityDesk) -> [Route] {
        let routes = LessonRoutes(quality: quality)
        let answer = Access.right(QualityAction.answerLesson)
        let forms = PageForms(quality.desk, home: { _ in "/actions/lessons" }) {
            try await routes.show($0, faults: $1)
        }
        return [
            .get("/actions/lessons", answer) { visit in try await routes.list(visit) },
            .get("/actions/lessons/:case", answer) { visit in try await routes.show(visit) },
            forms.post(
                "/actions/lessons/:case", answer, saying: "quality.lessons.declined", routes.declining),
        ]
    }

    /// The cases of a page that the reader may open, each with what was learnt.
    func page(
        _ actor: Actor, after cursor: MomentCursor<Case>?, in db: any Connection
    ) throws -> (cases: [Case], next: MomentCursor<Case>?) {
        let (lessons, next) = try CaseLesson.page(of: actor.organisationID, after: cursor, in: db)
        let reader = try CaseReader.of(actor, in: db)
        let cases = try lessons.map { try Case.find($0.caseID, of: actor.organisationID, at: desk, in: db) }
        return (cases.filter { reader.mayRead($0) }, next)
    }

    private func list(_ visit: Visit) async throws -> Response {
        try desk.rights.must(QualityAction.answerLesson, visit.actor)
        let cursor = MomentCursor<Case>(visit.query("after"))
        let (cases, next) = try await desk.read { try page(visit.actor, after: cursor, in: $0) }
        func word(_ key: String) -> String { visit.words("quality.lessons.\(key)") }
        let rows = cases.map { subject in
            TableView.Row([
                .init(
                    subject.isRestricted ? subject.number.description : subject.subject,
                    address: "/actions/lessons/\(subject.id)",
                    note: subject.isRestricted ? nil : subject.number.description),
                .init(subject.isRestricted ? "" : subject.closing?.learning ?? ""),
                .init(subject.milestones.closedAt.map { visit.words.moment($0) } ?? ""),
            ])
        }
        return try visit.page(
            RecordPage(
                word("title"),
                breadcrumb: Breadcrumb([("/actions", visit.words("quality.actions.title"))], here: word("title")),
                lead: word("lead"),
                [
                    PageSection(
                        "lessons",
                        table: TableView(
                            word("title"), columns: ["case", "learning", "closed"].map { word("column.\($0)") },
                            rows: rows), empty: EmptyState(icon: "lightbulb", sentence: word("none")),
                        pager: Pager(
                            previous: cursor == nil ? nil : "/actions/lessons",
                            next: next.map { "/actions/lessons?after=\($0.text)" }))
                ]))
    }

    private func find(_ visit: Visit, in db: any Connection) throws -> Case {
        let id = try visit.id("case", of: Case.self)
        let subject = try Case.find(id, of: visit.actor.organisationID, at: desk, in: db)
        try desk.rights.must(
            subject.readingAction, visit.actor, as: subject.relations(of: try Standing.of(visit.actor, in: db)))
        return subject
    }

    private func show(_ visit: Visit, faults: [String: Message] = [:]) async throws -> Response {
        try desk.rights.must(QualityAction.answerLesson, visit.actor)
        let subject = try await desk.read { try find(visit, in: $0) }
        try await desk.write { try StaffNotice.markSeen(CaseLesson.subject(subject.id), by: visit.actor, in: $0) }
        func word(_ key: String) -> String { visit.words("quality.lessons.\(key)") }
        let form = FormView(
            action: "/actions/lessons/\(subject.id)", fields: LessonRoutes.fields(visit.words),
            submit: word("decline"), icon: "check-lg")
        let title = subject.number.description
        return try visit.page(
            RecordPage(
                word("question"),
                breadcrumb: Breadcrumb(
                    [("/actions", visit.words("quality.actions.title")), ("/actions/lessons", word("title"))],
                    here: title),
                actions: [
                    ActionLink("/actions/new?from=case.\(subject.id)", word("open_action"), icon: "plus-lg"),
                    ActionLink("/cases/\(subject.id)", word("case"), icon: "journal-text"),
                ],
                [
                    PageSection(
                        "lesson",
                        facts: DefinitionList([
                            .init(word("column.case"), "\(title) \(subject.isRestricted ? "" : subject.subject)"),
                            .init(word("column.learning"), subject.closing?.learning ?? ""),
                        ])),
                    PageSection(
                        "decline", word("decline_heading"),
                        form: faults.isEmpty ? form : form.refused(visit.form, faults, visit.words)),
                ]), status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    static func fields(_ words: Words) -> [Field] {
        [.textarea("reason", words("quality.lessons.reason"), required: true, limit: 1000, rows: 2)]
    }

    /// Reads why nothing need change.
    @Sendable func declining(_ visit: Visit, _ desk: Desk) async throws -> Deed<Case> {
        try desk.rights.must(QualityAction.answerLesson, visit.actor)
        var reader = FormReader(visit.form)
        let reason = reader.text("reason", limit: 1000, required: true)
        try reader.finish()
        let actor = visit.actor
        return { db in
            let subject = try find(visit, in: db)
            try CaseLesson.decline(subject.id, reason: reason, by: actor, at: desk, in: db)
            return subject
        }
    }
}
