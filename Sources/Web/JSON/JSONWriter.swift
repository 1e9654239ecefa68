import Kernel

/// Writes answers to programs as JSON (JSON 书写器), byte for byte what Foundation's encoder gives with sorted names and
/// unescaped slashes. Values of any other kind are written by `JSONText`; these know their form and need no encoder.
package struct JSONWriter: Sendable {
    package private(set) var bytes: [UInt8] = []

    package init(capacity: Int = 1024) { bytes.reserveCapacity(capacity) }

    /// Names are written in the order of their bytes, so equal values have equal bytes. A number that is not finite
    /// has no form in JSON and is written as `null`.
    package mutating func write(_ value: JSON) {
        switch value {
        case .null: bytes += JSONWriter.null
        case .flag(let flag): bytes += flag ? JSONWriter.yes : JSONWriter.no
        case .integer(let number): bytes.append(jsonNumber: number)
        case .number(let number) where number.isFinite: bytes.append(jsonNumber: number)
        case .number: bytes += JSONWriter.null
        case .text(let text): write(text)
        case .list(let values): list(values) { $0.write($1) }
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            var isFirst = true
            for (name, value) in members.sorted(by: { JSONWriter.precedes($0.key, $1.key) }) {
                if !isFirst { bytes.append(UInt8(ascii: ",")) }
                isFirst = false
                write(name)
                bytes.append(UInt8(ascii: ":"))
                write(value)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    /// A list whose items are written one by one.
    package mutating func list<Item>(_ items: [Item], _ each: (inout JSONWriter, Item) -> Void) {
        bytes.append(UInt8(ascii: "["))
        for (place, item) in items.enumerated() {
            if place > 0 { bytes.append(UInt8(ascii: ",")) }
            each(&self, item)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    package mutating func write(_ text: String) { bytes.append(jsonText: text) }

    /// Text that is JSON already.
    mutating func append(_ written: [UInt8]) { bytes += written }

    static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    private static let null = Array("null".utf8)
    private static let yes = Array("true".utf8)
    private static let no = Array("false".utf8)
}
