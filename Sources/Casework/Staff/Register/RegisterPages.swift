import Kernel
import Web

/// `GET /cases`: the register on the screen.
struct RegisterPage: Page {
    static let template = "casework/lists/register"

    let title: String
    let fields: [Field]
    let section: ListSection
    let printAddress: String
    let exportAddress: String
    let isFiltered: Bool
    let views: ViewBar
    let bulk: BulkBar?

    init(
        _ filter: RegisterFilter, _ page: CaseLines, isFirst: Bool, views: ViewBar, bulk: BulkBar?, _ words: Words,
        _ tables: CaseTables
    ) throws {
        self.views = views
        self.bulk = page.lines.isEmpty ? nil : bulk
        func word(_ key: String) -> String { words("casework.lists.register.\(key)") }
        title = word("title")
        fields = filter.fields(words)
        isFiltered = !filter.isEmpty
        printAddress = filter.address("/cases/print")
        exportAddress = filter.address("/cases/export")
        section = ListSection(
            "register", word("newest_first"),
            table: CaseTable(
                word("title"), try tables.rows(page.lines), showsHolder: true, showsReceived: true,
                isChosen: bulk != nil),
            empty: filter.isEmpty
                ? EmptyState(icon: "journal-text", sentence: word("none"), hint: word("none_hint"))
                : EmptyState(
                    icon: "funnel", sentence: word("none_found"), hint: word("none_found_hint"),
                    action: ActionLink("/cases", word("clear"))),
            pager: Pager(
                previous: isFirst ? nil : filter.address("/cases"),
                next: page.next.map { filter.address("/cases", after: $0) }))
    }
}

/// Where somebody who may not see the whole register is led to: their own desk.
struct NoRegisterPage: Page {
    static let template = "casework/lists/no-register"

    let title: String
    let empty: EmptyState

    init(_ words: Words) {
        func word(_ key: String) -> String { words("casework.lists.register.\(key)") }
        title = word("refused")
        empty = EmptyState(
            icon: "shield-lock", sentence: word("refused"), hint: word("refused_hint"),
            action: ActionLink("/desk", word("to_desk"), icon: "house"))
    }
}

/// `GET /cases/print`: the register in the layout of the paper form.
struct RegisterSheet: Page {
    static let template = "casework/lists/register-print"

    struct Line: Sendable {
        let number: String
        let cells: [String]
    }

    let title: String
    let period: String
    let printed: String
    let columns: [String]
    let lines: [Line]
    let isEmpty: Bool
    let notice: String?

    init(_ extract: RegisterExtract, _ filter: RegisterFilter, _ words: Words, now: Instant) {
        func word(_ key: String) -> String { words("casework.lists.register.\(key)") }
        title = word("form_title")
        let from = filter.from.map(words.day) ?? word("beginning")
        let until = (filter.until ?? now.day(in: words.zone))
        period = words("casework.lists.register.period", ["from": .text(from), "until": .day(until)])
        printed = words(
            "casework.lists.register.printed", ["moment": .instant(now), "n": .number(extract.entries.count)])
        columns = RegisterEntry.columns.map { words("casework.lists.register.column.\($0)") }
        lines = extract.entries.map { Line(number: $0.number, cells: Array($0.cells.dropFirst())) }
        isEmpty = lines.isEmpty
        notice =
            extract.isCut
            ? words("casework.lists.register.cut", ["n": .number(RegisterExtract.printLimit)]) : nil
    }
}
