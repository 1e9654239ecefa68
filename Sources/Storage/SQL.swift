import Kernel

/// SQL text with its bound values. A literal binds what it interpolates and never splices it:
/// `"SELECT * FROM cases WHERE id = \(id)"`. An array renders as a list; a nested `SQL` is inlined.
package struct SQL: ExpressibleByStringInterpolation, Sendable {
    package enum Part: Sendable {
        case text(String)
        case value(SQLValue)
        case fragment(Fragment)
    }

    /// The few places where the engines' tongues differ inside an otherwise shared query.
    package enum Fragment: Sendable {
        /// `FOR UPDATE SKIP LOCKED` where the engine has it; nothing where writers run one at a time.
        case skipLocked
    }

    package private(set) var parts: [Part]

    package init(stringLiteral value: String) { parts = [.text(value)] }
    package init(stringInterpolation: StringInterpolation) { parts = stringInterpolation.parts }

    /// Text that is not a literal: file contents, identifiers from our own code. Never anything a person typed.
    package init(raw text: String) { parts = [.text(text)] }

    package static func + (left: SQL, right: SQL) -> SQL {
        var sum = left
        sum.parts += right.parts
        return sum
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        var parts: [Part] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            parts.reserveCapacity(interpolationCount * 2 + 1)
        }

        package mutating func appendLiteral(_ literal: String) {
            if !literal.isEmpty { parts.append(.text(literal)) }
        }

        package mutating func appendInterpolation(_ value: some ColumnValue) { parts.append(.value(value.sqlValue)) }
        /// Stands beside the one above because the compiler warns of optionals where none is expected.
        package mutating func appendInterpolation<Value: ColumnValue>(_ value: Value?) {
            parts.append(.value(value.sqlValue))
        }
        package mutating func appendInterpolation(_ fragment: Fragment) { parts.append(.fragment(fragment)) }
        package mutating func appendInterpolation(_ sql: SQL) { parts += sql.parts }

        /// `(?, ?, ?)`; an empty list renders as `(NULL)`, which no value is in.
        package mutating func appendInterpolation<Value: ColumnValue>(_ values: [Value]) {
            parts.append(.text("("))
            if values.isEmpty { parts.append(.text("NULL")) }
            for (index, value) in values.enumerated() {
                if index > 0 { parts.append(.text(", ")) }
                parts.append(.value(value.sqlValue))
            }
            parts.append(.text(")"))
        }
    }

    /// The text with the engine's placeholders, and the values in their order. Throws `StorageError.badValue` for what
    /// one engine would keep and the other refuse or change. With `writesNulls` a null stands in the text itself, for
    /// an engine that must know the type of each placeholder.
    package func rendered(
        writesNulls: Bool = false, placeholder: (Int) -> String, fragment: (Fragment) -> String
    ) throws -> (text: String, values: [SQLValue]) {
        if parts.count == 1, case .text(let whole) = parts[0] { return (whole, []) }
        var text = ""
        text.reserveCapacity(512)
        var values: [SQLValue] = []
        values.reserveCapacity(parts.count / 2 + 1)
        for part in parts {
            switch part {
            case .text(let literal): text += literal
            case .fragment(let kind): text += fragment(kind)
            case .value(.null) where writesNulls: text += "NULL"
            case .value(let value):
                try value.check()
                values.append(value)
                text += placeholder(values.count)
            }
        }
        return (text, values)
    }
}

/// A value on its way into or out of a column. The same five shapes on every engine.
package enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case bytes([UInt8])
}

extension SQLValue {
    fileprivate func check() throws {
        switch self {
        case .text(let text) where text.utf8.contains(0): throw StorageError.badValue("text with U+0000")
        case .real(let number) where !number.isFinite: throw StorageError.badValue("a number that is not finite")
        case .null, .integer, .real, .text, .bytes: break
        }
    }
}
