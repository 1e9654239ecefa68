import HTTPTypes
import TestKit
import Testing

@Suite struct FrontTests {
    @Test func `every page carries the headers that keep browsers safe`() async throws {
        try await withProgram { home in
            let answer = try await home.browser().get("/no-such-page")
            #expect(answer.status == .notFound)
            #expect(answer.headers[.contentSecurityPolicy]?.contains("default-src 'self'") == true)
            #expect(answer.headers[.xContentTypeOptions] == "nosniff")
            #expect(answer.text.contains("There is no such page"))
        }
    }

    @Test func `a form from elsewhere is refused and nothing is done`() async throws {
        try await withProgram { home in
            let answer = try await home.browser().post("/preferences", ["theme": "dark", "csrf": "0", "once": "0"])
            #expect(answer.status == .conflict)
            #expect(answer.text.contains("nothing was sent"))
        }
    }
}
