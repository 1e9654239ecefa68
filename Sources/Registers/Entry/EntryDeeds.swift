import Foundation
import Kernel
import Platform
import Storage
import Web

/// A file that came with a form, in the store already (随表附件). `field` is empty for one that belongs to the whole
/// entry.
struct EntryFile: Sendable {
    let field: String
    let file: CheckedFile
    let digest: ContentDigest

    /// The files of a form, checked and put into the store; what no entry names is swept away later.
    static func stored(_ visit: Visit, _ desk: Desk) async throws -> [EntryFile] {
        var found: [(field: String, file: CheckedFile)] = []
        for sent in visit.form.files where !sent.file.bytes.isEmpty {
            let file = try CheckedFile(name: sent.file.name, bytes: sent.file.bytes, field: sent.name)
            found.append((sent.name, file))
        }
        if found.isEmpty { return [] }
        let keys = try await desk.keyring(of: visit.actor.organisationID)
        return try found.map {
            EntryFile(field: $0.field, file: $0.file, digest: try desk.files.put($0.file.bytes, with: keys))
        }
    }
}

/// What is done to entries (台账办理): entered, changed, moved on, given files. Each runs in one transaction.
struct EntryDeeds {
    let registers: RegisterDesk
    let version: RegisterVersion
    let standing: RegisterStanding
    let zone: Zone
    let db: any Connection

    var definition: RegisterDefinition { version.definition }
    private var actor: Actor { standing.actor }
    private var desk: Desk { registers.desk }

    init(_ registers: RegisterDesk, _ version: RegisterVersion, _ actor: Actor, zone: Zone, in db: any Connection)
        throws
    {
        self.registers = registers
        self.version = version
        self.zone = zone
        self.db = db
        standing = try registers.standing(actor, on: db.now.day(in: zone), in: db)
    }

    func reading(_ earlier: RegisterEntry? = nil, files: [EntryFile] = []) -> EntryReading {
        let kept = definition.fileFields.map(\.code).filter { earlier?.values[RegisterEntry.mark($0)] != nil }
        return EntryReading(
            definition: definition, registers: registers, organisation: actor.organisationID, zone: zone,
            earlier: earlier, filed: Set(kept + files.map(\.field)))
    }

    /// Enters a new line. Throws `Problem.forbidden`, `Problem.conflict` for a register that was withdrawn, and
    /// `Problem.invalid` by field.
    @discardableResult
    func enter(_ form: FormData, files: [EntryFile] = []) throws -> RegisterEntry {
        try definition.rights.enter.must(actor, as: enteringRelations(form))
        guard !version.isWithdrawn else { throw Problem.conflict("registers.refusal.withdrawn") }
        let answers = try answers(reading(files: files), form)
        try version.store(by: actor, in: db)
        let day = day(of: answers.values)
        let sequence = try RegisterEntry.nextSequence(definition, on: day, of: actor.organisationID, in: db)
        var entry = RegisterEntry(
            id: db.newID(), organisationID: actor.organisationID, register: definition.code,
            definitionVersion: version.version, number: definition.numbering.filled(day: day, sequence: sequence),
            state: definition.firstState.code, values: answers.values, sealed: nil,
            passed: [definition.firstState.code: actor.signature], day: day, version: 1, enteredAt: db.now,
            enteredBy: actor.signature, changedAt: db.now)
        try seal(answers.sealed, into: &entry)
        note(files, in: &entry)
        try entry.save(under: definition, at: registers, in: db)
        let changes = EntryDeeds.differences([:], entry.values, sealed: Set(answers.sealed.keys))
        try record("registers.entered", entry, EntryFacts(number: entry.number, changes: changes))
        for file in files { try attach(file, to: entry) }
        return entry
    }

    /// Who enters for a unit they head stands to the new entry as its head.
    func enteringRelations(_ form: FormData) -> Set<Relation> {
        let unit = definition.unitField.map { form.value($0.code) } ?? ""
        return standing.heads.contains(unit) ? [.own, .unitHead] : [.own]
    }

    /// Changes the answers of an entry. Throws `Problem.invalid` on `form` when somebody changed it since `seen`.
    @discardableResult
    func change(
        _ id: ID<RegisterEntry>, seen: Int?, _ form: FormData, files: [EntryFile] = []
    ) throws -> RegisterEntry {
        var entry = try find(id)
        guard entry.mayChange(standing, under: definition) else {
            throw definition.state(entry.state)?.isEditable == true
                ? Problem.forbidden("platform.rights.lacking") : Problem.conflict("registers.refusal.not_editable")
        }
        guard seen == entry.version else {
            throw Problem.invalid("form", Message("registers.refusal.changed_meanwhile"))
        }
        let totals = try RegisterEntry.totals(definition, of: id, entry.organisationID, at: registers, in: db)
        let answers = try answers(reading(entry, files: files), form, totals: totals)
        let before = entry.values
        entry.values = answers.values.merging(entry.values.filter { $0.key.hasSuffix("#") }) { first, _ in first }
        entry.day = day(of: answers.values, or: entry.day)
        try seal(answers.sealed, into: &entry)
        note(files, in: &entry)
        (entry.version, entry.changedAt) = (entry.version + 1, db.now)
        try entry.save(under: definition, at: registers, in: db)
        let changes = EntryDeeds.differences(before, entry.values, sealed: Set(answers.sealed.keys))
        try record("registers.changed", entry, EntryFacts(changes: changes))
        for file in files { try attach(file, to: entry) }
        return entry
    }

    /// Moves an entry to another state, with the answers the step asks for besides.
    @discardableResult
    func move(_ id: ID<RegisterEntry>, to target: String, _ form: FormData) throws -> RegisterEntry {
        var entry = try find(id)
        guard let move = definition.state(entry.state)?.moves.first(where: { $0.to == target }) else {
            throw Problem.conflict("registers.refusal.no_such_move")
        }
        guard entry.moves(for: standing, under: definition).contains(move) else {
            let isOwn = move.needsOther && entry.enteredBy == actor.signature
            throw Problem.forbidden(isOwn ? "registers.refusal.needs_other" : "platform.rights.lacking")
        }
        let numbers = try RegisterNumbers.load(definition, of: entry.organisationID, in: db)
        if let state = EntryRules.approvalNeeded(entry, to: target, of: definition, numbers: numbers) {
            throw Problem.conflict(
                "registers.refusal.approval_first", ["state": .text("\(state.name.zh) / \(state.name.en)")])
        }
        let missing = move.requires.compactMap { definition[$0] }.filter { !entry.hasAnswer($0) }
        let answers = try reading(entry).read(form, only: missing, requiring: Set(move.requires), in: db)
        let before = entry.values
        entry.values.merge(answers.values) { _, new in new }
        let totals = try RegisterEntry.totals(definition, of: id, entry.organisationID, at: registers, in: db)
        try check(entry.values, totals: totals)
        try seal(answers.sealed, into: &entry)
        let from = entry.state
        entry.state = target
        entry.passed[target] = actor.signature
        (entry.version, entry.changedAt) = (entry.version + 1, db.now)
        try entry.save(under: definition, at: registers, in: db)
        let changes = EntryDeeds.differences(before, entry.values, sealed: Set(answers.sealed.keys))
        try record("registers.moved", entry, EntryFacts(from: from, to: target, changes: changes))
        return entry
    }

    /// Adds files to an entry whose answers may be changed, or that the actor may move on.
    func add(_ files: [EntryFile], to id: ID<RegisterEntry>) throws {
        let entry = try find(id)
        let relations = entry.relations(of: standing, under: definition)
        try (definition.rights.change + definition.rights.enter).must(actor, as: relations)
        guard !files.isEmpty else { throw Problem.invalid("files", Message("registers.refusal.file_missing")) }
        let count = try Attachment.list(of: RegisterEntry.subjectKind, id.text, entry.organisationID, in: db).count
        guard count + files.count <= EntryDeeds.mostFiles else {
            throw Problem.invalid(
                "files", Message("registers.refusal.too_many_files", ["n": .number(EntryDeeds.mostFiles)]))
        }
        for file in files { try attach(file, to: entry) }
    }

    static let mostFiles = 100

    /// The entry, if the actor may read it. Throws `Problem.notFound` and `Problem.forbidden`.
    func find(_ id: ID<RegisterEntry>) throws -> RegisterEntry {
        let entry = try RegisterEntry.find(id, in: definition.code, of: actor.organisationID, in: db)
        try definition.rights.read.must(actor, as: entry.relations(of: standing, under: definition))
        return entry
    }

    /// The answers of a form after every check. Throws `Problem.invalid` with all that is wrong.
    func answers(
        _ reading: EntryReading, _ form: FormData, only fields: [RegisterField]? = nil, totals: [String: Int] = [:]
    ) throws -> EntryAnswers {
        let (answers, faults) = try reading.gather(form, only: fields, in: db)
        let all = try faults.merging(self.faults(answers.values, totals: totals)) { first, _ in first }
        if !all.isEmpty { throw Problem.invalid(all) }
        return answers
    }

    private func check(_ values: [String: String], totals: [String: Int]) throws {
        let faults = try faults(values, totals: totals)
        if !faults.isEmpty { throw Problem.invalid(faults) }
    }

    private func faults(_ values: [String: String], totals: [String: Int]) throws -> [String: Message] {
        let numbers = try RegisterNumbers.load(definition, of: actor.organisationID, in: db)
        return EntryRules.faults(
            values, computed: definition.computed(values, totals: totals), of: definition, numbers: numbers,
            at: db.now, zone: zone)
    }

    private func day(of values: [String: String], or usual: LocalDay? = nil) -> LocalDay {
        let today = usual ?? db.now.day(in: zone)
        guard let code = definition.dayField, let value = values[code] else { return today }
        if let day = LocalDay(value) { return day }
        return Int64(value).map { Instant(milliseconds: $0).day(in: zone) } ?? today
    }

    /// Sealed answers typed now go over what was there; the others stay.
    private func seal(_ typed: [String: String], into entry: inout RegisterEntry) throws {
        if typed.isEmpty { return }
        let context = RegisterEntry.sealContext(entry.id.text)
        var answers = try entry.opened(at: desk, in: db)
        answers.merge(typed) { _, new in new }
        entry.sealed = try desk.vault.seal(
            JSONText.of(answers), for: entry.organisationID, context: context, in: db)
        for code in answers.keys { entry.values[RegisterEntry.mark(code)] = "1" }
    }

    private func note(_ files: [EntryFile], in entry: inout RegisterEntry) {
        for file in files where definition[file.field]?.kind == .file {
            entry.values[RegisterEntry.mark(file.field)] = "1"
        }
    }

    /// What changed, old → new, by field; of sealed answers only that they did.
    static func differences(
        _ before: [String: String], _ after: [String: String], sealed: Set<String>
    ) -> [String: [String]] {
        var changes: [String: [String]] = [:]
        for code in Set(before.keys).union(after.keys) where before[code] != after[code] && !code.hasSuffix("#") {
            changes[code] = [before[code] ?? "", after[code] ?? ""]
        }
        for code in sealed { changes[code] = ["", Masking.hidden] }
        return changes
    }

    private func attach(_ sent: EntryFile, to entry: RegisterEntry) throws {
        let ending = sent.file.name.split(separator: ".").last.map { ".\($0)" } ?? ""
        let files = try Attachment.list(of: RegisterEntry.subjectKind, entry.id.text, entry.organisationID, in: db)
        let stem = try EntryNaming.fileName(of: entry, definition, registers, in: db)
        // A name of the house's own, so that no name of a person slips in with a file.
        let named = try CheckedFile(
            name: "\(stem)-\(files.count + 1)\(ending)", bytes: sent.file.bytes,
            field: sent.field.isEmpty ? "files" : sent.field)
        let attachment = Attachment(
            id: db.newID(), named, digest: sent.digest, subjectKind: RegisterEntry.subjectKind,
            subjectID: entry.id.text, by: actor, at: db.now, recordClass: definition.retention.recordClass)
        try attachment.record(in: db)
        try record("registers.attached", entry, EntryFacts(file: named.name, digest: sent.digest.text))
    }

    private func record(_ kind: String, _ entry: RegisterEntry, _ facts: EntryFacts) throws {
        try Event.record(kind, of: entry.subject, by: actor, facts: facts, at: desk, in: db)
    }
}

/// What an event of an entry tells (台账事件内容).
struct EntryFacts: Codable, Hashable, Sendable {
    var number: String?
    /// From which state to which.
    var from: String?
    var to: String?
    var file: String?
    var digest: String?
    /// By field, what stood there and what stands there now; of sealed answers only that they changed.
    var changes: [String: [String]] = [:]
}

extension RegisterEntry {
    /// The sealed answers in the open: only after the right to them was asked, and the reading written down.
    func opened(at desk: Desk, in db: any Connection) throws -> [String: String] {
        guard let sealed else { return [:] }
        let text = try desk.vault.open(
            sealed, for: organisationID, context: RegisterEntry.sealContext(id.text), in: db)
        return try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
    }
}

/// What files of an entry are called (文件命名): codes in place of names (S3-33, Part 4 no. 19).
enum EntryNaming {
    static func fileName(
        of entry: RegisterEntry, _ definition: RegisterDefinition, _ registers: RegisterDesk, in db: any Connection
    ) throws -> String {
        let labels = try EntryLabels.load(
            [(entry.values, definition)], registers, of: entry.organisationID, in: db)
        return definition.fileNaming.filled(day: entry.day, number: entry.number) { code in
            guard let field = definition[code], let value = entry.values[code] else { return "" }
            if let target = RegisterTarget(field.kind) { return labels.name(target, value) ?? "" }
            return field.choices.first { $0.code == value }?.name.zh ?? value
        }
    }
}
