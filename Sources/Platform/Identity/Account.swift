import Kernel

/// An employee's door to the system (账号).
package struct Account: Hashable, Sendable {
    package let staffID: ID<Staff>
    package let organisationID: ID<Organisation>
    /// As `Login` folds it; unique in the installation.
    package let login: String
    package var passwordHash: String
    /// The password is a one-time one and opens nothing but the form for a new one.
    package var mustChange: Bool
    /// Wrong passwords or codes in a row.
    package var failedAttempts: Int
    package var lockedUntil: Instant?
    /// The second factor's secret as the Vault sealed it.
    package var totpSealed: String?
    package var totpConfirmed: Bool
    /// The step of the last code used; no code of it or before is taken again.
    package var totpLastStep: Int64
    package var passwordChangedAt: Instant
    package var isDisabled: Bool

    package init(
        staffID: ID<Staff>, organisationID: ID<Organisation>, login: String, passwordHash: String,
        mustChange: Bool = true, failedAttempts: Int = 0, lockedUntil: Instant? = nil, totpSealed: String? = nil,
        totpConfirmed: Bool = false, totpLastStep: Int64 = 0, passwordChangedAt: Instant, isDisabled: Bool = false
    ) {
        self.staffID = staffID
        self.organisationID = organisationID
        self.login = login
        self.passwordHash = passwordHash
        self.mustChange = mustChange
        self.failedAttempts = failedAttempts
        self.lockedUntil = lockedUntil
        self.totpSealed = totpSealed
        self.totpConfirmed = totpConfirmed
        self.totpLastStep = totpLastStep
        self.passwordChangedAt = passwordChangedAt
        self.isDisabled = isDisabled
    }

    package func isLocked(at now: Instant) -> Bool { lockedUntil.map { now < $0 } ?? false }

    /// Counts one failure and closes the account when it is one too many.
    package mutating func fail(at now: Instant) {
        failedAttempts += 1
        lockedUntil = Lockout.after(failures: failedAttempts, at: now)
    }

    package mutating func succeed() {
        failedAttempts = 0
        lockedUntil = nil
    }
}

/// The name somebody signs in with (登录名), folded so that case and width do not matter.
package enum Login {
    package static func folded(_ typed: String) -> String {
        String(typed.prefix(200)).precomposedStringWithCompatibilityMapping.lowercased().filter { !$0.isWhitespace }
    }

    /// The folded login; throws `Problem.invalid` on `login` unless it has 3 to 64 letters, digits or `._-@`.
    package static func checked(_ typed: String) throws(Problem) -> String {
        let login = folded(typed)
        guard (3...64).contains(login.count), login.allSatisfy({ $0.isLetter || $0.isNumber || "._-@".contains($0) })
        else { throw .invalid("login", Message("platform.identity.login_form")) }
        return login
    }
}

/// A password to be used once and replaced (一次性密码): eighty bits in readable signs.
package struct OneTimePassword: Hashable, Sendable {
    package static let randomLength = 16
    package let text: String

    package init(random: [UInt8]) {
        precondition(random.count == OneTimePassword.randomLength, "A one-time password takes 16 bytes.")
        text = ReadableSecret.text(of: random)
    }
}
