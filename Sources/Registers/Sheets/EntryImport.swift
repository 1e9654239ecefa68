import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// Taking a table over into a register (台账导入): each line is judged as a form would be, and nothing is written
/// before all of them are right.
struct EntryImport {
    let registers: RegisterDesk
    let version: RegisterVersion
    let actor: Actor
    let zone: Zone

    static let mostLines = 1_000

    private var definition: RegisterDefinition { version.definition }

    struct Fault: Sendable {
        let line: Int
        let field: RegisterField?
        let reason: Message
    }

    /// What a dry run found.
    struct Plan: Sendable {
        let forms: [(line: Int, form: FormData)]
        let faults: [Fault]
    }

    /// The lines of a CSV file or a workbook.
    static func records(_ bytes: [UInt8]) throws(Problem) -> [CSV.Record] {
        bytes.starts(with: WorkbookReader.mark)
            ? try WorkbookReader.rows(bytes, most: mostLines) : try CSV.read(bytes, most: mostLines)
    }

    /// The fields a table can fill.
    static func columns(_ definition: RegisterDefinition) -> [RegisterField] {
        definition.asked.filter { $0.kind != .file }
    }

    /// Judges every line. Throws `Problem.invalid` on `file` for a table that has no heading of ours.
    func check(_ bytes: [UInt8], in db: any Connection) throws -> Plan {
        let records = try EntryImport.records(bytes)
        guard let head = records.first, records.count > 1 else {
            throw Problem.invalid("file", Message("registers.import.empty"))
        }
        guard records.count <= EntryImport.mostLines + 1 else {
            throw Problem.invalid("file", Message("registers.import.too_many", ["n": .number(EntryImport.mostLines)]))
        }
        let fields = head.cells.map(field)
        let missing = EntryImport.columns(definition).filter { $0.isRequired && !fields.contains($0) }
        var faults = missing.map { Fault(line: head.line, field: $0, reason: Message("registers.import.no_column")) }
        for (place, field) in fields.enumerated() where field == nil && !head.cells[place].isEmpty {
            faults.append(
                Fault(
                    line: head.line, field: nil,
                    reason: Message("registers.import.unknown_column", ["name": .text(head.cells[place])])))
        }
        var forms: [(line: Int, form: FormData)] = []
        let deeds = try EntryDeeds(registers, version, actor, zone: zone, in: db)
        var seen: [String: Int] = [:]
        for record in records.dropFirst() {
            let form = form(record.cells, fields)
            faults += try self.faults(form, line: record.line, deeds, &seen)
            forms.append((record.line, form))
        }
        return Plan(forms: forms, faults: faults.sorted { $0.line < $1.line })
    }

    private func faults(
        _ form: FormData, line: Int, _ deeds: EntryDeeds, _ seen: inout [String: Int]
    ) throws -> [Fault] {
        do {
            try definition.rights.enter.must(actor, as: deeds.enteringRelations(form))
            let answers = try deeds.answers(deeds.reading(), form, only: EntryImport.columns(definition))
            return try doubled(answers.values, line: line, deeds, &seen)
        } catch Problem.invalid(let reasons) {
            return reasons.sorted { $0.key < $1.key }.map {
                Fault(line: line, field: definition[$0.key], reason: $0.value)
            }
        } catch Problem.forbidden(let reason) {
            return [Fault(line: line, field: nil, reason: reason)]
        }
    }

    /// Answers that may not come twice, within the table or in the register already.
    private func doubled(
        _ values: [String: String], line: Int, _ deeds: EntryDeeds, _ seen: inout [String: Int]
    ) throws -> [Fault] {
        var faults: [Fault] = []
        for (field, digest) in RegisterEntry.uniques(definition, values) {
            if let earlier = seen.updateValue(line, forKey: digest) {
                let reason = Message("registers.import.twice", ["line": .number(earlier)])
                faults.append(Fault(line: line, field: definition[field], reason: reason))
            } else if let number = try RegisterEntry.holder(
                of: digest, definition.code, actor.organisationID, in: deeds.db)
            {
                let reason = Message("registers.refusal.there_already", ["number": .text(number)])
                faults.append(Fault(line: line, field: definition[field], reason: reason))
            }
        }
        return faults
    }

    /// Takes every line over; throws `Problem.conflict` when something has changed since the dry run so that a line
    /// is refused now.
    func apply(_ bytes: [UInt8], in db: any Connection) throws -> Int {
        let plan = try check(bytes, in: db)
        guard plan.faults.isEmpty else { throw Problem.conflict("registers.import.changed_since") }
        let deeds = try EntryDeeds(registers, version, actor, zone: zone, in: db)
        for line in plan.forms { try deeds.enter(line.form) }
        try Event.record(
            "registers.imported", of: RegisterVersion.subject(definition.code, actor.organisationID), by: actor,
            facts: ["register": definition.code, "lines": String(plan.forms.count)], sealed: false,
            at: registers.desk, in: db)
        return plan.forms.count
    }

    /// The field a heading names: by its code or its name in either language.
    private func field(_ heading: String) -> RegisterField? {
        EntryImport.columns(definition).first { [$0.code, $0.name.zh, $0.name.en].contains(heading) }
    }

    private func form(_ cells: [String], _ fields: [RegisterField?]) -> FormData {
        var pairs: [(name: String, value: String)] = []
        for (cell, field) in zip(cells, fields) {
            guard let field, !cell.isEmpty else { continue }
            pairs.append((field.code, typed(CSV.unguarded(cell), field)))
        }
        return FormData(fields: pairs)
    }

    /// A cell as somebody would have answered the form.
    private func typed(_ cell: String, _ field: RegisterField) -> String {
        switch field.kind {
        case .choice:
            return field.choices.first { [$0.code, $0.name.zh, $0.name.en].contains(cell) }?.code ?? cell
        case .yesNo:
            let isNo = ["0", "no", "false", registers.word("registers.form.no", .chinese)].contains(cell.lowercased())
            return isNo ? "" : "yes"
        case .day: return EntryImport.day(cell)
        case .moment:
            let halves = cell.replacing("T", with: " ").split(separator: " ", maxSplits: 1).map(String.init)
            guard halves.count == 2 else { return cell }
            return EntryImport.day(halves[0]) + "T" + halves[1]
        case .money: return cell.replacing("¥", with: "").replacing("￥", with: "")
        case .text, .longText, .number, .staff, .unit, .person, .complaint, .entry, .file, .sealed, .computed:
            return cell
        }
    }

    /// `2026/9/4`, `2026.9.4` and the count of days a spreadsheet keeps become `2026-09-04`.
    static func day(_ cell: String) -> String {
        if let match = cell.wholeMatch(of: /(\d{4})[-\/.](\d{1,2})[-\/.](\d{1,2})/),
            let day = LocalDay(year: Int(match.1) ?? 0, month: Int(match.2) ?? 0, day: Int(match.3) ?? 0)
        {
            return day.description
        }
        // Day 25569 of a spreadsheet is 1 January 1970.
        if let serial = Int(cell), (20_000...80_000).contains(serial) {
            return LocalDay(daysSince1970: serial - 25_569).description
        }
        return cell
    }
}

extension RegisterDesk {
    /// A text of the catalogue in one language, whoever reads.
    func word(_ key: String, _ language: Language) -> String { desk.catalogue.template(key, language) ?? key }
}

/// The pages of taking a table over (台账导入页).
enum ImportRoutes {
    static func all(_ registers: RegisterDesk) -> [Route] {
        let path = "/registers/:register/import"
        return [
            .get(path, .signedIn) { visit in
                let version = try await version(visit, registers)
                return try visit.page(page(version, visit).choose(visit))
            },
            .get(path + "/template", .signedIn) { visit in
                let definition = try await version(visit, registers).definition
                let heads = EntryImport.columns(definition).map { $0.name(visit.words) }
                return visit.download(CSV.write([heads]), named: "\(definition.code).csv")
            },
            .post(path, .signedIn, bodyLimit: ImportPage.uploadLimit) { try await check($0, registers) },
            .post(path + "/apply", .signedIn, bodyLimit: ImportPage.applyLimit) { try await apply($0, registers) },
        ]
    }

    private static func version(_ visit: Visit, _ registers: RegisterDesk) async throws -> RegisterVersion {
        let (actor, code) = (visit.actor, visit.parameters.get("register") ?? "")
        let version = try await registers.desk.read {
            try registers.shelf.current(code, of: actor.organisationID, in: $0)
        }
        guard version.definition.rights.enter.mayEver(actor) else {
            throw Problem.forbidden("platform.rights.lacking")
        }
        guard !version.isWithdrawn else { throw Problem.conflict("registers.refusal.withdrawn") }
        return version
    }

    private static func page(_ version: RegisterVersion, _ visit: Visit) -> ImportPage {
        let (words, definition) = (visit.words, version.definition)
        return ImportPage(
            address: "/registers/\(definition.code)/import",
            title: words("registers.import.title_of", ["name": .text(definition.plural(words))]),
            lead: words("registers.import.lead", ["n": .number(EntryImport.mostLines)]),
            above: ("/registers/\(definition.code)", definition.plural(words)), takesWorkbooks: true)
    }

    private static func check(_ visit: Visit, _ registers: RegisterDesk) async throws -> Response {
        let version = try await version(visit, registers)
        let page = page(version, visit)
        let (actor, zone, words) = (visit.actor, visit.zone, visit.words)
        return try await visit.answering {
            let bytes = try ImportPage.uploaded(visit)
            let plan = try await registers.desk.read { db in
                try EntryImport(registers: registers, version: version, actor: actor, zone: zone).check(bytes, in: db)
            }
            let isReady = plan.faults.isEmpty
            let report = ImportPage.Report(
                summary: words(
                    "registers.import.\(isReady ? "ready" : "refused")",
                    ["n": .number(isReady ? plan.forms.count : plan.faults.count)]),
                faults: plan.faults.prefix(500).map { fault in
                    (fault.line, fault.field?.name(words) ?? "", words(fault.reason))
                }, mayBeApplied: isReady)
            return try visit.page(
                page.report(report, of: bytes, visit), status: isReady ? .ok : .unprocessableContent)
        } again: { faults in
            try visit.page(page.choose(visit, faults: faults), status: .unprocessableContent)
        }
    }

    private static func apply(_ visit: Visit, _ registers: RegisterDesk) async throws -> Response {
        let version = try await version(visit, registers)
        let (bytes, actor, zone) = (try ImportPage.carried(visit), visit.actor, visit.zone)
        let code = version.definition.code
        let address = try await registers.desk.once(visit) { db in
            let current = try registers.shelf.current(code, of: actor.organisationID, in: db)
            _ = try EntryImport(registers: registers, version: current, actor: actor, zone: zone).apply(bytes, in: db)
            return "/registers/\(code)"
        }
        return visit.redirect(to: address, saying: "registers.flash.imported")
    }
}
