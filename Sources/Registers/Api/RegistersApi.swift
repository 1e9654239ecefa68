import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// Registers for programs (台账接口). What an entry holds is as its register declares; `getRegister` tells the schema.
enum RegistersApi {
    static func all(_ registers: RegisterDesk) -> [Route] {
        let area = ProgramArea(
            registers.desk, about: "registers.api.operation", group: "registers", reading: .readRegisters,
            writing: .writeRegisters)
        return [
            listRegisters(registers, area), listEntries(registers, area), describe(registers, area),
            getEntry(registers, area),
            change(
                registers, area, "/registers/:register", "enterEntry", status: 201,
                fields: { _, _, form in form.fields() }, EntryRoutes.entering(registers)),
            change(
                registers, area, "/registers/:register/:entry", "changeEntry",
                fields: { _, entry, form in
                    [.number("version", "", in: 1...1_000_000, required: true)]
                        + form.fields(entry?.values ?? [:], isNew: false)
                }, EntryRoutes.changing(registers)),
            change(
                registers, area, "/registers/:register/:entry/moves", "moveEntry",
                fields: { _, _, form in [.text("to", "", required: true, limit: 40)] + form.fields() },
                EntryRoutes.moving(registers)),
            change(
                registers, area, "/registers/:register/:entry/files", "attachToEntry",
                fields: { _, _, _ in [.file("files", "", multiple: true, required: true)] },
                EntryRoutes.attaching(registers)),
            change(
                registers, area, "/registers/:register/:entry/hold", "holdEntry", .right(RegistersAction.hold),
                fields: { _, _, form in EntrySections.holdFields(form.words) }, EntryRoutes.holding(registers)),
            change(
                registers, area, "/registers/:register/:entry/hold/end", "liftEntryHold",
                .right(RegistersAction.hold), fields: { _, _, _ in [] }, EntryRoutes.lifting(registers)),
        ]
    }

    private static let code = ApiOperation.Parameter(
        "register", "registers.api.parameter.register", Schema.text(limit: 40))
    private static let open: JSON = ["type": "object", "additionalProperties": true]

    private static let register = JSONShape<(line: OverviewRoutes.Line, words: Words)>([
        ("code", Schema.text(), { .text($0.line.definition.code) }),
        ("name", Schema.text(), { .text($0.line.definition.name($0.words)) }),
        ("group", Schema.text(), { .text($0.line.definition.group.rawValue) }),
        ("version", Schema.integer(), { .integer($0.line.version.version) }),
        ("withdrawn", Schema.flag, { .flag($0.line.version.isWithdrawn) }),
        ("rows", Schema.list(Schema.text()), { .texts($0.line.definition.rows) }),
    ])

    static let entry = JSONShape<
        (entry: RegisterEntry, computed: [String: Int], definition: RegisterDefinition, words: Words)
    >([
        ("id", Schema.id, { .text($0.entry.id.text) }), ("number", Schema.text(), { .text($0.entry.number) }),
        ("state", Schema.text(), { .text($0.entry.state) }), ("day", Schema.day, { .text($0.entry.day.description) }),
        ("version", Schema.integer(), { .integer($0.entry.version) }),
        ("definition_version", Schema.integer(), { .integer($0.entry.definitionVersion) }),
        ("entered_at", Schema.moment, { .text($0.words.stamp($0.entry.enteredAt)) }),
        ("values", open, { .object(values($0.entry, $0.computed, $0.definition, $0.words)) }),
    ])

    /// By field: sums in fen, moments with their offset, ids of what is pointed to. Sealed answers are told of, not told.
    private static func values(
        _ entry: RegisterEntry, _ computed: [String: Int], _ definition: RegisterDefinition, _ words: Words
    ) -> [String: JSON] {
        var told: [String: JSON] = [:]
        for field in definition.fields {
            let value = entry.values[field.code]
            switch field.kind {
            case .number, .money: told[field.code] = value.flatMap { Int($0) }.map { .integer($0) } ?? .null
            case .computed: told[field.code] = computed[field.code].map { .integer($0) } ?? .null
            case .yesNo: told[field.code] = .flag(value == "1")
            case .moment:
                told[field.code] = .optional(
                    value.flatMap { Int64($0) }.map { words.stamp(Instant(milliseconds: $0)) })
            case .sealed, .file: told[field.code] = .flag(entry.hasAnswer(field))
            case .text, .longText, .day, .choice, .staff, .unit, .person, .complaint, .entry:
                told[field.code] = .optional(value)
            }
        }
        return told
    }

    private static func listRegisters(_ registers: RegisterDesk, _ area: ProgramArea) -> Route {
        area.read(
            "/registers", .signedIn, "listRegisters",
            answer: Schema.object(["items": Schema.list(register.schema)])
        ) { visit, _ in
            let lines = try await OverviewRoutes.lines(visit, registers)
            return ["items": .list(lines.map { register.json(($0, visit.words)) })]
        }
    }

    private static func listEntries(_ registers: RegisterDesk, _ area: ProgramArea) -> Route {
        func parameter(_ name: String, _ schema: JSON = Schema.text(limit: 100)) -> ApiOperation.Parameter {
            .init(name, "registers.api.parameter.\(name)", schema)
        }
        return area.read(
            "/registers/:register", .signedIn, "listEntries",
            query: [
                parameter("q"), parameter("state"), parameter("from", Schema.day), parameter("until", Schema.day),
                parameter("filter"), .limit, .after,
            ], path: [code], answer: Schema.page(entry.schema)
        ) { visit, _ in
            var query = visit.queryForm
            // `field:answer` stands for the filter of that field on the page.
            let wanted = query.value("filter").split(separator: ":", maxSplits: 1).map(String.init)
            if wanted.count == 2 { query = query.replacing(wanted[0], with: wanted[1]) }
            let loaded = try await ListRoutes.load(visit, query, registers, limit: try visit.pageLimit())
            if wanted.count == 2, loaded.filter.answers[wanted[0]] == nil {
                throw Problem.invalid("filter", Message("web.form.not_listed"))
            }
            if !query.value("after").isEmpty, EntryCursor(query.value("after")) == nil {
                throw Problem.invalid("after", Message("web.form.not_listed"))
            }
            return [
                "items": .list(
                    loaded.page.entries.map {
                        entry.json(($0, loaded.computed[$0.id] ?? [:], loaded.definition, visit.words))
                    }), "next": .optional(loaded.page.next?.text),
            ]
        }
    }

    private static func describe(_ registers: RegisterDesk, _ area: ProgramArea) -> Route {
        let state = Schema.object(["code": Schema.text(), "name": Schema.text(), "moves": Schema.list(Schema.text())])
        return area.read(
            "/registers/:register/schema", .signedIn, "getRegister", path: [code],
            answer: Schema.object([
                "code": Schema.text(), "name": Schema.text(), "version": Schema.integer(), "states": Schema.list(state),
                "body": open,
            ])
        ) { visit, desk in
            let (actor, words, code) = (visit.actor, visit.words, visit.parameters.get("register") ?? "")
            let version = try await desk.read { try registers.shelf.current(code, of: actor.organisationID, in: $0) }
            let definition = version.definition
            guard definition.rights.read.mayEver(actor) else { throw Problem.forbidden("platform.rights.lacking") }
            let form = EntryForm(definition: definition, choices: .none, labels: .none, words: words)
            return [
                "code": .text(code), "name": .text(definition.name(words)), "version": .integer(version.version),
                "states": .list(
                    definition.states.map { state in
                        [
                            "code": .text(state.code), "name": .text(state.name(words)),
                            "moves": .texts(state.moves.map(\.to)),
                        ]
                    }), "body": JSONForm([form.fields()]).schema,
            ]
        }
    }

    private static func getEntry(_ registers: RegisterDesk, _ area: ProgramArea) -> Route {
        area.read("/registers/:register/:entry", .signedIn, "getEntry", path: [code], answer: entry.schema) {
            visit, _ in
            try await EntryRoutes(registers: registers).open(visit) { db, open in
                let definition = open.version.definition
                let totals = try RegisterEntry.totals(
                    definition, of: open.entry.id, open.entry.organisationID, at: registers, in: db)
                return entry.json(
                    (open.entry, definition.computed(open.entry.values, totals: totals), definition, visit.words))
            }
        }
    }

    /// A change whose questions are those of the register's own form.
    private static func change(
        _ registers: RegisterDesk, _ area: ProgramArea, _ path: String, _ name: String, _ access: Access = .signedIn,
        status: Int = 200,
        fields: @escaping @Sendable (RegisterDefinition, RegisterEntry?, EntryForm) -> [Field],
        _ maker: @escaping DeedMaker<RegisterEntry>
    ) -> Route {
        let declared = ApiOperation(
            name, "registers", "registers.api.operation.\(name)", scope: Scope.writeRegisters.rawValue, path: [code],
            body: { _ in open }, example: { _ in .object([:]) }, isChange: true, status: status, answer: entry.schema)
        return .api(.post, path, access, declared, bodyLimit: EntryRoutes.bodyLimit) { visit in
            let (actor, code, desk) = (visit.actor, visit.parameters.get("register") ?? "", registers.desk)
            let (definition, before) = try await question(visit, registers)
            let form = EntryForm(definition: definition, choices: .none, labels: .none, words: visit.words)
            let sent = visit.sending(
                try JSONForm([fields(definition, before, form)]).fields(of: visit.body, zone: visit.zone))
            let deed = try await maker(sent, desk)
            return try await desk.change(visit) { db in
                let made = try deed(db)
                let version = try registers.shelf.version(
                    made.definitionVersion, of: code, actor.organisationID, in: db)
                let totals = try RegisterEntry.totals(
                    version.definition, of: made.id, actor.organisationID, at: registers, in: db)
                let computed = version.definition.computed(made.values, totals: totals)
                return ProgramAnswer(
                    entry.json((made, computed, version.definition, visit.words)), status: status)
            }
        }
    }

    /// The definition a body is read by: the present one for a new entry, its own for one that is there.
    private static func question(
        _ visit: Visit, _ registers: RegisterDesk
    ) async throws -> (RegisterDefinition, RegisterEntry?) {
        guard visit.parameters.get("entry") != nil else {
            let (actor, code) = (visit.actor, visit.parameters.get("register") ?? "")
            let version = try await registers.desk.read {
                try registers.shelf.current(code, of: actor.organisationID, in: $0)
            }
            return (version.definition, nil)
        }
        return try await EntryRoutes(registers: registers).open(visit) { _, open in
            (open.version.definition, open.entry)
        }
    }
}
