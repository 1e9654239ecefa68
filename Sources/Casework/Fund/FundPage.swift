import Kernel
import Platform
import Web

/// Words the page of the fund.
struct FundPage: Sendable {
    let fund: FundYear
    let months: [FundEntry.Month]
    let entries: [FundEntry]
    let next: MomentCursor<FundEntry>?
    let owed: [OwedCase]
    let owedNext: MomentCursor<Case>?
    let total: (cases: Int, money: Money)
    let lines: [ID<Case>: CaseLine]
    let names: [ID<Staff>: String]
    let month: String?
    let isFirst: Bool
    let isFirstOwed: Bool
    let mayPlan: Bool
    let visit: Visit

    /// `staff:ID`, as an actor signs.
    static func staff(_ signature: String) -> ID<Staff>? {
        signature.hasPrefix("staff:") ? ID<Staff>(String(signature.dropFirst(6))) : nil
    }

    private func word(_ key: String, _ gaps: [String: Message.Argument] = [:]) -> String {
        visit.words("casework.fund.\(key)", gaps)
    }

    private func yuan(_ money: Money) -> String { "¥\(money.yuanText)" }
    private func signed(_ fen: Int64) -> String { (fen < 0 ? "−" : "+") + yuan(Money(fen: abs(fen))) }

    func page(_ faults: [String: Message]) -> RecordPage {
        var sections = [summary, waiting, byMonth, book]
        if mayPlan {
            sections.append(
                PageSection(
                    "plan", word("plan"), lead: word("plan_lead"), form: form(faults), isFolded: fund.budget.fen > 0))
        }
        return RecordPage(word("title"), lead: word("lead"), sections)
    }

    private var summary: PageSection {
        let isShort = fund.balance < total.money
        return PageSection(
            "balance", word("year", ["year": .text(String(fund.year))]),
            notices: fund.budget.fen == 0
                ? [Notice(.warning, word("no_budget"))]
                : isShort ? [Notice(.warning, word("too_short", ["owed": .text(total.money.yuanText)]))] : [],
            facts: DefinitionList([
                .init(word("balance"), yuan(fund.balance)), .init(word("budget"), yuan(fund.budget)),
                .init(word("ratio"), word("percent", ["n": .number(fund.reservePercent)])),
                .init(word("reserve"), yuan(fund.reserve)),
                .init(
                    word("owed"), word("owed_total", ["n": .number(total.cases), "sum": .text(total.money.yuanText)])),
            ]))
    }

    private var waiting: PageSection {
        PageSection(
            "owed", word("waiting"),
            table: TableView(
                word("waiting"), columns: ["case", "approved", "paid", "owed"].map { word("column.\($0)") },
                rows: owed.map { one in
                    TableView.Row([
                        .init(
                            one.line.gist(visit.words), address: "/cases/\(one.line.id)#money", note: one.line.number),
                        .init(
                            yuan(one.line.opened.moneyApproved),
                            note: one.line.opened.decision.approvedAt.map { visit.words.moment($0) }),
                        .init(yuan(one.line.opened.moneyPaid)), .init(yuan(one.owed)),
                    ])
                }),
            empty: EmptyState(icon: "check2-all", sentence: word("nothing_waits")),
            pager: Pager(previous: isFirstOwed ? nil : "/fund", next: owedNext.map { "/fund?owed=\($0.text)#owed" }))
    }

    private func named(_ month: String) -> String {
        FigurePeriod(month).map { visit.words($0.message) } ?? month
    }

    private var byMonth: PageSection {
        PageSection(
            "months", word("by_month"),
            table: TableView(
                word("by_month"), columns: ["month", "out", "in", "entries"].map { word("column.\($0)") },
                rows: months.map { one in
                    TableView.Row([
                        .init(named(one.month), address: "/fund?month=\(one.month)#book"),
                        .init(yuan(Money(fen: one.goneOut))),
                        .init(yuan(Money(fen: one.comeIn))), .init(String(one.entries)),
                    ])
                }),
            empty: EmptyState(icon: "calendar3", sentence: word("no_entries")))
    }

    private var book: PageSection {
        let base = month.map { "/fund?month=\($0)&after=" } ?? "/fund?after="
        return PageSection(
            "book", month.map { word("book_of", ["month": .text(named($0))]) } ?? word("book"), lead: word("book_lead"),
            table: TableView(
                word("book"), columns: ["day", "what", "sum", "balance", "who"].map { word("column.\($0)") },
                rows: entries.map(row)),
            empty: EmptyState(icon: "cash-coin", sentence: word("no_entries")),
            pager: Pager(
                previous: isFirst && month == nil ? nil : "/fund#book", next: next.map { base + $0.text + "#book" }))
    }

    private func row(_ entry: FundEntry) -> TableView.Row {
        let line = entry.caseID.flatMap { lines[$0] }
        let kind = word("kind.\(entry.kind.rawValue)")
        let remedy = entry.remedy.map { visit.words("casework.remedy.\($0.rawValue)") }
        // Whoever may not open the case sees that money moved, not for whom.
        let what =
            line.map { "\(kind) · \($0.number)" }
            ?? (entry.caseID == nil ? kind : word("shut_case", ["kind": .text(kind)]))
        return TableView.Row([
            .init(visit.words.day(entry.bookedOn)),
            .init(what, address: line.map { "/cases/\($0.id)#money" }, note: remedy), .init(signed(entry.fen)),
            .init(yuan(entry.balance)),
            .init(
                FundPage.staff(entry.by).flatMap { names[$0] } ?? "",
                note: entry.approvedBy.flatMap { names[$0] }.map { word("approved_by", ["name": .text($0)]) }),
        ])
    }

    private func form(_ faults: [String: Message]) -> FormView {
        let form = FormView(
            action: "/fund", fields: FundPage.fields(fund, year: String(visit.today.year), visit.words),
            submit: word("plan_submit"), isWeighty: true)
        return faults.isEmpty ? form : form.refused(visit.form, faults, visit.words)
    }

    static func fields(_ fund: FundYear, year: String, _ words: Words) -> [Field] {
        func word(_ key: String, _ gaps: [String: Message.Argument] = [:]) -> String {
            words("casework.fund.\(key)", gaps)
        }
        return [
            Field.text(
                "budget", word("budget_field", ["year": .text(year)]),
                value: fund.budget.fen == 0 ? "" : fund.budget.yuanText.replacing(",", with: ""), required: true,
                limit: 16, inputmode: "decimal"
            ).width(.medium),
            .number(
                "reserve_percent", word("percent_field"), value: fund.reservePercent, in: 1...100,
                hint: word("percent_hint"), required: true),
        ]
    }
}
