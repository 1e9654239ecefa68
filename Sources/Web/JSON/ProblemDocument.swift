import HTTPTypes
import Hummingbird
import Kernel
import NIOCore

/// A body that is not JSON where JSON is asked for.
struct UnsupportedBody: Error {}

/// A problem as programs read it (RFC 9457): `code` is the key of the sentence, `faults` tells what is wrong by field.
package struct ProblemDocument: Sendable {
    package let status: HTTPResponse.Status
    package let code: String
    package let detail: String
    package let faults: [(field: String, code: String, detail: String)]
    package let retryAfterSeconds: Int?

    package init(_ problem: Problem, _ words: Words) {
        var found: [(field: String, code: String, detail: String)] = []
        var wait: Int?
        let (status, message): (HTTPResponse.Status, Message)
        switch problem {
        case .invalid(let faults):
            found = faults.sorted { $0.key < $1.key }.map { ($0.key, $0.value.key, words($0.value)) }
            (status, message) = (.unprocessableContent, Message("web.error.422.sentence"))
        case .notFound: (status, message) = (.notFound, Message("web.api.not_found"))
        case .signedOut: (status, message) = (.unauthorized, Message("web.api.no_token"))
        case .forbidden(let reason): (status, message) = (.forbidden, reason)
        case .conflict(let reason): (status, message) = (.conflict, reason)
        case .tooMany(let seconds):
            (status, message) = (.tooManyRequests, Message("web.error.429.sentence", ["n": .number(seconds)]))
            wait = seconds
        case .unavailable(let reason): (status, message) = (.serviceUnavailable, reason)
        }
        self.init(status, message, faults: found, retryAfterSeconds: wait, words)
    }

    package init(
        _ status: HTTPResponse.Status, _ message: Message,
        faults: [(field: String, code: String, detail: String)] = [], retryAfterSeconds: Int? = nil, _ words: Words
    ) {
        self.status = status
        code = message.key
        detail = words(message)
        self.faults = faults
        self.retryAfterSeconds = retryAfterSeconds
    }

    func response(requestID: String, _ words: Words) -> Response {
        let known = words.catalogue.has("web.error.\(status.code).title") ? status.code : 500
        var members: [String: JSON] = [
            "type": "about:blank", "title": .text(words("web.error.\(known).title")), "status": .integer(status.code),
            "detail": .text(detail), "code": .text(code), "request_id": .text(requestID),
        ]
        if !faults.isEmpty {
            members["faults"] = .list(
                faults.map {
                    ["field": .text($0.field), "code": .text($0.code), "detail": .text($0.detail)]
                })
        }
        var response = Response.json(.object(members), status: status)
        response.headers[.contentType] = "application/problem+json"
        response.headers[.contentLanguage] = words.language.rawValue
        if status == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer" }
        if let retryAfterSeconds { response.headers[headerName("Retry-After")] = String(retryAfterSeconds) }
        return response
    }

    /// The schema of what `response` writes.
    package static let schema = Schema.object(
        [
            "type": Schema.text(), "title": Schema.text(), "status": Schema.integer(100...599),
            "detail": Schema.text(), "code": Schema.text(), "request_id": Schema.text(),
            "faults": Schema.list(
                Schema.object(["field": Schema.text(), "code": Schema.text(), "detail": Schema.text()])),
        ], optional: ["faults"])
}

extension Response {
    /// A JSON answer nobody may keep.
    package static func json(_ value: JSON, status: HTTPResponse.Status = .ok) -> Response {
        json(written: value.bytes, status: status)
    }

    /// The same of one value in its shape.
    package static func json<Value>(_ value: Value, as shape: JSONShape<Value>) -> Response {
        var writer = JSONWriter(capacity: 4096)
        shape.write(value, to: &writer)
        return json(written: writer.bytes)
    }

    /// The same of a page of a list.
    package static func json<Value>(page values: [Value], next: String?, as shape: JSONShape<Value>) -> Response {
        json(written: shape.page(values, next: next).bytes)
    }

    private static func json(written bytes: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
        var response = Response(status: status, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
        response.headers[.contentType] = "application/json"
        response.headers[.cacheControl] = "no-store"
        return response
    }
}
