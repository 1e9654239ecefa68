import Casework
import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// The promises of the house (服务标准, S0-21): all versions, taking over what the program ships, writing a new version,
/// putting drafts in force, retiring one.
enum StandardRoutes {
    static let address = "/commitments/standards"

    static func all(_ desk: Desk, _ shipped: ShippedCommitments) -> [Route] {
        let (read, write) = (Access.right(CommitmentAction.read), Access.right(CommitmentAction.write))
        let issue = Access.right(CommitmentAction.issueVersion)
        let forms = PageForms(desk, home: { _ in address }) { try await list($0, desk, faults: $1) }
        let blanks = PageForms(desk, home: { _ in address }) { try await blank($0, desk, faults: $1) }
        let one = PageForms(desk, home: { try "\(address)/\($0.id("standard", of: ServiceStandard.self))" }) {
            try await show($0, desk, faults: $1)
        }
        return [
            .get(address, read) { visit in try await list(visit, desk) },
            .get(address + "/new", write) { visit in try await blank(visit, desk) },
            .get(address + "/:standard", read) { visit in try await show(visit, desk) },
            forms.post(address + "/shipped", write, saying: "commitments.flash.adopted") {
                try await adopting($0, $1, shipped)
            },
            forms.post(address + "/issuance", issue, saying: "commitments.flash.standards_issued", issuing),
            blanks.post(
                address, write, saying: "commitments.flash.drafted", to: { "\(address)/\($1.id)" }, drafting),
            one.post(address + "/:standard/retirement", issue, saying: "commitments.flash.retired", retiring),
        ]
    }

    private static func list(
        _ visit: Visit, _ desk: Desk, faults: [String: Message] = [:]
    ) async throws -> Response {
        try desk.rights.must(CommitmentAction.read, visit.actor)
        let (organisation, word) = (visit.actor.organisationID, CommitmentWords(words: visit.words))
        let (book, now) = try await desk.read { db in (try StandardBook.load(of: organisation, in: db), db.now) }
        let isHidden: Set<StandardBook.State> = [.superseded, .replaced, .retired]
        let shown = book.versions.filter { !isHidden.contains(book.state(of: $0, at: now)) }
        var sections = [
            PageSection(
                "standards", table: table(shown, book, now, word),
                empty: EmptyState(icon: "award", sentence: word("standards.none"), hint: word("standards.none_hint")))
        ]
        func may(_ action: CommitmentAction) -> Bool { desk.rights.allows(action.rawValue, to: visit.actor) }
        if may(.issueVersion), !book.drafts.isEmpty {
            let form = FormView(
                action: address + "/issuance", fields: issueFields(book.drafts, visit.words, today: visit.today),
                submit: word("standards.issue"), icon: "check-lg", isWeighty: true)
            sections.append(
                PageSection(
                    "issuance", word("standards.issue_title"), lead: word("standards.issue_lead"),
                    form: faults.isEmpty ? form : form.refused(visit.form, faults, visit.words)))
        }
        if may(.write) {
            sections.append(
                PageSection(
                    "shipped", word("standards.shipped"), lead: word("standards.shipped_lead"),
                    form: FormView(
                        action: address + "/shipped", fields: [], submit: word("standards.adopt"), icon: "download"),
                    isFolded: !book.versions.isEmpty))
        }
        let past = book.versions.filter { isHidden.contains(book.state(of: $0, at: now)) }
        if !past.isEmpty {
            sections.append(
                PageSection(
                    "past", word("standards.past"), table: table(past, book, now, word), isFolded: true))
        }
        let new = may(.write) ? [ActionLink(address + "/new", word("standards.add"), icon: "plus-lg")] : []
        return try visit.page(
            RecordPage(
                word("standards.title"),
                breadcrumb: Breadcrumb([("/commitments", word("title"))], here: word("standards.title")),
                lead: word("standards.lead"), actions: new, sections),
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    private static func table(
        _ standards: [ServiceStandard], _ book: StandardBook, _ now: Instant, _ word: CommitmentWords
    ) -> TableView {
        let rows = standards.map { standard in
            TableView.Row([
                .init(
                    word.text(standard.terms.name), address: "\(address)/\(standard.id)",
                    note: word.text(standard.terms.wording)),
                .init(word.words(standard.terms.target.message)), .init(word.words(standard.terms.evidence.message)),
                .init(
                    word("version", ["n": .number(standard.version)]),
                    note: standard.issued.map { word("from_day", ["day": .day($0.effectiveOn)]) }),
                .init("", state: word.state(book.state(of: standard, at: now))),
            ])
        }
        return TableView(
            word("standards.title"),
            columns: ["standard", "target", "evidence", "version", "state"].map { word("column.\($0)") }, rows: rows)
    }

    static func issueFields(_ drafts: [ServiceStandard], _ words: Words, today: LocalDay?) -> [Field] {
        let word = CommitmentWords(words: words)
        return [
            .checkboxes(
                "standards", word("field.drafts"),
                options: drafts.map {
                    .init(
                        $0.id.text, word.text($0.terms.name), hint: word.text($0.terms.wording), selected: true)
                }, required: true),
            .day(
                "effective_on", word("field.effective_on"), value: today, hint: word("field.effective_hint"),
                required: true, earliest: today),
        ]
    }

    private static func blank(
        _ visit: Visit, _ desk: Desk, faults: [String: Message] = [:]
    ) async throws -> Response {
        try desk.rights.must(CommitmentAction.write, visit.actor)
        let (organisation, word) = (visit.actor.organisationID, CommitmentWords(words: visit.words))
        let asked = faults.isEmpty ? visit.query("code") : visit.form.value("code")
        let (book, tree) = try await desk.read { db in
            (try StandardBook.load(of: organisation, in: db), try UnitTree.load(of: organisation, in: db))
        }
        let former = book.history(of: asked).last
        let fields = StandardForm.fields(visit.words, former?.terms, tree: tree)
        let form = FormView(
            action: address, fields: fields + (former.map { [.hidden("code", $0.code)] } ?? []),
            submit: word("standards.draft"), icon: "check-lg",
            cancel: ActionLink(address, word("back")))
        let title = former.map { word("standards.next", ["name": .text(word.text($0.terms.name))]) }
        return try visit.page(
            RecordPage(
                title ?? word("standards.add"),
                breadcrumb: Breadcrumb(
                    [("/commitments", word("title")), (address, word("standards.title"))],
                    here: title ?? word("standards.add")),
                lead: word("standards.draft_lead"),
                [PageSection("new", form: faults.isEmpty ? form : form.refused(visit.form, faults, visit.words))]),
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    private static func show(
        _ visit: Visit, _ desk: Desk, faults: [String: Message] = [:]
    ) async throws -> Response {
        try desk.rights.must(CommitmentAction.read, visit.actor)
        let (organisation, id) = (visit.actor.organisationID, try visit.id("standard", of: ServiceStandard.self))
        let page = try await desk.read { db in
            let book = try StandardBook.load(of: organisation, in: db)
            guard let standard = book[id] else { throw Problem.notFound }
            let staff = [standard.madeBy, standard.issued?.by].compactMap { $0 }
            return StandardPage(
                standard: standard, book: book, tree: try UnitTree.load(of: organisation, in: db),
                names: try StaffMember.find(all: staff, of: organisation, in: db).mapValues(\.name), now: db.now,
                visit: visit, rights: desk.rights, faults: faults)
        }
        return try visit.page(page.record, status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    /// Takes over what the program ships for this kind of organisation, as drafts.
    static func adopting(_ visit: Visit, _ desk: Desk, _ shipped: ShippedCommitments) async throws -> Deed<Done> {
        try desk.rights.must(CommitmentAction.write, visit.actor)
        let organisation = visit.actor.organisationID
        return { db in
            let profile = try OrganisationProfile.find(organisation, in: db)
            guard try shipped.adopt(for: profile, at: desk, in: db) > 0 else {
                throw Problem.conflict("commitments.refusal.nothing_to_adopt")
            }
            return Done(organisation)
        }
    }

    /// Reads a new version of a promise; without a code a promise of its own.
    static func drafting(_ visit: Visit, _ desk: Desk) async throws -> Deed<Done> {
        try desk.rights.must(CommitmentAction.write, visit.actor)
        let (terms, actor) = (try StandardForm.read(visit.form), visit.actor)
        let code = visit.form.value("code")
        return { db in
            if let unit = terms.scope.unit {
                _ = try OrganisationUnit.find(unit, of: actor.organisationID, in: db)
            }
            return Done(
                try ServiceStandard.draft(terms, of: code.isEmpty ? nil : code, by: actor, at: desk, in: db).id)
        }
    }

    /// Reads which drafts come into force, and when.
    static func issuing(_ visit: Visit, _ desk: Desk) async throws -> Deed<Done> {
        try desk.rights.must(CommitmentAction.issueVersion, visit.actor)
        var reader = FormReader(visit.form)
        let ids = visit.form.values("standards").compactMap { ID<ServiceStandard>($0) }
        if ids.isEmpty || ids.count > 100 { reader.fault("standards", Message("web.form.choose")) }
        let day = reader.day("effective_on", required: true)
        try reader.finish()
        guard let day else { throw Problem.notFound }
        let actor = visit.actor
        return { db in
            try ServiceStandard.issue(Set(ids).sorted(), effectiveOn: day, by: actor, at: desk, in: db)
            return Done(actor.organisationID)
        }
    }

    static func retireFields(_ words: Words) -> [Field] {
        [.text("reason", words("commitments.field.reason"), required: true, limit: 300)]
    }

    static func retiring(_ visit: Visit, _ desk: Desk) async throws -> Deed<Done> {
        try desk.rights.must(CommitmentAction.issueVersion, visit.actor)
        let id = try visit.id("standard", of: ServiceStandard.self)
        var reader = FormReader(visit.form)
        let reason = reader.text("reason", limit: 300, required: true)
        try reader.finish()
        let actor = visit.actor
        return { db in
            try ServiceStandard.find(id, of: actor.organisationID, in: db)
                .retire(for: reason, by: actor, at: desk, in: db)
            return Done(id)
        }
    }
}
