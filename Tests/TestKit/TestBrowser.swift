import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Synchronization

/// What a person without JavaScript has: cookies, forms with their hidden fields, and redirects that are followed
/// when asked to.
package final class TestBrowser: Sendable {
    package struct Answer: Sendable {
        package let status: Int
        package let headers: HTTPFields
        package let text: String
        package let bytes: [UInt8]

        package var location: String? { headers[.location] }

        /// The value of the first hidden or text input of that name.
        package func field(_ name: String) -> String? {
            let pattern = try? Regex("name=\"\(NSRegularExpression.escapedPattern(for: name))\"[^>]*value=\"([^\"]*)\"")
            guard let pattern, let match = text.firstMatch(of: pattern), let found = match.output[1].substring else {
                return nil
            }
            return TestBrowser.unescaped(String(found))
        }
    }

    private let client: any TestClientProtocol
    private let cookies = Mutex<[String: String]>([:])

    package init(client: any TestClientProtocol) { self.client = client }

    package func get(_ path: String, language: String = "en") async throws -> Answer {
        try await send(path, method: .get, language: language, type: nil, body: [])
    }

    /// Sends fields as a browser would; `csrf` and `once` are those of `page` unless given.
    package func post(
        _ path: String, _ fields: [String: String], from page: Answer? = nil, language: String = "en"
    ) async throws -> Answer {
        var sent = fields
        for name in ["csrf", "once"] where sent[name] == nil { sent[name] = page?.field(name) }
        let body = sent.sorted { $0.key < $1.key }
            .map { "\(TestBrowser.escaped($0.key))=\(TestBrowser.escaped($0.value))" }.joined(separator: "&")
        return try await post(
            path, raw: Array(body.utf8), type: "application/x-www-form-urlencoded", language: language)
    }

    /// Sends a body as it is.
    package func post(
        _ path: String, raw body: [UInt8], type: String, language: String = "en"
    ) async throws -> Answer {
        try await send(path, method: .post, language: language, type: type, body: body)
    }

    /// Opens the form at `path`, fills it, sends it to `target` or back to `path`, and follows the redirect.
    package func submit(
        _ path: String, to target: String? = nil, _ fields: [String: String]
    ) async throws -> Answer {
        let answer = try await post(target ?? path, fields, from: try await get(path))
        return try await follow(answer)
    }

    package func follow(_ answer: Answer) async throws -> Answer {
        guard (300..<400).contains(answer.status), let location = answer.location else { return answer }
        return try await get(location)
    }

    /// Signs in through the form; the answer is where it led.
    @discardableResult
    package func signIn(_ login: String, password: String) async throws -> Answer {
        try await submit("/sign-in", ["login": login, "password": password])
    }

    private func send(
        _ path: String, method: HTTPRequest.Method, language: String, type: String?, body: [UInt8]
    ) async throws -> Answer {
        var headers: HTTPFields = [.acceptLanguage: language]
        let jar = cookies.withLock { $0 }
        if !jar.isEmpty { headers[.cookie] = jar.map { "\($0.key)=\($0.value)" }.joined(separator: "; ") }
        if let type { headers[.contentType] = type }
        if method == .post { headers[.contentLength] = String(body.count) }
        let response = try await client.executeRequest(
            uri: path, method: method, headers: headers, body: ByteBuffer(bytes: body))
        keep(response.headers)
        let bytes = [UInt8](buffer: response.body)
        return Answer(
            status: response.status.code, headers: response.headers, text: String(decoding: bytes, as: UTF8.self),
            bytes: bytes)
    }

    private func keep(_ headers: HTTPFields) {
        for line in headers[values: .setCookie] {
            let pair = line.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2 else { continue }
            let isGone = line.contains("Max-Age=0")
            cookies.withLock { $0[String(pair[0])] = isGone ? nil : String(pair[1]) }
        }
    }

    private static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }

    private static func unescaped(_ text: String) -> String {
        text.replacing("&quot;", with: "\"").replacing("&#39;", with: "'").replacing("&lt;", with: "<")
            .replacing("&gt;", with: ">").replacing("&amp;", with: "&")
    }
}
