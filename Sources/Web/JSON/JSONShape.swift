/// How a value is told as a JSON object (对象的 JSON 形): each member's schema beside the way to its value, so that the
/// document and the answer cannot differ.
package struct JSONShape<Value>: Sendable {
    package typealias Member = (name: String, schema: JSON, value: @Sendable (Value) -> JSON)

    private let parts: [Member]
    /// In the order in which they are written, each with what stands before its value.
    private let written: [(before: [UInt8], value: @Sendable (Value) -> JSON)]

    package init(_ parts: [Member]) {
        self.parts = parts
        let byName = Dictionary(parts.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        written = byName.sorted { JSONWriter.precedes($0.key, $1.key) }.enumerated().map { place, member in
            var writer = JSONWriter(capacity: 32)
            writer.append([place == 0 ? UInt8(ascii: "{") : UInt8(ascii: ",")])
            writer.write(.text(member.key))
            writer.append([UInt8(ascii: ":")])
            return (writer.bytes, member.value)
        }
    }

    package var schema: JSON {
        Schema.object(Dictionary(parts.map { ($0.name, $0.schema) }, uniquingKeysWith: { $1 }))
    }

    package func json(_ value: Value) -> JSON {
        .object(Dictionary(parts.map { ($0.name, $0.value(value)) }, uniquingKeysWith: { $1 }))
    }

    /// The bytes of `json(value)`, written without making it.
    package func write(_ value: Value, to writer: inout JSONWriter) {
        if written.isEmpty { return writer.append(Array("{}".utf8)) }
        for member in written {
            writer.append(member.before)
            writer.write(member.value(value))
        }
        writer.append([UInt8(ascii: "}")])
    }

    /// A page of a list, as `Schema.page` describes it.
    package func page(_ values: [Value], next: String?) -> JSONWriter {
        var writer = JSONWriter(capacity: 512 * (values.count + 1))
        writer.append(Array(#"{"items":"#.utf8))
        writer.list(values) { write($1, to: &$0) }
        writer.append(Array(#","next":"#.utf8))
        writer.write(.optional(next))
        writer.append([UInt8(ascii: "}")])
        return writer
    }
}
