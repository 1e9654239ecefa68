import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// What hand-overs between units cost (交接与归属争议): figures by unit, and each unit's hand-overs with their cases.
/// For the coordinators and the quality supervisor, who settle what bounces (S4-4).
enum HandoverRoutes {
    static func all(_ cases: CaseDesk) -> [Route] {
        let access = Access.right(HandoverAction.overview)
        return [
            .get("/handovers", access) { visit in try await overview(visit, cases) },
            .get("/handovers/:unit", access) { visit in try await unit(visit, cases) },
        ]
    }

    static let periods = [30, 90, 365]
    static let usualDays = 90

    /// The days looked back upon: one of the offered ones.
    private static func days(_ visit: Visit) -> Int {
        Int(visit.query("days")).flatMap { periods.contains($0) ? $0 : nil } ?? usualDays
    }

    private static func filter(_ visit: Visit, _ address: String) -> FilterView {
        let chosen = days(visit)
        return FilterView(
            action: address,
            fields: [
                Field.select(
                    "days", visit.words("casework.team.period"),
                    options: periods.map {
                        .init(
                            String($0), visit.words("casework.team.last_days", ["n": .number($0)]),
                            selected: $0 == chosen)
                    }
                ).width(.short)
            ], submit: visit.words("casework.lists.register.apply"))
    }

    private static func overview(_ visit: Visit, _ cases: CaseDesk) async throws -> Response {
        try cases.desk.rights.must(HandoverAction.overview, visit.actor)
        let (words, organisation, days) = (visit.words, visit.actor.organisationID, days(visit))
        let (tallies, tree, disputed) = try await cases.desk.read { db in
            (
                try HopTally.list(of: organisation, since: db.now.advanced(byHours: -24 * days), in: db),
                try UnitTree.load(of: organisation, in: db),
                try CaseList.disputed(reader: .of(visit.actor, in: db), at: cases.desk, in: db)
            )
        }
        func word(_ key: String) -> String { words("casework.team.\(key)") }
        let rows = tallies.map { tally in
            TableView.Row([
                .init(
                    tally.unit.flatMap { tree[$0]?.name } ?? word("no_unit"),
                    address: tally.unit.map { "/handovers/\($0)?days=\(days)" }),
                .init(String(tally.hops)), .init(String(tally.returns)),
                .init(NextClocks.length(tally.waited / Int64(max(1, tally.hops)), words)),
                .init(words("casework.lists.length.days", ["n": .number(tally.disputedDays)])),
            ])
        }
        let waiting = disputed.map { line in
            TableView.Row([
                .init(line.gist(words), address: "/cases/\(line.id)"), .init(line.number),
                .init(line.opened.teamwork.disputedSince.map { words.moment($0) } ?? ""),
            ])
        }
        var sections: [PageSection] = []
        if !waiting.isEmpty {
            sections.append(
                PageSection(
                    "disputed", word("ruling_wanted"),
                    table: TableView(
                        word("ruling_wanted"), columns: ["case", "number", "since"].map { word("column.\($0)") },
                        rows: waiting)))
        }
        sections.append(
            PageSection(
                "units", word("by_unit"), filter: filter(visit, "/handovers"),
                table: TableView(
                    word("by_unit"),
                    columns: ["unit", "hops", "returns", "waited", "disputed"].map { word("column.\($0)") },
                    rows: rows),
                empty: EmptyState(icon: "arrow-left-right", sentence: word("no_hops"))))
        return try visit.page(RecordPage(word("handovers"), lead: word("handovers_lead"), sections))
    }

    private static func unit(_ visit: Visit, _ cases: CaseDesk) async throws -> Response {
        try cases.desk.rights.must(HandoverAction.overview, visit.actor)
        let id = try visit.id("unit", of: OrganisationUnit.self)
        let (words, organisation, days) = (visit.words, visit.actor.organisationID, days(visit))
        let cursor = TeamCursor(visit.query("after"))
        let (unit, lines, next, names) = try await cases.desk.read { db in
            let unit = try OrganisationUnit.find(id, of: organisation, in: db)
            let (lines, next) = try HopLine.list(
                to: id, since: db.now.advanced(byHours: -24 * days), after: cursor,
                reader: .of(visit.actor, in: db), at: cases.desk, in: db)
            let names = try StaffMember.find(
                all: Set(lines.map(\.hop.to)).sorted(), of: organisation, in: db
            ).mapValues(\.name)
            return (unit, lines, next, names)
        }
        func word(_ key: String) -> String { words("casework.team.\(key)") }
        let address = "/handovers/\(id)"
        let rows = lines.map { line in
            let reason = line.hop.reason.map { words("casework.return_reason.\($0.rawValue)") }
            return TableView.Row([
                .init(line.line.gist(words), address: "/cases/\(line.line.id)", note: line.line.number),
                .init(words.moment(line.hop.offeredAt)), .init(names[line.hop.to] ?? ""),
                .init(word("outcome.\(line.hop.outcome?.rawValue ?? "waiting")"), note: reason),
                .init(NextClocks.length(line.hop.waited(at: visit.now), words)),
                .init(
                    line.hop.disputed(at: visit.now) == 0
                        ? "" : NextClocks.length(line.hop.disputed(at: visit.now), words)),
            ])
        }
        return try visit.page(
            RecordPage(
                unit.name, breadcrumb: Breadcrumb([("/handovers", word("handovers"))], here: unit.name),
                [
                    PageSection(
                        "hops", word("hops"), filter: filter(visit, address),
                        table: TableView(
                            word("hops"),
                            columns: ["case", "offered", "to", "outcome", "waited", "disputed"].map {
                                word("column.\($0)")
                            }, rows: rows),
                        empty: EmptyState(icon: "arrow-left-right", sentence: word("no_hops")),
                        pager: Pager(
                            previous: cursor == nil ? nil : "\(address)?days=\(days)",
                            next: next.map { "\(address)?days=\(days)&after=\($0.text)" }))
                ]))
    }
}
