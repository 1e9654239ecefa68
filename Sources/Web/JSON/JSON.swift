import Foundation
import Kernel

/// A JSON value as programs send and read it.
package enum JSON: Hashable, Sendable {
    case null
    case flag(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
    case list([JSON])
    case object([String: JSON])

    /// More levels than any body of ours has.
    private static let maximumDepth = 12

    /// Reads one value. Throws `Problem.invalid` on `body` for what is no JSON, or is nested too deep.
    package static func parse(_ bytes: some Collection<UInt8>) throws(Problem) -> JSON {
        var deepest = 0
        var depth = 0
        for byte in bytes {
            if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") { depth += 1 }
            if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") { depth -= 1 }
            deepest = max(deepest, depth)
        }
        // Brackets inside texts count as well, so only a value far too deep is refused without being read.
        if deepest > 400 { throw broken }
        do {
            let value = try JSONDecoder().decode(JSON.self, from: Data(bytes))
            guard value.depth <= maximumDepth else { throw broken }
            return value
        } catch { throw broken }
    }

    private static var broken: Problem { .invalid("body", Message("web.api.not_json")) }

    private var depth: Int {
        switch self {
        case .list(let values): 1 + (values.map(\.depth).max() ?? 0)
        case .object(let members): 1 + (members.values.map(\.depth).max() ?? 0)
        case .null, .flag, .integer, .number, .text: 0
        }
    }

    /// Written with sorted names, so equal values have equal bytes.
    package var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.write(self)
        return writer.bytes
    }

    package subscript(_ name: String) -> JSON? {
        if case .object(let members) = self { return members[name] }
        return nil
    }

    package var string: String? {
        if case .text(let text) = self { return text }
        return nil
    }

    package var members: [String: JSON] {
        if case .object(let members) = self { return members }
        return [:]
    }

    package var items: [JSON] {
        if case .list(let values) = self { return values }
        return []
    }

    package static func optional(_ text: String?) -> JSON { text.map { .text($0) } ?? .null }
    package static func texts(_ values: some Sequence<String>) -> JSON { .list(values.map { .text($0) }) }
}

extension JSON: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .flag(value)
        } else if let value = try? container.decode(Int.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let values = try? container.decode([JSON].self) {
            self = .list(values)
        } else {
            self = .object(try container.decode([String: JSON].self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .flag(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        case .list(let values): try container.encode(values)
        case .object(let members): try container.encode(members)
        }
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .flag(value) }
    package init(arrayLiteral elements: JSON...) { self = .list(elements) }
    package init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(Dictionary(elements, uniquingKeysWith: { _, last in last }))
    }
}
