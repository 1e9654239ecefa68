import HTTPTypes
import Hummingbird
import Kernel
import Storage
import Web

/// How a program proves who it is: `Authorization: Bearer …` with an employee's token or a complainant's. Cookies
/// count for nothing here, so no page elsewhere can make a browser act.
enum ProgramDoor {
    private static let pace = Pace()

    static func identity(
        behind request: Request, visitor: Web.Identity, at desk: Desk
    ) async throws -> Web.Identity {
        guard let text = bearer(request) else { return visitor }
        if text.hasPrefix(AccessToken.prefix) { return try await holder(text, at: desk) ?? visitor }
        let session = try await desk.read { db -> Web.Identity? in
            guard let session = try Session.find(token: text, in: db), session.subject.caseID != nil else { return nil }
            return try session.identity(in: db)
        }
        return session ?? visitor
    }

    private static func holder(_ text: String, at desk: Desk) async throws -> Web.Identity? {
        let found = try await desk.read { db -> (AccessToken, Set<Role>, Instant)? in
            guard let token = try AccessToken.find(text: text, in: db) else { return nil }
            return (token, try RoleGrant.roles(of: token.staffID, organisation: token.organisationID, in: db), db.now)
        }
        guard let (token, roles, now) = found else { return nil }
        try await pace.admit(token.id.text, limit: token.perMinute, at: now, of: desk)
        if token.needsTouch(at: now) { try await desk.write { try token.touch(in: $0) } }
        return Web.Identity(
            actor: Actor(
                organisationID: token.organisationID, kind: .staff(token.staffID, roles: roles.union([.employee]))),
            scopes: token.scopes)
    }

    static func bearer(_ request: Request) -> String? {
        guard let header = request.headers[.authorization], header.prefix("bearer ".count).lowercased() == "bearer "
        else { return nil }
        let text = header.dropFirst("bearer ".count).drop { $0 == " " }
        return text.utf8.count <= 200 ? String(text) : nil
    }
}
