import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// The list of persons served, search by what is sealed, and the form for a new one (S1-71, S1-74).
enum PersonListRoutes {
    static func all(_ desk: Desk) -> [Route] {
        let forms = PageForms(desk, home: { _ in "/people" }) { try await blank($0, desk, faults: $1) }
        return [
            .get("/people", .right(PeopleAction.find)) { visit in try await list(visit, desk) },
            .get("/people/new", .right(PeopleAction.edit)) { visit in
                try desk.rights.must(PeopleAction.edit, visit.actor)
                return try await blank(visit, desk)
            },
            forms.post(
                "/people", .right(PeopleAction.edit), saying: "people.page.saved",
                to: { _, made in "/people/\(made.id)" }, create),
        ]
    }

    private static func list(_ visit: Visit, _ desk: Desk) async throws -> Response {
        try desk.rights.must(PeopleAction.find, visit.actor)
        let (words, actor, today) = (visit.words, visit.actor, visit.today)
        let keys = try await desk.keyring(of: actor.organisationID)
        let unit = ID<OrganisationUnit>(visit.query("unit"))
        let status = ServiceStatus(rawValue: visit.query("status"))
        let typed = String(visit.query("q").prefix(80))
        let after = PersonCode(visit.query("after"))
        let (entries, next, tree, own) = try await desk.read {
            db -> ([PersonEntry], PersonCode?, UnitTree, Set<ID<OrganisationUnit>>) in
            let tree = try UnitTree.load(of: actor.organisationID, in: db)
            let own = try actor.staffID.map {
                try StaffFacts.relationsFacts(for: $0, of: actor.organisationID, on: today, in: db).headOver
            }
            let reader = try PersonReader.of(actor, unit: unit, on: today, desk, in: db)
            if let query = PersonQuery(typed: typed) {
                let found = try Person.search(
                    query, names: reader.names, on: today, of: actor.organisationID, keys: keys, in: db)
                return (found, nil, tree, own ?? [])
            }
            let units = unit.map { tree.below($0).union([$0]) } ?? []
            let page = try Person.list(
                PersonFilter(units: units, statuses: status.map { [$0] } ?? [.inService, .inHospital, .expected]),
                after: after, names: reader.names, on: today, of: actor.organisationID, keys: keys, in: db)
            return (page.entries, page.next, tree, own ?? [])
        }
        let label = try await served(desk, words)
        let rows = entries.map { entry in
            let isOwn = entry.unitID.map(own.contains) ?? false
            let reader = PersonReader(actor: actor, rights: desk.rights, relations: isOwn ? [.unitHead] : [])
            return row(entry, tree, words, mayOpen: reader.may(.read))
        }
        let columns = ["name", "place", "unit", "ability", "status"].map { words("people.page.column.\($0)") }
        var actions: [ActionLink] = []
        if desk.rights.allows(PeopleAction.edit.rawValue, to: actor) {
            actions.append(ActionLink("/people/new", words("people.page.add"), icon: "person-plus"))
        }
        if desk.rights.allows(PeopleAction.importPersons.rawValue, to: actor) {
            actions.append(ActionLink("/people/import", words("platform.admin.import.title"), icon: "upload"))
        }
        return try visit.page(
            RecordPage(
                words("people.page.title", ["label": .text(label)]), actions: actions,
                [
                    PageSection(
                        "list", filter: filter(visit, tree, unit, status, typed),
                        table: TableView(
                            words("people.page.title", ["label": .text(label)]), columns: columns, rows: rows),
                        empty: EmptyState(
                            icon: "search", sentence: words("people.page.none"),
                            hint: words("people.page.none_hint")), pager: pager(visit, next, after))
                ]))
    }

    private static func row(
        _ entry: PersonEntry, _ tree: UnitTree, _ words: Words, mayOpen: Bool
    ) -> TableView.Row {
        let place = [entry.place.room, entry.place.bed].filter { !$0.isEmpty }.joined(separator: "-")
        var note = entry.code.description
        if let age = entry.age { note += " · " + words("people.page.age", ["n": .number(age)]) }
        if entry.sex != .unknown { note += " · " + words("people.sex.\(entry.sex.rawValue)") }
        return TableView.Row([
            .init(entry.name, address: mayOpen ? "/people/\(entry.id)" : nil, note: note), .init(place),
            .init(entry.unitID.flatMap { tree[$0]?.name } ?? ""),
            .init(
                entry.ability.map { words($0.label) } ?? "",
                note: entry.cognitionImpaired ? words("people.field.cognition_impaired") : nil),
            .init("", state: PersonSheet.state(entry.status, words)),
        ])
    }

    private static func filter(
        _ visit: Visit, _ tree: UnitTree, _ unit: ID<OrganisationUnit>?, _ status: ServiceStatus?, _ typed: String
    ) -> FilterView {
        let words = visit.words
        return FilterView(
            action: "/people",
            fields: [
                .text(
                    "q", words("people.page.search"), value: typed, limit: 80, type: .search),
                .select(
                    "unit", words("people.field.unit"), options: tree.options(selected: unit),
                    blank: words("platform.admin.all")),
                .select(
                    "status", words("people.field.status"),
                    options: Field.options(of: ServiceStatus.self, "people.status", words, selected: status),
                    blank: words("people.page.present")),
            ], submit: words("platform.admin.filter"), clear: ActionLink("/people", words("platform.admin.clear")))
    }

    private static func pager(_ visit: Visit, _ next: PersonCode?, _ after: PersonCode?) -> Pager? {
        if next == nil, after == nil { return nil }
        let fields = ["unit", "status"].map { (name: $0, value: visit.query($0)) }.filter { !$0.value.isEmpty }
        let onwards = next.map { "/people?" + FormData.urlEncoded(fields + [(name: "after", value: $0.description)]) }
        return Pager(previous: after == nil ? nil : "/people?" + FormData.urlEncoded(fields), next: onwards)
    }

    private static func blank(
        _ visit: Visit, _ desk: Desk, faults: [String: Message] = [:]
    ) async throws -> Response {
        let (words, actor) = (visit.words, visit.actor)
        let tree = try await desk.read { try UnitTree.load(of: actor.organisationID, in: $0) }
        let form = PersonDraft.form("/people", nil, tree, words, back: "/people")
        let label = try await served(desk, words)
        return try visit.page(
            RecordPage(
                words("people.page.add"),
                breadcrumb: Breadcrumb(
                    [("/people", words("people.page.title", ["label": .text(label)]))], here: words("people.page.add")),
                [PageSection("new", form: faults.isEmpty ? form : form.refused(visit.form, faults, words))]),
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    static func create(_ visit: Visit, _ desk: Desk) async throws -> Deed<Done> {
        try desk.rights.must(PeopleAction.edit, visit.actor)
        let (actor, today, draft) = (visit.actor, visit.today, try PersonDraft(visit.form))
        let keys = try await desk.keyring(of: actor.organisationID)
        return { db in
            let code = try PersonCode.next(for: actor.organisationID, in: db)
            let person = draft.applied(
                to: Person(id: db.newID(), organisationID: actor.organisationID, code: code, name: ""))
            try person.check(on: today)
            try person.save(keys: keys, in: db)
            try draft.applied(to: Confidential()).save(of: person.id, actor.organisationID, keys: keys, in: db)
            try Event.record(
                "people.created", of: Event.Subject(kind: "person", id: person.id.text), by: actor,
                facts: ["code": code.description], at: desk, in: db)
            return Done(person.id)
        }
    }

    /// What the people served are called here.
    static func served(_ desk: Desk, _ words: Words) async throws -> String {
        words(People.label(for: try await desk.organisation.current().kind))
    }
}
