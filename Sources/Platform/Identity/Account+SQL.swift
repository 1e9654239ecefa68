import Kernel
import Storage

extension Account {
    package static func first(login: String, in db: any Connection) throws -> Account? {
        try db.first("SELECT * FROM accounts WHERE login = \(Login.folded(login))").map(Account.init)
    }

    /// The account of an employee, or `nil` when there is none.
    package static func first(
        of staff: ID<Staff>, organisation: ID<Organisation>, in db: any Connection
    ) throws -> Account? {
        try db.first("SELECT * FROM accounts WHERE organisation_id = \(organisation) AND staff_id = \(staff)")
            .map(Account.init)
    }

    /// The account of an employee; throws `Problem.notFound`.
    package static func find(
        of staff: ID<Staff>, organisation: ID<Organisation>, in db: any Connection
    ) throws -> Account {
        guard let account = try first(of: staff, organisation: organisation, in: db) else { throw Problem.notFound }
        return account
    }

    /// Opens an account with a password that must be changed at once. `hash` was made of a `OneTimePassword`.
    /// Throws `Problem.invalid` on `login`, and `Problem.conflict` when the employee has an account.
    @discardableResult
    package static func create(
        for staff: ID<Staff>, login typed: String, hash: String, by actor: Actor, in db: any Connection
    ) throws -> Account {
        let login = try Login.checked(typed)
        let member = try StaffMember.find(staff, of: actor.organisationID, in: db)
        guard try first(login: login, in: db) == nil else {
            throw Problem.invalid("login", Message("platform.identity.login_taken", ["login": .text(login)]))
        }
        guard try first(of: member.id, organisation: actor.organisationID, in: db) == nil else {
            throw Problem.conflict("platform.identity.account_already")
        }
        let account = Account(
            staffID: staff, organisationID: actor.organisationID, login: login, passwordHash: hash,
            passwordChangedAt: db.now)
        try account.insert(in: db)
        try SecurityEvent.record(
            .accountCreated, staff: staff, of: actor.organisationID, detail: actor.signature, in: db)
        return account
    }

    /// Replaces the password, ends every session of the employee and remembers the hash. `oneTime` forces a change.
    package mutating func setPassword(
        hash: String, oneTime: Bool, by actor: Actor, in db: any Connection
    ) throws {
        passwordHash = hash
        mustChange = oneTime
        passwordChangedAt = db.now
        succeed()
        try save(in: db)
        if !oneTime { try remember(hash, in: db) }
        try Session.endAll(of: staffID, organisation: organisationID, in: db)
        try SecurityEvent.record(
            oneTime ? .passwordReset : .passwordChanged, staff: staffID, of: organisationID, detail: actor.signature,
            in: db)
    }

    /// The hashes a new password is compared with: the last `PasswordRule.remembered`, newest first.
    package func rememberedHashes(in db: any Connection) throws -> [String] {
        try db.rows(
            """
            SELECT password_hash FROM password_history WHERE staff_id = \(staffID)
            ORDER BY id DESC LIMIT \(PasswordRule.remembered)
            """
        ).map { try $0.get("password_hash") }
    }

    /// Closes the door for good, or opens it again. Refused for the last system administrator.
    package mutating func disable(_ disabled: Bool, by actor: Actor, in db: any Connection) throws {
        if disabled {
            let roles = try RoleGrant.roles(of: staffID, organisation: organisationID, in: db)
            let others = try RoleGrant.systemAdministrators(besides: staffID, of: organisationID, in: db)
            try Separation.checkRemoval(of: roles, systemAdministrators: others + 1)
            try Session.endAll(of: staffID, organisation: organisationID, in: db)
        }
        isDisabled = disabled
        succeed()
        try save(in: db)
        try SecurityEvent.record(
            disabled ? .accountDisabled : .accountEnabled, staff: staffID, of: organisationID,
            detail: actor.signature, in: db)
    }

    /// Writes what may change of an account.
    package func save(in db: any Connection) throws {
        try db.send(
            """
            UPDATE accounts SET password_hash = \(passwordHash), must_change = \(mustChange),
                failed_attempts = \(failedAttempts), locked_until_at = \(lockedUntil), totp_sealed = \(totpSealed),
                totp_confirmed = \(totpConfirmed), totp_last_step = \(totpLastStep),
                password_changed_at = \(passwordChangedAt), disabled = \(isDisabled)
            WHERE organisation_id = \(organisationID) AND staff_id = \(staffID)
            """)
    }

    private func insert(in db: any Connection) throws {
        try db.send(
            """
            INSERT INTO accounts (staff_id, organisation_id, login, password_hash, must_change, failed_attempts,
                locked_until_at, totp_sealed, totp_confirmed, totp_last_step, password_changed_at, disabled, created_at)
            VALUES (\(staffID), \(organisationID), \(login), \(passwordHash), \(mustChange), 0, NULL, NULL, 0, 0,
                \(passwordChangedAt), 0, \(db.now))
            """)
    }

    private func remember(_ hash: String, in db: any Connection) throws {
        try db.send(
            """
            INSERT INTO password_history (id, staff_id, password_hash, set_at)
            VALUES (\(db.newID() as ID<Account>), \(staffID), \(hash), \(db.now))
            """)
        try db.send(
            """
            DELETE FROM password_history WHERE staff_id = \(staffID) AND id NOT IN (
                SELECT id FROM password_history WHERE staff_id = \(staffID)
                ORDER BY id DESC LIMIT \(PasswordRule.remembered))
            """)
    }

    private init(_ row: Row) throws {
        self.init(
            staffID: try row.get("staff_id"), organisationID: try row.get("organisation_id"),
            login: try row.get("login"), passwordHash: try row.get("password_hash"),
            mustChange: try row.get("must_change"), failedAttempts: try row.get("failed_attempts"),
            lockedUntil: try row.get("locked_until_at"), totpSealed: try row.get("totp_sealed"),
            totpConfirmed: try row.get("totp_confirmed"), totpLastStep: try row.get("totp_last_step"),
            passwordChangedAt: try row.get("password_changed_at"), isDisabled: try row.get("disabled"))
    }
}
