import Kernel
import Platform
import Web
import Yams

extension DefinitionReader {
    mutating func states(_ node: Node?, _ fields: [RegisterField]) -> [RegisterState] {
        guard let node else {
            // A register without states: what is entered stands, and may be put right.
            let name = BothLanguages(zh: "—", en: "—")
            return [
                RegisterState(code: "entered", name: name, tone: .done, isEditable: true, counts: true, moves: [])
            ]
        }
        var states: [RegisterState] = []
        var places: [(code: String, node: Node)] = []
        var targets: [(to: String, node: Node)] = []
        let items = list(node, most: RegisterDefinition.mostStates)
        if items.isEmpty, node.sequence != nil { refuse(node, "no_states") }
        for item in items {
            let parts = members(item, ["code", "name"], ["tone", "editable", "counts", "moves"])
            let moves = list(parts["moves"], most: RegisterDefinition.mostStates).compactMap { place in
                move(place, fields).map { move in
                    targets.append((move.to, place))
                    return move
                }
            }
            guard let code = code(parts["code"]), let name = both(parts["name"], limit: 40) else { continue }
            if places.contains(where: { $0.code == code }) { refuse(item, "state_twice", ["code": .text(code)]) }
            places.append((code, item))
            states.append(
                RegisterState(
                    code: code, name: name, tone: choice(parts["tone"]) ?? (moves.isEmpty ? .done : .open),
                    isEditable: flag(parts["editable"], or: !moves.isEmpty || items.count == 1),
                    counts: flag(parts["counts"], or: true), moves: moves))
        }
        for target in targets where !states.contains(where: { $0.code == target.to }) {
            refuse(target.node, "no_such_state", ["state": .text(target.to)])
        }
        refuseUnreachable(states, places)
        return states
    }

    private mutating func refuseUnreachable(_ states: [RegisterState], _ places: [(code: String, node: Node)]) {
        guard let first = states.first else { return }
        var reached: Set<String> = [first.code]
        var open = [first]
        while let state = open.popLast() {
            for move in state.moves where reached.insert(move.to).inserted {
                open += states.filter { $0.code == move.to }
            }
        }
        for place in places where !reached.contains(place.code) {
            refuse(place.node, "unreachable", ["state": .text(place.code)])
        }
    }

    private mutating func move(_ node: Node, _ fields: [RegisterField]) -> RegisterState.Move? {
        let parts = members(node, ["to", "name", "by"], ["requires", "by_other"])
        let requires = codes(parts["requires"])
        for wanted in requires where !fields.contains(where: { $0.code == wanted.code && $0.isAsked }) {
            refuse(wanted.node, "no_such_field", ["field": .text(wanted.code)])
        }
        let by = grants(parts["by"])
        guard let to = code(parts["to"]), let name = both(parts["name"], limit: 40) else { return nil }
        return .init(to: to, name: name, by: by, requires: requires.map(\.code), needsOther: flag(parts["by_other"]))
    }

    /// `director`, `employee/own`, or `everyone` for all who are employed.
    mutating func grants(_ node: Node?) -> [Grant] {
        list(node, most: 40).compactMap { item in
            guard let text = text(item, limit: 80) else { return nil }
            let halves = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let role = halves[0] == "everyone" ? .employee : Role(rawValue: halves[0]) else {
                refuse(item, "unknown_role", ["role": .text(halves[0])])
                return nil
            }
            guard halves.count == 2 else { return Grant(role: role, relation: .any) }
            guard let relation = Relation(rawValue: halves[1]), Grant.relations.contains(relation) else {
                refuse(item, "unknown_relation", ["relation": .text(halves[1])])
                return nil
            }
            return Grant(role: role, relation: relation)
        }
    }

    mutating func rights(_ node: Node?) -> RegisterRights? {
        guard let node else { return nil }
        let parts = members(node, ["read", "enter"], ["change", "export", "disclose"])
        let (read, enter) = (grants(parts["read"]), grants(parts["enter"]))
        for (key, grants) in [("read", read), ("enter", enter)] where grants.isEmpty {
            if let at = parts[key] { refuse(at, "nobody", ["key": .text(key)]) }
        }
        return RegisterRights(
            read: read, enter: enter, change: parts["change"].map { grants($0) } ?? enter,
            export: grants(parts["export"]), disclose: grants(parts["disclose"]))
    }

    mutating func settings(_ node: Node?) -> [RegisterSetting] {
        var settings: [RegisterSetting] = []
        for item in list(node, most: 12) {
            let parts = members(item, ["code", "name", "kind", "value"], ["min", "max"])
            let kind: RegisterSetting.Kind? = choice(parts["kind"])
            let widest = kind == .percent ? 0...1000 : 0...10_000_000_000
            let low = number(parts["min"], in: widest) ?? widest.lowerBound
            let high = number(parts["max"], in: widest) ?? widest.upperBound
            guard low <= high else {
                refuse(item, "min_above_max")
                continue
            }
            guard let code = code(parts["code"]), let name = both(parts["name"]), let kind,
                let value = number(parts["value"], in: low...high)
            else { continue }
            if settings.contains(where: { $0.code == code }) { refuse(item, "setting_twice", ["code": .text(code)]) }
            settings.append(RegisterSetting(code: code, name: name, kind: kind, value: value, bounds: low...high))
        }
        return settings
    }

    mutating func checks(
        _ node: Node?, _ fields: [RegisterField], _ states: [RegisterState], _ settings: [RegisterSetting]
    ) -> [RegisterCheck] {
        list(node, most: 30).compactMap { item in
            guard let mapping = item.mapping, mapping.count == 1,
                let (key, value) = mapping.first.map({ ($0.key, $0.value) })
            else {
                refuse(item, "unknown_check")
                return nil
            }
            let check = check(key.scalar?.string ?? "", value, states, settings)
            guard let check else { return nil }
            return refuseWrongKinds(check, at: item, fields) ? nil : check
        }
    }

    private mutating func check(
        _ name: String, _ node: Node, _ states: [RegisterState], _ settings: [RegisterSetting]
    ) -> RegisterCheck? {
        switch name {
        case "not_future": return code(node).map { .notFuture($0) }
        case "order": return pair(node).map { .order($0, $1) }
        case "different": return pair(node).map { .different($0, $1) }
        case "unique":
            let fields = codes(node, most: 6).map(\.code)
            return fields.isEmpty ? nil : .unique(fields)
        case "at_most", "at_least":
            let parts = members(node, ["field"], ["value", "setting"])
            guard let field = code(parts["field"]), let bound = bound(parts, at: node, settings) else { return nil }
            return name == "at_most" ? .atMost(field, bound) : .atLeast(field, bound)
        case "approval":
            let parts = members(node, ["field", "state"], ["value", "setting"])
            guard let field = code(parts["field"]), let bound = bound(parts, at: node, settings),
                let state = code(parts["state"])
            else { return nil }
            guard states.contains(where: { $0.code == state }) else {
                refuse(node, "no_such_state", ["state": .text(state)])
                return nil
            }
            return .approval(field: field, above: bound, state: state)
        default:
            refuse(node, "unknown_check")
            return nil
        }
    }

    private mutating func pair(_ node: Node) -> (String, String)? {
        let fields = codes(node, most: 2).map(\.code)
        guard fields.count == 2 else {
            refuse(node, "two_fields")
            return nil
        }
        return (fields[0], fields[1])
    }

    private mutating func bound(
        _ parts: [String: Node], at node: Node, _ settings: [RegisterSetting]
    ) -> RegisterCheck.Bound? {
        if let setting = parts["setting"] {
            guard let code = code(setting) else { return nil }
            if settings.contains(where: { $0.code == code }) { return .setting(code) }
            refuse(setting, "no_such_setting", ["setting": .text(code)])
            return nil
        }
        guard let value = parts["value"] else {
            refuse(node, "missing_key", ["key": "value"])
            return nil
        }
        return number(value, in: RegisterField.numberBounds).map { .fixed($0) }
    }

    /// Tells fields that are not there or whose answers cannot be compared so.
    private mutating func refuseWrongKinds(
        _ check: RegisterCheck, at node: Node, _ fields: [RegisterField]
    ) -> Bool {
        let kinds: Set<RegisterField.Kind> =
            switch check {
            case .notFuture: [.day, .moment]
            case .order: [.day, .moment, .number, .money]
            case .different, .unique: Set(RegisterField.Kind.allCases).subtracting([.sealed, .computed, .file])
            case .atMost, .atLeast: [.number, .money, .computed]
            case .approval: RegisterField.amountKinds
            }
        var isWrong = false
        for code in check.fields {
            guard let field = fields.first(where: { $0.code == code }) else {
                refuse(node, "no_such_field", ["field": .text(code)])
                isWrong = true
                continue
            }
            if !kinds.contains(field.kind) {
                refuse(node, "wrong_kind", ["field": .text(code), "kind": .text(field.kind.rawValue)])
                isWrong = true
            }
        }
        return isWrong
    }
}
