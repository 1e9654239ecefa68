import Hummingbird
import Kernel
import Platform
import Web

/// Declaring registers in the browser (台账管理): a list of all, one register with its versions and numbers, and the
/// way a definition goes from its text over a preview into force.
enum AdminRoutes {
    private static let access = Access.right(RegistersAction.define)
    static let bodyLimit = 256 * 1024

    static func all(_ registers: RegisterDesk) -> [Route] {
        let desk = registers.desk
        let register = PageForms(
            desk, home: { "/admin/registers/\($0.parameters.get("register") ?? "")" },
            again: { try await show($0, registers, faults: $1) })
        return [
            .get("/admin/registers", access) { try await list($0, registers) },
            .get("/admin/registers/new", access) { visit in
                let source = try await start(visit, registers)
                return try visit.page(DefinitionPages(registers, visit).write(source))
            },
            .get("/admin/registers/:register", access) { try await show($0, registers) },
            .post("/admin/registers/preview", access, bodyLimit: bodyLimit) { try await preview($0, registers) },
            .post("/admin/registers", access, bodyLimit: bodyLimit) { try await putInForce($0, registers) },
            register.post(
                "/admin/registers/:register/withdrawal", access, saying: "registers.flash.withdrawn",
                withdrawing(registers)),
            register.post(
                "/admin/registers/:register/settings", access, saying: "registers.flash.set", setting(registers)),
        ]
    }

    private static func list(_ visit: Visit, _ registers: RegisterDesk) async throws -> Response {
        try registers.desk.rights.must(RegistersAction.define, visit.actor)
        let (words, organisation) = (visit.words, visit.actor.organisationID)
        let versions = try await registers.desk.read { try registers.shelf.all(of: organisation, in: $0) }
        let rows = versions.map { version in
            TableView.Row([
                .init(version.definition.name(words), address: "/admin/registers/\(version.definition.code)"),
                .init(words("registers.group.\(version.definition.group.rawValue)")), .init(String(version.version)),
                .init(
                    words("registers.admin.origin.\(version.origin.rawValue)"),
                    state: version.isWithdrawn
                        ? StateBadge(words("registers.page.withdrawn_short"), tone: .waiting) : nil),
                .init(version.definition.rows.joined(separator: " ")),
            ])
        }
        let columns = ["name", "group", "version", "origin", "rows"].map { words("registers.column.\($0)") }
        return try visit.page(
            RecordPage(
                words("registers.admin.title"), lead: words("registers.admin.lead"),
                actions: [ActionLink("/admin/registers/new", words("registers.admin.new"), icon: "plus-lg")],
                [
                    PageSection(
                        "registers", table: TableView(words("registers.admin.title"), columns: columns, rows: rows))
                ])
        )
    }

    /// What a new text begins with: a version of a register, or the pattern of one.
    private static func start(_ visit: Visit, _ registers: RegisterDesk) async throws -> String {
        try registers.desk.rights.must(RegistersAction.define, visit.actor)
        let (organisation, code, number) = (
            visit.actor.organisationID, visit.query("from"), Int(visit.query("version"))
        )
        if code.isEmpty { return try String(contentsOf: RegistersFolder.named("Data/pattern.txt"), encoding: .utf8) }
        return try await registers.desk.read { db in
            guard let number else { return try registers.shelf.current(code, of: organisation, in: db).source }
            return try registers.shelf.version(number, of: code, organisation, in: db).source
        }
    }

    /// What the text says and what it may point to. Throws `MalformedDefinition`.
    private static func read(
        _ source: String, _ registers: RegisterDesk, of organisation: ID<Organisation>
    ) async throws -> (definition: RegisterDefinition, before: RegisterVersion?) {
        let all = try await registers.desk.read { try registers.shelf.all(of: organisation, in: $0) }
        var known = Dictionary(
            all.map { ($0.definition.code, $0.definition) }, uniquingKeysWith: { first, _ in first })
        let alone = try DefinitionReader.read(source, file: "yaml")
        known[alone.code] = alone
        try checkDuties(alone, source, registers)
        let definition = try DefinitionReader.read(source, file: "yaml", known: known)
        return (definition, all.first { $0.definition.code == definition.code })
    }

    /// The duties a house's own register brings are of the calendar and bear its name, so that they are never taken for
    /// others; those of the product may stay as they are.
    private static func checkDuties(
        _ definition: RegisterDefinition, _ source: String, _ registers: RegisterDesk
    ) throws(MalformedDefinition) {
        let shipped = Set(registers.shelf.shipped.values.flatMap(\.definition.duties).map(\.code))
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        var faults: [DefinitionFault] = []
        for rule in definition.duties where !shipped.contains(rule.code) {
            let code = rule.code.rawValue
            let line = (lines.lastIndex { $0.contains("code: \(code)") } ?? 0) + 1
            if code != definition.code, !code.hasPrefix(definition.code + "_") {
                let reason = Message("registers.fault.duty_code", ["code": .text(definition.code)])
                faults.append(DefinitionFault(line: line, reason: reason))
            }
            if !rule.rhythm.isOfCalendar {
                faults.append(DefinitionFault(line: line, reason: Message("registers.fault.duty_event")))
            }
        }
        if !faults.isEmpty { throw MalformedDefinition(file: "yaml", faults: faults) }
    }

    /// Browsers end lines their own way.
    private static func source(_ visit: Visit) -> String {
        visit.form.value("source").replacing("\r\n", with: "\n")
    }

    private static func preview(_ visit: Visit, _ registers: RegisterDesk) async throws -> Response {
        try registers.desk.rights.must(RegistersAction.define, visit.actor)
        let pages = DefinitionPages(registers, visit)
        let source = source(visit)
        do {
            let (definition, before) = try await read(source, registers, of: visit.actor.organisationID)
            return try await pages.preview(definition, source, over: before)
        } catch let malformed as MalformedDefinition {
            return try visit.page(
                pages.write(source, faults: malformed.faults), status: .unprocessableContent)
        }
    }

    private static func putInForce(_ visit: Visit, _ registers: RegisterDesk) async throws -> Response {
        let actor = visit.actor
        try registers.desk.rights.must(RegistersAction.define, actor)
        let source = source(visit)
        let seen = visit.form.value("over")
        do {
            let (definition, _) = try await read(source, registers, of: actor.organisationID)
            let address = try await registers.desk.once(visit) { db in
                let all = try registers.shelf.all(of: actor.organisationID, in: db)
                let before = all.first { $0.definition.code == definition.code }
                guard String(before?.version ?? 0) == seen else {
                    throw Problem.conflict("registers.refusal.definition_meanwhile")
                }
                guard all.count < RegisterShelf.mostRegisters || before != nil else {
                    throw Problem.conflict("registers.refusal.too_many_registers")
                }
                try RegisterVersion.putInForce(
                    definition, source: source, over: before, by: actor, at: registers.desk, in: db)
                return "/admin/registers/\(definition.code)"
            }
            return visit.redirect(to: address, saying: "registers.flash.in_force")
        } catch let malformed as MalformedDefinition {
            return try visit.page(
                DefinitionPages(registers, visit).write(source, faults: malformed.faults),
                status: .unprocessableContent)
        }
    }

    private static func withdrawing(_ registers: RegisterDesk) -> DeedMaker<Void> {
        { visit, desk in
            let (actor, code) = (visit.actor, visit.parameters.get("register") ?? "")
            try desk.rights.must(RegistersAction.define, actor)
            return { db in
                try registers.shelf.current(code, of: actor.organisationID, in: db).withdraw(
                    by: actor, at: desk, in: db)
            }
        }
    }

    private static func setting(_ registers: RegisterDesk) -> DeedMaker<Void> {
        { visit, desk in
            let (actor, code, form) = (visit.actor, visit.parameters.get("register") ?? "", visit.form)
            try desk.rights.must(RegistersAction.define, actor)
            return { db in
                let definition = try registers.shelf.current(code, of: actor.organisationID, in: db).definition
                var reader = FormReader(form)
                var chosen: [String: Int] = [:]
                for setting in definition.settings { chosen[setting.code] = setting.read(&reader) }
                try reader.finish()
                try RegisterNumbers.save(chosen, of: definition, by: actor, at: desk, in: db)
            }
        }
    }

    private static func show(
        _ visit: Visit, _ registers: RegisterDesk, faults: [String: Message] = [:]
    ) async throws -> Response {
        try registers.desk.rights.must(RegistersAction.define, visit.actor)
        let (organisation, code) = (visit.actor.organisationID, visit.parameters.get("register") ?? "")
        let (version, history, numbers, names) = try await registers.desk.read { db in
            let version = try registers.shelf.current(code, of: organisation, in: db)
            let history = try registers.shelf.history(code, of: organisation, in: db)
            let authors = history.compactMap { $0.putInForceBy.flatMap(EntryTold.staff) }
            return (
                version, history, try RegisterNumbers.load(version.definition, of: organisation, in: db),
                try StaffMember.names(of: authors, in: organisation, in: db)
            )
        }
        let pages = DefinitionPages(registers, visit)
        return try visit.page(
            pages.register(version, history, numbers, names, faults: faults),
            status: faults.isEmpty ? .ok : .unprocessableContent)
    }
}

extension RegisterSetting {
    func field(_ value: Int, _ words: Words) -> Field {
        let told = { (value: Int) in
            switch kind {
            case .number: String(value)
            case .money: Money(fen: Int64(value)).typed
            case .percent: String(value / 10) + (value % 10 == 0 ? "" : ".\(value % 10)")
            }
        }
        let hint = words(
            "registers.admin.setting_hint",
            ["low": .text(told(bounds.lowerBound)), "high": .text(told(bounds.upperBound))])
        let unit = kind == .number ? "" : words("registers.admin.unit.\(kind.rawValue)")
        return Field.text(
            code, name(words) + unit, value: told(value), hint: hint, required: true, limit: 16, inputmode: "decimal"
        ).width(.short)
    }

    func read(_ reader: inout FormReader) -> Int? {
        let text = reader.text(code, limit: 16, required: true)
        if text.isEmpty { return nil }
        let value: Int? =
            switch kind {
            case .number: Int(text)
            case .money: Money(yuan: text).map { Int($0.fen) }
            case .percent:
                text.wholeMatch(of: /([0-9]{1,3})(?:\.([0-9]))?/).flatMap { match in
                    Int(match.1).map { $0 * 10 + (match.2.flatMap { Int($0) } ?? 0) }
                }
            }
        guard let value, bounds.contains(value) else {
            reader.fault(code, Message("registers.refusal.not_in_bounds"))
            return nil
        }
        return value
    }
}
