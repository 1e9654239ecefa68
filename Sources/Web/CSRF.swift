import Crypto
import Foundation
import Kernel

/// Proof that a form was sent from a page of ours in the same browser: a keyed digest of the browser's visit cookie
/// and its session, so it needs no storage and dies with either.
package struct CSRF: Sendable {
    private let key: SymmetricKey

    package init(secret: [UInt8]) { key = SymmetricKey(data: secret) }

    package func token(visit: String, session: String?) -> String {
        let message = Array("csrf|\(visit)|\(session ?? "")".utf8)
        return hex(HMAC<SHA256>.authenticationCode(for: message, using: key).prefix(16))
    }

    /// Compares in constant time.
    package func accepts(_ token: String, visit: String?, session: String?) -> Bool {
        guard let visit, !visit.isEmpty else { return false }
        let expected = Array(self.token(visit: visit, session: session).utf8)
        let given = Array(token.utf8)
        guard expected.count == given.count else { return false }
        return zip(expected, given).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
