import Kernel
import Platform
import Web

/// The parts of the case page about making good: money, recovery, authorities (补救情况). Absent where there is nothing.
struct RedressView {
    let contents: CaseContents
    let words: Words

    init(_ contents: CaseContents, _ words: Words) {
        self.contents = contents
        self.words = words
    }

    var open: OpenCase { contents.open }
    var subject: Case { open.subject }

    var sections: [PageSection] {
        [knowledge, money].compactMap { $0 } + recovery + [reports, waivers].compactMap { $0 }
    }

    /// Where two tasks were in one hand (reading 25).
    private var waivers: PageSection? {
        guard !subject.redress.waivers.isEmpty else { return nil }
        let writer = WaiverWords(words: words)
        return PageSection(
            "waivers", words("casework.waivers.mark"), lead: words("casework.waivers.case_lead"),
            lines: subject.redress.waivers.map { writer.told($0, by: name(.staff($0.by))) })
    }

    func name(_ author: Author) -> String {
        FactSentence(words: words, names: contents.names, units: contents.units).who(author)
    }

    /// What the house knows about an inquiry that waits for its answer (S1-35).
    private var knowledge: PageSection? {
        guard !open.answers.isEmpty, open.lawful.contains(.settle) else { return nil }
        return PageSection(
            "knowledge", words("casework.knowledge.suggested"),
            table: TableView(
                words("casework.knowledge.suggested"),
                columns: ["question", "answer"].map { words("casework.knowledge.column.\($0)") },
                rows: open.answers.map {
                    TableView.Row([
                        .init($0.question, address: "\(open.address)/settlement?point=\($0.id)"), .init($0.answer),
                    ])
                }))
    }

    /// What was approved, paid and is open (S0-34).
    private var money: PageSection? {
        let approved = subject.moneyApproved
        guard approved.fen > 0 || !subject.redress.payments.isEmpty else { return nil }
        func word(_ key: String, _ gaps: [String: Message.Argument] = [:]) -> String {
            words("casework.money.\(key)", gaps)
        }
        let owed = subject.moneyOwed
        let rows = subject.redress.payments.map { made in
            TableView.Row([
                .init(
                    "¥\(made.payment.amount.yuanText)",
                    note: words("casework.remedy.\(made.payment.remedy.rawValue)")),
                .init(
                    words.day(made.payment.paidOn), note: words("casework.payment_way.\(made.payment.way.rawValue)")),
                .init(made.payment.payee, note: made.payment.proof),
                .init(
                    name(made.by),
                    note: contents.name(made.approvedBy).map { word("approved_by", ["name": .text($0)]) }),
                .init(
                    "", note: made.reversal?.reason,
                    state: made.reversal == nil
                        ? StateBadge(word("paid"), tone: .done, icon: "check-circle")
                        : StateBadge(word("reversed"), tone: .waiting, icon: "arrow-repeat")),
            ])
        }
        return PageSection(
            "money", word("title"),
            notices: owed.fen == 0
                ? [] : [Notice(.warning, word("undone", ["owed": .text(owed.yuanText)]), title: word("undone_title"))],
            facts: DefinitionList([
                .init(word("approved"), "¥\(approved.yuanText)"),
                .init(word("paid"), "¥\(subject.moneyPaid.yuanText)"), .init(word("owed"), "¥\(owed.yuanText)"),
            ]),
            table: TableView(
                word("payments"), columns: ["sum", "day", "payee", "by", "state"].map { word("column.\($0)") },
                rows: rows))
    }

    /// Strategies that fit while none was begun, then each one begun with its script (S4-42…44).
    private var recovery: [PageSection] {
        let begun = subject.redress.recoveries
        if !begun.isEmpty {
            return begun.map { running($0, isFirst: $0.number == 1) }
        }
        guard open.lawful.contains(.startRecovery) else { return [] }
        func word(_ key: String) -> String { words("casework.recovery.\(key)") }
        let fitting = RecoverySuggestion.list(open.strategies, for: subject, limit: 3)
        guard !fitting.isEmpty else { return [] }
        let rows = fitting.map { suggestion in
            TableView.Row([
                .init(
                    suggestion.strategy.name.text(in: words.language),
                    address: "\(open.address)/recovery?point=\(suggestion.strategy.code)"),
                .init(
                    suggestion.reasons.map { words($0) }.joined(separator: words("web.format.list_separator"))),
                .init(suggestion.strategy.notWhen.text(in: words.language)),
            ])
        }
        return [
            PageSection(
                "recovery", word("suggested"), lead: word("suggested_lead"),
                table: TableView(
                    word("suggested"), columns: ["strategy", "why", "not_when"].map { word("column.\($0)") }, rows: rows
                ))
        ]
    }

    private func running(_ recovery: StartedRecovery, isFirst: Bool) -> PageSection {
        func word(_ key: String, _ gaps: [String: Message.Argument] = [:]) -> String {
            words("casework.recovery.\(key)", gaps)
        }
        let rows = recovery.strategy.steps.enumerated().map { place, step in
            let tick = recovery.ticks.first { $0.step == place }
            let done = tick.map { word("ticked", ["name": .text(name($0.by)), "at": .instant($0.at)]) }
            return TableView.Row([
                .init("\(place + 1). \(step.text.text(in: words.language))"),
                .init(word("step_kind.\(step.kind.rawValue)")),
                .init(
                    "", note: done,
                    state: tick == nil
                        ? StateBadge(word("open"), tone: .open)
                        : StateBadge(word("done"), tone: .done, icon: "check-lg")
                ),
            ])
        }
        var facts: [DefinitionList.Item] = [
            .init(word("begun"), word("begun_by", ["name": .text(name(recovery.by)), "at": .instant(recovery.at)])),
            .init(word("waited"), word("minutes", ["n": .number(Int(recovery.waited / 60_000))])),
            .init(
                word("remedies"),
                recovery.strategy.remedies.map { words("casework.remedy.\($0.rawValue)") }
                    .joined(separator: words("web.format.list_separator"))),
            .init(word("not_when"), recovery.strategy.notWhen.text(in: words.language)),
        ]
        if let effect = recovery.effect { facts.append(.init(word("effect_said"), word("effect.\(effect)"))) }
        return PageSection(
            isFirst ? "recovery" : "recovery-\(recovery.number)",
            word("running", ["name": .text(recovery.strategy.name.text(in: words.language))]),
            facts: DefinitionList(facts),
            table: TableView(
                word("script"), columns: ["step", "kind", "state"].map { word("column.\($0)") }, rows: rows),
            lines: recovery.ratings.map {
                word(
                    "noted", ["name": .text(name($0.by)), "at": .instant($0.at), "note": .text($0.rating.note)])
            })
    }

    /// The checklist of who has to be told (3.4).
    private var reports: PageSection? {
        guard !subject.redress.reports.isEmpty else { return nil }
        func word(_ key: String) -> String { words("casework.reports.\(key)") }
        let late = subject.openReports.filter { $0.dueAt < open.now }.count
        return PageSection(
            "reports", word("title"), lead: word("case_lead"),
            notices: late == 0 ? [] : [Notice(.danger, words("casework.reports.late", ["n": .number(late)]))],
            table: TableView(
                word("title"), columns: ["point", "ground", "due", "state"].map { word("column.\($0)") },
                rows: subject.redress.reports.map(row)))
    }

    private func row(_ duty: ReportDuty) -> TableView.Row {
        let writer = ReportWords(words: words)
        let link = duty.isOpen && open.lawful.contains(.makeReport)
        return TableView.Row([
            .init(
                writer.title(duty.demand),
                address: link ? "\(open.address)/authority-reports?point=\(duty.number)" : nil),
            .init(writer.ground(duty.demand)), .init(words.moment(duty.dueAt)),
            .init("", note: note(duty), state: ReportPage.state(duty, at: open.now, words)),
        ])
    }

    private func note(_ duty: ReportDuty) -> String? {
        if let made = duty.made {
            return words(
                "casework.reports.made_note",
                [
                    "name": .text(name(made.by)), "to": .text(made.report.recipient),
                    "mode": .message(Message("casework.mode.\(made.report.notice.mode.rawValue)")),
                    "at": .instant(made.report.notice.happenedAt), "receipt": .text(made.report.receipt),
                ])
        }
        return duty.waived.map {
            words("casework.reports.waived_note", ["name": .text(name($0.by)), "reason": .text($0.reason)])
        }
    }
}

extension Redress {
    /// Every employee these speak of.
    var staffMentioned: Set<ID<Staff>> {
        var found = Set(payments.compactMap(\.by.staffID) + payments.compactMap(\.approvedBy))
        found.formUnion(
            recoveries.flatMap { [$0.by] + $0.ticks.map(\.by) + $0.ratings.map(\.by) }.compactMap(\.staffID))
        found.formUnion(waivers.map(\.by))
        found.formUnion(reports.flatMap { [$0.made?.by, $0.waived?.by].compactMap { $0?.staffID } })
        return found
    }
}
