/// How a value is told as a JSON object (对象的 JSON 形): each member's schema beside the way to its value, so that the
/// document and the answer cannot differ.
package struct JSONShape<Value>: Sendable {
    package typealias Member = (name: String, schema: JSON, value: @Sendable (Value) -> JSON)

    private let parts: [Member]

    package init(_ parts: [Member]) { self.parts = parts }

    package var schema: JSON {
        Schema.object(Dictionary(parts.map { ($0.name, $0.schema) }, uniquingKeysWith: { $1 }))
    }

    package func json(_ value: Value) -> JSON {
        .object(Dictionary(parts.map { ($0.name, $0.value(value)) }, uniquingKeysWith: { $1 }))
    }
}
