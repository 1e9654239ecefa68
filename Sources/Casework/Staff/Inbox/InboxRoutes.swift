import Kernel
import Platform
import Web

/// The desk of my groups: cases nobody has taken yet (S0-14), what expires next first.
enum InboxRoutes {
    static func all(_ cases: CaseDesk) -> [Route] {
        [
            .get("/inbox", .right(CaseAction.decline)) { visit in
                let page = try await cases.desk.read { db in
                    let reader = try CaseReader.of(visit.actor, in: db)
                    let groups = reader.standing.units.union(reader.standing.headedUnits).map(\.text).sorted()
                    let found = try CaseList.open(
                        .held(groups), after: CaseCursor(visit.query("after")), reader: reader, at: cases.desk, in: db)
                    let count = try CaseList.count(.held(groups), actor: visit.actor, in: db)
                    let tables = CaseTables(words: visit.words, organisation: visit.actor.organisationID, db: db)
                    return try ListPage.inbox(found, count: count, visit, tables)
                }
                return try visit.page(page)
            }
        ]
    }
}

extension ListPage {
    /// `GET /inbox`.
    fileprivate static func inbox(
        _ page: CaseLines, count: Int, _ visit: Visit, _ tables: CaseTables
    ) throws -> ListPage {
        func word(_ key: String) -> String { visit.words("casework.lists.inbox.\(key)") }
        return ListPage(
            title: word("title"), lead: word("lead"),
            sections: [
                ListSection(
                    "waiting", word("waiting"), count: count > 0 ? "\(count)" : nil,
                    table: CaseTable(
                        word("waiting"), try tables.rows(page.lines), showsHolder: true, showsReceived: true),
                    empty: EmptyState(icon: "inbox", sentence: word("none"), hint: word("none_hint")),
                    pager: Pager(
                        previous: visit.query("after").isEmpty ? nil : "/inbox",
                        next: page.next.map { "/inbox?after=\($0.text)" }))
            ])
    }
}
