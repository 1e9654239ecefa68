import Kernel
import Storage

/// The ways through which an employee's password is used: what routes and the command line call. Hashing happens
/// between two transactions, never inside one.
package struct StaffDoor: Sendable {
    package let database: any Database
    package let hasher: PasswordHasher
    package let rule: PasswordRule

    package init(database: any Database, hasher: PasswordHasher, rule: PasswordRule) {
        self.database = database
        self.hasher = hasher
        self.rule = rule
    }

    /// Signs in with login and password. Throws `Problem.tooMany` when too many tried from that address.
    package func signIn(
        login: String, password: String, today: LocalDay, from origin: Session.Origin, limits: SessionLimits = .staff
    ) async throws -> SignIn.Result {
        let candidate = try await database.write { try SignIn.candidate(login: login, from: origin, in: $0) }
        let typed = String(password.prefix(PasswordRule.maximumLength))
        let isRight = try await hasher.verify(typed, against: candidate.hash)
        var rehashed: String?
        if isRight, let hash = candidate.hash, hasher.cost.needsRehash(hash) {
            rehashed = try await hasher.hash(typed, salt: salt())
        }
        let renewed = rehashed
        return try await database.write { db in
            try SignIn.finish(
                candidate, login: login, isRight: isRight, today: today, from: origin, limits: limits,
                rehashed: renewed, in: db)
        }
    }

    /// Replaces the employee's own password: all sessions end and a new one begins, whose token it returns.
    /// A wrong `old` counts as a failed sign-in. Throws `Problem.invalid` on `old` or `password`.
    package func changePassword(
        of staff: ID<Staff>, by actor: Actor, old: String, new: String, phone: String? = nil,
        from origin: Session.Origin, limits: SessionLimits = .staff
    ) async throws -> String {
        let organisation = actor.organisationID
        let (account, name, remembered, now) = try await database.read { db in
            let account = try Account.find(of: staff, organisation: organisation, in: db)
            let name = try StaffMember.find(staff, of: organisation, in: db).name
            return (account, name, try account.rememberedHashes(in: db), db.now)
        }
        guard !account.isLocked(at: now) else { throw StaffDoor.wrongOld }
        guard try await hasher.verify(old, against: account.passwordHash) else {
            try await countFailure(of: account, from: origin)
            throw StaffDoor.wrongOld
        }
        try rule.check(new, login: account.login, name: name, phone: phone)
        for hash in Set(remembered + [account.passwordHash]) {
            try rule.check(isRemembered: try await hasher.verify(new, against: hash))
        }
        let hash = try await hasher.hash(new, salt: salt())
        return try await database.write { db in
            var fresh = try Account.find(of: staff, organisation: organisation, in: db)
            guard fresh.passwordHash == account.passwordHash else { throw StaffDoor.wrongOld }
            try fresh.setPassword(hash: hash, oneTime: false, by: actor, in: db)
            return try Session.start(.staff(staff), of: organisation, from: origin, limits: limits, in: db).token
        }
    }

    /// Puts a one-time password in the place of a forgotten one. Throws `Problem.forbidden` by
    /// `Separation.checkReset`.
    package static func reset(_ staff: ID<Staff>, hash: String, by actor: Actor, in db: any Connection) throws {
        let roles = try RoleGrant.roles(of: staff, organisation: actor.organisationID, in: db)
        if actor.kind != .system { try Separation.checkReset(of: roles, by: actor.roles) }
        var account = try Account.find(of: staff, organisation: actor.organisationID, in: db)
        try account.setPassword(hash: hash, oneTime: true, by: actor, in: db)
    }

    /// Makes an employee with roles and account in one go, for `huiyin user add` on an installation nobody can sign
    /// in to yet; returns the password to print once.
    package func bootstrap(
        organisation: ID<Organisation>, number: String, name: String, login: String, roles: Set<Role>, today: LocalDay
    ) async throws -> OneTimePassword {
        let (password, hash) = try await oneTime()
        let actor = Actor(organisationID: organisation, kind: .system)
        try await database.write { db in
            _ = try OrganisationProfile.find(organisation, in: db)
            let member = StaffMember(
                id: db.newID(), organisationID: organisation, number: number, name: name, employedFrom: today)
            try member.checked().save(in: db)
            for role in roles.union([.employee]).sorted() {
                try RoleGrant.grant(role, to: member.id, by: actor, in: db)
            }
            try Account.create(for: member.id, login: login, hash: hash, by: actor, in: db)
        }
        return password
    }

    private static let wrongOld = Problem.invalid("old", Message("platform.identity.password.old_wrong"))

    private func countFailure(of account: Account, from origin: Session.Origin) async throws {
        try await database.write { db in
            var fresh = try Account.find(of: account.staffID, organisation: account.organisationID, in: db)
            fresh.fail(at: db.now)
            try fresh.save(in: db)
            try SecurityEvent.record(
                .signInRefused, staff: fresh.staffID, of: fresh.organisationID, address: origin.address,
                detail: "wrong_old_password", in: db)
        }
    }

    /// A password to hand over once, with what is stored of it.
    package func oneTime() async throws -> (OneTimePassword, String) {
        let random = try await database.read { $0.randomBytes(OneTimePassword.randomLength) }
        let password = OneTimePassword(random: random)
        return (password, try await hasher.hash(password.text, salt: salt()))
    }

    private func salt() async throws -> [UInt8] { try await database.read { $0.randomBytes(16) } }
}
