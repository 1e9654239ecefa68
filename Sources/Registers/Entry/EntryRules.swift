import Kernel
import Platform

/// The checks of a register, over one entry (台账校验规则): pure.
enum EntryRules {
    /// What is wrong with the answers, by field. `computed` are the worked-out fields.
    static func faults(
        _ values: [String: String], computed: [String: Int], of definition: RegisterDefinition,
        numbers: RegisterNumbers, at now: Instant, zone: Zone
    ) -> [String: Message] {
        var faults: [String: Message] = [:]
        func refuse(_ field: String, _ key: String, _ gaps: [String: Message.Argument] = [:]) {
            if faults[field] == nil { faults[field] = Message("registers.refusal.\(key)", gaps) }
        }
        for check in definition.checks {
            switch check {
            case .notFuture(let code):
                guard let value = values[code], let field = definition[code] else { continue }
                if field.kind == .day, let day = LocalDay(value), day > now.day(in: zone) {
                    refuse(code, "in_the_future")
                }
                if field.kind == .moment, let at = Int64(value), at > now.milliseconds { refuse(code, "in_the_future") }
            case .order(let first, let second):
                guard let low = values[first], let high = values[second] else { continue }
                let isTurned = Int64(low).flatMap { low in Int64(high).map { low > $0 } } ?? (low > high)
                if isTurned { refuse(second, "wrong_order") }
            case .different(let first, let second):
                if let value = values[first], value == values[second] { refuse(second, "must_differ") }
            case .atMost(let code, let bound):
                guard let amount = amount(code, values, computed) else { continue }
                let most = numbers.value(of: bound)
                if amount > most { refuse(code, "above", ["most": .text(definition.told(most, code))]) }
            case .atLeast(let code, let bound):
                guard let amount = amount(code, values, computed) else { continue }
                let least = numbers.value(of: bound)
                if amount < least {
                    refuse(faulted(code, definition), "below", ["least": .text(definition.told(least, code))])
                }
            case .unique, .approval: continue
            }
        }
        return faults
    }

    /// Which state an entry must have been in before it leaves the first one; `nil` when none.
    static func approvalNeeded(
        _ entry: RegisterEntry, to target: String, of definition: RegisterDefinition, numbers: RegisterNumbers
    ) -> RegisterState? {
        for case .approval(let field, let bound, let state) in definition.checks {
            guard let amount = entry.values[field].flatMap({ Int($0) }), amount > numbers.value(of: bound) else {
                continue
            }
            // What is given up needs no approval.
            let isGivenUp = definition.state(target)?.counts == false
            if target != state, entry.passed[state] == nil, !isGivenUp, target != definition.firstState.code {
                return definition.state(state)
            }
        }
        return nil
    }

    private static func amount(_ code: String, _ values: [String: String], _ computed: [String: Int]) -> Int? {
        computed[code] ?? values[code].flatMap { Int($0) }
    }

    /// A worked-out field is put right in the first asked field it is made of.
    private static func faulted(_ code: String, _ definition: RegisterDefinition) -> String {
        guard let formula = definition[code]?.formula, let first = formula.fields.first else { return code }
        return faulted(first, definition)
    }

    /// `10.5 %` of a per mille.
    static func percent(_ mille: Int) -> String {
        let rest = abs(mille) % 10
        return "\(mille < 0 ? "-" : "")\(abs(mille) / 10)\(rest == 0 ? "" : ".\(rest)") %"
    }
}

extension RegisterDefinition {
    /// The worked-out fields of an entry, from the top. `totals` are the sums over other registers; what cannot be
    /// worked out is missing.
    func computed(_ values: [String: String], totals: [String: Int]) -> [String: Int] {
        var known: [String: Int] = [:]
        for field in fields where RegisterField.amountKinds.contains(field.kind) {
            known[field.code] = values[field.code].flatMap { Int($0) }
        }
        var computed: [String: Int] = [:]
        for field in fields {
            guard let formula = field.formula else { continue }
            let worked: Int? =
                switch formula {
                case .sum(let parts): parts.reduce(0) { $0 + (known[$1] ?? 0) }
                case .difference(let parts):
                    parts.dropFirst().reduce(known[parts[0]] ?? 0) { $0 - (known[$1] ?? 0) }
                case .ratio(let part, let whole):
                    known[whole].flatMap { $0 == 0 ? nil : (known[part] ?? 0) * 1000 / $0 }
                case .total: totals[field.code] ?? 0
                }
            known[field.code] = worked
            computed[field.code] = worked
        }
        return computed
    }

    /// An amount of a field as people read it.
    func told(_ amount: Int, _ code: String) -> String {
        guard let field = self[code] else { return String(amount) }
        if case .ratio? = field.formula { return EntryRules.percent(amount) }
        return isMoney(field) ? "¥" + Money(fen: Int64(amount)).yuanText : String(amount)
    }

    /// Whether a worked-out field is a sum of money: when everything it is made of is.
    func isMoney(_ field: RegisterField) -> Bool {
        switch field.kind {
        case .money: return true
        case .computed:
            switch field.formula {
            case .ratio, nil: return false
            case .total: return true
            case .sum(let parts), .difference(let parts):
                return parts.allSatisfy { self[$0].map(isMoney) ?? false }
            }
        case .text, .longText, .number, .day, .moment, .choice, .yesNo, .staff, .unit, .person, .complaint, .entry,
            .file, .sealed:
            return false
        }
    }
}
