import Kernel
import Storage

/// What happened at the doors of the system (安全事件, 等保: kept at least six months). Holds no private text:
/// `detail` is a code.
package struct SecurityEvent: Hashable, Sendable {
    package enum Kind: String, ColumnValue, CaseIterable {
        case signedIn = "signed_in"
        case signInRefused = "sign_in_refused"
        case signInLocked = "sign_in_locked"
        case secondFactorRefused = "second_factor_refused"
        case signedOut = "signed_out"
        case sessionEnded = "session_ended"
        case accountCreated = "account_created"
        case accountDisabled = "account_disabled"
        case accountEnabled = "account_enabled"
        case passwordChanged = "password_changed"
        case passwordReset = "password_reset"
        case secondFactorAdded = "second_factor_added"
        case secondFactorRemoved = "second_factor_removed"
        case recoveryCodeUsed = "recovery_code_used"
        case roleGranted = "role_granted"
        case roleRevoked = "role_revoked"
        case caseOpened = "case_opened"
        case casePINRefused = "case_pin_refused"
        /// 越权访问被拒: somebody signed in asked for a record they have no right to.
        case accessRefused = "access_refused"
        case tokenMade = "token_made"
        case tokenRevoked = "token_revoked"

        package var nameKey: String { "platform.identity.event.\(rawValue)" }
    }

    package let id: ID<SecurityEvent>
    package let at: Instant
    /// `nil` when nobody knows whose account was meant.
    package let organisationID: ID<Organisation>?
    package let staffID: ID<Staff>?
    package let kind: Kind
    package let address: String
    package let detail: String
}
