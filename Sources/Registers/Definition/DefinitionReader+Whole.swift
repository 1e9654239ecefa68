import Duties
import Kernel
import Platform
import Yams

extension DefinitionReader {
    /// The symbols a register may carry; all stand in the sprite.
    static let icons: Set<String> = [
        "list-check", "megaphone", "inbox", "lightbulb", "star", "award", "book", "journal-text", "graph-up",
        "bar-chart", "tag", "cash-coin", "building", "house", "shield-check", "people", "person-check", "heart",
        "calendar3", "calendar-check", "clipboard", "clipboard-check", "folder", "archive", "flag", "globe", "geo-alt",
        "gear", "envelope", "telephone", "chat-dots", "chat-heart", "qr-code", "key", "file-earmark-text", "hospital",
        "life-preserver", "emoji-smile", "signpost-split", "eye",
    ]

    mutating func definition(_ node: Node) -> RegisterDefinition? {
        let parts = members(
            node, ["code", "name", "lead", "group", "fields", "rights", "number"],
            [
                "plural", "icon", "rows", "states", "file_name", "day", "print", "retention", "settings", "checks",
                "compare", "meets", "duties",
            ])
        let code = code(parts["code"])
        let (name, lead) = (both(parts["name"], limit: 40), both(parts["lead"], limit: 300))
        let group: RegisterDefinition.Group? = choice(parts["group"])
        let icon = icon(parts["icon"])
        let rows = rows(parts["rows"])
        let fields = fields(parts["fields"])
        let states = states(parts["states"], fields)
        let rights = rights(parts["rights"])
        let settings = settings(parts["settings"])
        let checks = checks(parts["checks"], fields, states, settings)
        checkFormulas(fields, of: code)
        let dayField = dayField(parts["day"], fields)
        let numbering = numbering(parts["number"])
        let fileNaming = fileNaming(parts["file_name"], fields)
        let print = print(parts["print"], fields)
        let retention = retention(parts["retention"])
        let comparison = comparison(parts["compare"], fields)
        let meets = meets(parts["meets"], fields, states)
        let duties = duties(parts["duties"])
        let plural = both(parts["plural"], limit: 40)
        guard let code, let name, let lead, let group, let rights, let numbering, let fileNaming else { return nil }
        return RegisterDefinition(
            code: code, name: name, plural: plural ?? name, lead: lead, rows: rows, group: group, icon: icon,
            fields: fields, states: states, rights: rights, numbering: numbering, fileNaming: fileNaming,
            dayField: dayField, print: print, retention: retention, settings: settings, checks: checks,
            comparison: comparison, meets: meets, duties: duties)
    }

    /// The code of a duty, or `{duty, state, where}`.
    private mutating func meets(
        _ node: Node?, _ fields: [RegisterField], _ states: [RegisterState]
    ) -> [RegisterDefinition.Settling] {
        list(node, most: 10).compactMap { item in
            let parts = item.mapping == nil ? ["duty": item] : members(item, ["duty"], ["state", "where"])
            let matching = matching(parts["where"])
            for code in matching.keys.sorted() where !fields.contains(where: { $0.code == code }) {
                refuse(item, "no_such_field", ["field": .text(code)])
            }
            let state = code(parts["state"]) ?? states.first?.code ?? ""
            if !states.contains(where: { $0.code == state }) { refuse(item, "no_such_state", ["state": .text(state)]) }
            return code(parts["duty"]).flatMap(DutyCode.init(checking:)).map {
                RegisterDefinition.Settling(duty: $0, state: state, matching: matching)
            }
        }
    }

    /// Duties are written as in the file of duties; what is wrong is told with their line.
    private mutating func duties(_ node: Node?) -> [DutyRule] {
        list(node, most: 10).compactMap { item in
            do { return try DutyRule.one(item) } catch let fault as DutyRuleFault {
                refuse(fault.line, "duty", ["fault": .message(fault.message)])
            } catch { refuse(item, "duty", ["fault": ""]) }
            return nil
        }
    }

    private mutating func icon(_ node: Node?) -> String {
        guard let node, let icon = text(node, limit: 40) else { return "journal-text" }
        if !DefinitionReader.icons.contains(icon) { refuse(node, "unknown_icon", ["icon": .text(icon)]) }
        return icon
    }

    private mutating func rows(_ node: Node?) -> [String] {
        list(node, most: 20).compactMap { item in
            guard let row = text(item, limit: 8) else { return nil }
            if row.wholeMatch(of: /S[0-4]-[1-9][0-9]?/) == nil { refuse(item, "unknown_row", ["row": .text(row)]) }
            return row
        }
    }

    /// Formulas over fields that are not there, that hold no amounts, or that lead round in a circle; and totals over
    /// registers that do not fit.
    private mutating func checkFormulas(_ fields: [RegisterField], of code: String?) {
        let byCode = Dictionary(fields.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
        for (place, field) in fields.enumerated() {
            let at = fieldLines[field.code] ?? 1
            if let register = field.register, let known, register != code, known[register] == nil {
                refuse(at, "no_such_register", ["register": .text(register)])
            }
            guard let formula = field.formula else { continue }
            for wanted in formula.fields {
                guard let other = byCode[wanted] else {
                    refuse(at, "no_such_field", ["field": .text(wanted)])
                    continue
                }
                guard RegisterField.amountKinds.contains(other.kind) || other.kind == .computed else {
                    refuse(at, "wrong_kind", ["field": .text(wanted), "kind": .text(other.kind.rawValue)])
                    continue
                }
                // Worked out from the top, so no formula can lead back to itself.
                if other.kind == .computed, fields[..<place].contains(other) == false {
                    refuse(at, "computed_later", ["field": .text(wanted)])
                }
            }
            if case .total(let total) = formula { checkTotal(total, at: at) }
        }
    }

    private mutating func checkTotal(_ total: Formula.Total, at line: Int) {
        guard let known else { return }
        guard let other = known[total.register] else {
            return refuse(line, "no_such_register", ["register": .text(total.register)])
        }
        // Totals are sums of money.
        if other[total.field]?.kind != .money {
            refuse(line, "no_such_field", ["field": .text(total.field)])
        }
        if other[total.through]?.kind != .entry {
            refuse(line, "no_such_field", ["field": .text(total.through)])
        }
        for field in total.matching.keys.sorted() where other[field]?.isFilter != true {
            refuse(line, "no_such_field", ["field": .text(field)])
        }
    }

    private mutating func dayField(_ node: Node?, _ fields: [RegisterField]) -> String? {
        guard let node, let code = code(node) else { return nil }
        guard let field = fields.first(where: { $0.code == code }) else {
            refuse(node, "no_such_field", ["field": .text(code)])
            return nil
        }
        guard field.kind == .day || field.kind == .moment, field.isRequired else {
            refuse(node, "day_not_sure", ["field": .text(code)])
            return nil
        }
        return code
    }

    private mutating func pattern(_ node: Node) -> NamePattern? {
        guard let text = text(node, limit: NamePattern.limit) else { return nil }
        switch NamePattern.read(text) {
        case .success(let pattern): return pattern
        case .failure(let unreadable):
            refuse(node, "bad_pattern", ["token": .text(unreadable.token)])
            return nil
        }
    }

    private mutating func numbering(_ node: Node?) -> NamePattern? {
        guard let node, let pattern = pattern(node) else { return nil }
        if !pattern.hasSequence { refuse(node, "no_sequence") }
        let isPlain = pattern.parts.allSatisfy { part in
            switch part {
            case .number, .field, .day: false
            case .text(let text): text.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "/") }
            case .year, .month, .sequence: true
            }
        }
        if !isPlain { refuse(node, "number_parts") }
        // Numbers of two years must differ.
        if pattern.parts.contains(.month), !pattern.parts.contains(.year) { refuse(node, "number_parts") }
        return pattern
    }

    /// Codes in place of names: no field may stand in the name of a file that could tell who somebody is.
    private mutating func fileNaming(_ node: Node?, _ fields: [RegisterField]) -> NamePattern? {
        guard let node else { return NamePattern(parts: [.number]) }
        guard let pattern = pattern(node) else { return nil }
        if pattern.hasSequence { refuse(node, "bad_pattern", ["token": "{seq}"]) }
        for code in pattern.fields {
            guard let field = fields.first(where: { $0.code == code }) else {
                refuse(node, "no_such_field", ["field": .text(code)])
                continue
            }
            if ![.person, .complaint, .entry, .choice, .number, .day].contains(field.kind) {
                refuse(node, "names_in_file", ["field": .text(code)])
            }
        }
        return pattern
    }

    private mutating func print(_ node: Node?, _ fields: [RegisterField]) -> PrintLayout {
        guard let node else {
            return PrintLayout(
                columns: 1, sections: [.init(name: nil, fields: fields.map(\.code))], signatures: [])
        }
        let parts = members(node, [], ["columns", "sections", "signatures"])
        let sections = list(parts["sections"], most: 12).map { item in
            let inner = members(item, ["fields"], ["name"])
            let wanted = codes(inner["fields"])
            for one in wanted where !fields.contains(where: { $0.code == one.code }) {
                refuse(one.node, "no_such_field", ["field": .text(one.code)])
            }
            return PrintLayout.Section(name: both(inner["name"], limit: 60), fields: wanted.map(\.code))
        }
        return PrintLayout(
            columns: number(parts["columns"], in: 1...2) ?? 1,
            sections: sections.isEmpty ? [.init(name: nil, fields: fields.map(\.code))] : sections,
            signatures: list(parts["signatures"], most: 6).compactMap { both($0, limit: 40) })
    }

    private mutating func retention(_ node: Node?) -> Retention {
        guard let node else { return Retention(recordClass: .ordinary, years: 3, manner: .delete) }
        let parts = members(node, [], ["class", "years", "permanent", "then"])
        let isPermanent = flag(parts["permanent"])
        let years = number(parts["years"], in: 1...100)
        if isPermanent == (years != nil) { refuse(node, "years_or_permanent") }
        if isPermanent, parts["then"] != nil { refuse(node, "never_over") }
        return Retention(
            recordClass: choice(parts["class"]) ?? .ordinary, years: isPermanent ? nil : years ?? 3,
            manner: choice(parts["then"]) ?? .delete)
    }

    private mutating func comparison(_ node: Node?, _ fields: [RegisterField]) -> Comparison? {
        guard let node else { return nil }
        let parts = members(node, ["name", "lines"])
        let lines = list(parts["lines"], most: 20).compactMap { item -> Comparison.Line? in
            let inner = members(item, ["name", "plan", "actual"])
            let (name, plan, actual) = (both(inner["name"]), code(inner["plan"]), code(inner["actual"]))
            for one in [plan, actual].compactMap({ $0 }) {
                guard let field = fields.first(where: { $0.code == one }) else {
                    refuse(item, "no_such_field", ["field": .text(one)])
                    continue
                }
                if field.kind != .money, field.kind != .computed {
                    refuse(item, "wrong_kind", ["field": .text(one), "kind": .text(field.kind.rawValue)])
                }
            }
            guard let name, let plan, let actual else { return nil }
            return Comparison.Line(name: name, plan: plan, actual: actual)
        }
        return both(parts["name"]).map { Comparison(name: $0, lines: lines) }
    }
}
