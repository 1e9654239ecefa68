import App
import HTTPTypes
import Kernel
import Platform
import TestKit
import Testing
import Web

@Suite struct ApiDescriptionTests {
    @Test func `every route for programs stands in the document and the document names no other`() async throws {
        try await withProgram { running in
            for language in ["en", "zh-CN"] {
                let answer = try await running.ask(.get, "/openapi.json", language: language)
                #expect(answer.status == .ok)
                var described: Set<String> = []
                for (path, item) in answer.json["paths"]?.members ?? [:] {
                    for method in item.members.keys { described.insert("\(method.uppercased()) \(path)") }
                }
                let routes = running.program.routes.filter { $0.path.hasPrefix("/api/v1") }
                #expect(routes.allSatisfy { $0.operation != nil })
                #expect(described == Set(routes.map { "\($0.method) \(OpenAPI.path($0))" }))
                #expect(!answer.text.contains("api.operation."), "a summary without words")
            }
        }
    }

    @Test func `operations have names of their own and tell every answer they may give`() async throws {
        try await withProgram { running in
            let document = try await running.ask(.get, "/openapi.json").json
            let operations = (document["paths"]?.members ?? [:]).values.flatMap { $0.members.values }
            let names = operations.compactMap { $0["operationId"]?.string }
            #expect(Set(names).count == operations.count)
            for operation in operations {
                let answers = Set(operation["responses"]?.members.keys.map { $0 } ?? [])
                #expect(answers.isSuperset(of: ["422", "429", "500"]))
                let isProved = operation["security"]?.items.isEmpty == false
                #expect(isProved == answers.contains("401"))
                if operation["requestBody"] != nil { #expect(answers.isSuperset(of: ["413", "415"])) }
            }
        }
    }

    @Test func `the page of the interface shows every operation in both languages without a script of others`()
        async throws
    {
        try await withProgram { running in
            for language in ["en", "zh-CN"] {
                let page = try await running.browser(language: language).get("/api")
                #expect(page.status == .ok)
                for route in running.program.routes {
                    guard let operation = route.operation else { continue }
                    #expect(page.text.contains("id=\"\(operation.name)\""), "\(operation.name)")
                }
            }
        }
    }
}
