import Kernel
import Storage
import Web

/// A page of one or two lists of cases under a title: inbox, approvals, first received.
struct ListPage: Page {
    static let template = "casework/lists/lists"

    let title: String
    let lead: String?
    let sections: [ListSection]

    /// `GET /desk/received`: cases I received first that others work at (S4-30).
    static func received(_ page: CaseLines, _ visit: Visit, in db: any Connection) throws -> ListPage {
        func word(_ key: String) -> String { visit.words("casework.lists.desk.\(key)") }
        let rows = try CaseTables(words: visit.words, organisation: visit.actor.organisationID, db: db).rows(page.lines)
        return ListPage(
            title: word("elsewhere"), lead: word("elsewhere_hint"),
            sections: [
                ListSection(
                    "elsewhere", word("mine"), table: CaseTable(word("elsewhere"), rows, showsHolder: true),
                    empty: EmptyState(icon: "emoji-smile", sentence: word("nothing_elsewhere")),
                    pager: Pager(
                        previous: visit.query("after").isEmpty ? "/desk" : "/desk/received",
                        next: page.next.map { "/desk/received?after=\($0.text)" }))
            ])
    }
}
