import Foundation
import Kernel
import Web

/// The interface for programs as an OpenAPI 3.1 document (接口文档), written from the routes themselves.
package struct OpenAPI: Sendable {
    let routes: [Route]
    let words: Words
    /// Where the server is reached.
    let server: String

    package init(_ routes: [Route], words: Words, server: String) {
        self.routes = routes.filter { $0.operation != nil }
        self.words = words
        self.server = server
    }

    package var document: JSON {
        var paths: [String: JSON] = [:]
        for route in routes {
            guard let operation = route.operation else { continue }
            var item = paths[OpenAPI.path(route)]?.members ?? [:]
            item[route.method.rawValue.lowercased()] = describe(route, operation)
            paths[OpenAPI.path(route)] = .object(item)
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": .text(words("platform.api.title")), "version": "1",
                "description": .text(words("platform.api.lead")),
            ],
            "servers": [["url": .text(server + Front.programsRoot)]],
            "tags": .list(groups.map { ["name": .text($0), "description": .text(words("platform.api.group.\($0)"))] }),
            "paths": .object(paths),
            "components": [
                "schemas": ["Problem": ProblemDocument.schema],
                "securitySchemes": [
                    "token": [
                        "type": "http", "scheme": "bearer",
                        "description": .text(words("platform.api.token_security")),
                    ]
                ],
            ],
        ]
    }

    /// The groups in the order their routes are laid.
    package var groups: [String] {
        var seen: Set<String> = []
        return routes.compactMap(\.operation?.group).filter { seen.insert($0).inserted }
    }

    /// `/cases/{case}/notes`
    package static func path(_ route: Route) -> String {
        route.path.dropFirst(Front.programsRoot.count).split(separator: "/").reduce(into: "") { path, part in
            path += part.hasPrefix(":") ? "/{\(part.dropFirst())}" : "/\(part)"
        }
    }

    private func describe(_ route: Route, _ operation: ApiOperation) -> JSON {
        var members: [String: JSON] = [
            "operationId": .text(operation.name), "tags": [.text(operation.group)],
            "summary": .text(words(operation.about)), "responses": .object(responses(route, operation)),
            "security": route.access == .open ? [] : [["token": []]],
        ]
        if let scope = operation.scope { members["x-scope"] = .text(scope) }
        let parameters = parameters(route, operation)
        if !parameters.isEmpty { members["parameters"] = .list(parameters) }
        if let body = operation.body {
            var content: [String: JSON] = ["schema": body(words)]
            if let example = operation.example { content["example"] = example(words) }
            members["requestBody"] = ["required": true, "content": ["application/json": .object(content)]]
        }
        return .object(members)
    }

    private func parameters(_ route: Route, _ operation: ApiOperation) -> [JSON] {
        var parameters: [JSON] = route.path.split(separator: "/").filter { $0.hasPrefix(":") }.map { part in
            let name = String(part.dropFirst())
            let schema = operation.path.first { $0.name == name }?.schema ?? Schema.id
            return ["name": .text(name), "in": "path", "required": true, "schema": schema]
        }
        parameters += operation.query.map {
            [
                "name": .text($0.name), "in": "query", "required": false, "schema": $0.schema,
                "description": .text(words($0.about)),
            ]
        }
        if operation.isChange {
            parameters.append([
                "name": "Idempotency-Key", "in": "header", "required": true,
                "schema": ["type": "string", "pattern": "^[!-~]{8,128}$"],
                "description": .text(words("platform.api.parameter.key")),
            ])
        }
        return parameters
    }

    /// Every answer an operation may give, by what can go wrong with it.
    package static func statuses(_ route: Route, _ operation: ApiOperation) -> [Int] {
        var statuses = [operation.status, 422, 429, 500, 503]
        if route.access != .open { statuses += [401, 403] }
        if route.path.contains(":") || operation.isChange { statuses.append(404) }
        if operation.isChange { statuses.append(409) }
        if operation.body != nil { statuses += [413, 415] }
        return statuses.sorted()
    }

    private static let problem: JSON = ["$ref": "#/components/schemas/Problem"]

    private func responses(_ route: Route, _ operation: ApiOperation) -> [String: JSON] {
        var responses: [String: JSON] = [:]
        for status in OpenAPI.statuses(route, operation) {
            let isGood = status < 300
            let about = isGood ? words(operation.about) : words("platform.api.answer.\(status)")
            let type = isGood ? "application/json" : "application/problem+json"
            responses[String(status)] = [
                "description": .text(about),
                "content": .object([type: ["schema": isGood ? operation.answer : OpenAPI.problem]]),
            ]
        }
        return responses
    }
}
