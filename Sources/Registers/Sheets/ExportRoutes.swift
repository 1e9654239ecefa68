import Hummingbird
import Kernel
import NIOCore
import Platform
import Storage
import Web

/// A register as a table (台账导出): CSV of any length, written as it is read, or a workbook of some thousand lines.
enum ExportRoutes {
    static func all(_ registers: RegisterDesk) -> [Route] {
        [.get("/registers/:register/export", .signedIn) { visit in try await export(visit, registers) }]
    }

    private static func export(_ visit: Visit, _ registers: RegisterDesk) async throws -> Response {
        let (actor, code) = (visit.actor, visit.parameters.get("register") ?? "")
        let version = try await registers.desk.read {
            try registers.shelf.current(code, of: actor.organisationID, in: $0)
        }
        try version.definition.rights.export.must(actor)
        let filter = EntryFilter(visit.queryForm, of: version.definition)
        let format = visit.query("format") == "xlsx" ? "xlsx" : "csv"
        _ = try await registers.desk.write { db in
            try Event.record(
                "registers.exported", of: RegisterVersion.subject(code, actor.organisationID), by: actor,
                facts: ["register": code, "format": format, "filter": filter.address("/registers/\(code)")],
                sealed: false, at: registers.desk, in: db)
        }
        var file = RegisterFile(filter: filter, visit: visit, registers: registers, definition: version.definition)
        guard format == "xlsx" else { return visit.download(file, named: "\(code).csv") }
        let bytes = try await workbook(&file, named: version.definition.plural(visit.words), at: visit.now)
        return Response(
            status: .ok,
            headers: [
                .contentType: Workbook.type, .contentDisposition: "attachment; filename=\"\(code).xlsx\"",
                .cacheControl: "no-store",
            ], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// The workbook of a register, row by row. Throws `Problem.invalid` on `format` when it has too many.
    private static func workbook(
        _ file: inout RegisterFile, named name: String, at now: Instant
    ) async throws -> [UInt8] {
        let writer = try WorkbookWriter(named: name, at: now)
        var count = 0
        while let rows = try await file.rows() {
            count += rows.count
            guard count <= Workbook.mostRows else {
                throw Problem.invalid(
                    "format", Message("registers.refusal.too_many_rows", ["n": .number(Workbook.mostRows)]))
            }
            for row in rows { writer.add(file.cells(row)) }
        }
        return try writer.finish()
    }
}

/// The lines of a register a stretch at a time, each read in a transaction of its own. Sealed answers stay hidden.
struct RegisterFile: StreamedFile {
    private static let stretch = 200

    let filter: EntryFilter
    let visit: Visit
    let registers: RegisterDesk
    let definition: RegisterDefinition
    private var cursor: EntryCursor?
    private var isBegun = false
    private var isDone = false

    init(filter: EntryFilter, visit: Visit, registers: RegisterDesk, definition: RegisterDefinition) {
        self.filter = filter
        self.visit = visit
        self.registers = registers
        self.definition = definition
    }

    mutating func next() async throws -> String? {
        let isFirst = !isBegun
        return try await rows().map { (isFirst ? CSV.mark : "") + CSV.lines($0) }
    }

    func breakOff() async {}

    private var fields: [RegisterField] { definition.fields.filter { $0.kind != .file } }

    /// A row as a workbook holds it: what is counted as numbers and days as such.
    func cells(_ row: [String]) -> [Workbook.Cell] {
        let kinds = [nil] + fields.map { Optional($0.kind) }
        return row.enumerated().map { place, text in
            switch place < kinds.count ? kinds[place] : nil {
            case .day: LocalDay(text).map { .day($0) } ?? .text(text)
            case .number, .money: Double(text).map { .number($0) } ?? .text(text)
            default: .text(text)
            }
        }
    }

    /// The headings first, then the lines; `nil` after the last.
    mutating func rows() async throws -> [[String]]? {
        guard !isDone else { return nil }
        let words = visit.words
        if !isBegun {
            isBegun = true
            return [
                [words("registers.column.number")] + fields.map { $0.name(words) }
                    + (definition.hasStates ? [words("registers.column.state")] : [])
            ]
        }
        let (filter, after, visit, registers, definition) = (filter, cursor, visit, registers, definition)
        let fields = fields
        let (rows, next) = try await registers.desk.read { db in
            // The right is looked up anew each time, so an export ends with it.
            let standing = try registers.standing(visit.actor, on: visit.today, in: db)
            try definition.rights.export.must(standing.actor)
            let page = try EntryPage.load(
                filter, of: definition, for: standing, after: after, limit: RegisterFile.stretch, at: registers, in: db)
            let organisation = visit.actor.organisationID
            let labels = try EntryLabels.load(
                page.entries.map { ($0.values, definition) }, registers, of: organisation, in: db)
            let told = EntryWords(definition: definition, labels: labels, words: words)
            let computed = try ListRoutes.computed(page.entries, definition, organisation, registers, in: db)
            let rows = page.entries.map { entry in
                [entry.number]
                    + fields.map { told.cell($0, entry.values, computed: computed[entry.id] ?? [:]) }
                    + (definition.hasStates ? [definition.state(entry.state)?.name(words) ?? entry.state] : [])
            }
            return (rows, page.next)
        }
        cursor = next
        isDone = next == nil
        return rows
    }
}
