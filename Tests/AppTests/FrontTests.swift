import TestKit
import Testing

@Suite struct FrontTests {
    @Test func `every page carries the headers that keep browsers safe`() async throws {
        try await withProgram { home in
            let answer = try await home.browser().get("/no-such-page")
            #expect(answer.status == 404)
            #expect(answer.headers[.contentSecurityPolicy]?.contains("default-src 'self'") == true)
            #expect(answer.headers[.xContentTypeOptions] == "nosniff")
            #expect(answer.text.contains("There is no such page"))
        }
    }

    @Test func `a form from elsewhere is refused and nothing is done`() async throws {
        try await withProgram { home in
            let answer = try await home.browser().post("/preferences", ["theme": "dark"])
            #expect(answer.status == 409)
            #expect(answer.text.contains("nothing was sent"))
        }
    }
}
