import Kernel

/// Signing in (登录): the decision is pure, what follows from it is written in `SignIn+SQL.swift`.
package enum SignIn {
    package enum Outcome: Hashable, Sendable {
        case signedIn
        /// The password was a one-time one: nothing but the form for a new one may follow.
        case mustChangePassword
        /// The password was right; a code is asked for.
        case totpNeeded
        case refused(Message)
        case locked(until: Instant)
    }

    /// What is to be done: the outcome, the account as it is from now on, the event to write.
    package struct Decision: Hashable, Sendable {
        package let outcome: Outcome
        package let account: Account?
        package let event: SecurityEvent.Kind
        /// A code for the event, nothing private.
        package let detail: String

        /// The stage of the session to begin; `nil` when none begins.
        package var stage: Session.Stage? {
            switch outcome {
            case .signedIn: .open
            case .mustChangePassword: .passwordChange
            case .totpNeeded: .secondFactor
            case .refused, .locked: nil
            }
        }
    }

    /// The one sentence for unknown login, wrong password and closed account alike.
    package static let refusal = Message("platform.identity.sign_in.refused")

    /// Decides after the password was compared. `isEmployed` as of today. A locked account stays locked whatever the
    /// password was, and a wrong password meanwhile does not count again.
    package static func afterPassword(
        _ account: Account?, isRight: Bool, isEmployed: Bool, at now: Instant
    ) -> Decision {
        guard var account else { return refused(nil, "unknown_login") }
        if let until = account.lockedUntil, account.isLocked(at: now) {
            return Decision(outcome: .locked(until: until), account: nil, event: .signInLocked, detail: "locked")
        }
        guard isRight else {
            account.fail(at: now)
            return failed(account, .signInRefused, "wrong_password", refusal)
        }
        if account.isDisabled { return refused(nil, "disabled") }
        if !isEmployed { return refused(nil, "not_employed") }
        if account.totpConfirmed {
            return Decision(outcome: .totpNeeded, account: nil, event: .signedIn, detail: "password")
        }
        return passed(account)
    }

    /// Decides after the code was compared: `step` is what `TOTP.accept` gave, `recovered` that a recovery code fitted.
    package static func afterCode(
        _ account: Account, step: Int64?, recovered: Bool, at now: Instant
    ) -> Decision {
        var account = account
        if let until = account.lockedUntil, account.isLocked(at: now) {
            return Decision(outcome: .locked(until: until), account: nil, event: .signInLocked, detail: "locked")
        }
        if account.isDisabled { return refused(nil, "disabled") }
        if let step { account.totpLastStep = step }
        guard step != nil || recovered else {
            account.fail(at: now)
            return failed(account, .secondFactorRefused, "wrong_code", Message("platform.identity.totp.wrong"))
        }
        return passed(account, detail: recovered ? "recovery_code" : "totp")
    }

    private static func passed(_ account: Account, detail: String = "password") -> Decision {
        var account = account
        account.succeed()
        return Decision(
            outcome: account.mustChange ? .mustChangePassword : .signedIn, account: account, event: .signedIn,
            detail: detail)
    }

    /// A failure that was counted; the one that closes the account says so at once.
    private static func failed(
        _ account: Account, _ event: SecurityEvent.Kind, _ detail: String, _ message: Message
    ) -> Decision {
        guard let until = account.lockedUntil else {
            return Decision(outcome: .refused(message), account: account, event: event, detail: detail)
        }
        return Decision(outcome: .locked(until: until), account: account, event: .signInLocked, detail: detail)
    }

    private static func refused(_ account: Account?, _ detail: String) -> Decision {
        Decision(outcome: .refused(refusal), account: account, event: .signInRefused, detail: detail)
    }
}
