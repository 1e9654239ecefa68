import Duties
import Foundation
import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// The pages on which a definition is written, looked at and put in force (台账定义页).
struct DefinitionPages: Sendable {
    private let registers: RegisterDesk
    private let visit: Visit

    init(_ registers: RegisterDesk, _ visit: Visit) {
        self.registers = registers
        self.visit = visit
    }

    private var words: Words { visit.words }

    private func word(_ key: String, _ gaps: [String: Message.Argument] = [:]) -> String {
        words("registers.admin.\(key)", gaps)
    }

    private func breadcrumb(_ here: String) -> Breadcrumb {
        Breadcrumb([("/admin/registers", word("title"))], here: here)
    }

    /// The text of a definition to write at; every fault with its line.
    func write(_ source: String, faults: [DefinitionFault] = []) -> RecordPage {
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        let rows = faults.prefix(100).map { fault in
            let text = lines.indices.contains(fault.line - 1) ? String(lines[fault.line - 1].prefix(80)) : ""
            return TableView.Row([
                .init(word("line", ["n": .number(fault.line)]), note: text.trimmingCharacters(in: .whitespaces)),
                .init(words(fault.reason)),
            ])
        }
        let form = FormView(
            action: "/admin/registers/preview",
            fields: [
                .textarea(
                    "source", word("source"), value: source, hint: word("source_hint"), required: true,
                    limit: RegisterDefinition.mostSourceBytes, rows: 30)
            ], submit: word("look"), icon: "eye", cancel: ActionLink("/admin/registers", words("web.form.cancel")))
        var sections: [PageSection] = []
        if !faults.isEmpty {
            sections.append(
                PageSection(
                    "faults", word("faults"),
                    notices: [Notice(.warning, word("refused", ["n": .number(faults.count)]))],
                    table: TableView(word("faults"), columns: ["place", "reason"].map { word($0) }, rows: rows)))
        }
        sections.append(PageSection("write", form: form))
        return RecordPage(word("write"), breadcrumb: breadcrumb(word("write")), lead: word("write_lead"), sections)
    }

    /// What the register will look like: its form to try, a line of its list, its paper.
    func preview(
        _ definition: RegisterDefinition, _ source: String, over before: RegisterVersion?
    ) async throws -> Response {
        let (actor, today, registers, zone) = (visit.actor, visit.today, registers, visit.zone)
        let isTried = visit.form.value("tried") == "yes"
        let form = visit.form
        let (choices, tried) = try await registers.desk.read { db in
            (
                try EntryChoices.load(definition, actor, on: today, in: db),
                isTried ? try Trial.run(definition, form, registers, actor, zone: zone, in: db) : nil
            )
        }
        let questions = EntryForm(
            definition: definition, choices: choices, labels: tried?.labels ?? .none, words: words)
        let trial = FormView(
            action: "/admin/registers/preview",
            fields: [.hidden("source", source), .hidden("tried", "yes")] + questions.fields().filter { !$0.isUpload },
            submit: word("try"), icon: "play-circle")
        let shown = tried.map { trial.refused(visit.form, $0.faults, words) } ?? trial
        let told = EntryWords(definition: definition, labels: tried?.labels ?? .none, words: words)
        let number = definition.numbering.filled(day: today, sequence: 1)
        let values = tried?.answers.values ?? [:]
        let computed = definition.computed(values, totals: [:])
        let line = ListRoutes.row(number, nil, definition.firstState.code, values, computed, told)
        let paper = EntrySheet.sections(definition, values, computed, told).enumerated().map { place, section in
            PageSection(
                "paper-\(place)", section.heading ?? word("paper"),
                facts: DefinitionList(section.rows.flatMap(\.items)))
        }
        let title = word("preview", ["name": .text(definition.name(words))])
        let sections =
            [force(definition, source, over: before)]
            + [
                PageSection("form", word("form"), lead: word("form_lead"), form: shown),
                PageSection(
                    "list", word("list"), lead: tried == nil ? word("list_empty") : nil,
                    table: TableView(word("list"), columns: ListRoutes.columns(definition, words), rows: [line])),
            ] + [duties(definition)].compactMap { $0 } + paper
        return try visit.page(
            RecordPage(title, breadcrumb: breadcrumb(title), lead: definition.lead(words), sections))
    }

    private func force(_ definition: RegisterDefinition, _ source: String, over before: RegisterVersion?) -> PageSection
    {
        let gone = (before?.definition.fields ?? []).filter { definition[$0.code] == nil }
        var notices = [
            Notice(
                .info,
                before.map { word("replaces", ["n": .number($0.version)]) } ?? word("is_new"))
        ]
        if !gone.isEmpty {
            let names = gone.map { $0.name(words) }.joined(separator: words("web.format.list_separator"))
            notices.append(Notice(.warning, word("fields_gone", ["names": .text(names)])))
        }
        return PageSection(
            "force", word("force"), notices: notices,
            facts: DefinitionList(
                (definition.hasStates
                    ? [
                        .init(
                            words("registers.column.states"),
                            definition.states.map { $0.name(words) }.joined(separator: " → "))
                    ] : []) + [
                        .init(word("first_number"), definition.numbering.filled(day: visit.today, sequence: 1)),
                        .init(word("version_after"), String((before?.version ?? 0) + 1)),
                    ]),
            form: FormView(
                action: "/admin/registers",
                fields: [.hidden("source", source), .hidden("over", String(before?.version ?? 0))],
                submit: word("force_submit"), icon: "check-lg",
                cancel: ActionLink("/admin/registers", words("web.form.cancel"))))
    }

    /// The duties it brings, as the pages of duties word them.
    private func duties(_ definition: RegisterDefinition, areKept: Bool = false) -> PageSection? {
        if definition.duties.isEmpty { return nil }
        return PageSection(
            "duties", word("duties"), lead: word("duties_lead"),
            table: TableView(
                word("duties"), columns: ["rule", "every", "due"].map { words("duties.column.\($0)") },
                rows: definition.duties.map { rule in
                    TableView.Row([
                        .init(
                            rule.name.text(words.language),
                            address: areKept ? "/duties/rules/\(rule.code.rawValue)" : nil,
                            note: rule.why.text(words.language)),
                        .init(words(rule.rhythm.message)), .init(words(rule.due.message(rule.rhythm))),
                    ])
                }))
    }

    /// One register: its versions, its numbers, withdrawing it.
    func register(
        _ version: RegisterVersion, _ history: [RegisterVersion], _ numbers: RegisterNumbers,
        _ names: [ID<Staff>: String], faults: [String: Message]
    ) -> RecordPage {
        let definition = version.definition
        let address = "/admin/registers/\(definition.code)"
        let start = "/admin/registers/new?from=\(definition.code)"
        var sections = [
            PageSection(
                "versions", word("versions"),
                notices: version.isWithdrawn ? [Notice(.warning, words("registers.page.withdrawn"))] : [],
                facts: DefinitionList([
                    .init(words("registers.column.version"), String(version.version)),
                    .init(
                        words("registers.column.origin"), words("registers.admin.origin.\(version.origin.rawValue)")),
                    .init(words("registers.column.rows"), definition.rows.joined(separator: " ")),
                ]),
                table: TableView(
                    word("versions"), columns: ["version", "when", "who"].map { words("registers.column.\($0)") },
                    rows: history.map { row($0, start, names) }))
        ]
        if !definition.settings.isEmpty {
            let form = FormView(
                action: address + "/settings",
                fields: definition.settings.map { $0.field(numbers[$0.code], words) }, submit: word("set"),
                icon: "check-lg")
            sections.append(
                PageSection(
                    "settings", word("settings"), lead: word("settings_lead"),
                    form: faults.isEmpty ? form : form.refused(visit.form, faults, words)))
        }
        if let duties = duties(definition, areKept: version.isStored) { sections.append(duties) }
        if !version.isWithdrawn {
            sections.append(
                PageSection(
                    "withdraw", word("withdraw"), lead: word("withdraw_lead"),
                    form: FormView(
                        action: address + "/withdrawal", fields: [], submit: word("withdraw"), isWeighty: true),
                    isFolded: true))
        }
        return RecordPage(
            definition.name(words), breadcrumb: breadcrumb(definition.name(words)), lead: definition.lead(words),
            actions: [
                ActionLink(start, word("change"), icon: "pencil"),
                ActionLink("/registers/\(definition.code)", word("open"), icon: definition.icon),
            ], sections)
    }

    private func row(_ version: RegisterVersion, _ start: String, _ names: [ID<Staff>: String]) -> TableView.Row {
        let author = version.putInForceBy.flatMap(EntryTold.staff).flatMap { names[$0] }
        return TableView.Row([
            .init(
                String(version.version), address: "\(start)&version=\(version.version)",
                state: version.isWithdrawn ? StateBadge(words("registers.page.withdrawn_short"), tone: .waiting) : nil),
            .init(version.putInForceAt.map { words.moment($0) } ?? ""),
            .init(author ?? words("registers.admin.origin.\(version.origin.rawValue)")),
        ])
    }
}

/// An entry that is tried and not kept (试填).
struct Trial: Sendable {
    let answers: EntryAnswers
    let faults: [String: Message]
    let labels: EntryLabels

    static func run(
        _ definition: RegisterDefinition, _ form: FormData, _ registers: RegisterDesk, _ actor: Actor, zone: Zone,
        in db: any Connection
    ) throws -> Trial {
        let version = RegisterVersion(
            definition: definition, version: 1, origin: .house, source: "", isWithdrawn: false, isStored: false,
            putInForceAt: nil, putInForceBy: nil)
        let deeds = try EntryDeeds(registers, version, actor, zone: zone, in: db)
        do {
            let asked = definition.asked.filter { $0.kind != .file }
            let answers = try deeds.answers(deeds.reading(), form, only: asked)
            var shown = answers.values
            for code in answers.sealed.keys { shown[RegisterEntry.mark(code)] = "1" }
            let labels = try EntryLabels.load([(shown, definition)], registers, of: actor.organisationID, in: db)
            return Trial(answers: EntryAnswers(values: shown), faults: [:], labels: labels)
        } catch Problem.invalid(let faults) {
            return Trial(answers: EntryAnswers(), faults: faults, labels: .none)
        }
    }
}

extension Field {
    /// Files are sent to a real entry only.
    var isUpload: Bool { kind == .file }
}
