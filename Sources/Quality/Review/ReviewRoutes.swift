import Casework
import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// Management reviews in the browser (管理评审页面, S0-37).
struct ReviewRoutes: Sendable {
    let quality: QualityDesk
    var desk: Desk { quality.desk }

    static func all(_ quality: QualityDesk) -> [Route] {
        let routes = ReviewRoutes(quality: quality)
        let read = Access.right(QualityAction.readReviews)
        let forms = PageForms(quality.desk, home: { _ in "/reviews" }) { try await routes.list($0, faults: $1) }
        return [
            .get("/reviews", read) { visit in try await routes.list(visit) },
            .get("/reviews/:review", read) { visit in try await routes.show(visit) },
            .get("/reviews/:review/print", read) { visit in try visit.page(try await routes.sheet(visit).page) },
            .get("/reviews/:review/pdf", read) { visit in
                let (page, year) = try await routes.sheet(visit)
                return try await visit.file(page, named: "management-review-\(year)", by: quality.desk.press)
            },
            forms.post(
                "/reviews", .right(QualityAction.recordReview), saying: "quality.reviews.recorded",
                to: { "/reviews/\($1.id)" }, routes.recording),
        ]
    }

    private func list(_ visit: Visit, faults: [String: Message] = [:]) async throws -> Response {
        try desk.rights.must(QualityAction.readReviews, visit.actor)
        let organisation = visit.actor.organisationID
        let year = visit.today.month >= 7 ? visit.today.year : visit.today.year - 1
        let mayRecord = desk.rights.allows(QualityAction.recordReview.rawValue, to: visit.actor)
        let (reviews, inputs, staff) = try await desk.read { db in
            (
                try ManagementReview.list(of: organisation, in: db),
                try ReviewInputs.gather(year, of: organisation, in: db),
                mayRecord ? try ActionForms.staff(of: organisation, on: visit.today, in: db) : []
            )
        }
        let page = ReviewPage(words: visit.words)
        let rows = reviews.map { review in
            TableView.Row([
                .init(page.word("year", ["year": .text(String(review.year))]), address: "/reviews/\(review.id)"),
                .init(visit.words.day(review.heldOn)), .init(String(review.decisions.count)),
            ])
        }
        var sections = [
            PageSection(
                "reviews",
                table: TableView(
                    page.word("title"), columns: ["year", "held", "decisions"].map { page.word("column.\($0)") },
                    rows: rows), empty: EmptyState(icon: "clipboard-check", sentence: page.word("none"))),
            page.inputs(inputs, heading: page.word("inputs_now", ["year": .text(String(year))])),
        ]
        if mayRecord {
            let form = FormView(
                action: "/reviews", fields: page.fields(year: year, today: visit.today, staff: staff),
                submit: page.word("record"), icon: "check-lg")
            sections.append(
                PageSection(
                    "record", page.word("record"), lead: page.word("record_lead"),
                    form: faults.isEmpty ? form : form.refused(visit.form, faults, visit.words), isFolded: true))
        }
        return try visit.page(
            RecordPage(page.word("title"), lead: page.word("lead"), sections),
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    /// A review with what came of it.
    private struct Opened: Sendable {
        let review: ManagementReview
        let actions: [ImprovementAction]
        let names: [ID<Staff>: String]
    }

    private func open(_ visit: Visit) async throws -> Opened {
        try desk.rights.must(QualityAction.readReviews, visit.actor)
        let id = try visit.id("review", of: ManagementReview.self)
        let organisation = visit.actor.organisationID
        return try await desk.read { db in
            let review = try ManagementReview.find(id, of: organisation, in: db)
            let actions = try ImprovementAction.led(by: review.subject, of: organisation, in: db)
            let staff = Set(actions.map(\.owner) + [review.recordedBy])
            return Opened(
                review: review, actions: actions,
                names: try StaffMember.names(of: staff.sorted(), in: organisation, in: db))
        }
    }

    private func sections(_ found: Opened, _ visit: Visit) -> [PageSection] {
        let (page, review) = (ReviewPage(words: visit.words), found.review)
        let word = ActionWords(words: visit.words, names: found.names, units: [:])
        let minutes: [(String, String)] = [
            ("field.held_on", visit.words.day(review.heldOn)), ("field.attendees", review.attendees),
            ("field.changes", review.changes), ("field.conclusions", review.conclusions),
            ("field.resources", review.resources), ("field.recorded_by", word.name(review.recordedBy)),
        ]
        let rows = found.actions.map { action in
            let state = word.state(action, now: visit.now)
            return TableView.Row([
                .init(action.title, address: "/actions/\(action.id)", note: action.number),
                .init("", state: state), .init(word.name(action.owner)), .init(visit.words.day(action.round.dueOn)),
            ])
        }
        return [
            page.inputs(review.inputs, heading: page.word("inputs")),
            PageSection(
                "minutes", page.word("minutes"),
                facts: DefinitionList(minutes.filter { !$0.1.isEmpty }.map { .init(page.word($0.0), $0.1) })),
            PageSection(
                "decisions", page.word("decisions"),
                table: TableView(
                    page.word("decisions"),
                    columns: ["action", "state", "owner", "next"].map { word("column.\($0)") }, rows: rows),
                empty: EmptyState(icon: "check-circle", sentence: page.word("no_decisions"))),
        ]
    }

    private func title(_ review: ManagementReview, _ words: Words) -> String {
        ReviewPage(words: words).word("year", ["year": .text(String(review.year))])
    }

    private func show(_ visit: Visit) async throws -> Response {
        let found = try await open(visit)
        let address = "/reviews/\(found.review.id)"
        let page = ReviewPage(words: visit.words)
        var actions = [ActionLink(address + "/print", page.word("print"), icon: "printer")]
        if desk.press.isReady {
            actions.append(
                ActionLink(address + "/pdf", visit.words("casework.figures.pdf"), icon: "file-earmark-pdf"))
        }
        let title = title(found.review, visit.words)
        return try visit.page(
            RecordPage(
                title, breadcrumb: Breadcrumb([("/reviews", page.word("title"))], here: title), actions: actions,
                sections(found, visit)))
    }

    /// The minutes on paper, with the inputs they were frozen with.
    private func sheet(_ visit: Visit) async throws -> (page: FiguresSheet, year: Int) {
        let found = try await open(visit)
        let page = FiguresSheet(
            title: ReviewPage(words: visit.words).word("title") + " · " + title(found.review, visit.words),
            sections(found, visit),
            printed: visit.words("casework.figures.printed", ["moment": .instant(visit.now)]))
        return (page, found.review.year)
    }

    /// Reads the minutes; the inputs are gathered in the moment they are written down.
    @Sendable func recording(_ visit: Visit, _ desk: Desk) async throws -> Deed<ManagementReview> {
        try desk.rights.must(QualityAction.recordReview, visit.actor)
        var reader = FormReader(visit.form)
        let limit = ManagementReview.textLimit
        let year = reader.number("year", in: 2000...2200, required: true)
        let held = reader.day("held_on", required: true)
        let attendees = reader.text("attendees", limit: 1000, required: true)
        let changes = reader.text("changes", limit: limit)
        let conclusions = reader.text("conclusions", limit: limit, required: true)
        let resources = reader.text("resources", limit: limit)
        var decisions: [ManagementReview.Decision] = []
        for place in 1...ManagementReview.mostDecisions {
            let text = reader.text("decision.\(place).text", limit: 1000)
            if text.isEmpty { continue }
            let owner = reader.requiredIdentity("decision.\(place).owner", of: Staff.self)
            let day = reader.day("decision.\(place).due_on", required: true)
            if let owner, let day { decisions.append(.init(text: text, owner: owner, dueOn: day)) }
        }
        try reader.finish()
        guard let year, let held, let staff = visit.actor.staffID else { throw Problem.notFound }
        let (actor, settled) = (visit.actor, decisions)
        return { db in
            let review = ManagementReview(
                id: db.newID(), organisationID: actor.organisationID, year: year, heldOn: held, recordedAt: db.now,
                recordedBy: staff, attendees: attendees, changes: changes, conclusions: conclusions,
                resources: resources, decisions: settled,
                inputs: try ReviewInputs.gather(year, of: actor.organisationID, in: db))
            try review.record(by: actor, at: desk, in: db)
            return review
        }
    }
}
