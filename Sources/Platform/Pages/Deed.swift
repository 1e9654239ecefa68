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
package typealias Deed<Made> = @Sendable (any Connection) throws -> Made

/// Reads what was sent and gives the deed. Throws `Problem.forbidden`, and `Problem.invalid` by field.
package typealias DeedMaker<Made> = @Sendable (Visit, Desk) async throws -> Deed<Made>

/// The forms of one page (同页诸表): each does its deed once and goes on; what is wrong shows the page again with all
/// that was typed.
package struct PageForms: Sendable {
    let desk: Desk
    let home: @Sendable (Visit) throws -> String
    let again: @Sendable (Visit, [String: Message]) async throws -> Response

    /// `home` is where a form goes on to that names no place of its own.
    package init(
        _ desk: Desk, home: @escaping @Sendable (Visit) throws -> String,
        again: @escaping @Sendable (Visit, [String: Message]) async throws -> Response
    ) {
        self.desk = desk
        self.home = home
        self.again = again
    }

    /// A form of the page. `address` is where it goes on to, `afterwards` is told when the deed is done.
    package func post<Made>(
        _ path: String, _ access: Access, bodyLimit: Int = 512 * 1024, saying flash: String,
        to address: (@Sendable (Visit, Made) throws -> String)? = nil,
        afterwards: @escaping @Sendable () -> Void = {}, _ maker: @escaping DeedMaker<Made>
    ) -> Route {
        .post(path, access, bodyLimit: bodyLimit) { visit in
            try await visit.answering {
                let deed = try await maker(visit, desk)
                let target = try await desk.once(visit) { db in
                    let made = try deed(db)
                    return try address?(visit, made) ?? home(visit)
                }
                afterwards()
                return visit.redirect(to: target, saying: flash)
            } again: { faults in
                try await again(visit, faults)
            }
        }
    }
}
