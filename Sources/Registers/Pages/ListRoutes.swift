import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// The list of one register (台账列表页): narrowed by filters the address keeps, found by words, a page at a time.
enum ListRoutes {
    static func all(_ registers: RegisterDesk) -> [Route] {
        [.get("/registers/:register", .signedIn) { visit in try await show(visit, registers) }]
    }

    /// A page of a register with all that its lines are told by.
    struct Loaded: Sendable {
        let version: RegisterVersion
        let standing: RegisterStanding
        let filter: EntryFilter
        let page: EntryPage
        let labels: EntryLabels
        let choices: EntryChoices
        /// The worked-out fields of each entry, where the list shows any.
        let computed: [ID<RegisterEntry>: [String: Int]]

        var definition: RegisterDefinition { version.definition }
    }

    static func load(
        _ visit: Visit, _ query: FormData, _ registers: RegisterDesk, limit: Int = EntryPage.size
    ) async throws -> Loaded {
        let (actor, today, code) = (visit.actor, visit.today, visit.parameters.get("register") ?? "")
        return try await registers.desk.read { db in
            let version = try registers.shelf.current(code, of: actor.organisationID, in: db)
            let definition = version.definition
            guard definition.rights.read.mayEver(actor) else { throw Problem.forbidden("platform.rights.lacking") }
            let standing = try registers.standing(actor, on: today, in: db)
            let filter = EntryFilter(query, of: definition)
            let page = try EntryPage.load(
                filter, of: definition, for: standing, after: EntryCursor(query.value("after")), limit: limit,
                at: registers, in: db)
            let organisation = actor.organisationID
            return Loaded(
                version: version, standing: standing, filter: filter, page: page,
                labels: try EntryLabels.load(
                    page.entries.map { ($0.values, definition) }, registers, of: organisation, in: db),
                choices: try EntryChoices.load(definition, actor, on: today, in: db),
                computed: try computed(page.entries, definition, organisation, registers, in: db))
        }
    }

    static func computed(
        _ entries: [RegisterEntry], _ definition: RegisterDefinition, _ organisation: ID<Organisation>,
        _ registers: RegisterDesk, in db: any Connection
    ) throws -> [ID<RegisterEntry>: [String: Int]] {
        guard definition.fields.contains(where: { $0.kind == .computed }) else { return [:] }
        var computed: [ID<RegisterEntry>: [String: Int]] = [:]
        for entry in entries {
            let totals = try RegisterEntry.totals(definition, of: entry.id, organisation, at: registers, in: db)
            computed[entry.id] = definition.computed(entry.values, totals: totals)
        }
        return computed
    }

    private static func show(_ visit: Visit, _ registers: RegisterDesk) async throws -> Response {
        let loaded = try await load(visit, visit.queryForm, registers)
        let (words, definition) = (visit.words, loaded.definition)
        let address = "/registers/\(definition.code)"
        let heading = definition.plural(words)
        let notices =
            loaded.version.isWithdrawn ? [Notice(.warning, words("registers.page.withdrawn"))] : []
        let section = PageSection(
            "entries", notices: notices, filter: filter(loaded, address, words),
            table: table(loaded, heading, words), empty: empty(loaded, address, words),
            pager: Pager(
                previous: EntryCursor(visit.query("after")) == nil ? nil : loaded.filter.address(address),
                next: loaded.page.next.map { loaded.filter.address(address, after: $0) }))
        return try visit.page(
            RecordPage(
                heading, breadcrumb: Breadcrumb([("/registers", words("registers.title"))], here: heading),
                lead: definition.lead(words), actions: actions(loaded, address, words), [section]))
    }

    private static func actions(_ loaded: Loaded, _ address: String, _ words: Words) -> [ActionLink] {
        let (rights, actor) = (loaded.definition.rights, loaded.standing.actor)
        let mayEnter = rights.enter.mayEver(actor) && !loaded.version.isWithdrawn
        var actions: [ActionLink] = []
        if mayEnter { actions.append(ActionLink("\(address)/new", words("registers.page.enter"), icon: "plus-lg")) }
        if mayEnter { actions.append(ActionLink("\(address)/import", words("registers.import.title"), icon: "upload")) }
        if rights.export.allow(actor) {
            let csv = loaded.filter.address("\(address)/export")
            let sign = csv.contains("?") ? "&" : "?"
            actions.append(ActionLink(csv + sign + "format=csv", words("registers.page.csv"), icon: "download"))
            actions.append(ActionLink(csv + sign + "format=xlsx", words("registers.page.xlsx"), icon: "download"))
        }
        return actions
    }

    private static func filter(_ loaded: Loaded, _ address: String, _ words: Words) -> FilterView {
        let (definition, filter) = (loaded.definition, loaded.filter)
        var fields: [Field] = [
            .text("q", words("registers.filter.text"), value: filter.text, limit: 100, type: .search)
        ]
        if definition.hasStates {
            let options = definition.states.map {
                Field.Option($0.code, $0.name(words), selected: $0.code == filter.state)
            }
            fields.append(
                .select(
                    "state", words("registers.column.state"), options: options, blank: words("registers.filter.any")))
        }
        let form = EntryForm(definition: definition, choices: loaded.choices, labels: loaded.labels, words: words)
        for field in definition.filters {
            fields.append(
                .select(
                    field.code, field.name(words), options: form.options(field, selected: filter.answers[field.code]),
                    blank: words("registers.filter.any")))
        }
        fields.append(.day("from", words("registers.filter.from"), value: filter.from))
        fields.append(.day("until", words("registers.filter.until"), value: filter.until))
        fields.append(
            .select(
                "order", words("registers.filter.order"),
                options: ["newest", "oldest"].map {
                    Field.Option(
                        $0, words("registers.filter.\($0)"), selected: ($0 == "oldest") == filter.isOldestFirst)
                }))
        return FilterView(
            action: address, fields: fields, submit: words("registers.filter.submit"),
            clear: filter.isNone ? nil : ActionLink(address, words("registers.filter.clear")))
    }

    private static func empty(_ loaded: Loaded, _ address: String, _ words: Words) -> EmptyState {
        guard loaded.filter.isNone else {
            return EmptyState(
                icon: "search", sentence: words("registers.page.none_fit"),
                action: ActionLink(address, words("registers.filter.clear")))
        }
        return EmptyState(
            icon: loaded.definition.icon, sentence: words("registers.page.none"), hint: loaded.definition.lead(words))
    }

    static func table(_ loaded: Loaded, _ caption: String, _ words: Words) -> TableView {
        let definition = loaded.definition
        let told = EntryWords(definition: definition, labels: loaded.labels, words: words)
        let rows = loaded.page.entries.map { entry in
            row(entry.number, entry.address, entry.state, entry.values, loaded.computed[entry.id] ?? [:], told)
        }
        return TableView(caption, columns: columns(definition, words), rows: rows)
    }

    static func columns(_ definition: RegisterDefinition, _ words: Words) -> [String] {
        [words("registers.column.number")] + definition.listed.map { $0.name(words) }
            + (definition.hasStates ? [words("registers.column.state")] : [])
    }

    /// One line of the list; the preview of a definition shows one as well.
    static func row(
        _ number: String, _ address: String?, _ state: String, _ values: [String: String], _ computed: [String: Int],
        _ told: EntryWords
    ) -> TableView.Row {
        let cells = told.definition.listed.map { field in
            TableView.Cell(String(told.text(field, values, computed: computed).prefix(120)))
        }
        let badge = told.badge(state)
        return TableView.Row(
            [.init(number, address: address)] + cells + (told.definition.hasStates ? [.init("", state: badge)] : []))
    }
}
