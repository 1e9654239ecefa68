import Foundation
import HTTPTypes
import Hummingbird
import Kernel

extension Front {
    /// The addresses of the interface for programs begin so.
    package static let programsRoot = "/api/v1"
}

extension Route {
    /// A route for programs: JSON in, JSON out, proved by a token.
    package static func api(
        _ method: HTTPRequest.Method, _ path: String, _ access: Access, _ operation: ApiOperation,
        bodyLimit: Int = 512 * 1024, _ answer: @escaping Answer
    ) -> Route {
        Route(
            method: method, path: Front.programsRoot + path, access: access, bodyLimit: bodyLimit, needsCSRF: false,
            refills: false, operation: operation, answer: answer)
    }
}

extension Request {
    /// Whether a program asks, who is answered in JSON whatever goes wrong.
    package var isFromProgram: Bool { uri.path.hasPrefix(Front.programsRoot + "/") }
}

extension Visit {
    /// The values of the address as a form, for `FormReader`.
    package var queryForm: FormData {
        (try? FormData.parseURLEncoded((request.uri.query ?? "").utf8)) ?? FormData()
    }

    /// The same visit as if the page had sent this form.
    package func sending(_ form: FormData) -> Visit {
        Visit(
            request: request, parameters: parameters, form: form, body: body, bodyDigest: bodyDigest,
            identity: identity, requestID: requestID, words: words, site: site, address: address, now: now,
            front: front)
    }
}

/// The body of a request for programs, read and limited.
struct SentBody {
    let json: JSON?
    let bytes: [UInt8]

    /// Throws `TooLarge`, `UnsupportedBody`, or `Problem.invalid` for what is no JSON.
    static func read(_ request: Request, limit: Int, isExpected: Bool) async throws -> SentBody {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw TooLarge(limit: limit)
        }
        var bytes: [UInt8] = []
        for try await chunk in request.body {
            bytes += chunk.readableBytesView
            if bytes.count > limit { throw TooLarge(limit: limit) }
        }
        guard isExpected else { return SentBody(json: nil, bytes: bytes) }
        let type = (request.headers[.contentType] ?? "").split(separator: ";").first.map(String.init) ?? ""
        guard type.trimmingCharacters(in: .whitespaces).lowercased() == "application/json" else {
            throw UnsupportedBody()
        }
        return SentBody(json: try JSON.parse(bytes), bytes: bytes)
    }
}

extension ApiOperation {
    /// Throws `Problem.invalid` for names in the address this operation does not have, and for a missing key.
    func check(_ request: Request) throws(Problem) {
        var faults: [String: Message] = [:]
        let sent = request.uri.query.flatMap { try? FormData.parseURLEncoded($0.utf8) }?.fields ?? []
        for field in sent where !query.contains(where: { $0.name == field.name }) {
            faults[String(field.name.prefix(100))] = Message("web.api.unknown_field")
        }
        if isChange {
            let key = request.headers[ApiOperation.onceHeader] ?? ""
            if !(8...128).contains(key.utf8.count) || !key.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) {
                faults["Idempotency-Key"] = Message("web.api.key_needed")
            }
        }
        if !faults.isEmpty { throw .invalid(faults) }
    }

    package static let onceHeader = headerName("Idempotency-Key")
}
