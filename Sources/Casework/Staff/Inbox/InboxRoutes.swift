import Kernel
import Platform
import Web

/// The desk of my groups: cases nobody has taken yet (S0-14), what expires next first.
enum InboxRoutes {
    static func all(_ cases: CaseDesk) -> [Route] {
        [
            .get("/inbox", .right(CaseAction.decline)) { visit in
                let filter = InboxFilter(visit.query)
                let page = try await cases.desk.read { db in
                    let reader = try CaseReader.of(visit.actor, in: db)
                    let place = filter.place(of: reader)
                    let found = try CaseList.open(
                        place, after: MomentCursor<Case>(visit.query("after")), reader: reader, at: cases.desk, in: db)
                    let count = try CaseList.count(place, actor: visit.actor, in: db)
                    let tables = CaseTables(words: visit.words, organisation: visit.actor.organisationID, db: db)
                    let views = try ViewBar.load(
                        .inbox, query: SavedView.List.inbox.query(visit.query), reader: reader, visit.words, in: db)
                    return try InboxPage(
                        filter, found, count: count, isFirst: visit.query("after").isEmpty, views: views,
                        bulk: BulkBar(visit.actor, cases, visit.words), visit.words, tables)
                }
                return try visit.page(page)
            }
        ]
    }
}

/// `GET /inbox`.
struct InboxPage: Page {
    static let template = "casework/lists/inbox"

    let title: String
    let lead: String
    let fields: [Field]
    let isFiltered: Bool
    let views: ViewBar
    let bulk: BulkBar?
    let section: ListSection

    init(
        _ filter: InboxFilter, _ page: CaseLines, count: Int, isFirst: Bool, views: ViewBar, bulk: BulkBar?,
        _ words: Words, _ tables: CaseTables
    ) throws {
        func word(_ key: String) -> String { words("casework.lists.inbox.\(key)") }
        title = word("title")
        lead = word("lead")
        fields = filter.fields(words)
        isFiltered = !filter.isEmpty
        self.views = views
        self.bulk = page.lines.isEmpty ? nil : bulk
        section = ListSection(
            "waiting", word("waiting"), count: count > 0 ? CaseList.told(count) : nil,
            table: CaseTable(
                word("waiting"), try tables.rows(page.lines), showsHolder: true, showsReceived: true,
                isChosen: bulk != nil),
            empty: filter.isEmpty
                ? EmptyState(icon: "inbox", sentence: word("none"), hint: word("none_hint"))
                : EmptyState(
                    icon: "funnel", sentence: words("casework.lists.register.none_found"),
                    action: ActionLink("/inbox", words("casework.lists.register.clear"))),
            pager: Pager(
                previous: isFirst ? nil : filter.address(), next: page.next.map { filter.address(after: $0) }))
    }
}
