import Crypto
import Foundation
import Kernel

/// A subscription of another system to what happens here (事件订阅). It hears ids and kinds of events, never a word of
/// what they say; what it wants to know it asks for with a token of its own.
package struct Webhook: Hashable, Sendable {
    package let id: ID<Webhook>
    package let organisationID: ID<Organisation>
    package let name: String
    package let url: String
    /// `casework.close`, `casework.*` or `*`.
    package let kinds: [String]
    package let createdAt: Instant
    package let endedAt: Instant?

    package static let limit = 20
    package static let secretPrefix = "whsec_"
    package static let secretLength = 32
    package static let channel = "webhook"

    package func wants(_ kind: String) -> Bool {
        kinds.contains { $0 == "*" || $0 == kind || ($0.hasSuffix(".*") && kind.hasPrefix($0.dropLast(1))) }
    }

    /// What the receiver computes as well: HMAC-SHA256 of `id.timestamp.body` under the secret, in hexadecimal.
    package static func signature(id: String, seconds: Int64, body: String, secret: String) -> String {
        let key = SymmetricKey(data: Array(secret.utf8))
        return "v1=" + hex(HMAC<SHA256>.authenticationCode(for: Array("\(id).\(seconds).\(body)".utf8), using: key))
    }

    /// How long to wait after the attempt of that number; `nil` when it was the last.
    package static func pause(after attempt: Int) -> Int? {
        let minutes = [1, 5, 30, 120, 360, 720, 1440]
        return minutes.indices.contains(attempt - 1) ? minutes[attempt - 1] : nil
    }
}

/// A subscription as it is asked for (新建订阅).
package struct WebhookDraft: Hashable, Sendable {
    package var name: String
    package var url: String
    package var kinds: [String]

    package init(name: String, url: String, kinds: [String]) {
        self.name = name
        self.url = url
        self.kinds = kinds
    }

    /// Refuses what is no address, what is not encrypted, and hosts of the own network unless allowed. Throws
    /// `Problem.invalid` by field.
    package func checked(allowing hosts: Set<String>) throws(Problem) -> WebhookDraft {
        var faults: [String: Message] = [:]
        if !(1...80).contains(name.count) { faults["name"] = Message("web.form.required") }
        if kinds.isEmpty || kinds.count > 50 || !kinds.allSatisfy(WebhookDraft.isKind) {
            faults["kinds"] = Message("platform.api.webhook.bad_kinds")
        }
        if let fault = WebhookDraft.fault(of: url, allowing: hosts) {
            faults["url"] = Message("platform.api.webhook.\(fault)")
        }
        if !faults.isEmpty { throw .invalid(faults) }
        return self
    }

    private static func isKind(_ text: String) -> Bool {
        text == "*" || text.utf8.count <= 80 && text.wholeMatch(of: /[a-z_]+\.(\*|[a-z_]+)/) != nil
    }

    private static func fault(of url: String, allowing hosts: Set<String>) -> String? {
        guard url.utf8.count <= 500, let parts = URLComponents(string: url), let host = parts.host, !host.isEmpty,
            parts.user == nil, parts.password == nil, parts.fragment == nil
        else { return "bad_url" }
        if hosts.contains(host) { return ["http", "https"].contains(parts.scheme) ? nil : "bad_url" }
        guard parts.scheme == "https" else { return "not_encrypted" }
        let bare = host.trimmingCharacters(in: CharacterSet(charactersIn: "[]")).lowercased()
        let isNumeric = bare.contains(":") || bare.allSatisfy { $0.isNumber || $0 == "." }
        let isLocalName = !bare.contains(".") || bare.hasSuffix(".local") || bare.hasSuffix(".internal")
        if isNumeric ? PrivateNetwork.holds(bare) : isLocalName || bare.hasSuffix("localhost") { return "private_host" }
        return nil
    }
}
