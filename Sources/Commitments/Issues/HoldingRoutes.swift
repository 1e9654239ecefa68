import Casework
import Hummingbird
import Kernel
import People
import Platform
import Storage
import Web

/// Who holds which letter (承诺书清单, S0-7, S0-24), and what was promised to one resident on a day.
enum HoldingRoutes {
    static func all(_ desk: Desk) -> [Route] {
        let read = Access.right(CommitmentAction.readIssues)
        return [
            .get(IssueRoutes.address, read) { visit in try await list(visit, desk) },
            .get("/commitments/persons/:person", read) { visit in try await person(visit, desk) },
        ]
    }

    /// What the address asks for of the lists.
    struct Query: Sendable {
        let state: HoldingState?
        let version: Int?
        let unit: ID<OrganisationUnit>?
        let after: PersonCode?

        init(_ visit: Visit) {
            let version = Int(visit.query("version"))
            self.version = version
            state = HoldingState(rawValue: visit.query("state")) ?? (version == nil ? HoldingState.without : nil)
            unit = ID<OrganisationUnit>(visit.query("unit"))
            after = PersonCode(visit.query("after"))
        }
    }

    /// A page of a list with what stands around it.
    struct Page: Sendable {
        let query: Query
        let current: CommitmentLetter?
        let entries: [PersonEntry]
        let next: PersonCode?
        let holdings: [ID<Person>: Holding]
        let lines: [LetterCoverage]
        let tree: UnitTree

        var sum: LetterCoverage { LetterCoverage.sum(lines) }
    }

    static func load(_ visit: Visit, _ desk: Desk) async throws -> Page {
        try desk.rights.must(CommitmentAction.readIssues, visit.actor)
        let (actor, today, query) = (visit.actor, visit.today, Query(visit))
        let keys = try await desk.keyring(of: actor.organisationID)
        let names: ViewGrant =
            desk.rights.allows(PeopleAction.readNames.rawValue, to: actor) ? .full : .masked
        return try await desk.read { db in
            let tree = try UnitTree.load(of: actor.organisationID, in: db)
            let current = try LetterBook.load(of: actor.organisationID, in: db).current(at: db.now)
            let (page, holdings) = try HoldingState.page(
                query.state, holding: query.version, current: current?.version,
                units: query.unit.map { tree.below($0).union([$0]) } ?? [], after: query.after, names: names,
                on: today, of: actor.organisationID, keys: keys, in: db)
            return Page(
                query: query, current: current, entries: page.entries, next: page.next, holdings: holdings,
                lines: try LetterCoverage.byUnit(
                    of: actor.organisationID, current: current?.version, on: today, in: db), tree: tree)
        }
    }

    private static func list(_ visit: Visit, _ desk: Desk) async throws -> Response {
        let page = try await load(visit, desk)
        let (word, sum) = (CommitmentWords(words: visit.words), page.sum)
        func count(_ state: HoldingState) -> Int {
            switch state {
            case .without: sum.without
            case .old: sum.old
            case .current: sum.current
            }
        }
        let tabs = Tabs(
            label: word("issues.title"),
            HoldingState.allCases.map { state in
                .init(
                    "\(IssueRoutes.address)?state=\(state.rawValue)", word("issues.state.\(state.rawValue)"),
                    count: count(state), current: page.query.state == state)
            })
        let mayGive = desk.rights.allows(CommitmentAction.issueLetter.rawValue, to: visit.actor)
        let rows = page.entries.map { row($0, page, mayGive: mayGive && page.current != nil, word) }
        let filter = FilterView(
            action: IssueRoutes.address,
            fields: [
                .select(
                    "unit", visit.words("people.field.unit"), options: page.tree.options(selected: page.query.unit),
                    blank: visit.words("platform.admin.all")),
                .hidden("state", page.query.state?.rawValue ?? ""),
                .hidden("version", page.query.version.map(String.init) ?? ""),
            ], submit: visit.words("platform.admin.filter"))
        let lead =
            page.query.version.map { word("issues.holding", ["n": .number($0)]) }
            ?? page.current.map { word("issues.lead", ["n": .number($0.version)]) } ?? word("issues.no_letter")
        return try visit.page(
            RecordPage(
                word("issues.title"),
                breadcrumb: Breadcrumb([("/commitments", word("title"))], here: word("issues.title")), tabs: tabs,
                lead: lead,
                [
                    PageSection(
                        "residents", filter: filter,
                        table: TableView(
                            word("issues.title"),
                            columns: ["resident", "place", "unit", "held", "last", "do"].map { word("column.\($0)") },
                            rows: rows),
                        empty: EmptyState(icon: "check2-all", sentence: word("issues.empty")), pager: pager(page))
                ]))
    }

    private static func row(
        _ entry: PersonEntry, _ page: Page, mayGive: Bool, _ word: CommitmentWords
    ) -> TableView.Row {
        let holding = page.holdings[entry.id]
        let isCurrent = holding?.signedVersion != nil && holding?.signedVersion == page.current?.version
        let held = holding?.signedVersion.map { word("version", ["n": .number($0)]) }
        let last = holding.flatMap { $0.lastOutcome.isSigned ? nil : $0 }
        return TableView.Row([
            .init(entry.name, address: "/commitments/persons/\(entry.id)", note: entry.code.description),
            .init(word.place(entry.place)), .init(entry.unitID.flatMap { page.tree[$0]?.name } ?? ""),
            .init(held ?? word("issues.holds_none"), note: holding?.signedOn.map { word.words.day($0) }),
            .init(
                last.map { word("issue.outcome.\($0.lastOutcome.rawValue)") } ?? "",
                note: last.map { word.words.day($0.lastOn) }),
            .init(
                mayGive && !isCurrent ? word("issues.give") : "",
                address: mayGive && !isCurrent ? "\(IssueRoutes.address)/new?person=\(entry.id)" : nil),
        ])
    }

    private static func pager(_ page: Page) -> Pager? {
        if page.next == nil, page.query.after == nil { return nil }
        let fields = [
            (name: "state", value: page.query.state?.rawValue ?? ""),
            (name: "unit", value: page.query.unit?.text ?? ""),
            (name: "version", value: page.query.version.map(String.init) ?? ""),
        ].filter { !$0.value.isEmpty }
        let first = "\(IssueRoutes.address)?" + FormData.urlEncoded(fields)
        return Pager(
            previous: page.query.after == nil ? nil : first,
            next: page.next.map {
                "\(IssueRoutes.address)?"
                    + FormData.urlEncoded(fields + [(name: "after", value: $0.description)])
            })
    }

    /// What one resident was promised on a day, with all that was ever given to them.
    struct Promised: Sendable {
        let person: Person
        let relatives: [Relative]
        let issues: [CommitmentIssue]
        let on: LocalDay
        let promised: PromisedOn?
        let hasCurrent: Bool
    }

    static func promised(_ visit: Visit, _ desk: Desk) async throws -> Promised {
        try desk.rights.must(CommitmentAction.readIssues, visit.actor)
        let (actor, id) = (visit.actor, try visit.id("person", of: Person.self))
        let day = LocalDay(visit.query("on")) ?? visit.today
        let keys = try await desk.keyring(of: actor.organisationID)
        return try await desk.read { db in
            let issues = try CommitmentIssue.list(of: id, actor.organisationID, in: db)
            let current = try LetterBook.load(of: actor.organisationID, in: db).current(at: db.now)
            return Promised(
                person: try Person.find(id, of: actor.organisationID, keys: keys, in: db),
                relatives: try Relative.list(of: id, actor.organisationID, keys: keys, in: db), issues: issues,
                on: day, promised: try PromisedOn.find(among: issues, on: day, of: actor.organisationID, in: db),
                hasCurrent: issues.contains {
                    $0.letterID == current?.id && $0.outcome.isSigned && $0.annulment == nil
                })
        }
    }

    private static func person(_ visit: Visit, _ desk: Desk) async throws -> Response {
        let found = try await promised(visit, desk)
        let page = PersonPromisesPage(found: found, visit: visit, rights: desk.rights)
        return try visit.page(page.record)
    }
}
