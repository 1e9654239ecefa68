import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// Everything one entry's page tells (台账记录内容).
struct EntryTold: Sendable {
    let entry: RegisterEntry
    let version: RegisterVersion
    /// Whether the register has a newer definition by now.
    let isOld: Bool
    let standing: RegisterStanding
    let labels: EntryLabels
    let choices: EntryChoices
    let computed: [String: Int]
    let files: [Attachment]
    let events: [Event]
    let names: [ID<Staff>: String]
    /// Entries that point to this one.
    let links: [RegisterLinks.Link]
    let hold: EntryHold?
    let mayHold: Bool

    var definition: RegisterDefinition { version.definition }
    var relations: Set<Relation> { entry.relations(of: standing, under: definition) }

    static func load(
        _ open: EntryRoutes.Open, _ visit: Visit, _ registers: RegisterDesk, in db: any Connection
    ) throws -> EntryTold {
        let (entry, definition, organisation) = (open.entry, open.version.definition, visit.actor.organisationID)
        let events = try Event.list(of: entry.subject, limit: 200, at: registers.desk, in: db)
        // What stood there before is told by its name too.
        let earlier = events.flatMap { event in
            // Facts whose key was destroyed tell nothing.
            let facts = (try? event.decode(EntryFacts.self)) ?? EntryFacts()
            return [0, 1].map { place in
                facts.changes.compactMapValues { $0.count == 2 && !$0[place].isEmpty ? $0[place] : nil }
            }
        }
        let totals = try RegisterEntry.totals(definition, of: entry.id, organisation, at: registers, in: db)
        let authors = Set(events.compactMap { staff($0.actor) })
        let current = try registers.shelf.current(definition.code, of: organisation, in: db)
        return EntryTold(
            entry: entry, version: open.version, isOld: current.version != open.version.version,
            standing: open.deeds.standing,
            labels: try EntryLabels.load(
                ([entry.values] + earlier).map { ($0, definition) }, registers, of: organisation, in: db),
            choices: try EntryChoices.load(definition, visit.actor, on: visit.today, in: db),
            computed: definition.computed(entry.values, totals: totals),
            files: try Attachment.list(of: RegisterEntry.subjectKind, entry.id.text, organisation, in: db),
            events: events, names: try StaffMember.names(of: authors.sorted(), in: organisation, in: db),
            links: try RegisterLinks.list(
                of: .entry, entry.id.text, for: visit.actor, on: visit.today, limit: 50, at: registers, in: db),
            hold: try EntryHold.standing(on: entry.id, in: db),
            mayHold: registers.desk.rights.allows(RegistersAction.hold.rawValue, to: visit.actor))
    }

    static func staff(_ signature: String) -> ID<Staff>? {
        signature.hasPrefix("staff:") ? ID<Staff>(String(signature.dropFirst(6))) : nil
    }

    func author(_ signature: String, _ words: Words) -> String {
        EntryTold.staff(signature).flatMap { names[$0] } ?? words("registers.page.program")
    }
}

extension EntryRoutes {
    func show(
        _ visit: Visit, faults: [String: Message] = [:], disclosed: [String: String]? = nil
    ) async throws -> Response {
        let registers = registers
        let told = try await open(visit) { db, open in try EntryTold.load(open, visit, registers, in: db) }
        let sections = EntrySections(told: told, visit: visit, faults: faults, disclosed: disclosed)
        let (words, definition) = (visit.words, told.definition)
        var actions: [ActionLink] = []
        if told.entry.mayChange(told.standing, under: definition) {
            actions.append(ActionLink("\(told.entry.address)/edit", words("registers.page.edit"), icon: "pencil"))
        }
        actions.append(ActionLink("\(told.entry.address)/print", words("registers.page.print"), icon: "printer"))
        return try visit.page(
            RecordPage(
                "\(definition.name(words)) \(told.entry.number)",
                breadcrumb: EntryRoutes.breadcrumb(definition, here: told.entry.number, words),
                state: sections.words.badge(told.entry.state), actions: actions, sections.all),
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    /// Opens the sealed answers, once it is on record who opened them.
    func disclose(_ visit: Visit) async throws -> Response {
        let (registers, actor) = (registers, visit.actor)
        let entry = try await open(visit) { _, open in
            let relations = open.entry.relations(of: open.deeds.standing, under: open.version.definition)
            try open.version.definition.rights.disclose.must(actor, as: relations)
            return open.entry
        }
        let answers = try await registers.desk.write { db in
            try Event.record(
                "registers.sealed_read", of: EntryAccess.subject(entry.id), by: actor,
                facts: ["number": entry.number], sealed: false, at: registers.desk, in: db)
            return try entry.opened(at: registers.desk, in: db)
        }
        return try await show(visit, disclosed: answers)
    }

    func sheet(_ visit: Visit) async throws -> Response {
        let registers = registers
        let (told, title) = try await open(visit) { db, open in
            let told = try EntryTold.load(open, visit, registers, in: db)
            return (told, try EntryNaming.fileName(of: told.entry, told.definition, registers, in: db))
        }
        return try visit.page(EntrySheet(told, title: title, visit.words, at: visit.now))
    }
}

/// The parts of an entry's page (台账记录页各部分).
struct EntrySections {
    let told: EntryTold
    let visit: Visit
    let faults: [String: Message]
    let disclosed: [String: String]?

    var words: EntryWords {
        EntryWords(definition: told.definition, labels: told.labels, words: visit.words)
    }

    private func word(_ key: String, _ gaps: [String: Message.Argument] = [:]) -> String {
        visit.words("registers.page.\(key)", gaps)
    }

    var all: [PageSection] {
        [answers, comparison, pointing].compactMap { $0 } + steps
            + [disclosure, files, holding, history].compactMap { $0 }
    }

    private var answers: PageSection {
        let definition = told.definition
        // What stands in the comparison is not told twice.
        let compared = Set(definition.comparison?.lines.flatMap { [$0.plan, $0.actual] } ?? [])
        let shown = definition.fields.filter { $0.kind != .file && !compared.contains($0.code) }
        var items = shown.map { field in
            let opened = disclosed?[field.code]
            let text = opened ?? words.text(field, told.entry.values, computed: told.computed)
            return DefinitionList.Item(
                field.name(visit.words), text.isEmpty ? word("nothing") : text,
                address: words.address(field, told.entry.values), isConfidential: opened != nil)
        }
        items.append(
            .init(
                word("entered"),
                word(
                    "entered_told",
                    [
                        "name": .text(told.author(told.entry.enteredBy, visit.words)),
                        "at": .instant(told.entry.enteredAt),
                    ])))
        let manner = definition.retention.manner.rawValue
        let term = definition.retention.years.map { word("kept_years_\(manner)", ["n": .number($0)]) }
        items.append(.init(word("kept"), term ?? word("kept_for_ever")))
        var notices: [Notice] = []
        if told.isOld { notices.append(Notice(.info, word("old_version", ["n": .number(told.version.version)]))) }
        if told.entry.anonymisedAt != nil { notices.append(Notice(.info, word("anonymised"))) }
        if let hold = told.hold { notices.append(Notice(.warning, word("held", ["reason": .text(hold.reason)]))) }
        return PageSection("answers", notices: notices, facts: DefinitionList(items))
    }

    private var comparison: PageSection? {
        guard let comparison = told.definition.comparison else { return nil }
        let heading = comparison.name(visit.words)
        return PageSection(
            "comparison", heading,
            table: TableView(
                heading, columns: ["line", "plan", "actual", "left", "used"].map { word("comparison.\($0)") },
                rows: EntrySections.comparisonRows(comparison, told, visit.words)))
    }

    /// Line, plan, actual, what is left, and the part of the plan in per cent.
    static func comparisonRows(_ comparison: Comparison, _ told: EntryTold, _ words: Words) -> [TableView.Row] {
        func amount(_ code: String) -> Int {
            told.computed[code] ?? told.entry.values[code].flatMap { Int($0) } ?? 0
        }
        func yuan(_ fen: Int) -> String { "¥" + Money(fen: Int64(fen)).yuanText }
        return comparison.lines.map { line in
            let (plan, actual) = (amount(line.plan), amount(line.actual))
            let used = plan == 0 ? nil : actual * 100 / plan
            return TableView.Row([
                .init(line.name(words)), .init(yuan(plan)), .init(yuan(actual)),
                .init(
                    yuan(plan - actual),
                    state: actual > plan ? StateBadge(words("registers.page.comparison.over"), tone: .open) : nil),
                .init(used.map { "\($0) %" } ?? "—", meter: used.map { MeterView($0) }),
            ])
        }
    }

    private var pointing: PageSection? {
        guard !told.links.isEmpty else { return nil }
        return PageSection(
            "links", word("links"),
            table: TableView(
                word("links"), columns: ["number", "register", "day"].map { visit.words("registers.column.\($0)") },
                rows: told.links.map { link in
                    TableView.Row([
                        .init(link.number, address: link.address), .init(link.register(visit.words)),
                        .init(visit.words.day(link.day)),
                    ])
                }))
    }

    private var steps: [PageSection] {
        let questions = EntryForm(
            definition: told.definition, choices: told.choices, labels: told.labels, words: visit.words)
        return told.entry.moves(for: told.standing, under: told.definition).map { move in
            let form = FormView(
                action: told.entry.address + "/moves",
                fields: [.hidden("to", move.to)] + questions.fields(of: move, told.entry.values),
                submit: move.name(visit.words), icon: "arrow-right",
                isWeighty: told.definition.state(move.to)?.counts == false)
            let isMeant = !faults.isEmpty && visit.form.value("to") == move.to
            return PageSection(
                "move-\(move.to)", move.name(visit.words),
                form: isMeant ? form.refused(visit.form, faults, visit.words) : form)
        }
    }

    private var disclosure: PageSection? {
        let isSealed = told.definition.sealedFields.contains { told.entry.hasAnswer($0) }
        guard isSealed, disclosed == nil, told.definition.rights.disclose.allow(visit.actor, as: told.relations) else {
            return nil
        }
        return PageSection(
            "disclosure", word("disclose"), lead: word("disclose_lead"),
            form: FormView(
                action: told.entry.address + "/disclosure", fields: [], submit: word("disclose"), icon: "eye"),
            isFolded: true)
    }

    private var files: PageSection? {
        let mayAdd = told.entry.takesFiles(from: told.standing, under: told.definition)
        guard mayAdd || !told.files.isEmpty else { return nil }
        let form = FormView(
            action: told.entry.address + "/files",
            fields: [
                .file("files", word("file"), accept: "image/*,.pdf,.txt", multiple: true, required: true)
            ], submit: word("attach"), icon: "paperclip")
        let isMeant = faults["files"] != nil
        let rows = told.files.map { file in
            TableView.Row([
                .init(file.name, address: "\(told.entry.address)/files/\(file.id)"),
                .init(told.author(file.addedBy, visit.words)), .init(visit.words.moment(file.addedAt)),
            ])
        }
        return PageSection(
            "files", word("files"),
            table: TableView(word("files"), columns: ["file", "who", "when"].map(word), rows: rows),
            form: mayAdd ? (isMeant ? form.refused(visit.form, faults, visit.words) : form) : nil)
    }

    private var holding: PageSection? {
        guard told.mayHold, told.entry.anonymisedAt == nil, told.definition.retention.years != nil else { return nil }
        let address = told.entry.address + "/hold"
        if let hold = told.hold {
            return PageSection(
                "hold", word("hold"), lead: word("held", ["reason": .text(hold.reason)]),
                form: FormView(action: address + "/end", fields: [], submit: word("lift"), icon: "unlock"),
                isFolded: true)
        }
        let form = FormView(
            action: address, fields: EntrySections.holdFields(visit.words), submit: word("hold"), icon: "lock")
        let isMeant = faults["hold_reason"] != nil
        return PageSection(
            "hold", word("hold"), lead: word("hold_lead"),
            form: isMeant ? form.refused(visit.form, faults, visit.words) : form, isFolded: !isMeant)
    }

    static func holdFields(_ words: Words) -> [Field] {
        [.text("hold_reason", words("registers.page.hold_reason"), required: true, limit: 300)]
    }

    private func word(_ key: String) -> String { word(key, [:]) }

    private var history: PageSection {
        let rows = told.events.reversed().map { event in
            let facts = (try? event.decode(EntryFacts.self)) ?? EntryFacts()
            let changes = facts.changes.sorted { $0.key < $1.key }.compactMap { change(event.kind, $0.key, $0.value) }
            return TableView.Row([
                .init(visit.words.moment(event.recordedAt)), .init(told.author(event.actor, visit.words)),
                .init(
                    sentence(event.kind, facts),
                    note: changes.isEmpty ? nil : changes.joined(separator: visit.words("web.format.list_separator"))),
            ])
        }
        return PageSection(
            "history", word("history"),
            table: TableView(word("history"), columns: ["when", "who", "what"].map(word), rows: rows), isFolded: true)
    }

    private func sentence(_ kind: String, _ facts: EntryFacts) -> String {
        func state(_ code: String?) -> String {
            code.flatMap { told.definition.state($0) }?.name(visit.words) ?? code ?? ""
        }
        return visit.words(
            "registers.history.\(kind.split(separator: ".").last ?? "")",
            ["from": .text(state(facts.from)), "to": .text(state(facts.to)), "file": .text(facts.file ?? "")])
    }

    /// `Field: old → new`; what was entered first is not told again.
    private func change(_ kind: String, _ code: String, _ pair: [String]) -> String? {
        guard kind != "registers.entered", pair.count == 2, let field = told.definition[code] else { return nil }
        func text(_ value: String) -> String {
            if value.isEmpty { return word("nothing") }
            return value == Masking.hidden ? value : words.text(field, [code: value])
        }
        if field.kind == .sealed { return word("sealed_changed", ["field": .text(field.name(visit.words))]) }
        return word(
            "change",
            ["field": .text(field.name(visit.words)), "old": .text(text(pair[0])), "new": .text(text(pair[1]))])
    }
}

/// An entry on paper (台账打印件), by the register's layout.
struct EntrySheet: Page {
    static let template = "registers/sheet"

    struct Section: Sendable {
        let heading: String?
        let rows: [Row]
    }

    /// One line of the printed table: as many questions as the layout has columns.
    struct Row: Sendable {
        let items: [DefinitionList.Item]
        /// Whether a single question stands where there is room for two.
        let isAlone: Bool
    }

    let title: String
    let name: String
    let number: String
    let state: String?
    let sections: [Section]
    let comparison: TableView?
    let signatures: [String]
    let printed: String

    init(_ told: EntryTold, title: String, _ words: Words, at now: Instant) {
        let definition = told.definition
        self.init(
            definition, title: title, number: told.entry.number, state: told.entry.state, told.entry.values,
            computed: told.computed, EntryWords(definition: definition, labels: told.labels, words: words), at: now,
            comparison: definition.comparison.map { comparison in
                TableView(
                    comparison.name(words),
                    columns: ["line", "plan", "actual", "left", "used"].map {
                        words("registers.page.comparison.\($0)")
                    },
                    rows: EntrySections.comparisonRows(comparison, told, words))
            })
    }

    init(
        _ definition: RegisterDefinition, title: String, number: String, state: String, _ values: [String: String],
        computed: [String: Int], _ told: EntryWords, at now: Instant, comparison: TableView? = nil
    ) {
        self.title = title
        name = definition.name(told.words)
        self.number = number
        self.state = told.badge(state)?.word
        sections = EntrySheet.sections(definition, values, computed, told)
        self.comparison = comparison
        signatures = definition.print.signatures.map { $0(told.words) }
        printed = told.words("registers.page.printed", ["moment": .instant(now)])
    }

    /// The parts of the layout; files stand on no paper.
    static func sections(
        _ definition: RegisterDefinition, _ values: [String: String], _ computed: [String: Int], _ told: EntryWords
    ) -> [Section] {
        definition.print.sections.map { section in
            let fields = section.fields.compactMap { definition[$0] }.filter { $0.kind != .file }
            let items = fields.map {
                DefinitionList.Item($0.name(told.words), told.text($0, values, computed: computed))
            }
            let columns = definition.print.columns
            return Section(
                heading: section.name?(told.words),
                rows: stride(from: 0, to: items.count, by: columns).map { start in
                    let end = min(start + columns, items.count)
                    return Row(items: Array(items[start..<end]), isAlone: columns > 1 && end - start == 1)
                })
        }
    }
}
