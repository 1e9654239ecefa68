import Kernel
import Platform
import Web

/// What waits for my approval or second confirmation.
enum ApprovalRoutes {
    static func all(_ cases: CaseDesk) -> [Route] {
        [
            .get("/approvals", .signedIn) { visit in
                let page = try await cases.desk.read { db in
                    let reader = try CaseReader.of(visit.actor, in: db)
                    let waiting = try WaitingCases(
                        for: reader, afterApproval: MomentCursor<Case>(visit.query("approval")),
                        afterConfirmation: MomentCursor<Case>(visit.query("confirmation")), at: cases.desk, in: db)
                    let tables = CaseTables(words: visit.words, organisation: visit.actor.organisationID, db: db)
                    return try ListPage.approvals(waiting, visit, tables)
                }
                return try visit.page(page)
            }
        ]
    }
}

extension ListPage {
    /// `GET /approvals`.
    fileprivate static func approvals(
        _ waiting: WaitingCases, _ visit: Visit, _ tables: CaseTables
    ) throws -> ListPage {
        func word(_ key: String) -> String { visit.words("casework.lists.approvals.\(key)") }
        func section(_ name: String, _ page: CaseLines) throws -> ListSection {
            let isFirst = visit.query(name).isEmpty
            return ListSection(
                name, word(name), hint: word("\(name)_hint"),
                table: CaseTable(word(name), try tables.rows(page.lines), showsHolder: true),
                empty: EmptyState(icon: "check2-all", sentence: word("\(name)_none")),
                pager: Pager(
                    previous: isFirst ? nil : "/approvals", next: page.next.map { "/approvals?\(name)=\($0.text)" }))
        }
        return ListPage(
            title: word("title"), lead: word("lead"),
            sections: [
                try section("approval", waiting.approvals), try section("confirmation", waiting.confirmations),
            ])
    }
}
