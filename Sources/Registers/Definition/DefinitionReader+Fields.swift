import Kernel
import Platform
import Yams

extension DefinitionReader {
    /// Names a form uses for itself.
    static let reserved: Set<String> = [
        "csrf", "once", "version", "files", "form", "draft", "state", "number", "file", "to", "after", "q", "from",
        "until", "page", "unit_name", "id", "register", "values",
    ]

    mutating func fields(_ node: Node?) -> [RegisterField] {
        let nodes = list(node, most: RegisterDefinition.mostFields)
        if let node, nodes.isEmpty, node.sequence != nil { refuse(node, "no_fields") }
        var fields: [RegisterField] = []
        for node in nodes {
            guard let field = field(node) else { continue }
            if fieldLines[field.code] != nil {
                refuse(node, "field_twice", ["code": .text(field.code)])
                continue
            }
            fieldLines[field.code] = line(node)
            fields.append(field)
        }
        let listed = fields.filter(\.isListed).count
        if listed > RegisterDefinition.mostListed, let node {
            refuse(node, "too_many_listed", ["n": .number(RegisterDefinition.mostListed)])
        }
        return fields
    }

    private mutating func field(_ node: Node) -> RegisterField? {
        let parts = members(
            node, ["code", "kind", "name"],
            [
                "hint", "required", "limit", "min", "max", "list", "search", "filter", "choices", "class", "mask",
                "register", "formula",
            ])
        let code = code(parts["code"])
        if let code, DefinitionReader.reserved.contains(code), let at = parts["code"] {
            refuse(at, "reserved", ["code": .text(code)])
        }
        let kind: RegisterField.Kind? = choice(parts["kind"], "unknown_kind")
        let (name, hint) = (both(parts["name"], limit: 60), both(parts["hint"], limit: 300))
        // Read all of it before giving up, so that nothing wrong stays untold.
        let details = details(parts, kind ?? .text, of: node)
        guard let code, let kind, let name else { return nil }
        return RegisterField(
            code: code, kind: kind, name: name, hint: hint, isRequired: flag(parts["required"]),
            limit: details.limit, bounds: details.bounds, isListed: flag(parts["list"]),
            isSearched: flag(parts["search"]), isFilter: flag(parts["filter"]), choices: details.choices,
            mask: choice(parts["mask"]) ?? .text, fieldClass: choice(parts["class"]) ?? .sensitive,
            register: details.register, formula: details.formula)
    }

    private struct Details {
        var limit = RegisterField.textLimit
        var bounds = RegisterField.numberBounds
        var choices: [RegisterField.Choice] = []
        var register: String?
        var formula: Formula?
    }

    private mutating func details(_ parts: [String: Node], _ kind: RegisterField.Kind, of node: Node) -> Details {
        var details = Details()
        let isLong = kind == .longText || kind == .sealed
        details.limit =
            number(parts["limit"], in: 1...RegisterField.longestText)
            ?? (isLong ? RegisterField.longTextLimit : RegisterField.textLimit)
        let widest = kind == .money ? RegisterField.moneyBounds : RegisterField.numberBounds
        let (low, high) = (number(parts["min"], in: widest), number(parts["max"], in: widest))
        if let low, let high, low > high, let at = parts["min"] { refuse(at, "min_above_max") }
        details.bounds = min(low ?? widest.lowerBound, high ?? widest.upperBound)...(high ?? widest.upperBound)
        allow(parts["choices"], for: kind, [.choice], "choices")
        allow(parts["register"], for: kind, [.entry], "register")
        allow(parts["formula"], for: kind, [.computed], "formula")
        allow(parts["mask"] ?? parts["class"], for: kind, [.sealed], "mask")
        allow(parts["min"] ?? parts["max"], for: kind, RegisterField.amountKinds, "min")
        allow(parts["filter"], for: kind, RegisterField.filterKinds, "filter")
        allow(parts["search"], for: kind, RegisterField.searchKinds, "search")
        allow(parts["list"], for: kind, Set(RegisterField.Kind.allCases).subtracting([.file, .sealed]), "list")
        if kind == .choice {
            need(parts["choices"], "choices", at: node)
            details.choices = choices(parts["choices"])
        }
        if kind == .entry {
            need(parts["register"], "register", at: node)
            details.register = code(parts["register"])
        }
        if kind == .computed {
            need(parts["formula"], "formula", at: node)
            details.formula = formula(parts["formula"])
        }
        return details
    }

    private mutating func need(_ part: Node?, _ key: String, at node: Node) {
        if part == nil { refuse(node, "missing_key", ["key": .text(key)]) }
    }

    private mutating func allow(
        _ part: Node?, for kind: RegisterField.Kind, _ kinds: Set<RegisterField.Kind>, _ key: String
    ) {
        guard let part, !kinds.contains(kind), part.scalar?.string != "false" else { return }
        refuse(part, "not_for_kind", ["key": .text(key), "kind": .text(kind.rawValue)])
    }

    private mutating func choices(_ node: Node?) -> [RegisterField.Choice] {
        var choices: [RegisterField.Choice] = []
        for item in list(node, most: RegisterDefinition.mostChoices) {
            let parts = members(item, ["code", "zh", "en"])
            guard let code = code(parts["code"]), let zh = text(parts["zh"], limit: 80),
                let en = text(parts["en"], limit: 80)
            else { continue }
            if choices.contains(where: { $0.code == code }) { refuse(item, "choice_twice", ["code": .text(code)]) }
            choices.append(.init(code: code, name: BothLanguages(zh: zh, en: en)))
        }
        return choices
    }

    private mutating func formula(_ node: Node?) -> Formula? {
        guard let node, let mapping = node.mapping else { return nil }
        if mapping["total"] != nil { return total(node) }
        guard mapping.count == 1, let (key, value) = mapping.first.map({ ($0.key, $0.value) }),
            let name = key.scalar?.string
        else {
            refuse(node, "unknown_formula")
            return nil
        }
        let fields = codes(value, most: 20).map(\.code)
        switch (name, fields.count) {
        case ("sum", 1...): return .sum(fields)
        case ("difference", 2...): return .difference(fields)
        case ("ratio", 2): return .ratio(fields[0], fields[1])
        default:
            refuse(node, "unknown_formula")
            return nil
        }
    }

    private mutating func total(_ node: Node) -> Formula? {
        let parts = members(node, ["total", "of", "through"], ["where"])
        var matching: [String: String] = [:]
        if let conditions = parts["where"] {
            guard let mapping = conditions.mapping else {
                refuse(conditions, "not_map")
                return nil
            }
            for (key, value) in mapping {
                if let field = code(key), let wanted = text(value, limit: 40) { matching[field] = wanted }
            }
        }
        guard let field = code(parts["total"]), let register = code(parts["of"]), let through = code(parts["through"])
        else { return nil }
        return .total(.init(field: field, register: register, through: through, matching: matching))
    }
}
