import Kernel
import Storage

/// The steps by which an employee adds, uses and removes the second factor. Secrets reach this file sealed or are
/// opened by the closure it is given.
package enum SecondFactor {
    /// Keeps a new secret that does not count until `confirm`. `sealed` is what the Vault made of the secret.
    package static func begin(_ account: inout Account, sealed: String, in db: any Connection) throws {
        guard !account.totpConfirmed else { throw Problem.conflict("platform.identity.totp.already") }
        account.totpSealed = sealed
        account.totpLastStep = 0
        try account.save(in: db)
    }

    /// Puts the second factor in force once a code of it was typed, and gives the ten recovery codes to print.
    /// Throws `Problem.invalid` on `code` when the code is wrong.
    package static func confirm(
        _ account: inout Account, code: String, in db: any Connection, open: (String) throws -> [UInt8]
    ) throws -> [String] {
        guard !account.totpConfirmed else { throw Problem.conflict("platform.identity.totp.already") }
        guard let sealed = account.totpSealed else { throw Problem.conflict("platform.identity.totp.not_begun") }
        let step = TOTP.accept(code, secret: try open(sealed), at: db.now, lastStep: account.totpLastStep)
        guard let step else { throw Problem.invalid("code", Message("platform.identity.totp.wrong")) }
        account.totpConfirmed = true
        account.totpLastStep = step
        try account.save(in: db)
        try SecurityEvent.record(
            .secondFactorAdded, staff: account.staffID, of: account.organisationID, in: db)
        return try replaceRecoveryCodes(of: account, in: db)
    }

    /// New recovery codes; the old ones die.
    package static func replaceRecoveryCodes(of account: Account, in db: any Connection) throws -> [String] {
        try db.run("DELETE FROM recovery_codes WHERE staff_id = \(account.staffID)")
        let codes = RecoveryCode.make(of: db.randomBytes(RecoveryCode.count * RecoveryCode.signs))
        for code in codes {
            try db.run(
                """
                INSERT INTO recovery_codes (digest, staff_id, used_at)
                VALUES (\(RecoveryCode.digest(code, of: account.staffID)), \(account.staffID), NULL)
                """)
        }
        return codes
    }

    /// How many recovery codes are left.
    package static func recoveryCodesLeft(of staff: ID<Staff>, in db: any Connection) throws -> Int {
        try db.count("SELECT count(*) AS n FROM recovery_codes WHERE staff_id = \(staff) AND used_at IS NULL")
    }

    /// Takes the second factor away: by its owner, or by an administrator whom `Separation.checkReset` let pass.
    package static func remove(_ account: inout Account, by actor: Actor, in db: any Connection) throws {
        account.totpSealed = nil
        account.totpConfirmed = false
        account.totpLastStep = 0
        try account.save(in: db)
        try db.run("DELETE FROM recovery_codes WHERE staff_id = \(account.staffID)")
        try Session.endAll(of: account.staffID, organisation: account.organisationID, in: db)
        try SecurityEvent.record(
            .secondFactorRemoved, staff: account.staffID, of: account.organisationID, detail: actor.signature, in: db)
    }

    /// Uses up a recovery code; `false` when it is unknown or was used.
    static func useRecoveryCode(_ typed: String, of account: Account, in db: any Connection) throws -> Bool {
        let changed = try db.run(
            """
            UPDATE recovery_codes SET used_at = \(db.now)
            WHERE digest = \(RecoveryCode.digest(typed, of: account.staffID)) AND used_at IS NULL
            """)
        return changed > 0
    }
}
