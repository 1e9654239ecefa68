import Deadlines
import Foundation
import Kernel
import Yams

/// A fault in a file of rules, with its line, so that whoever wrote it finds it.
package struct DutyRuleFault: Error, Hashable, CustomStringConvertible {
    /// From 1.
    package let line: Int
    package let message: Message

    package init(line: Int, _ key: String, _ arguments: [String: Message.Argument] = [:]) {
        self.line = line
        message = Message("duties.yaml.\(key)", arguments)
    }

    package var description: String { "line \(line): \(message.key) \(message.arguments)" }
}

extension DutyRule {
    static let mostRules = 300

    /// Reads a list of rules. Throws `DutyRuleFault` for the first fault.
    package static func list(yaml: String) throws -> [DutyRule] {
        let node: Node?
        do { node = try compose(yaml: yaml) } catch let fault as YamlError {
            throw DutyRuleFault(line: line(of: fault), "not_yaml")
        }
        guard let node, case .sequence(let entries) = node else { throw DutyRuleFault(line: 1, "not_a_list") }
        guard entries.count <= mostRules else { throw DutyRuleFault(line: 1, "too_many", ["n": .number(mostRules)]) }
        var known: Set<DutyCode> = []
        return try entries.map { entry in
            let rule = try one(entry)
            guard known.insert(rule.code).inserted else {
                throw DutyRuleFault(line: entry.line, "twice", ["value": .text(rule.code.rawValue)])
            }
            return rule
        }
    }

    package static func list(file: URL) throws -> [DutyRule] {
        try list(yaml: String(contentsOf: file, encoding: .utf8))
    }

    /// Reads one rule, also one that stands inside another file, such as a register's definition.
    package static func one(_ node: Node) throws -> DutyRule {
        var reader = try RuleReader(node)
        let name = try reader.both("name")
        let rule = DutyRule(
            code: try reader.required("code", DutyCode.init(checking:)), name: name,
            why: try reader.both("why"), rows: try reader.texts("rows"),
            basis: try reader.optional("basis", DutyBasis.init(rawValue:)) ?? .usual,
            rhythm: try reader.required("every", Rhythm.init), due: try reader.required("due", DuePoint.init),
            rest: try reader.optional("rest", RestDays.init(rawValue:)) ?? .stay,
            owner: try reader.required("owner", DutyOwner.init),
            scope: try reader.optional("scope", DutyScopeKind.init(rawValue:)) ?? .organisation,
            evidence: try reader.optional("evidence", DutyEvidence.init) ?? .note,
            minimumDays: try reader.optional("minimum_days", { Int($0) }) ?? 1,
            warnings: try reader.list("warnings", { Int($0) }), reminders: try reader.list("reminders", { Int($0) }),
            remindsOnLastWorkingDay: try reader.optional("last_working_day", RuleReader.flag) ?? false,
            ladder: try reader.ladder(), place: try reader.optional("place", RuleReader.place),
            isOn: try reader.optional("on", RuleReader.flag) ?? true)
        try reader.finish()
        guard let (field, fault) = rule.firstFault else { return rule }
        throw DutyRuleFault(line: node.line, "unfit", ["field": .text(field), "fault": .message(fault)])
    }

    private var firstFault: (field: String, fault: Message)? {
        do {
            try check()
            return nil
        } catch .invalid(let faults) {
            return faults.min { $0.key < $1.key }.map { ($0.key, $0.value) }
        } catch {
            return ("", Message("duties.yaml.not_a_rule"))
        }
    }

    private static func line(of fault: YamlError) -> Int {
        switch fault {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
        case .no, .memory, .reader, .writer, .emitter, .representer, .dataCouldNotBeDecoded,
            .duplicatedKeysInMapping:
            1
        }
    }
}

extension Node {
    fileprivate var line: Int { mark?.line ?? 1 }
}

/// The members of one rule's mapping, each read once; what nobody asked for is a fault.
private struct RuleReader {
    private var members: [String: Node] = [:]
    private let line: Int

    init(_ node: Node) throws {
        guard case .mapping(let mapping) = node else { throw DutyRuleFault(line: node.line, "not_a_rule") }
        line = node.line
        for (key, value) in mapping {
            guard let name = key.string else { throw DutyRuleFault(line: key.line, "not_a_rule") }
            members[name] = value
        }
    }

    mutating func required<Value>(_ name: String, _ read: (String) -> Value?) throws -> Value {
        guard let value = try optional(name, read) else {
            throw DutyRuleFault(line: line, "missing", ["field": .text(name)])
        }
        return value
    }

    mutating func optional<Value>(_ name: String, _ read: (String) -> Value?) throws -> Value? {
        guard let node = members.removeValue(forKey: name) else { return nil }
        return try RuleReader.value(node, name, read)
    }

    mutating func list<Value>(_ name: String, _ read: (String) -> Value?) throws -> [Value] {
        guard let node = members.removeValue(forKey: name) else { return [] }
        guard case .sequence(let entries) = node else {
            throw DutyRuleFault(line: node.line, "not_understood", ["field": .text(name), "value": .text("")])
        }
        return try entries.map { try RuleReader.value($0, name, read) }
    }

    mutating func texts(_ name: String) throws -> [String] { try list(name) { $0.isEmpty ? nil : $0 } }

    mutating func both(_ name: String) throws -> BilingualText {
        guard let node = members.removeValue(forKey: name) else {
            throw DutyRuleFault(line: line, "missing", ["field": .text(name)])
        }
        guard let chinese = node["zh"]?.string, let english = node["en"]?.string, !chinese.isEmpty, !english.isEmpty
        else { throw DutyRuleFault(line: node.line, "both_languages", ["field": .text(name)]) }
        return BilingualText(chinese: chinese, english: english)
    }

    /// `holder 100%`, `head_of_unit due+24h`: each rung higher than the one before.
    mutating func ladder() throws -> [LadderStep] {
        var level = 0
        return try list("ladder") { text -> LadderStep? in
            let words = text.split(separator: " ").map(String.init)
            guard words.count == 2, let timing = Timing(words[1]) else { return nil }
            if words[0] == LadderStep.holder { return LadderStep(level: 0, role: LadderStep.holder, timing: timing) }
            guard let role = Role(rawValue: words[0]) else { return nil }
            level += 1
            return LadderStep(level: level, role: role.rawValue, timing: timing)
        }
    }

    func finish() throws {
        guard let (name, node) = members.min(by: { $0.key < $1.key }) else { return }
        throw DutyRuleFault(line: node.line, "unknown_field", ["field": .text(name)])
    }

    static func flag(_ text: String) -> Bool? { ["true": true, "false": false][text] }

    static func place(_ text: String) -> String? {
        text.count <= 200 && (text.hasPrefix("/") || text.hasPrefix("register:")) ? text : nil
    }

    private static func value<Value>(_ node: Node, _ name: String, _ read: (String) -> Value?) throws -> Value {
        guard let text = node.scalar?.string, let value = read(text) else {
            throw DutyRuleFault(
                line: node.line, "not_understood",
                ["field": .text(name), "value": .text(String((node.scalar?.string ?? "").prefix(60)))])
        }
        return value
    }
}
