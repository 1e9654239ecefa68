import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// Who is held to account (问责台账), for the few who see it; and for each employee what concerns them (本人问责记录).
enum AccountabilityRoutes {
    static func all(_ cases: CaseDesk) -> [Route] {
        [
            .get("/accountability", .right(AccountabilityAction.overview)) { visit in try await list(visit, cases) },
            .get("/accountability/own", .right(AccountabilityAction.own)) { visit in try await own(visit, cases) },
        ]
    }

    private static func list(_ visit: Visit, _ cases: CaseDesk) async throws -> Response {
        try cases.desk.rights.must(AccountabilityAction.overview, visit.actor)
        let (words, actor, cursor) = (visit.words, visit.actor, TeamCursor(visit.query("after")))
        let (lines, next, names, readable) = try await cases.desk.read { db in
            let reader = try CaseReader.of(actor, in: db)
            let (lines, next) = try AccountLine.list(after: cursor, reader: reader, at: cases.desk, in: db)
            let names = try StaffMember.find(
                all: Set(lines.map(\.account.person)).sorted(), of: actor.organisationID, in: db
            ).mapValues(\.name)
            return (lines, next, names, Set(lines.map(\.subject).filter(reader.mayRead).map(\.id)))
        }
        func word(_ key: String) -> String { words("casework.account.\(key)") }
        let rows = lines.map { line in
            let view = AccountView(line.account, words: words)
            let mayOpen = readable.contains(line.subject.id)
            return TableView.Row([
                .init(names[line.account.person] ?? "", address: mayOpen ? "/cases/\(line.subject.id)#watch" : nil),
                .init(mayOpen ? line.subject.number.description : word("restricted")),
                .init(words("casework.account_reason.\(line.account.reason.rawValue)")),
                .init(words.moment(line.account.proposedAt)), .init("", state: view.state),
            ])
        }
        return try visit.page(
            RecordPage(
                word("title"), lead: word("lead"),
                [
                    PageSection(
                        "accounts",
                        table: TableView(
                            word("title"),
                            columns: ["person", "case", "reason", "proposed", "state"].map { word("column.\($0)") },
                            rows: rows), empty: EmptyState(icon: "clipboard-check", sentence: word("none")),
                        pager: Pager(
                            previous: cursor == nil ? nil : "/accountability",
                            next: next.map { "/accountability?after=\($0.text)" }))
                ]))
    }

    /// Nothing of the complaint stands here: neither who complained nor, of a confidential case, its number.
    private static func own(_ visit: Visit, _ cases: CaseDesk) async throws -> Response {
        let (words, actor, desk) = (visit.words, visit.actor, cases.desk)
        guard let staff = actor.staffID else { throw Problem.signedOut }
        let subject = Event.Subject(kind: "accountability", id: staff.text)
        let (lines, isTold) = try await desk.read { db in
            (
                try AccountLine.own(.of(actor, in: db), at: desk, in: db),
                try StaffNotice.unread(of: actor, limit: 100, in: db).contains { $0.subject == subject }
            )
        }
        if isTold { try await desk.write { try StaffNotice.markSeen(subject, by: actor, in: $0) } }
        func word(_ key: String) -> String { words("casework.account.\(key)") }
        var sections = lines.enumerated().map { place, line in
            let view = AccountView(line.account, words: words)
            let number = line.subject.isRestricted ? word("restricted") : line.subject.number.description
            return PageSection(
                "account-\(place + 1)", words("casework.account_reason.\(line.account.reason.rawValue)"),
                facts: DefinitionList([
                    .init(word("column.case"), number),
                    .init(word("column.proposed"), words.moment(line.account.proposedAt)),
                    .init(word("column.state"), view.state.word),
                ]), lines: view.lines)
        }
        if sections.isEmpty {
            sections = [
                PageSection("none", empty: EmptyState(icon: "emoji-smile", sentence: word("own_none")))
            ]
        }
        return try visit.page(
            RecordPage(
                word("own_title"),
                breadcrumb: Breadcrumb([("/account", words("web.layout.account"))], here: word("own_title")),
                lead: word("own_lead"), sections))
    }
}
