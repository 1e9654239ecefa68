import Hummingbird
import Kernel
import Storage
import Web

extension Desk {
    /// Who stands behind a request: by its session, or else a visitor of the organisation's public pages.
    package func identity(behind request: Request) async throws -> Web.Identity {
        let organisation = try await organisation.current().id
        let visitor = Web.Identity(actor: Actor(organisationID: organisation, kind: .visitor))
        if request.isFromProgram { return try await ProgramDoor.identity(behind: request, visitor: visitor, at: self) }
        guard let token = request.cookie(.session) else { return visitor }
        let found = try await read { db -> (Session, Web.Identity)? in
            guard let session = try Session.find(token: token, in: db) else { return nil }
            return try (session, session.identity(in: db))
        }
        guard let (session, identity) = found else { return visitor }
        let now = try await read { $0.now }
        if session.needsTouch(at: now) { try await write { try session.touch(in: $0) } }
        return identity
    }
}

extension Session {
    /// What the session lets its browser be. Between password and second factor that is a visitor still.
    func identity(in db: any Connection) throws -> Web.Identity {
        switch (subject, stage) {
        case (.complainant(let caseID), _):
            return Web.Identity(
                actor: Actor(organisationID: organisationID, kind: .complainant(caseID: caseID)), session: id.text)
        case (.staff, .secondFactor):
            return Web.Identity(actor: Actor(organisationID: organisationID, kind: .visitor), session: id.text)
        case (.staff(let staffID), .passwordChange), (.staff(let staffID), .open):
            let member = try StaffMember.find(staffID, of: organisationID, in: db)
            let roles = try RoleGrant.roles(of: staffID, organisation: organisationID, in: db)
            return Web.Identity(
                actor: Actor(organisationID: organisationID, kind: .staff(staffID, roles: roles.union([.employee]))),
                displayName: member.name, session: id.text, mustChangePassword: stage == .passwordChange)
        }
    }
}
