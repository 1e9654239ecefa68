import Foundation
import Kernel
import Platform
import Web
import Yams

/// Reads a definition written in YAML and remembers the line of everything that is wrong, so that all of it is told at
/// once (读取台账定义).
package struct DefinitionReader {
    private(set) var faults: [DefinitionFault] = []
    /// Where each field was named.
    var fieldLines: [String: Int] = [:]
    private var lastLine = 1

    /// The registers a definition may point to, by code; `nil` when that is looked at later.
    let known: [String: RegisterDefinition]?

    /// Throws `MalformedDefinition` with every fault.
    package static func read(
        _ text: String, file: String, known: [String: RegisterDefinition]? = nil
    ) throws(MalformedDefinition) -> RegisterDefinition {
        var reader = DefinitionReader(known: known)
        guard text.utf8.count <= RegisterDefinition.mostSourceBytes else {
            reader.refuse(1, "too_long", ["limit": .number(RegisterDefinition.mostSourceBytes / 1024)])
            throw reader.malformed(file)
        }
        let definition = reader.root(of: text).flatMap { reader.definition($0) }
        guard reader.faults.isEmpty, let definition else { throw reader.malformed(file) }
        return definition
    }

    private init(known: [String: RegisterDefinition]?) { self.known = known }

    private func malformed(_ file: String) -> MalformedDefinition {
        MalformedDefinition(file: file, faults: faults.sorted { $0.line < $1.line })
    }

    private mutating func root(of text: String) -> Node? {
        do {
            guard let node = try Yams.compose(yaml: text) else {
                refuse(1, "empty")
                return nil
            }
            return node
        } catch let error as YamlError {
            switch error {
            case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _):
                refuse(mark.line, "not_yaml")
            case .duplicatedKeysInMapping(let keys, let context):
                refuse(context.mark.line, "key_twice", ["key": .text(keys.sorted().joined(separator: ", "))])
            default: refuse(1, "not_yaml")
            }
        } catch { refuse(1, "not_yaml") }
        return nil
    }

    // What follows reads single values.

    mutating func refuse(_ line: Int, _ reason: String, _ gaps: [String: Message.Argument] = [:]) {
        faults.append(DefinitionFault(line: line, reason: Message("registers.fault.\(reason)", gaps)))
    }

    mutating func refuse(_ node: Node, _ reason: String, _ gaps: [String: Message.Argument] = [:]) {
        refuse(line(node), reason, gaps)
    }

    func line(_ node: Node) -> Int { node.mark?.line ?? lastLine }

    /// The members of a map by their names; unknown ones and missing ones are refused.
    mutating func members(_ node: Node, _ required: [String], _ optional: [String] = []) -> [String: Node] {
        guard let mapping = node.mapping else {
            refuse(node, "not_map")
            return [:]
        }
        var found: [String: Node] = [:]
        for (key, value) in mapping {
            guard let name = key.scalar?.string, required.contains(name) || optional.contains(name) else {
                refuse(key, "unknown_key", ["key": .text(String((key.scalar?.string ?? "?").prefix(60)))])
                continue
            }
            found[name] = value
        }
        for name in required where found[name] == nil { refuse(node, "missing_key", ["key": .text(name)]) }
        return found
    }

    mutating func list(_ node: Node?, most: Int) -> [Node] {
        guard let node else { return [] }
        guard let sequence = node.sequence else {
            refuse(node, "not_list")
            return []
        }
        if sequence.count > most { refuse(node, "too_many", ["n": .number(most)]) }
        return Array(sequence.prefix(most))
    }

    mutating func text(_ node: Node?, limit: Int = 200) -> String? {
        guard let node else { return nil }
        guard let scalar = node.scalar, !scalar.string.isEmpty else {
            refuse(node, "not_text")
            return nil
        }
        guard scalar.string.count <= limit else {
            refuse(node, "text_too_long", ["n": .number(limit)])
            return nil
        }
        return scalar.string
    }

    mutating func number(_ node: Node?, in range: ClosedRange<Int>) -> Int? {
        guard let node else { return nil }
        guard let number = node.scalar.flatMap({ Int($0.string) }), range.contains(number) else {
            refuse(node, "not_number", ["low": .number(range.lowerBound), "high": .number(range.upperBound)])
            return nil
        }
        return number
    }

    mutating func flag(_ node: Node?, or usual: Bool = false) -> Bool {
        guard let node else { return usual }
        switch node.scalar?.string {
        case "true", "yes": return true
        case "false", "no": return false
        default:
            refuse(node, "not_flag")
            return usual
        }
    }

    /// A text in both languages, each of which must be there.
    mutating func both(_ node: Node?, limit: Int = 200) -> BothLanguages? {
        guard let node else { return nil }
        guard let mapping = node.mapping else {
            refuse(node, "not_both")
            return nil
        }
        for (key, _) in mapping where !["zh", "en"].contains(key.scalar?.string) {
            refuse(key, "unknown_key", ["key": .text(key.scalar?.string ?? "?")])
        }
        return bothTexts(mapping, at: node, limit: limit)
    }

    mutating func bothTexts(_ mapping: Node.Mapping, at node: Node, limit: Int) -> BothLanguages? {
        for language in ["zh", "en"] where (mapping[language]?.scalar?.string ?? "").isEmpty {
            refuse(mapping[language] ?? node, "missing_word", ["language": .text(language)])
        }
        guard let zh = text(mapping["zh"], limit: limit), let en = text(mapping["en"], limit: limit) else { return nil }
        return BothLanguages(zh: zh, en: en)
    }

    /// One of our own listed values.
    mutating func choice<Value: RawRepresentable & CaseIterable>(
        _ node: Node?, _ reason: String = "unknown_value", of type: Value.Type = Value.self
    ) -> Value? where Value.RawValue == String {
        guard let node else { return nil }
        let text = node.scalar?.string ?? ""
        if let value = Value(rawValue: text) { return value }
        refuse(
            node, reason,
            [
                "value": .text(String(text.prefix(60))),
                "listed": .text(Value.allCases.map(\.rawValue).joined(separator: ", ")),
            ])
        return nil
    }

    /// A name for programs: small letters, digits and `_`, beginning with a letter.
    static func isCode(_ text: String) -> Bool {
        (1...40).contains(text.utf8.count) && text.first?.isLetter == true
            && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 95 }
    }

    mutating func code(_ node: Node?) -> String? {
        guard let node, let code = text(node, limit: 40) else { return nil }
        guard DefinitionReader.isCode(code) else {
            refuse(node, "bad_code", ["code": .text(code)])
            return nil
        }
        return code
    }

    /// Codes in a list.
    mutating func codes(_ node: Node?, most: Int = RegisterDefinition.mostFields) -> [(code: String, node: Node)] {
        list(node, most: most).compactMap { item in code(item).map { ($0, item) } }
    }
}
