import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// Supervision across cases (督办看板, S4-36): open notes by unit and lateness, and everybody's open tasks.
enum SupervisionRoutes {
    static func all(_ cases: CaseDesk) -> [Route] {
        let access = Access.right(SupervisionAction.overview)
        return [
            .get("/supervision", access) { visit in try await notes(visit, cases) },
            .get("/supervision/tasks", access) { visit in try await tasks(visit, cases) },
        ] + MeetingRoutes.all(cases)
    }

    private static func tabs(_ words: Words, isNotes: Bool) -> Tabs {
        Tabs(
            label: words("casework.watch.title"),
            [
                .init("/supervision", words("casework.watch.open_notes"), current: isNotes),
                .init("/supervision/tasks", words("casework.watch.tasks"), current: !isNotes),
            ])
    }

    private static func filter(_ visit: Visit, _ address: String, _ tree: UnitTree) -> FilterView {
        let chosen = ID<OrganisationUnit>(visit.query("unit"))
        return FilterView(
            action: address,
            fields: [
                Field.select(
                    "unit", visit.words("casework.watch.unit"), options: tree.options(selected: chosen),
                    blank: visit.words("casework.watch.all_units")
                ).width(.medium)
            ], submit: visit.words("casework.lists.register.apply"),
            clear: chosen == nil ? nil : ActionLink(address, visit.words("casework.watch.all_units")))
    }

    private static func pager(_ visit: Visit, _ address: String, next: TeamCursor?) -> Pager {
        let unit = ID<OrganisationUnit>(visit.query("unit"))
        let base = unit.map { "\(address)?unit=\($0)" } ?? address
        return Pager(
            previous: visit.query("after").isEmpty ? nil : base,
            next: next.map { "\(base)\(unit == nil ? "?" : "&")after=\($0.text)" })
    }

    private static func notes(_ visit: Visit, _ cases: CaseDesk) async throws -> Response {
        try cases.desk.rights.must(SupervisionAction.overview, visit.actor)
        let (words, actor) = (visit.words, visit.actor)
        let (unit, cursor) = (ID<OrganisationUnit>(visit.query("unit")), TeamCursor(visit.query("after")))
        let (lines, next, desks, issuers) = try await cases.desk.read { db in
            let (lines, next) = try NoteLine.list(
                unit: unit, after: cursor, reader: .of(actor, in: db), at: cases.desk, in: db)
            let desks = try NamedDesks(
                lines.map(\.deskID), of: actor.organisationID, on: visit.today, in: db)
            let issuers = try StaffMember.find(
                all: Set(lines.compactMap(\.note.issuedBy.staffID)).sorted(), of: actor.organisationID, in: db
            ).mapValues(\.name)
            return (lines, next, desks, issuers)
        }
        func word(_ key: String) -> String { words("casework.watch.\(key)") }
        let rows = lines.map { line in
            let isLate = line.note.awaitsAnswer && line.note.dueAt < visit.now
            let state =
                line.note.awaitsAcceptance
                ? StateBadge(word("awaits_judgement"), tone: .waiting, icon: "hourglass-split")
                : isLate
                    ? StateBadge(word("late"), tone: .open, icon: "exclamation-triangle")
                    : StateBadge(word("awaits_answer"), tone: .open)
            return TableView.Row([
                .init(line.wanted(words), address: "/cases/\(line.line.id)#watch", note: line.line.number),
                .init(desks.tree[line.unit]?.name ?? ""), .init(desks.name(line.deskID)),
                .init(line.note.issuedBy.staffID.flatMap { issuers[$0] } ?? ""),
                .init(words("casework.case_page.by", ["at": .due(line.note.dueAt)]), state: state),
            ])
        }
        return try visit.page(
            RecordPage(
                word("title"), tabs: tabs(words, isNotes: true), lead: word("lead"),
                [
                    PageSection(
                        "notes", word("open_notes"), filter: filter(visit, "/supervision", desks.tree),
                        table: TableView(
                            word("open_notes"),
                            columns: ["note", "unit", "desk", "issuer", "due"].map { word("column.\($0)") }, rows: rows),
                        empty: EmptyState(icon: "emoji-smile", sentence: word("no_notes")),
                        pager: pager(visit, "/supervision", next: next))
                ]))
    }

    /// The desk of a unit and those of its people.
    static func desks(of unit: ID<OrganisationUnit>, _ visit: Visit, in db: any Connection) throws -> [String] {
        let members = try Membership.members(
            of: unit, organisation: visit.actor.organisationID, on: visit.today, in: db)
        return [unit.text] + members.map(\.id.text)
    }

    /// More desks than this are not summed up by unit.
    private static let mostDesks = 2000

    private static func tasks(_ visit: Visit, _ cases: CaseDesk) async throws -> Response {
        try cases.desk.rights.must(SupervisionAction.overview, visit.actor)
        let (words, organisation) = (visit.words, visit.actor.organisationID)
        let (unit, cursor) = (ID<OrganisationUnit>(visit.query("unit")), TeamCursor(visit.query("after")))
        let (loads, next, all, desks) = try await cases.desk.read { db in
            let among = try unit.map { try Self.desks(of: $0, visit, in: db) }
            let (loads, next) = try Workload.list(of: organisation, among: among, after: cursor, in: db)
            let all =
                unit == nil && cursor == nil
                ? try Workload.list(of: organisation, limit: mostDesks, in: db).loads : []
            let desks = try NamedDesks(
                (loads + all).map(\.deskID), of: organisation, on: visit.today, in: db)
            return (loads, next, all, desks)
        }
        func word(_ key: String) -> String { words("casework.watch.\(key)") }
        var sections: [PageSection] = []
        if !all.isEmpty { sections.append(byUnit(all, desks, visit)) }
        let rows = loads.map { load in
            TableView.Row(
                [
                    .init(desks.name(load.deskID)),
                    .init(desks.unit(load.deskID).flatMap { desks.tree[$0]?.name } ?? word("no_unit")),
                ] + figures(load.cases, load.errands, load.late, load.oldest, visit))
        }
        sections.append(
            PageSection(
                "desks", word("by_desk"), filter: filter(visit, "/supervision/tasks", desks.tree),
                table: TableView(
                    word("by_desk"),
                    columns: ["desk", "unit", "cases", "errands", "late", "oldest"].map { word("column.\($0)") },
                    rows: rows), empty: EmptyState(icon: "emoji-smile", sentence: word("no_tasks")),
                pager: pager(visit, "/supervision/tasks", next: next)))
        return try visit.page(
            RecordPage(word("title"), tabs: tabs(words, isNotes: false), lead: word("tasks_lead"), sections))
    }

    private static func figures(
        _ cases: Int, _ errands: Int, _ late: Int, _ oldest: Instant, _ visit: Visit
    ) -> [TableView.Cell] {
        return [
            .init(String(cases)), .init(String(errands)),
            late == 0
                ? .init("0") : .init("", state: StateBadge(String(late), tone: .open, icon: "exclamation-triangle")),
            .init(visit.words.moment(oldest), note: NextClocks.length(visit.now - oldest, visit.words)),
        ]
    }

    private static func byUnit(_ all: [Workload], _ desks: NamedDesks, _ visit: Visit) -> PageSection {
        func word(_ key: String) -> String { visit.words("casework.watch.\(key)") }
        let units = Dictionary(grouping: all) { desks.unit($0.deskID) }
        let sorted = units.map { unit, loads in
            (
                unit: unit, loads: loads, late: loads.reduce(0) { $0 + $1.late },
                oldest: loads.map(\.oldest).min() ?? visit.now
            )
        }.sorted { ($1.late, $0.oldest) < ($0.late, $1.oldest) }
        let rows = sorted.map { line in
            TableView.Row(
                [
                    .init(
                        line.unit.flatMap { desks.tree[$0]?.name } ?? word("no_unit"),
                        address: line.unit.map { "/supervision/tasks?unit=\($0)" })
                ]
                    + figures(
                        line.loads.reduce(0) { $0 + $1.cases }, line.loads.reduce(0) { $0 + $1.errands }, line.late,
                        line.oldest, visit))
        }
        return PageSection(
            "units", word("by_unit"),
            table: TableView(
                word("by_unit"), columns: ["unit", "cases", "errands", "late", "oldest"].map { word("column.\($0)") },
                rows: rows))
    }
}

extension ErrandLine {
    /// A note of supervision on the reader's desk: to be answered, or its answer to be judged.
    init(_ found: NoteLine, _ words: Words, at now: Instant) {
        let noun = found.note.awaitsAnswer ? "supervision-answer" : "supervision-acceptance"
        let address = "/cases/\(found.line.id)"
        self.init(
            kind: words(found.note.awaitsAnswer ? "casework.clock.supervision" : "casework.watch.awaits_judgement"),
            text: found.wanted(words), address: "\(address)/\(noun)?point=\(found.note.number)",
            number: found.line.number,
            caseAddress: address, due: words("casework.case_page.by", ["at": .due(found.note.dueAt)]),
            stamp: words.stamp(found.note.dueAt), isLate: found.note.awaitsAnswer && found.note.dueAt < now)
    }
}
