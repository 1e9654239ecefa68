import Kernel
import Platform
import Web

/// Parts and sub-tasks that wait for the reader, as a list of its own (我的协办与子任务).
enum ErrandRoutes {
    static func all(_ cases: CaseDesk) -> [Route] {
        [
            .get("/desk/errands", .signedIn) { visit in
                let cursor = TeamCursor(visit.query("after"))
                let (errands, next, notes) = try await cases.desk.read { db in
                    let reader = try CaseReader.of(visit.actor, in: db)
                    let (errands, next) = try Errand.list(after: cursor, reader: reader, at: cases.desk, in: db)
                    let notes =
                        cursor == nil
                        ? try NoteLine.waiting(for: reader, limit: NoteLine.pageSize, at: cases.desk, in: db) : []
                    return (errands, next, notes)
                }
                let lines =
                    notes.map { ErrandLine($0, visit.words, at: visit.now) }
                    + errands.map { ErrandLine($0, visit.words, at: visit.now) }
                let words = visit.words
                let table = TableView(
                    words("casework.team.errands"),
                    columns: ["what", "case", "due"].map { words("casework.team.column.\($0)") },
                    rows: lines.map { line in
                        .init([
                            .init(line.text, address: line.address, note: line.kind),
                            .init(line.number, address: line.caseAddress),
                            .init(
                                line.due,
                                state: line.isLate ? StateBadge(words("casework.team.late"), tone: .open) : nil),
                        ])
                    })
                return try visit.page(
                    RecordPage(
                        words("casework.team.errands"),
                        breadcrumb: Breadcrumb(
                            [("/desk", words("casework.nav.desk"))], here: words("casework.team.errands")),
                        lead: words("casework.team.errands_hint"),
                        [
                            PageSection(
                                "errands", table: table,
                                empty: EmptyState(icon: "emoji-smile", sentence: words("casework.team.no_errands")),
                                pager: Pager(
                                    previous: cursor == nil ? nil : "/desk/errands",
                                    next: next.map { "/desk/errands?after=\($0.text)" }))
                        ]))
            }
        ]
    }
}

/// A part or sub-task in words, with the way to report it.
struct ErrandLine: Sendable {
    let kind: String
    let text: String
    let address: String
    let number: String
    let caseAddress: String
    let due: String
    let stamp: String
    let isLate: Bool
}

extension ErrandLine {
    init(_ errand: Errand, _ words: Words, at now: Instant) {
        let team = errand.line.opened.teamwork
        let noun = errand.isPart ? "part-report" : "task-completion"
        kind = words("casework.clock.\(errand.isPart ? "part" : "task")")
        let asked =
            errand.isPart
            ? team.parts.first { $0.number == errand.number }?.question
            : team.tasks.first { $0.number == errand.number }?.text
        text = errand.line.opened.beside(asked ?? "", words)
        caseAddress = "/cases/\(errand.line.id)"
        address = "\(caseAddress)/\(noun)?point=\(errand.number)"
        number = errand.line.number
        due = words("casework.case_page.by", ["at": .due(errand.dueAt)])
        stamp = words.stamp(errand.dueAt)
        isLate = errand.dueAt < now
    }
}
