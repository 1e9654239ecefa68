import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// The library of cases in the browser (典型案例库, S4-45…47).
struct KnowledgeCaseRoutes: Sendable {
    let cases: CaseDesk
    var desk: Desk { cases.desk }
    static let address = "/knowledge/cases"
    /// What the slice of improvement asks for where a lesson is written.
    private static let sharing = "quality.broadcasts.write"

    static func all(_ cases: CaseDesk) -> [Route] {
        let routes = KnowledgeCaseRoutes(cases: cases)
        let (read, edit) = (Access.right(KnowledgeAction.read), Access.right(KnowledgeAction.edit))
        let one: @Sendable (Visit, KnowledgeCase) -> String = { "\(address)/\($1.id)" }
        let new = PageForms(cases.desk, home: { _ in address }) { try await routes.blank($0, faults: $1) }
        let list = PageForms(cases.desk, home: { _ in address }) { try await routes.list($0, faults: $1) }
        let shown = PageForms(cases.desk, home: { _ in address }) { try await routes.show($0, faults: $1) }
        return [
            .get(address, read) { visit in try await routes.list(visit) },
            .get("\(address)/new", edit) { visit in try await routes.blank(visit) },
            new.post(address, edit, saying: "casework.knowledge_case.written", to: one, routes.writing),
            list.post("\(address)/reviews", edit, saying: "casework.knowledge_case.reviewed", routes.reviewing),
            .get("\(address)/:case", read) { visit in try await routes.show(visit) },
            .get("\(address)/:case/print", read) { visit in try visit.page(try await routes.sheet(visit)) },
            .get("\(address)/:case/pdf", read) { visit in
                try await visit.file(try await routes.sheet(visit), named: "knowledge-case", by: cases.desk.press)
            },
            shown.post("\(address)/:case", edit, saying: "casework.knowledge_case.written", to: one, routes.writing),
            shown.post(
                "\(address)/:case/approval", .right(KnowledgeAction.approve),
                saying: "casework.knowledge_case.approved", to: one, routes.approving),
            shown.post(
                "\(address)/:case/retirement", .right(KnowledgeAction.approve),
                saying: "casework.knowledge_case.retired", to: one, routes.retiring),
            shown.post(
                "\(address)/:case/comments", read, saying: "casework.knowledge_case.commented", to: one,
                routes.commenting),
        ]
    }

    private func may(_ action: KnowledgeAction, _ visit: Visit) -> Bool {
        desk.rights.allows(action.rawValue, to: visit.actor)
    }

    private func page(_ visit: Visit) -> KnowledgeCasePage {
        KnowledgeCasePage(tree: cases.rules.categories, words: visit.words)
    }

    /// What the address asks for; drafts only for those who write or approve.
    func query(_ visit: Visit) -> KnowledgeCase.Query {
        let asked = KnowledgeCase.State(rawValue: visit.queryForm.value("state")) ?? .published
        return KnowledgeCase.Query(
            outcome: KnowledgeCase.Outcome(rawValue: visit.queryForm.value("outcome")),
            category: CategoryCode(visit.queryForm.value("category")),
            state: may(.edit, visit) && asked != .replaced ? asked : .published)
    }

    private func list(_ visit: Visit, faults: [String: Message] = [:]) async throws -> Response {
        try desk.rights.must(KnowledgeAction.read, visit.actor)
        let (page, query, organisation) = (page(visit), query(visit), visit.actor.organisationID)
        let cursor = MomentCursor<KnowledgeCase>(visit.query("after"))
        let (found, next, last) = try await desk.read { db in
            let (found, next) = try KnowledgeCase.page(query, of: organisation, after: cursor, in: db)
            return (found, next, try KnowledgeCase.lastReview(of: organisation, in: db))
        }
        let here =
            "\(KnowledgeCaseRoutes.address)?outcome=\(query.outcome?.rawValue ?? "")"
            + "&category=\(query.category?.text ?? "")&state=\(query.state.rawValue)"
        let isFiltered = query != KnowledgeCase.Query()
        var sections = [
            PageSection(
                "cases", filter: filter(query, page, visit),
                table: page.table(found, page.word("title"), now: visit.now),
                empty: EmptyState(icon: "lightbulb", sentence: page.word(isFiltered ? "none_found" : "none")),
                pager: Pager(
                    previous: cursor == nil ? nil : here, next: next.map { "\(here)&after=\($0.text)" }))
        ]
        if may(.edit, visit) {
            let form = FormView(
                action: "\(KnowledgeCaseRoutes.address)/reviews", fields: page.reviewFields(),
                submit: page.word("review"), icon: "check-lg")
            sections.append(
                PageSection(
                    "review", page.word("review_heading"),
                    lead: last.map { page.word("last_review", ["at": .instant($0)]) } ?? page.word("never_reviewed"),
                    form: faults.isEmpty ? form : form.refused(visit.form, faults, visit.words), isFolded: true))
        }
        let actions =
            may(.edit, visit)
            ? [ActionLink("\(KnowledgeCaseRoutes.address)/new", page.word("add"), icon: "plus-lg")] : []
        return try visit.page(
            RecordPage(
                page.word("title"),
                breadcrumb: Breadcrumb(
                    [("/knowledge", visit.words("casework.knowledge.title"))], here: page.word("title")),
                lead: page.word("lead"), actions: actions, sections),
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    private func filter(_ query: KnowledgeCase.Query, _ page: KnowledgeCasePage, _ visit: Visit) -> FilterView {
        var fields: [Field] = [
            .select(
                "outcome", page.word("field.outcome"),
                options: KnowledgeCase.Outcome.allCases.map {
                    .init($0.rawValue, page.word("outcome.\($0.rawValue)"), selected: $0 == query.outcome)
                }, blank: page.word("both")),
            page.category(query.category, required: false),
        ]
        if may(.edit, visit) {
            fields.append(
                .select(
                    "state", page.word("field.state"),
                    options: [.published, .draft, .retired].map { (state: KnowledgeCase.State) in
                        .init(state.rawValue, page.word("state.\(state.rawValue)"), selected: state == query.state)
                    }))
        }
        return FilterView(action: KnowledgeCaseRoutes.address, fields: fields, submit: page.word("filter"))
    }

    /// The case a new one is learnt from, when the writer may read it: its category and cause, never its words.
    private func origin(_ text: String, _ visit: Visit, in db: any Connection) throws -> Case? {
        guard let id = ID<Case>(text) else { return nil }
        let found = try Case.find(id, of: visit.actor.organisationID, at: desk, in: db)
        guard try CaseReader.of(visit.actor, in: db).mayRead(found) else {
            throw Problem.forbidden("platform.rights.lacking")
        }
        return found
    }

    private func blank(_ visit: Visit, faults: [String: Message] = [:]) async throws -> Response {
        try desk.rights.must(KnowledgeAction.edit, visit.actor)
        let page = page(visit)
        let from = faults.isEmpty ? visit.query("from") : visit.form.value("from")
        let origin: Case? = try await desk.read { db in try self.origin(from, visit, in: db) }
        let point = origin?.allegations.first { $0.finding?.callsForApology ?? false } ?? origin?.allegations.first
        let start = point.map {
            KnowledgeCase.Content(
                outcome: .success, title: "", category: $0.category, root: $0.causes?.primary, situation: "",
                course: "", result: "", experience: "")
        }
        let form = FormView(
            action: KnowledgeCaseRoutes.address,
            fields: page.fields(start) + (origin == nil ? [] : [.hidden("from", from)]), submit: page.word("save"),
            icon: "check-lg", cancel: ActionLink(KnowledgeCaseRoutes.address, page.word("cancel")))
        let title = page.word("add")
        return try visit.page(
            RecordPage(
                title, breadcrumb: Breadcrumb([(KnowledgeCaseRoutes.address, page.word("title"))], here: title),
                lead: page.word("add_lead"),
                [PageSection("new", form: faults.isEmpty ? form : form.refused(visit.form, faults, visit.words))]),
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    /// What stands at the address: the published version, and for those who write or approve the draft after it.
    struct Opened: Sendable {
        let shown: KnowledgeCase
        let draft: KnowledgeCase?
        let comments: [KnowledgeComment]
        let mayReadSource: Bool
    }

    func open(_ visit: Visit, in db: any Connection) throws -> Opened {
        let id = try visit.id("case", of: KnowledgeCase.self)
        let organisation = visit.actor.organisationID
        let versions = try KnowledgeCase.versions(of: id, organisation, in: db)
        let works = may(.edit, visit) || may(.approve, visit)
        let draft = works ? versions.first { $0.state == .draft } : nil
        guard
            let shown = versions.first(where: { $0.state == .published })
                ?? draft ?? (works ? versions.first { $0.state == .retired } : nil)
        else { throw Problem.notFound }
        var mayReadSource = false
        if let source = shown.source, works {
            let origin = try Case.find(source, of: organisation, at: desk, in: db)
            mayReadSource = try CaseReader.of(visit.actor, in: db).mayRead(origin)
        }
        return Opened(
            shown: shown, draft: draft, comments: try KnowledgeComment.list(on: id, of: organisation, in: db),
            mayReadSource: mayReadSource)
    }

    private func show(_ visit: Visit, faults: [String: Message] = [:]) async throws -> Response {
        try desk.rights.must(KnowledgeAction.read, visit.actor)
        let found = try await desk.read { try open(visit, in: $0) }
        let (page, shown) = (page(visit), found.shown)
        let address = "\(KnowledgeCaseRoutes.address)/\(shown.id)"
        var actions = [ActionLink(address + "/print", page.word("print"), icon: "printer")]
        if desk.press.isReady {
            actions.append(
                ActionLink(address + "/pdf", visit.words("casework.figures.pdf"), icon: "file-earmark-pdf"))
        }
        if let source = shown.source, found.mayReadSource {
            actions.append(ActionLink("/cases/\(source)", page.word("source"), icon: "journal-text"))
        }
        if shown.state == .published, desk.rights.allows(KnowledgeCaseRoutes.sharing, to: visit.actor) {
            actions.append(
                ActionLink("/broadcasts/new?from=knowledge.\(shown.id)", page.word("share"), icon: "megaphone"))
        }
        var sections = [PageSection("content", facts: page.facts(shown.content))]
        if let draft = found.draft { sections += drafted(draft, shown, address, page, visit) }
        let comment = FormView(
            action: address + "/comments", fields: page.commentFields(), submit: page.word("comment"), icon: "send")
        sections.append(page.comments(found.comments, form: shown.state == .published ? comment : nil))
        sections += work(found, address, page, visit)
        if !faults.isEmpty { sections = KnowledgeCaseRoutes.refused(sections, visit, faults) }
        return try visit.page(
            RecordPage(
                shown.content.title,
                breadcrumb: Breadcrumb(
                    [(KnowledgeCaseRoutes.address, page.word("title"))], here: shown.content.title),
                lead: page.word("version", ["n": .number(shown.version), "at": .instant(shown.madeAt)]),
                state: shown.state == .published
                    ? page.outcome(shown.content.outcome) : StateBadge(page.word("state.\(shown.state.rawValue)")),
                actions: actions, sections), status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    private func drafted(
        _ draft: KnowledgeCase, _ shown: KnowledgeCase, _ address: String, _ page: KnowledgeCasePage, _ visit: Visit
    ) -> [PageSection] {
        var sections: [PageSection] = []
        if draft.version != shown.version {
            sections.append(PageSection("draft", page.word("draft_heading"), facts: page.facts(draft.content)))
        }
        if may(.approve, visit) {
            sections.append(
                .approval(
                    of: draft.version, isOwn: draft.refusal(to: visit.actor) != nil, at: address,
                    submit: page.word("approve"), icon: "check2-all"
                ) { page.word($0) })
        }
        return sections
    }

    private func work(
        _ found: Opened, _ address: String, _ page: KnowledgeCasePage, _ visit: Visit
    ) -> [PageSection] {
        guard found.shown.state != .retired else { return [] }
        var sections: [PageSection] = []
        if may(.edit, visit) {
            sections.append(
                PageSection(
                    "version", page.word("new_version"),
                    form: FormView(
                        action: address, fields: page.fields((found.draft ?? found.shown).content),
                        submit: page.word("save"), icon: "check-lg"), isFolded: true))
        }
        if may(.approve, visit) {
            sections.append(
                PageSection(
                    "retirement", page.word("retire"),
                    form: FormView(
                        action: address + "/retirement", fields: page.retireFields(), submit: page.word("retire"),
                        icon: "archive", isWeighty: true), isFolded: true))
        }
        return sections
    }

    /// The section whose form was sent shows what is wrong with it.
    private static func refused(_ sections: [PageSection], _ visit: Visit, _ faults: [String: Message]) -> [PageSection]
    {
        let path = visit.request.uri.path
        return sections.map { section in
            guard let form = section.form, form.action == path else { return section }
            return PageSection(
                section.id, section.heading, lead: section.lead, table: section.table,
                form: form.refused(visit.form, faults, visit.words))
        }
    }

    private func sheet(_ visit: Visit) async throws -> FiguresSheet {
        try desk.rights.must(KnowledgeAction.read, visit.actor)
        let found = try await desk.read { try open(visit, in: $0) }
        let page = page(visit)
        return FiguresSheet(
            title: found.shown.content.title,
            [PageSection("content", facts: page.facts(found.shown.content)), page.comments(found.comments)],
            printed: visit.words("casework.figures.printed", ["moment": .instant(visit.now)]))
    }

    /// Reads a case, new or the next version of one.
    @Sendable func writing(_ visit: Visit, _ desk: Desk) async throws -> Deed<KnowledgeCase> {
        try desk.rights.must(KnowledgeAction.edit, visit.actor)
        let known: ID<KnowledgeCase>? =
            visit.parameters.get("case") == nil ? nil : try visit.id("case", of: KnowledgeCase.self)
        var reader = FormReader(visit.form)
        let from = reader.text("from", limit: 60)
        let content = try page(visit).content(&reader)
        return { db in
            let source = known == nil ? try origin(from, visit, in: db) : nil
            return try KnowledgeCase.write(
                content, as: known, from: source?.id, by: visit.actor, at: desk, in: db)
        }
    }

    @Sendable func approving(_ visit: Visit, _ desk: Desk) async throws -> Deed<KnowledgeCase> {
        try desk.rights.must(KnowledgeAction.approve, visit.actor)
        var reader = FormReader(visit.form)
        let seen = reader.number("version", in: 1...100_000, required: true)
        try reader.finish()
        return { db in
            guard let draft = try open(visit, in: db).draft else {
                throw Problem.conflict("casework.knowledge_case.refusal.no_draft")
            }
            guard draft.version == seen else { throw Problem.conflict("casework.refusal.changed_meanwhile") }
            try draft.publish(by: visit.actor, at: desk, in: db)
            return draft
        }
    }

    @Sendable func retiring(_ visit: Visit, _ desk: Desk) async throws -> Deed<KnowledgeCase> {
        try desk.rights.must(KnowledgeAction.approve, visit.actor)
        var reader = FormReader(visit.form)
        let reason = reader.text("reason", required: true)
        try reader.finish()
        return { db in
            let shown = try open(visit, in: db).shown
            try shown.retire(saying: reason, by: visit.actor, at: desk, in: db)
            return shown
        }
    }

    /// Anybody who reads it may comment; as an expert only who may write cases, since an expert's word is relied on.
    @Sendable func commenting(_ visit: Visit, _ desk: Desk) async throws -> Deed<KnowledgeCase> {
        try desk.rights.must(KnowledgeAction.read, visit.actor)
        var reader = FormReader(visit.form)
        let words = reader.text("words", limit: KnowledgeComment.wordsLimit, required: true)
        let isExpert = reader.flag("expert")
        let capacity = reader.text("capacity", limit: KnowledgeComment.capacityLimit, required: isExpert)
        try reader.finish()
        if isExpert { try desk.rights.must(KnowledgeAction.edit, visit.actor) }
        return { db in
            let shown = try open(visit, in: db).shown
            guard shown.state == .published else { throw Problem.notFound }
            try KnowledgeComment.add(
                words, capacity: capacity, isExpert: isExpert, on: shown, by: visit.actor, at: desk, in: db)
            return shown
        }
    }

    @Sendable func reviewing(_ visit: Visit, _ desk: Desk) async throws -> Deed<Done> {
        try desk.rights.must(KnowledgeAction.edit, visit.actor)
        var reader = FormReader(visit.form)
        let words = reader.text("words", limit: KnowledgeComment.wordsLimit, required: true)
        try reader.finish()
        return { db in Done(try KnowledgeCase.review(saying: words, by: visit.actor, at: desk, in: db)) }
    }
}
