import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// The checklist across cases, for those who sign for it (报告清单).
enum ReportRoutes {
    static func all(_ cases: CaseDesk) -> [Route] {
        [
            .get("/authority-reports", .right(ReportAction.list)) { visit in
                try cases.desk.rights.must(ReportAction.list, visit.actor)
                let isOpen = visit.query("view") != "settled"
                let cursor = TeamCursor(visit.query("after"))
                let (reports, next) = try await cases.desk.read { db in
                    try ListedReport.list(
                        isOpen: isOpen, after: cursor, reader: .of(visit.actor, in: db), at: cases.desk, in: db)
                }
                return try visit.page(ReportPage.list(reports, next, isOpen: isOpen, isFirst: cursor == nil, visit))
            }
        ]
    }
}

enum ReportPage {
    static func state(_ duty: ReportDuty, at now: Instant, _ words: Words) -> StateBadge {
        func word(_ key: String) -> String { words("casework.reports.state.\(key)") }
        if duty.made != nil { return StateBadge(word("made"), tone: .done, icon: "check-circle") }
        if duty.waived != nil { return StateBadge(word("waived"), tone: .done) }
        return duty.dueAt < now
            ? StateBadge(word("late"), tone: .open, icon: "exclamation-triangle")
            : StateBadge(word("open"), tone: .open, icon: "hourglass-split")
    }

    static func list(
        _ reports: [ListedReport], _ next: TeamCursor?, isOpen: Bool, isFirst: Bool, _ visit: Visit
    ) -> RecordPage {
        let words = visit.words
        func word(_ key: String) -> String { words("casework.reports.\(key)") }
        let writer = ReportWords(words: words)
        let rows = reports.map { report in
            TableView.Row([
                .init(
                    writer.title(report.duty.demand), address: "/cases/\(report.line.id)#reports",
                    note: "\(report.line.number) \(report.line.gist(words))"),
                .init(writer.ground(report.duty.demand)), .init(words.moment(report.duty.dueAt)),
                .init(
                    "",
                    note: (report.duty.made.map { "\($0.report.recipient) · \($0.report.receipt)" }
                        ?? report.duty.waived?.reason).map { report.line.opened.beside($0, words) },
                    state: state(report.duty, at: visit.now, words)),
            ])
        }
        let late = ListedReport.late(reports, at: visit.now)
        let address = isOpen ? "/authority-reports" : "/authority-reports?view=settled"
        let link = isOpen ? "/authority-reports?after=" : "/authority-reports?view=settled&after="
        return RecordPage(
            word("title"),
            tabs: Tabs(
                label: word("title"),
                [
                    .init("/authority-reports", word("open_ones"), current: isOpen),
                    .init("/authority-reports?view=settled", word("settled_ones"), current: !isOpen),
                ]), lead: word("lead"),
            [
                PageSection(
                    "reports",
                    notices: late == 0 ? [] : [Notice(.danger, words("casework.reports.late", ["n": .number(late)]))],
                    table: TableView(
                        word("title"), columns: ["point", "ground", "due", "state"].map { word("column.\($0)") },
                        rows: rows),
                    empty: EmptyState(icon: "building", sentence: word(isOpen ? "none_open" : "none_settled")),
                    pager: Pager(previous: isFirst ? nil : address, next: next.map { link + $0.text }))
            ])
    }
}
