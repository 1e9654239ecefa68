import HTTPTypes
import Hummingbird
import Kernel
import Storage
import Web

/// Accounts and roles of employees. The system administrator opens doors, the security administrator grants roles.
enum StaffAccountRoutes {
    static func all(_ desk: Desk) -> [Route] {
        let base = "/admin/staff/:staff/account"
        let accounts = Access.right(PlatformAction.editAccounts)
        return [
            .post(base, accounts) { visit in try await open(visit, desk) },
            .post(base + "/reset", accounts) { visit in try await reset(visit, desk) },
            .post(base + "/unlock", accounts) { visit in
                try await change(visit, desk, "platform.account_unlocked", saying: "platform.admin.account.unlocked") {
                    account, _, db in
                    account.succeed()
                    try account.save(in: db)
                }
            },
            .post(base + "/disable", accounts) { visit in
                try await change(
                    visit, desk, "platform.account_disabled", saying: "platform.admin.account.now_disabled"
                ) {
                    account, actor, db in
                    try account.disable(true, by: actor, in: db)
                }
            },
            .post(base + "/enable", accounts) { visit in
                try await change(visit, desk, "platform.account_enabled", saying: "platform.admin.account.now_enabled")
                {
                    account, actor, db in
                    try account.disable(false, by: actor, in: db)
                }
            },
            .post(base + "/factor", accounts) { visit in
                try await change(
                    visit, desk, "platform.factor_removed", saying: "platform.admin.account.factor_removed"
                ) {
                    account, actor, db in
                    try SecondFactor.remove(&account, by: actor, in: db)
                }
            },
            .post("/admin/staff/:staff/roles", .right(PlatformAction.grantRoles)) { visit in
                try await grant(visit, desk)
            },
            .post("/admin/staff/:staff/roles/:role/revocation", .right(PlatformAction.grantRoles)) { visit in
                try await revoke(visit, desk)
            },
        ]
    }

    private static func open(_ visit: Visit, _ desk: Desk) async throws -> Response {
        try desk.rights.must(PlatformAction.editAccounts, visit.actor)
        let (id, actor) = (try visit.id("staff", of: Staff.self), visit.actor)
        return try await visit.answering {
            let login = try Login.checked(visit.form.value("login"))
            let password = try await StaffDoor.at(desk).createAccount(for: id, login: login, by: actor)
            try await leaveEvent("platform.account_opened", id, actor, ["login": login], desk)
            return try visit.page(shown(password, login: login, id, visit))
        } again: { faults in
            try await StaffRoutes.show(visit, desk, faults: faults)
        }
    }

    private static func reset(_ visit: Visit, _ desk: Desk) async throws -> Response {
        try desk.rights.must(PlatformAction.editAccounts, visit.actor)
        let (id, actor) = (try visit.id("staff", of: Staff.self), visit.actor)
        let account = try await desk.read { db in
            let roles = try RoleGrant.roles(of: id, organisation: actor.organisationID, in: db)
            try Separation.checkReset(of: roles, by: actor.roles)
            return try Account.find(of: id, organisation: actor.organisationID, in: db)
        }
        let password = try await StaffDoor.at(desk).resetPassword(of: id, by: actor)
        try await leaveEvent("platform.password_reset", id, actor, [:], desk)
        return try visit.page(shown(password, login: account.login, id, visit))
    }

    private static func leaveEvent(
        _ kind: String, _ staff: ID<Staff>, _ actor: Actor, _ facts: [String: String], _ desk: Desk
    ) async throws {
        try await desk.write { db in
            _ = try Event.record(
                kind, of: Event.Subject(kind: "staff", id: staff.text), by: actor, facts: facts, at: desk, in: db)
        }
    }

    private static func shown(
        _ password: OneTimePassword, login: String, _ id: ID<Staff>, _ visit: Visit
    ) -> ShownOncePage {
        let words = visit.words
        return ShownOncePage(
            words("platform.admin.account.one_time_title"),
            lead: words("platform.admin.account.one_time_lead", ["login": .text(login)]),
            label: words("platform.admin.account.one_time_label"), values: [password.text],
            next: ActionLink("/admin/staff/\(id)", words("platform.admin.account.one_time_done")))
    }

    /// A change of the account that asks who may reset whom (separation of administrators).
    private static func change(
        _ visit: Visit, _ desk: Desk, _ kind: String, saying flash: String,
        _ body: @escaping @Sendable (inout Account, Actor, any Connection) throws -> Void
    ) async throws -> Response {
        let actor = visit.actor
        return try await StaffRoutes.step(visit, desk, .editAccounts, saying: flash) { member, db in
            let roles = try RoleGrant.roles(of: member.id, organisation: actor.organisationID, in: db)
            try Separation.checkReset(of: roles, by: actor.roles)
            var account = try Account.find(of: member.id, organisation: actor.organisationID, in: db)
            try body(&account, actor, db)
            return (kind, ["login": account.login])
        }
    }

    private static func grant(_ visit: Visit, _ desk: Desk) async throws -> Response {
        let (form, actor) = (visit.form, visit.actor)
        return try await StaffRoutes.step(visit, desk, .grantRoles, saying: "platform.admin.role.granted") {
            member, db in
            var reader = FormReader(form)
            let role = reader.requiredChoice("role", as: Role.self)
            try reader.finish()
            guard let role else { throw Problem.notFound }
            let verdict = try RoleGrant.grant(role, to: member.id, by: actor, in: db)
            return (
                "platform.role_granted", ["role": role.rawValue, "flagged": verdict == .flagged ? "yes" : "no"]
            )
        }
    }

    private static func revoke(_ visit: Visit, _ desk: Desk) async throws -> Response {
        guard let role = Role(rawValue: visit.parameters.get("role") ?? "") else { throw Problem.notFound }
        let actor = visit.actor
        return try await StaffRoutes.step(visit, desk, .grantRoles, saying: "platform.admin.role.revoked") {
            member, db in
            try RoleGrant.revoke(role, from: member.id, by: actor, in: db)
            return ("platform.role_revoked", ["role": role.rawValue])
        }
    }
}
