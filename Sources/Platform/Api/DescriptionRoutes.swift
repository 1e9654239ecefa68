import Hummingbird
import Kernel
import Web

/// The interface described: for programs as OpenAPI, for people as a page (接口文档页).
package enum DescriptionRoutes {
    /// Describes `routes` and itself.
    package static func all(for routes: [Route], at desk: Desk) -> [Route] {
        let operation = ApiOperation(
            "getDescription", "interface", "platform.api.operation.getDescription", scope: nil,
            answer: ["type": "object"])
        let path = "/openapi.json"
        let described = routes + [Route.api(.get, path, .open, operation) { _ in Response(status: .ok) }]
        let memo = Memo<Language, JSON>(limit: 4)
        return [
            .api(.get, path, .open, operation) { visit in
                .json(
                    memo.value(visit.language, "") {
                        OpenAPI(described, words: visit.words, server: desk.publicAddress).document
                    })
            },
            .get("/api", .open) { visit in
                try visit.page(DescriptionPage(OpenAPI(described, words: visit.words, server: desk.publicAddress)))
            },
        ]
    }
}

/// The page of the interface: what can be asked, with what, and what comes back.
struct DescriptionPage: Page {
    static let template = "platform/api"

    struct Value: Sendable {
        let name: String
        let type: String
        let about: String
        let isRequired: Bool
    }

    struct Shown: Sendable {
        let id: String
        let method: String
        let path: String
        let about: String
        let scope: String?
        let values: [Value]
        let hasValues: Bool
        let example: String?
        let answers: String
    }

    struct Group: Sendable {
        let id: String
        let name: String
        let operations: [Shown]
    }

    let title: String
    let lead: String
    let rules: [String]
    let document: String
    let groups: [Group]

    init(_ interface: OpenAPI) {
        let words = interface.words
        title = words("platform.api.title")
        lead = words("platform.api.lead")
        rules = ["token", "key", "problem", "page", "language", "webhook"].map { words("platform.api.rule.\($0)") }
        document = Front.programsRoot + "/openapi.json"
        groups = interface.groups.map { group in
            Group(
                id: group, name: words("platform.api.group.\(group)"),
                operations: interface.routes.compactMap { route in
                    route.operation.flatMap { $0.group == group ? DescriptionPage.shown(route, $0, words) : nil }
                })
        }
    }

    private static func shown(_ route: Route, _ operation: ApiOperation, _ words: Words) -> Shown {
        var values = operation.query.map {
            Value(name: $0.name, type: type($0.schema), about: words($0.about), isRequired: false)
        }
        let schema = operation.body?(words) ?? .null
        let required = Set((schema["required"]?.items ?? []).compactMap(\.string))
        values += (schema["properties"]?.members ?? [:]).sorted { $0.key < $1.key }.map { name, schema in
            Value(
                name: name, type: type(schema), about: schema["description"]?.string ?? "",
                isRequired: required.contains(name))
        }
        return Shown(
            id: operation.name, method: route.method.rawValue, path: Front.programsRoot + OpenAPI.path(route),
            about: words(operation.about), scope: operation.scope, values: values, hasValues: !values.isEmpty,
            example: operation.example.map { String(decoding: $0(words).bytes, as: UTF8.self) },
            answers: OpenAPI.statuses(route, operation).map(String.init).joined(separator: " "))
    }

    private static func type(_ schema: JSON) -> String {
        let choices = (schema["enum"]?.items ?? []).map { $0.string ?? String(decoding: $0.bytes, as: UTF8.self) }
        if !choices.isEmpty { return choices.joined(separator: " | ") }
        return [schema["type"]?.string, schema["format"]?.string].compactMap { $0 }.joined(separator: " · ")
    }
}
