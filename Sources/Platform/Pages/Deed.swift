import Hummingbird
import Kernel
import Storage
import Web

/// What was made or changed, and a secret that is told this one time (办结).
package struct Done: Hashable, Sendable {
    package let id: String
    package let secret: String?

    package init<Subject>(_ id: ID<Subject>, secret: String? = nil) {
        self.id = id.text
        self.secret = secret
    }
}

/// What somebody asked for, already read and found allowed, ready to be done in one transaction (待办一事). Pages and
/// programs make the same deed from what they were sent, so a rule stands once.
package typealias Deed = @Sendable (any Connection) throws -> Done

/// Reads what was sent and gives the deed. Throws `Problem.forbidden`, and `Problem.invalid` by field.
package typealias DeedMaker = @Sendable (Visit, Desk) async throws -> Deed

extension Desk {
    /// Does what the form of a page asked for once, and goes on to `address`.
    package func finish(
        _ deed: @escaping Deed, of visit: Visit, to address: @escaping @Sendable (Done) -> String,
        saying flash: String
    ) async throws -> Response {
        let target = try await once(visit) { db in address(try deed(db)) }
        return visit.redirect(to: target, saying: flash)
    }

    /// The same with an address known before.
    package func finish(
        _ deed: @escaping Deed, of visit: Visit, to address: String, saying flash: String
    ) async throws -> Response {
        try await finish(deed, of: visit, to: { _ in address }, saying: flash)
    }
}
