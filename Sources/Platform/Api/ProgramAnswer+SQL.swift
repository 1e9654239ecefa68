import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import Storage
import Web

/// What a change answers with (接口回答).
package struct ProgramAnswer: Sendable {
    package let status: Int
    package let value: JSON

    package init(_ value: JSON, status: Int = 200) {
        self.status = status
        self.value = value
    }
}

extension Desk {
    /// Runs a program's change once for its `Idempotency-Key`: the same request again gets the first answer, another
    /// body under the same key is refused. Keys of different actors have nothing to do with one another; the answer
    /// is kept sealed. A change that was refused leaves nothing and may be tried again. `part` tells apart the parts of
    /// one request that are taken in transactions of their own.
    package func change(
        _ visit: Visit, part: String = "", _ body: @escaping @Sendable (any Connection) throws -> ProgramAnswer
    ) async throws -> Response {
        let actor = visit.actor
        let sent = visit.request.headers[ApiOperation.onceHeader] ?? ""
        let path = "\(visit.request.method) \(visit.request.uri.path)" + (part.isEmpty ? "" : "#\(part)")
        let key = OnceKey(
            organisation: actor.organisationID, key: digestText("\(Desk.signature(actor))|\(sent)".utf8), path: path)
        let context = "once_keys.answer.\(key.key).\(path)"
        let (digest, vault) = (visit.bodyDigest, vault)
        let answer = try await write { db -> ProgramAnswer in
            if let earlier = try key.earlierAnswer(in: db), let sealed = Sealed(earlier) {
                let text = try vault.open(sealed, for: actor.organisationID, context: context, in: db)
                let kept = try JSON.parse(text.utf8)
                guard kept["body"]?.string == digest, case .integer(let status)? = kept["status"] else {
                    throw Problem.invalid("Idempotency-Key", Message("web.api.other_body"))
                }
                return ProgramAnswer(kept["answer"] ?? .null, status: status)
            }
            let answer = try body(db)
            let kept: JSON = ["body": .text(digest), "status": .integer(answer.status), "answer": answer.value]
            let text = String(decoding: kept.bytes, as: UTF8.self)
            try key.remember(
                try vault.seal(text, for: actor.organisationID, context: context, in: db).text, in: db)
            return answer
        }
        return .json(answer.value, status: .init(code: answer.status))
    }

    /// Who sent a key: complainants are told apart by their case.
    private static func signature(_ actor: Actor) -> String {
        if case .complainant(let caseID) = actor.kind { return "complainant:\(caseID)" }
        return actor.signature
    }
}

extension Visit {
    /// How many lines a page may have; asked for by `limit`.
    package func pageLimit(usual: Int = 50, most: Int = 100) throws(Problem) -> Int {
        var reader = FormReader(queryForm)
        let limit = reader.number("limit", in: 1...most)
        try reader.finish()
        return limit ?? usual
    }
}

extension ApiOperation.Parameter {
    package static let limit = ApiOperation.Parameter("limit", "platform.api.parameter.limit", Schema.integer(1...100))
    package static let after = ApiOperation.Parameter("after", "platform.api.parameter.after")
}
