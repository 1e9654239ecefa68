import Casework
import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// Evaluations, inspections and mystery visits in the browser (评价检查页面).
struct InspectionRoutes: Sendable {
    let quality: QualityDesk
    let library: ChecklistLibrary
    var desk: Desk { quality.desk }

    static func all(_ routes: InspectionRoutes) -> [Route] {
        let (read, record) = (Access.right(QualityAction.readInspections), Access.right(QualityAction.recordInspection))
        let new = PageForms(routes.desk, home: { _ in "/inspections" }) { try await routes.blank($0, faults: $1) }
        let one = PageForms(
            routes.desk, home: { "/inspections/\(try $0.id("inspection", of: Inspection.self))" }
        ) { visit, _ in try await routes.show(visit) }
        return [
            .get("/inspections", read) { visit in try await routes.list(visit) },
            .get("/inspections/new", record) { visit in try await routes.blank(visit) },
            new.post(
                "/inspections", record, saying: "quality.inspections.recorded", to: { "/inspections/\($1.id)" },
                routes.recording),
            .get("/inspections/:inspection", read) { visit in try await routes.show(visit) },
            one.post(
                "/inspections/:inspection/release", .right(QualityAction.keepMystery),
                saying: "quality.inspections.released", routes.releasing),
        ]
    }

    func forms(_ words: Words, _ units: [Field.Option] = []) -> InspectionForms {
        InspectionForms(library: library, words: words, units: units)
    }

    private func list(_ visit: Visit) async throws -> Response {
        try desk.rights.must(QualityAction.readInspections, visit.actor)
        let kind = InspectionKind(rawValue: visit.query("kind"))
        let cursor = MomentCursor<Inspection>(visit.query("after"))
        let actor = visit.actor
        let (found, next, tree) = try await desk.read { db in
            let (found, next) = try Inspection.page(kind, after: cursor, reader: actor, at: desk, in: db)
            return (found, next, try UnitTree.load(of: actor.organisationID, in: db))
        }
        let forms = forms(visit.words)
        let keepsMystery = desk.rights.allows(QualityAction.keepMystery.rawValue, to: actor)
        let mayRecord = desk.rights.allows(QualityAction.recordInspection.rawValue, to: actor)
        let rows = found.map { one in
            let list = library[one.checklist]
            return TableView.Row([
                .init(
                    list?.name.text(in: visit.language) ?? one.checklist, address: "/inspections/\(one.id)",
                    note: "\(one.number) · \(forms.word("kind.\(one.kind.rawValue)"))",
                    state: one.isSecret ? StateBadge(forms.word("secret"), tone: .waiting, icon: "shield-lock") : nil),
                .init(tree[one.unit]?.name ?? ""), .init(visit.words.day(one.heldOn)),
                .init(list.map { told(one.score(by: $0), forms) } ?? ""), .init(String(one.findings.count)),
            ])
        }
        let kinds: [InspectionKind?] = [nil] + InspectionKind.allCases
        let here = "/inspections" + (kind.map { "?kind=\($0.rawValue)" } ?? "")
        return try visit.page(
            RecordPage(
                forms.word("title"),
                tabs: Tabs(
                    label: forms.word("kinds"),
                    kinds.map { one in
                        Tabs.Item(
                            "/inspections" + (one.map { "?kind=\($0.rawValue)" } ?? ""),
                            forms.word("kind.\(one?.rawValue ?? "all")"), current: one == kind)
                    }), lead: forms.word("lead"),
                (mayRecord ? [choosing(forms, keepsMystery: keepsMystery)] : []) + [
                    PageSection(
                        "inspections",
                        table: TableView(
                            forms.word("title"),
                            columns: ["what", "unit", "held", "score", "findings"].map { forms.word("column.\($0)") },
                            rows: rows), empty: EmptyState(icon: "clipboard-check", sentence: forms.word("none")),
                        pager: Pager(
                            previous: cursor == nil ? nil : here,
                            next: next.map { "\(here)\(kind == nil ? "?" : "&")after=\($0.text)" }))
                ]))
    }

    /// Which list will be filled in.
    private func choosing(_ forms: InspectionForms, keepsMystery: Bool) -> PageSection {
        PageSection(
            "new", forms.word("new"),
            filter: FilterView(
                action: "/inspections/new",
                fields: [
                    .select(
                        "list", forms.word("field.checklist"),
                        options: forms.lists(keepsMystery: keepsMystery).map { one in
                            .init(
                                "\(one.list.code).\(one.kind.rawValue)",
                                one.list.name.text(in: forms.words.language),
                                hint: nil, group: forms.word("kind.\(one.kind.rawValue)"))
                        })
                ], submit: forms.word("fill_in")), isFolded: true)
    }

    func told(_ score: (reached: Int, of: Int), _ forms: InspectionForms) -> String {
        guard score.of > 0 else { return forms.word("not_scored") }
        let percent = Int((Double(score.reached) * 100 / Double(score.of)).rounded())
        return forms.word(
            "score", ["percent": .number(percent), "reached": .number(score.reached), "of": .number(score.of)])
    }

    private func blank(_ visit: Visit, faults: [String: Message] = [:]) async throws -> Response {
        try desk.rights.must(QualityAction.recordInspection, visit.actor)
        let asked = visit.query("list").split(separator: ".").map(String.init)
        let code = faults.isEmpty ? asked.first ?? "" : visit.form.value("checklist")
        let kind = InspectionKind(rawValue: faults.isEmpty ? asked.last ?? "" : visit.form.value("kind"))
        guard let list = library[code], let kind, list.kinds.contains(kind) else { throw Problem.notFound }
        if kind == .mystery { try desk.rights.must(QualityAction.keepMystery, visit.actor) }
        let organisation = visit.actor.organisationID
        let tree = try await desk.read { try UnitTree.load(of: organisation, in: $0) }
        let forms = forms(visit.words, tree.options())
        let form = FormView(
            action: "/inspections", fields: forms.fields(list, kind, today: visit.today),
            submit: forms.word("record"), icon: "check-lg",
            cancel: ActionLink("/inspections", visit.words("quality.actions.cancel_form")))
        let title = list.name.text(in: visit.language)
        return try visit.page(
            RecordPage(
                title, breadcrumb: Breadcrumb([("/inspections", forms.word("title"))], here: title),
                lead: forms.word(kind == .mystery ? "lead_mystery" : "lead_new"),
                [PageSection("form", form: faults.isEmpty ? form : form.refused(visit.form, faults, visit.words))]),
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    @Sendable func recording(_ visit: Visit, _ desk: Desk) async throws -> Deed<Inspection> {
        try desk.rights.must(QualityAction.recordInspection, visit.actor)
        var reader = FormReader(visit.form)
        let draft = forms(visit.words).draft(&reader)
        try reader.finish()
        guard let draft else { throw Problem.notFound }
        let actor = visit.actor
        return { try draft.record(by: actor, at: desk, in: $0) }
    }

    @Sendable func releasing(_ visit: Visit, _ desk: Desk) async throws -> Deed<Inspection> {
        let id = try visit.id("inspection", of: Inspection.self)
        let (actor, library) = (visit.actor, library)
        try desk.rights.must(QualityAction.keepMystery, actor)
        return { db in
            let found = try Inspection.find(id, for: actor, at: desk, in: db)
            guard let list = library[found.checklist] else { throw Problem.notFound }
            return try found.releasing(by: list, actor: actor, at: desk, in: db)
        }
    }

    private func show(_ visit: Visit) async throws -> Response {
        try desk.rights.must(QualityAction.readInspections, visit.actor)
        let id = try visit.id("inspection", of: Inspection.self)
        let actor = visit.actor
        let keeps = desk.rights.allows(QualityAction.keepMystery.rawValue, to: actor)
        let (one, secret, actions, tree, names) = try await desk.read { db in
            let one = try Inspection.find(id, for: actor, at: desk, in: db)
            let actions = try ImprovementAction.led(by: one.subject, of: actor.organisationID, in: db)
            return (
                one, keeps ? try one.secret(for: actor, at: desk, in: db) : nil, actions,
                try UnitTree.load(of: actor.organisationID, in: db),
                try StaffMember.names(
                    of: Set(actions.map(\.owner) + [one.inspector]).sorted(), in: actor.organisationID, in: db)
            )
        }
        try await desk.write { db in
            try StaffNotice.markSeen(Event.Subject(kind: "inspection", id: id.text), by: actor, in: db)
            guard secret != nil else { return }
            try Event.record(
                "quality.mystery_read", of: Event.Subject(kind: "mystery_access", id: id.text), by: actor,
                facts: [String: String](), sealed: false, at: desk, in: db)
        }
        let page = InspectionPage(
            one: one, list: library[one.checklist], secret: secret, actions: actions, unit: tree[one.unit]?.name ?? "",
            word: ActionWords(words: visit.words, names: names, units: [:]), routes: self, keeps: keeps, visit: visit)
        return try visit.page(page.page)
    }
}
