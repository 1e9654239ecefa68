import HTTPTypes
import Kernel
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

    @Test func `every page tells the server's moment, from which it counts the time left`() async throws {
        try await withProgram { home in
            for address in ["/", "/sign-in", "/no-such-page"] {
                let text = try await home.browser().get(address).text
                let moment = home.clock.now.iso8601(in: .shanghai)
                #expect(text.contains("<meta name=\"huiyin-moment\" content=\"\(moment)\">"), "\(address)")
            }
        }
    }

    @Test func `a form too large for its page says how much is allowed and leads back to the page`() async throws {
        try await withProgram { home in
            let large = [UInt8](repeating: 97, count: 600 * 1024)
            let answer = try await home.browser().post(
                "/sign-in", raw: Array("login=".utf8) + large, type: "application/x-www-form-urlencoded")
            #expect(answer.status == .contentTooLarge)
            #expect(answer.text.contains("512 KB"))
        }
    }
}
