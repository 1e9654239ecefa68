import HTTPTypes
import Hummingbird
import Kernel

/// Who may knock at a route. The rule behind it still asks for the right to the one record.
package enum Access: Hashable, Sendable {
    /// Anybody.
    case open
    /// Whoever proved number and PIN of a case, and an open session of theirs.
    case complainant
    /// Any signed-in employee, whatever their roles, even with a first password still to be changed.
    case account
    /// Any signed-in employee.
    case signedIn
    /// An employee with a role that may ever do this action.
    case right(String)

    package static func right(_ action: some RawRepresentable<String>) -> Access { .right(action.rawValue) }
}

/// One address and what answers there. Routes are plain values, so a test can walk all of them.
package struct Route: Sendable {
    package typealias Answer = @Sendable (Visit) async throws -> Response

    package let method: HTTPRequest.Method
    /// Such as `/cases/:case/closure`.
    package let path: String
    package let access: Access
    /// The most bytes a request may carry.
    package let bodyLimit: Int
    /// False for requests that prove themselves otherwise than by our form (API tokens), and where the answer to a
    /// missing proof must be the same form with all that was typed.
    package let needsCSRF: Bool
    /// True where a form that is too large comes back with what was typed: the answer reads all of it with
    /// `FormReader`, which refuses it.
    package let refills: Bool
    /// What a route for programs promises; `nil` for pages.
    package let operation: ApiOperation?
    package let answer: Answer

    package static func get(_ path: String, _ access: Access, _ answer: @escaping Answer) -> Route {
        Route(
            method: .get, path: path, access: access, bodyLimit: 0, needsCSRF: false, refills: false,
            operation: nil, answer: answer)
    }

    package static func post(
        _ path: String, _ access: Access, bodyLimit: Int = 512 * 1024, needsCSRF: Bool = true,
        refills: Bool = false, _ answer: @escaping Answer
    ) -> Route {
        Route(
            method: .post, path: path, access: access, bodyLimit: bodyLimit, needsCSRF: needsCSRF, refills: refills,
            operation: nil, answer: answer)
    }
}

/// Who stands behind a request, found from its session.
package struct Identity: Sendable {
    package let actor: Actor
    /// The name shown at the top of the page; `nil` for people without an account.
    package let displayName: String?
    /// The session's digest: ends with it, and binds CSRF tokens.
    package let session: String?
    package let mustChangePassword: Bool
    /// What a token may be used for; `nil` where a person is there themselves.
    package let scopes: Set<String>?

    package init(
        actor: Actor, displayName: String? = nil, session: String? = nil, mustChangePassword: Bool = false,
        scopes: Set<String>? = nil
    ) {
        self.scopes = scopes
        self.actor = actor
        self.displayName = displayName
        self.session = session
        self.mustChangePassword = mustChangePassword
    }
}
