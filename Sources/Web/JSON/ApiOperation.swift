import Hummingbird

/// What a route for programs (接口操作) promises: read by the front to check a request, and written into the OpenAPI
/// document, so that neither can say what the other does not.
package struct ApiOperation: Sendable {
    /// A value in the address.
    package struct Parameter: Sendable {
        package let name: String
        /// Key of the sentence that explains it.
        package let about: String
        package let schema: JSON

        package init(_ name: String, _ about: String, _ schema: JSON = Schema.text(limit: 200)) {
            self.name = name
            self.about = about
            self.schema = schema
        }
    }

    /// The name in the document, unique: `listCases`.
    package let name: String
    /// What it belongs to: `cases`, `persons`, ….
    package let group: String
    /// Key of the sentence that says what it does.
    package let about: String
    /// The scope a token must have; `nil` when the proof of identity is enough or none is needed.
    package let scope: String?
    package let query: [Parameter]
    /// Values of the path that are no ids.
    package let path: [Parameter]
    /// What the body must be; `nil` when there is none.
    package let body: (@Sendable (Words) -> JSON)?
    /// An example of the body.
    package let example: (@Sendable (Words) -> JSON)?
    /// Whether it changes something: then it takes an `Idempotency-Key` and is done once for each key.
    package let isChange: Bool
    /// 200 or 201.
    package let status: Int
    package let answer: JSON

    package init(
        _ name: String, _ group: String, _ about: String, scope: String?, query: [Parameter] = [],
        path: [Parameter] = [],
        body: (@Sendable (Words) -> JSON)? = nil, example: (@Sendable (Words) -> JSON)? = nil, isChange: Bool = false,
        status: Int = 200,
        answer: JSON
    ) {
        self.name = name
        self.group = group
        self.scope = scope
        self.query = query
        self.path = path
        self.body = body
        self.example = example
        self.isChange = isChange
        self.status = status
        self.answer = answer
        self.about = about
    }
}

/// JSON Schema (2020-12) in the few forms we use.
package enum Schema {
    package static func text(limit: Int? = nil, choices: [String] = []) -> JSON {
        var schema: [String: JSON] = ["type": "string"]
        if let limit { schema["maxLength"] = .integer(limit) }
        if !choices.isEmpty { schema["enum"] = .texts(choices) }
        return .object(schema)
    }

    package static func integer(_ range: ClosedRange<Int>? = nil) -> JSON {
        guard let range else { return ["type": "integer"] }
        return ["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)]
    }

    package static let flag: JSON = ["type": "boolean"]
    package static let id: JSON = ["type": "string", "format": "uuid"]
    package static let day: JSON = ["type": "string", "format": "date"]
    package static let moment: JSON = ["type": "string", "format": "date-time"]

    package static func list(_ items: JSON, limit: Int? = nil) -> JSON {
        var schema: [String: JSON] = ["type": "array", "items": items]
        if let limit { schema["maxItems"] = .integer(limit) }
        return .object(schema)
    }

    /// The same, or `null`.
    package static func optional(_ schema: JSON) -> JSON {
        guard case .object(var members) = schema, let type = members["type"], members["enum"] == nil else {
            return ["anyOf": [schema, ["type": "null"]]]
        }
        members["type"] = [type, "null"]
        return .object(members)
    }

    /// An object with exactly these members; those named in `optional` may be missing.
    package static func object(_ members: [String: JSON], optional: Set<String> = []) -> JSON {
        let required = members.keys.filter { !optional.contains($0) }.sorted()
        var schema: [String: JSON] = [
            "type": "object", "properties": .object(members), "additionalProperties": false,
        ]
        if !required.isEmpty { schema["required"] = .texts(required) }
        return .object(schema)
    }

    /// A page of a list with the cursor of the next one.
    package static func page(_ items: JSON) -> JSON {
        object(["items": list(items), "next": optional(text())])
    }
}
