import Kernel

/// Which administrative roles one person may hold (3.8, GB/T 22239: system, security and audit administration apart).
package enum Separation {
    package static let administrative: Set<Role> = [.systemAdministrator, .securityAdministrator, .auditor]
    /// From this many staff with accounts on, the separation is enforced; below it is only flagged (reading 25).
    package static let smallestSeparable = 3

    /// How a grant stands to the separation.
    package enum Verdict: Sendable, Hashable {
        case clear
        /// Allowed because the organisation is too small; shown to the auditor until it is undone.
        case flagged
    }

    package static func isCombined(_ roles: Set<Role>) -> Bool { roles.intersection(administrative).count > 1 }

    /// Whether `role` may be added to `roles`. Nobody grants themselves anything, and the three administrative roles
    /// stay on three persons, as soon as the organisation has `smallestSeparable` accounts.
    package static func check(
        granting role: Role, to roles: Set<Role>, byThemselves: Bool, accounts: Int
    ) throws(Problem) -> Verdict {
        guard !roles.contains(role) else { throw .conflict("platform.role_grant.already") }
        let combined = isCombined(roles.union([role])) && administrative.contains(role)
        guard combined || byThemselves else { return .clear }
        guard accounts < smallestSeparable else {
            throw .conflict(combined ? "platform.role_grant.separation" : "platform.role_grant.own")
        }
        return .flagged
    }

    /// Throws when taking `roles` away would leave the organisation without a system administrator.
    /// `systemAdministrators` counts those who can sign in, this one included.
    package static func checkRemoval(of roles: Set<Role>, systemAdministrators: Int) throws(Problem) {
        if roles.contains(.systemAdministrator), systemAdministrators <= 1 {
            throw .conflict("platform.role_grant.last_administrator")
        }
    }

    /// Throws unless holders of `actorRoles` may reset the password or second factor of somebody with `targetRoles`:
    /// the system administrator must not become the security administrator or auditor by the back door.
    package static func checkReset(of targetRoles: Set<Role>, by actorRoles: Set<Role>) throws(Problem) {
        let needsSecurity = !targetRoles.isDisjoint(with: [.securityAdministrator, .auditor])
        if needsSecurity, !actorRoles.contains(.securityAdministrator) {
            throw .forbidden("platform.role_grant.reset_by_security")
        }
    }
}

/// One grant of a role, with who and when; kept after it was taken back.
package struct RoleGrant: Hashable, Sendable {
    package let id: ID<RoleGrant>
    package let staffID: ID<Staff>
    package let role: Role
    package let grantedAt: Instant
    /// The signature of the granting actor.
    package let grantedBy: String
    /// Granted against the separation because the organisation is small.
    package let isFlagged: Bool
    package let revokedAt: Instant?
    package let revokedBy: String?
}
