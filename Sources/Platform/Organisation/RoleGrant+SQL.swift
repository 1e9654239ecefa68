import Kernel
import Storage

extension RoleGrant {
    /// The roles an employee holds now.
    package static func roles(
        of staff: ID<Staff>, organisation: ID<Organisation>, in db: any Connection
    ) throws -> Set<Role> {
        let rows = try db.rows(
            """
            SELECT role FROM staff_roles
            WHERE organisation_id = \(organisation) AND staff_id = \(staff) AND revoked_at IS NULL
            """)
        return Set(try rows.map { try $0.get("role") })
    }

    /// The standing roles of several employees, read at once; who has none is left out.
    package static func roles(
        ofAll staff: [ID<Staff>], organisation: ID<Organisation>, in db: any Connection
    ) throws -> [ID<Staff>: Set<Role>] {
        if staff.isEmpty { return [:] }
        var roles: [ID<Staff>: Set<Role>] = [:]
        for row in try db.rows(
            """
            SELECT staff_id, role FROM staff_roles
            WHERE organisation_id = \(organisation) AND staff_id IN \(staff) AND revoked_at IS NULL
            """)
        {
            roles[try row.get("staff_id"), default: []].insert(try row.get("role"))
        }
        return roles
    }

    /// Who holds the role on that day and is employed, by name, at most 1,000.
    package static func holders(
        of role: Role, organisation: ID<Organisation>, on day: LocalDay, in db: any Connection
    ) throws -> [StaffMember] {
        try db.once("holders of \(role) in \(organisation) on \(day)", from: ["staff", "staff_roles"]) {
            try db.rows(
                """
                SELECT * FROM staff WHERE organisation_id = \(organisation)
                    AND employed_from_on <= \(day) AND (employed_to_on IS NULL OR employed_to_on >= \(day))
                    AND id IN (SELECT staff_id FROM staff_roles
                        WHERE organisation_id = \(organisation) AND role = \(role) AND revoked_at IS NULL)
                ORDER BY name, id LIMIT 1000
                """
            ).map(StaffMember.init)
        }
    }

    /// Every grant an employee has or had, oldest first, at most 500.
    package static func history(
        of staff: ID<Staff>, organisation: ID<Organisation>, in db: any Connection
    ) throws -> [RoleGrant] {
        try db.rows(
            """
            SELECT * FROM staff_roles WHERE organisation_id = \(organisation) AND staff_id = \(staff)
            ORDER BY granted_at, id LIMIT 500
            """
        ).map(RoleGrant.init)
    }

    /// Standing grants that were allowed only because the organisation was small: for the auditor, at most 200.
    package static func flagged(in organisation: ID<Organisation>, _ db: any Connection) throws -> [RoleGrant] {
        try db.rows(
            """
            SELECT * FROM staff_roles
            WHERE organisation_id = \(organisation) AND revoked_at IS NULL AND combined = 1
            ORDER BY granted_at, id LIMIT 200
            """
        ).map(RoleGrant.init)
    }

    /// Grants a role after `Separation.check`; the verdict tells whether it had to be flagged.
    @discardableResult
    package static func grant(
        _ role: Role, to staff: ID<Staff>, by actor: Actor, in db: any Connection
    ) throws -> Separation.Verdict {
        let organisation = actor.organisationID
        _ = try StaffMember.find(staff, of: organisation, in: db)
        let verdict = try Separation.check(
            granting: role, to: roles(of: staff, organisation: organisation, in: db),
            byThemselves: actor.staffID == staff, accounts: accounts(of: organisation, in: db))
        try db.run(
            """
            INSERT INTO staff_roles (id, organisation_id, staff_id, role, granted_at, granted_by, combined)
            VALUES (\(db.newID() as ID<RoleGrant>), \(organisation), \(staff), \(role), \(db.now), \(actor.signature),
                \(verdict == .flagged))
            """)
        try SecurityEvent.record(.roleGranted, staff: staff, of: organisation, detail: role.rawValue, in: db)
        return verdict
    }

    /// Takes a role back; the grant stays in the history. Refused for the last system administrator.
    package static func revoke(
        _ role: Role, from staff: ID<Staff>, by actor: Actor, in db: any Connection
    ) throws {
        let organisation = actor.organisationID
        try Separation.checkRemoval(
            of: [role], systemAdministrators: systemAdministrators(besides: staff, of: organisation, in: db) + 1)
        let changed = try db.run(
            """
            UPDATE staff_roles SET revoked_at = \(db.now), revoked_by = \(actor.signature)
            WHERE organisation_id = \(organisation) AND staff_id = \(staff) AND role = \(role) AND revoked_at IS NULL
            """)
        guard changed > 0 else { throw Problem.notFound }
        try SecurityEvent.record(.roleRevoked, staff: staff, of: organisation, detail: role.rawValue, in: db)
    }

    /// How many people other than `staff` could administer the system: employed today, with an account that works.
    package static func systemAdministrators(
        besides staff: ID<Staff>, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> Int {
        try db.count(
            """
            SELECT count(*) AS n FROM staff_roles r
            JOIN accounts a ON a.staff_id = r.staff_id JOIN staff s ON s.id = r.staff_id
            WHERE r.organisation_id = \(organisation) AND r.role = \(Role.systemAdministrator)
                AND r.revoked_at IS NULL AND r.staff_id <> \(staff) AND a.disabled = 0 AND s.employed_to_on IS NULL
            """)
    }

    /// How many working accounts the organisation has: decides whether separation is enforced or flagged.
    package static func accounts(of organisation: ID<Organisation>, in db: any Connection) throws -> Int {
        try db.count("SELECT count(*) AS n FROM accounts WHERE organisation_id = \(organisation) AND disabled = 0")
    }

    init(_ row: Row) throws {
        id = try row.get("id")
        staffID = try row.get("staff_id")
        role = try row.get("role")
        grantedAt = try row.get("granted_at")
        grantedBy = try row.get("granted_by")
        isFlagged = try row.get("combined")
        revokedAt = try row.get("revoked_at")
        revokedBy = try row.get("revoked_by")
    }
}
