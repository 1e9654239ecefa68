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
        let roles = Access.right(PlatformAction.grantRoles)
        let forms = StaffRoutes.forms(desk)
        return [
            .post(base, accounts) { visit in try await handOver(visit, desk, open) },
            .post(base + "/reset", accounts) { visit in try await handOver(visit, desk, reset) },
            forms.post("/admin/staff/:staff/roles", roles, saying: "platform.admin.role.granted", grant),
            forms.post(
                "/admin/staff/:staff/roles/:role/revocation", roles, saying: "platform.admin.role.revoked", revoke),
        ]
            + Change.allCases.map { change in
                forms.post("\(base)/\(change.rawValue)", accounts, saying: change.flash) {
                    try change.deed($0, $1)
                }
            }
    }

    /// What is done to an account by one press.
    enum Change: String, CaseIterable, Sendable {
        case unlock, disable, enable
        /// Takes the second factor away.
        case factor

        var flash: String {
            switch self {
            case .unlock: "platform.admin.account.unlocked"
            case .disable: "platform.admin.account.now_disabled"
            case .enable: "platform.admin.account.now_enabled"
            case .factor: "platform.admin.account.factor_removed"
            }
        }

        private var kind: String {
            switch self {
            case .unlock: "platform.account_unlocked"
            case .disable: "platform.account_disabled"
            case .enable: "platform.account_enabled"
            case .factor: "platform.factor_removed"
            }
        }

        /// Asks first who may reset whom (separation of administrators).
        func deed(_ visit: Visit, _ desk: Desk) throws -> Deed<Done> {
            let actor = visit.actor
            return try StaffRoutes.deed(visit, desk, .editAccounts) { member, db in
                let roles = try RoleGrant.roles(of: member.id, organisation: actor.organisationID, in: db)
                try Separation.checkReset(of: roles, by: actor.roles)
                var account = try Account.find(of: member.id, organisation: actor.organisationID, in: db)
                switch self {
                case .unlock:
                    account.succeed()
                    try account.save(in: db)
                case .disable: try account.disable(true, by: actor, in: db)
                case .enable: try account.disable(false, by: actor, in: db)
                case .factor: try SecondFactor.remove(&account, by: actor, in: db)
                }
                return (kind, ["login": account.login])
            }
        }
    }

    /// Opens an account; its one-time password is told once.
    static func open(_ visit: Visit, _ desk: Desk) async throws -> Deed<Done> {
        try desk.rights.must(PlatformAction.editAccounts, visit.actor)
        let (id, actor) = (try visit.id("staff", of: Staff.self), visit.actor)
        let login = try Login.checked(visit.form.value("login"))
        let (password, hash) = try await StaffDoor.at(desk).oneTime()
        return { db in
            _ = try Account.create(for: id, login: login, hash: hash, by: actor, in: db)
            try leaveEvent("platform.account_opened", id, actor, ["login": login], desk, in: db)
            return Done(id, secret: password.text)
        }
    }

    /// Puts a one-time password in the place of a forgotten one.
    static func reset(_ visit: Visit, _ desk: Desk) async throws -> Deed<Done> {
        try desk.rights.must(PlatformAction.editAccounts, visit.actor)
        let (id, actor) = (try visit.id("staff", of: Staff.self), visit.actor)
        // Asked before as well, for making a password takes the machine a while.
        try await desk.read { db in
            let roles = try RoleGrant.roles(of: id, organisation: actor.organisationID, in: db)
            try Separation.checkReset(of: roles, by: actor.roles)
            _ = try Account.find(of: id, organisation: actor.organisationID, in: db)
        }
        let (password, hash) = try await StaffDoor.at(desk).oneTime()
        return { db in
            try StaffDoor.reset(id, hash: hash, by: actor, in: db)
            try leaveEvent("platform.password_reset", id, actor, [:], desk, in: db)
            return Done(id, secret: password.text)
        }
    }

    private static func leaveEvent(
        _ kind: String, _ staff: ID<Staff>, _ actor: Actor, _ facts: [String: String], _ desk: Desk,
        in db: any Connection
    ) throws {
        try Event.record(
            kind, of: Event.Subject(kind: "staff", id: staff.text), by: actor, facts: facts, at: desk, in: db)
    }

    /// Does the deed and shows its password this one time.
    private static func handOver(_ visit: Visit, _ desk: Desk, _ maker: DeedMaker<Done>) async throws -> Response {
        let id = try visit.id("staff", of: Staff.self)
        let (words, organisation) = (visit.words, visit.actor.organisationID)
        return try await visit.answering {
            let deed = try await maker(visit, desk)
            let (done, login) = try await desk.write { db in
                (try deed(db), try Account.find(of: id, organisation: organisation, in: db).login)
            }
            return try visit.page(
                ShownOncePage(
                    words("platform.admin.account.one_time_title"),
                    lead: words("platform.admin.account.one_time_lead", ["login": .text(login)]),
                    label: words("platform.admin.account.one_time_label"), values: [done.secret ?? ""],
                    next: ActionLink("/admin/staff/\(id)", words("platform.admin.account.one_time_done"))))
        } again: { faults in
            try await StaffRoutes.show(visit, desk, faults: faults)
        }
    }

    static func grant(_ visit: Visit, _ desk: Desk) throws -> Deed<Done> {
        let (form, actor) = (visit.form, visit.actor)
        return try StaffRoutes.deed(visit, desk, .grantRoles) { member, db in
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

    static func revoke(_ visit: Visit, _ desk: Desk) throws -> Deed<Done> {
        guard let role = Role(rawValue: visit.parameters.get("role") ?? "") else { throw Problem.notFound }
        let actor = visit.actor
        return try StaffRoutes.deed(visit, desk, .grantRoles) { member, db in
            try RoleGrant.revoke(role, from: member.id, by: actor, in: db)
            return ("platform.role_revoked", ["role": role.rawValue])
        }
    }
}
