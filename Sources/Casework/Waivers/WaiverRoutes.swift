import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// Looking at waived separations across cases (职责分离豁免权限).
package enum WaiverAction: String, Action {
    case list = "casework.waivers.list"

    static let lines = Right.lines(WaiverAction.list, [.auditor, .chiefExecutive, .director, .qualitySupervisor])
}

/// Where two tasks were in one hand, for the auditor and those who answer for the house.
enum WaiverRoutes {
    static func all(_ cases: CaseDesk) -> [Route] {
        [.get("/waivers", .right(WaiverAction.list)) { visit in try await list(visit, cases) }]
    }

    private static func list(_ visit: Visit, _ cases: CaseDesk) async throws -> Response {
        try cases.desk.rights.must(WaiverAction.list, visit.actor)
        let (words, cursor, organisation) = (
            visit.words, TeamCursor(visit.query("after")), visit.actor.organisationID
        )
        let (waivers, next, counts, names) = try await cases.desk.read { db in
            let (waivers, next) = try ListedWaiver.list(
                after: cursor, reader: .of(visit.actor, in: db), at: cases.desk, in: db)
            let counts = try ListedWaiver.lastYear(of: organisation, in: db)
            let names = try StaffMember.find(
                all: Set(waivers.map(\.by)).sorted(), of: organisation, in: db
            ).mapValues(\.name)
            return (waivers, next, counts, names)
        }
        func word(_ key: String) -> String { words("casework.waivers.\(key)") }
        let rows = waivers.map { waiver in
            TableView.Row([
                .init(words(waiver.action.key)),
                .init(
                    waiver.line?.gist(words) ?? word("shut_case"),
                    address: waiver.line.map { "/cases/\($0.id)#waivers" }, note: waiver.line?.number),
                .init(names[waiver.by] ?? ""), .init(words.moment(waiver.at)),
            ])
        }
        let facts = counts.map {
            DefinitionList.Item(words($0.action.key), words("casework.waivers.times", ["n": .number($0.n)]))
        }
        return try visit.page(
            RecordPage(
                word("title"), lead: word("lead"),
                [
                    PageSection(
                        "waivers", facts: facts.isEmpty ? nil : DefinitionList(facts),
                        table: TableView(
                            word("title"), columns: ["step", "case", "by", "at"].map { word("column.\($0)") },
                            rows: rows),
                        empty: EmptyState(icon: "check2-all", sentence: word("none")),
                        pager: Pager(
                            previous: cursor == nil ? nil : "/waivers", next: next.map { "/waivers?after=\($0.text)" }))
                ]))
    }
}
