import Kernel
import Platform
import Storage
import Web

/// `GET /desk`: what waits for me, what expires next first.
struct MyDeskPage: Page {
    static let template = "casework/lists/desk"

    let title: String
    let today: String
    let figures: [Figure]
    let notices: [NoticeLine]
    let hasNotices: Bool
    let sections: [ListSection]
    let errands: [ErrandLine]
    let hasErrands: Bool
    let hasMoreErrands: Bool

    /// A notice with the way to what it is about.
    struct NoticeLine: Sendable {
        let text: String
        let when: String
        let stamp: String
        let address: String?
        let subjectKind: String
        let subjectID: String
    }

    init(
        _ desk: MyDesk, isFirstPage: Bool, _ words: Words, actor: Actor, at tools: Desk, in db: any Connection
    ) throws {
        func word(_ key: String) -> String { words("casework.lists.desk.\(key)") }
        let tables = CaseTables(words: words, organisation: actor.organisationID, db: db)
        title = word("title")
        today = words.day(db.now.day(in: words.zone))
        figures = MyDeskPage.figures(desk, words)
        notices = isFirstPage ? desk.notices.map { MyDeskPage.line($0, words, tools) } : []
        hasNotices = !notices.isEmpty
        errands = isFirstPage ? MyDeskPage.errands(desk, words, at: db.now) : []
        hasErrands = !errands.isEmpty
        hasMoreErrands = desk.hasMoreErrands
        var sections: [ListSection] = []
        if isFirstPage, !desk.disputed.isEmpty {
            sections.append(
                ListSection(
                    "disputed", words("casework.team.ruling_wanted"), hint: words("casework.team.ruling_hint"),
                    count: "\(desk.disputed.count)",
                    table: CaseTable(
                        words("casework.team.ruling_wanted"), try tables.rows(desk.disputed), showsHolder: true)))
        }
        if isFirstPage, !desk.offered.isEmpty {
            sections.append(
                ListSection(
                    "offered", word("offered"), hint: word("offered_hint"), count: "\(desk.offered.count)",
                    table: CaseTable(word("offered"), try tables.rows(desk.offered))))
        }
        sections.append(
            ListSection(
                "mine", word("mine"), count: desk.counts.open > 0 ? CaseList.told(desk.counts.open) : nil,
                table: CaseTable(word("mine"), try tables.rows(desk.held.lines)),
                empty: EmptyState(
                    icon: "emoji-smile", sentence: word("nothing"), hint: word("nothing_hint"),
                    action: ActionLink("/cases/new", words("casework.nav.new"), icon: "plus-lg")),
                pager: Pager(
                    previous: isFirstPage ? nil : "/desk", next: desk.held.next.map { "/desk?after=\($0.text)" })))
        if isFirstPage { sections += try MyDeskPage.others(desk, words, tables) }
        self.sections = sections
    }

    private static func others(_ desk: MyDesk, _ words: Words, _ tables: CaseTables) throws -> [ListSection] {
        func word(_ key: String) -> String { words("casework.lists.desk.\(key)") }
        func section(_ id: String, _ lines: [CaseLine], more: String?) throws -> ListSection? {
            if lines.isEmpty { return nil }
            return ListSection(
                id, word(id), hint: word("\(id)_hint"), count: more == nil ? "\(lines.count)" : "\(lines.count)+",
                table: CaseTable(word(id), try tables.rows(lines), showsHolder: true),
                pager: Pager(previous: nil, next: more))
        }
        let waiting = desk.waiting
        return [
            try section("approvals", waiting.approvals.lines, more: waiting.approvals.next.map { _ in "/approvals" }),
            try section(
                "confirmations", waiting.confirmations.lines,
                more: waiting.confirmations.next.map { _ in "/approvals" }),
            try section(
                "elsewhere", desk.receivedElsewhere.lines,
                more: desk.receivedElsewhere.next.map { "/desk/received?after=\($0.text)" }),
        ].compactMap { $0 }
    }

    private static func figures(_ desk: MyDesk, _ words: Words) -> [Figure] {
        func word(_ key: String) -> String { words("casework.lists.desk.\(key)") }
        let waiting = desk.waiting
        let mayBeMore = waiting.approvals.next != nil || waiting.confirmations.next != nil
        let count = waiting.approvals.lines.count + waiting.confirmations.lines.count
        return [
            Figure(
                word("figure_overdue"), CaseList.told(desk.counts.overdue), address: "#mine",
                isLate: desk.counts.overdue > 0),
            Figure(word("figure_today"), "\(desk.counts.dueToday)", address: "#mine"),
            Figure(word("figure_open"), CaseList.told(desk.counts.open), address: "#mine"),
            Figure(word("figure_waiting"), mayBeMore ? "\(count)+" : "\(count)", address: "/approvals"),
        ]
    }

    private static func errands(_ desk: MyDesk, _ words: Words, at now: Instant) -> [ErrandLine] {
        desk.notes.map { ErrandLine($0, words, at: now) } + desk.errands.map { ErrandLine($0, words, at: now) }
    }

    private static func line(_ notice: StaffNotice, _ words: Words, _ desk: Desk) -> NoticeLine {
        NoticeLine(
            text: words(notice.message), when: words.moment(notice.madeAt), stamp: words.stamp(notice.madeAt),
            address: desk.address(of: notice.subject),
            subjectKind: notice.subject.kind, subjectID: notice.subject.id)
    }
}
