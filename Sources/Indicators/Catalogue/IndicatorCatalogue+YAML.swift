import Casework
import Foundation
import Kernel
import Platform
import Yams

extension IndicatorCatalogue {
    static let mostIndicators = 200

    /// Reads `Data/indicators.yaml`.
    package static func load() throws -> IndicatorCatalogue {
        let file = IndicatorsFolder.named("Data").appendingPathComponent("indicators.yaml")
        return try read(String(contentsOf: file, encoding: .utf8))
    }

    /// Throws `IndicatorFault` for the first fault.
    package static func read(_ yaml: String) throws -> IndicatorCatalogue {
        let node: Node?
        do { node = try compose(yaml: yaml) } catch let fault as YamlError {
            throw IndicatorFault(line: line(of: fault), "not_yaml")
        }
        guard let node, case .sequence(let entries) = node else { throw IndicatorFault(line: 1, "not_a_list") }
        guard entries.count <= mostIndicators else {
            throw IndicatorFault(line: 1, "too_many", ["n": .number(mostIndicators)])
        }
        var known: Set<String> = []
        return IndicatorCatalogue(
            indicators: try entries.map { entry in
                var reader = try IndicatorReader(entry)
                let indicator = try reader.indicator()
                guard known.insert(indicator.code).inserted else {
                    throw IndicatorFault(line: entry.line, "twice", ["value": .text(indicator.code)])
                }
                return indicator
            })
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

/// The members of one indicator, each read once; what nobody asked for is a fault.
private struct IndicatorReader {
    private var members: [String: Node] = [:]
    private let line: Int

    init(_ node: Node) throws {
        guard case .mapping(let mapping) = node else { throw IndicatorFault(line: node.line, "not_an_indicator") }
        line = node.line
        for (key, value) in mapping {
            guard let name = key.string else { throw IndicatorFault(line: key.line, "not_an_indicator") }
            members[name] = value
        }
    }

    mutating func indicator() throws -> Indicator {
        let formula = try formula()
        let target = try optional("target") { Double($0).flatMap { $0.isFinite ? $0 : nil } }
        let row = try optional("row") { $0.isEmpty || $0.count > 40 ? nil : $0 }
        if target != nil, row == nil { throw IndicatorFault(line: line, "missing", ["field": "row"]) }
        let indicator = Indicator(
            code: try required("code") { $0.wholeMatch(of: /[a-z][a-z0-9_]{2,59}/) == nil ? nil : $0 },
            name: try both("name"), counts: try both("counts"), of: try both("of"), formula: formula,
            maturity: try both("maturity"), leavesOut: try both("leaves_out"),
            grain: try required("grain", Indicator.Grain.init(rawValue:)), target: target, row: row,
            better: try required("better", Indicator.Better.init(rawValue:)),
            dimension: try optional("dimension", Indicator.Dimension.init(rawValue:)),
            roles: try list("roles", Role.init(rawValue:)),
            isHeadline: try optional("headline") { ["true": true, "false": false][$0] } ?? false,
            kinds: try list("kinds", OrganisationKind.init(rawValue:)))
        if indicator.roles.isEmpty { throw IndicatorFault(line: line, "missing", ["field": "roles"]) }
        if let (name, node) = members.min(by: { $0.key < $1.key }) {
            throw IndicatorFault(line: node.line, "unknown_field", ["field": .text(name)])
        }
        return indicator
    }

    /// One of `measure`, `measure` with `per`, and `awaits`.
    private mutating func formula() throws -> Indicator.Formula {
        let measure = try optional("measure", Measure.init(rawValue:))
        let parts = try list("parts") { $0.isEmpty ? nil : $0 }
        let base = try list("per", Measure.init(rawValue:))
        let times = try optional("times") { Int($0).flatMap { $0 > 0 ? $0 : nil } }
        let awaits = members["awaits"] == nil ? nil : try both("awaits")
        switch (measure, awaits) {
        case (nil, let awaits?) where parts.isEmpty && base.isEmpty && times == nil: return .awaits(awaits)
        case (let measure?, nil) where base.isEmpty && times == nil: return .measure(measure, parts: parts)
        case (let measure?, nil):
            guard let times, parts.isEmpty, measure.shape == .count,
                base.allSatisfy({ $0.shape == .count || $0.shape == .span }),
                Set(base.map { $0.shape == .span }).count == 1
            else { throw IndicatorFault(line: line, "no_rate") }
            return .per(measure, of: base, times: times)
        default: throw IndicatorFault(line: line, "no_formula")
        }
    }

    private mutating func required<Value>(_ name: String, _ read: (String) -> Value?) throws -> Value {
        guard let value = try optional(name, read) else {
            throw IndicatorFault(line: line, "missing", ["field": .text(name)])
        }
        return value
    }

    private mutating func optional<Value>(_ name: String, _ read: (String) -> Value?) throws -> Value? {
        guard let node = members.removeValue(forKey: name) else { return nil }
        return try IndicatorReader.value(node, name, read)
    }

    private mutating func list<Value>(_ name: String, _ read: (String) -> Value?) throws -> [Value] {
        guard let node = members.removeValue(forKey: name) else { return [] }
        guard case .sequence(let entries) = node else {
            throw IndicatorFault(line: node.line, "not_understood", ["field": .text(name), "value": ""])
        }
        return try entries.map { try IndicatorReader.value($0, name, read) }
    }

    private mutating func both(_ name: String) throws -> Bilingual {
        guard let node = members.removeValue(forKey: name) else {
            throw IndicatorFault(line: line, "missing", ["field": .text(name)])
        }
        guard let chinese = node["zh"]?.string, let english = node["en"]?.string, !chinese.isEmpty, !english.isEmpty
        else { throw IndicatorFault(line: node.line, "both_languages", ["field": .text(name)]) }
        return Bilingual(zh: chinese, en: english)
    }

    private static func value<Value>(_ node: Node, _ name: String, _ read: (String) -> Value?) throws -> Value {
        guard let text = node.scalar?.string, let value = read(text) else {
            throw IndicatorFault(
                line: node.line, "not_understood",
                ["field": .text(name), "value": .text(String((node.scalar?.string ?? "").prefix(60)))])
        }
        return value
    }
}
