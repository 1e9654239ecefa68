import Kernel
import Platform
import Web

/// The page about terms of keeping, for one reader.
struct RetentionPage: Sendable {
    let words: Words
    let today: LocalDay
    let kind: OrganisationKind
    let counts: [RetentionRule: Int]
    let due: [Retention.DueCase]
    let records: [RetainedRecords.Due]
    let runs: [RetentionRun]
    let holds: [LegalHold]
    let names: [ID<Staff>: String]
    let may: Set<RetentionAction>
    let reader: ID<Staff>?

    static let shownCases = 50

    func record(_ faults: [String: Message], _ form: FormData) -> RecordPage {
        var sections = [
            PageSection("rules", word("rules"), table: rulesTable),
            PageSection(
                "due", word("due"), lead: word("due_lead"), table: dueTable,
                empty: EmptyState(icon: "check-circle", sentence: word("nothing_due"))),
            recordsSection,
            PageSection(
                "runs", word("runs"), table: runsTable, empty: EmptyState(icon: "archive", sentence: word("no_runs"))),
            PageSection(
                "holds", word("holds"), table: holdsTable,
                empty: EmptyState(icon: "unlock", sentence: word("no_holds"))),
        ]
        func shown(_ view: FormView) -> FormView {
            let names = Set(view.fields.map(\.name))
            return faults.keys.contains(where: names.contains) ? view.refused(form, faults, words) : view
        }
        if may.contains(.propose) {
            sections.append(
                PageSection("propose", word("propose"), lead: word("propose_lead"), form: shown(proposal)))
        }
        if may.contains(.hold) { sections.append(PageSection("hold", word("hold"), form: shown(holdForm))) }
        return RecordPage(word("title"), lead: word("lead"), sections)
    }

    private var rulesTable: TableView {
        TableView(
            word("rules"), columns: ["what", "keep", "basis", "manner", "found"].map { word("column.\($0)") },
            rows: RetentionRule.rules(of: kind).map { rule in
                TableView.Row([
                    .init(word("rule.\(rule.rawValue).name")),
                    kept(rule),
                    .init(word("rule.\(rule.rawValue).basis")),
                    .init(rule.manners.map { word("manner.\($0.rawValue)") }.joined(separator: " / ")),
                    .init(String(counts[rule] ?? 0)),
                ])
            })
    }

    private func kept(_ rule: RetentionRule) -> TableView.Cell {
        guard let months = rule.months, let least = rule.leastMonths else { return .init(word("own_term")) }
        let note =
            least == months ? nil : words("casework.retention.at_least", ["term": .text(length(least))])
        return .init(length(months), note: note)
    }

    private var recordsSection: PageSection {
        PageSection(
            "records", word("records"), lead: word("records_lead"),
            table: TableView(
                word("records"), columns: ["record", "kept_until", "manner"].map { word("column.\($0)") },
                rows: records.map { record in
                    TableView.Row([
                        .init(record.number, address: record.address, note: record.kind(words.language)),
                        .init(words.day(record.keptUntil)), .init(word("manner.\(record.manner.rawValue)")),
                    ])
                }), empty: EmptyState(icon: "check-circle", sentence: word("nothing_due")))
    }

    private func length(_ months: Int) -> String {
        months % 12 == 0
            ? words("casework.retention.years", ["n": .number(months / 12)])
            : words("casework.retention.months", ["n": .number(months)])
    }

    private var dueTable: TableView {
        TableView(
            word("due"), columns: ["case", "closed"].map { word("column.\($0)") },
            rows: due.map {
                TableView.Row([
                    .init($0.number, address: "/cases/\($0.id)"), .init(words.day($0.closedAt.day(in: words.zone))),
                ])
            })
    }

    private var runsTable: TableView {
        TableView(
            word("runs"),
            columns: ["what", "manner", "until", "found", "proposed", "approved", "state"].map {
                word("column.\($0)")
            },
            rows: runs.map { run in
                let mayApprove = run.state == .proposed && may.contains(.approve) && run.proposedBy != reader
                return TableView.Row([
                    .init(word("rule.\(run.rule.rawValue).name")), .init(word("manner.\(run.manner.rawValue)")),
                    .init(words.day(run.untilOn)),
                    .init(String(run.found), note: run.done > 0 ? String(run.done) : nil),
                    .init(names[run.proposedBy] ?? "", note: words.moment(run.proposedAt)),
                    .init(run.approvedBy.flatMap { names[$0] } ?? "", note: run.approvedAt.map { words.moment($0) }),
                    mayApprove
                        ? .init(
                            "",
                            button: ButtonView(
                                "\(RetentionRoutes.address)/runs/\(run.id)/approval", word("approve"),
                                about: word("rule.\(run.rule.rawValue).name"), isWeighty: true))
                        : .init(
                            "",
                            state: StateBadge(
                                word("state.\(run.state.rawValue)"), tone: run.state == .done ? .done : .waiting)),
                ])
            })
    }

    private var holdsTable: TableView {
        TableView(
            word("holds"), columns: ["case", "reason", "placed", "step"].map { word("column.\($0)") },
            rows: holds.map { hold in
                TableView.Row([
                    .init(hold.number, address: "/cases/\(hold.caseID)"), .init(hold.reason),
                    .init(words.moment(hold.placedAt)),
                    may.contains(.hold)
                        ? .init(
                            "",
                            button: ButtonView(
                                "\(RetentionRoutes.address)/holds/\(hold.id)/end", word("lift"), about: hold.number))
                        : .init(""),
                ])
            })
    }

    private var proposal: FormView {
        FormView(
            action: "\(RetentionRoutes.address)/runs",
            fields: RetentionPage.proposalFields(RetentionRule.rules(of: kind), counts: counts, words),
            submit: word("propose"), icon: "send", isWeighty: true)
    }

    static func proposalFields(
        _ rules: [RetentionRule] = RetentionRule.allCases, counts: [RetentionRule: Int] = [:], _ words: Words
    ) -> [Field] {
        func word(_ key: String) -> String { words("casework.retention.\(key)") }
        let choices = rules.map { rule in
            let gaps: [String: Message.Argument] = [
                "rule": .text(word("rule.\(rule.rawValue).name")), "n": .number(counts[rule] ?? 0),
            ]
            return Field.Option(rule.rawValue, words("casework.retention.rule_and_count", gaps))
        }
        return [
            .radio("rule", word("column.what"), options: choices, required: true),
            .number("keep_months", word("keep_months"), in: 1...600, hint: word("keep_months_hint")),
            .radio(
                "manner", word("column.manner"),
                options: Field.options(of: RetentionManner.self, "casework.retention.manner", words),
                hint: word("manner.hint"), required: true),
        ]
    }

    private var holdForm: FormView {
        FormView(
            action: "\(RetentionRoutes.address)/holds", fields: RetentionPage.holdFields(words),
            submit: word("hold"), icon: "lock")
    }

    static func holdFields(_ words: Words) -> [Field] {
        func word(_ key: String) -> String { words("casework.retention.\(key)") }
        return [
            .text("number", word("column.case"), required: true, limit: 20).width(.short),
            .text("hold_reason", word("column.reason"), hint: word("hold_hint"), required: true, limit: 300),
        ]
    }

    private func word(_ key: String) -> String { words("casework.retention.\(key)") }
}
