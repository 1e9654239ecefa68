import Kernel
import Storage
import Web

extension AccessToken {
    /// Makes a token for oneself. Returns its text, which is stored nowhere. Throws `Problem`.
    package static func make(
        _ draft: AccessTokenDraft, for actor: Actor, at desk: Desk, in db: any Connection
    ) throws -> (token: AccessToken, text: String) {
        guard let staff = actor.staffID else { throw Problem.signedOut }
        return try make(draft, for: staff, isService: false, by: actor, at: desk, in: db)
    }

    /// Makes a token for a program's own record (服务账号). Only for employees' records nobody signs in with, so an
    /// administrator never gets at a person's rights; and never by whoever grants roles.
    package static func makeForService(
        _ draft: AccessTokenDraft, staff: ID<Staff>, by actor: Actor, at desk: Desk, in db: any Connection
    ) throws -> (token: AccessToken, text: String) {
        try desk.rights.must(PlatformAction.manageTokens, actor)
        if desk.rights.allows(PlatformAction.grantRoles.rawValue, to: actor) {
            throw Problem.forbidden("platform.api.token.not_by_granter")
        }
        guard try Account.first(of: staff, organisation: actor.organisationID, in: db) == nil else {
            throw Problem.invalid("staff", Message("platform.api.token.is_a_person"))
        }
        return try make(draft, for: staff, isService: true, by: actor, at: desk, in: db)
    }

    private static func make(
        _ draft: AccessTokenDraft, for staff: ID<Staff>, isService: Bool, by actor: Actor, at desk: Desk,
        in db: any Connection
    ) throws -> (token: AccessToken, text: String) {
        let draft = try draft.checked()
        let organisation = actor.organisationID
        let member = try StaffMember.find(staff, of: organisation, in: db)
        let today = db.now.day(in: try OrganisationProfile.find(organisation, in: db).zone)
        guard member.isEmployed(on: today) else {
            throw Problem.invalid("staff", Message("platform.api.token.has_left"))
        }
        guard try list(of: staff, organisation: organisation, in: db).count < limit else {
            throw Problem.invalid("name", Message("platform.api.token.too_many", ["n": .number(limit)]))
        }
        let text = text(of: db.randomBytes(randomLength))
        let token = AccessToken(
            id: db.newID(), organisationID: organisation, staffID: staff, name: draft.name, scopes: draft.scopes,
            perMinute: draft.perMinute, isService: isService, createdAt: db.now, createdBy: actor.signature,
            expiresAt: db.now.advanced(byHours: draft.days * 24), lastUsedAt: nil, revokedAt: nil)
        try db.run(
            """
            INSERT INTO access_tokens (id, organisation_id, staff_id, name, token_digest, scopes, per_minute,
                is_service, created_at, created_by, expires_at)
            VALUES (\(token.id), \(organisation), \(staff), \(token.name), \(digest(of: text)),
                \(token.scopes.sorted().joined(separator: " ")), \(token.perMinute), \(isService ? 1 : 0),
                \(db.now), \(token.createdBy), \(token.expiresAt))
            """)
        try SecurityEvent.record(.tokenMade, staff: staff, of: organisation, in: db)
        return (token, text)
    }

    /// The living token of a text, or `nil`. Its holder must be employed and, where they have an account, not shut out.
    package static func find(text: String, in db: any Connection) throws -> AccessToken? {
        guard text.hasPrefix(prefix), text.utf8.count == prefix.utf8.count + randomLength * 2 else { return nil }
        let row = try db.first(
            """
            SELECT t.*, s.employed_from_on, s.employed_to_on, o.zone FROM access_tokens t
            JOIN staff s ON s.id = t.staff_id JOIN organisations o ON o.id = t.organisation_id
            LEFT JOIN accounts a ON a.staff_id = t.staff_id
            WHERE t.token_digest = \(digest(of: text)) AND coalesce(a.disabled, 0) = 0
            """)
        guard let row else { return nil }
        let token = try AccessToken(row)
        guard let zone = Zone(identifier: try row.get("zone")) else { throw StorageError.badColumn("zone") }
        let today = db.now.day(in: zone)
        let until: LocalDay? = try row.get("employed_to_on")
        guard token.isAlive(at: db.now), try row.get("employed_from_on", as: LocalDay.self) <= today,
            until.map({ today <= $0 }) ?? true
        else { return nil }
        return token
    }

    package func needsTouch(at now: Instant) -> Bool {
        lastUsedAt.map { now - $0 >= Session.touchMilliseconds } ?? true
    }

    /// Notes that the token was used, at most once a minute.
    package func touch(in db: any Connection) throws {
        try db.run("UPDATE access_tokens SET last_used_at = \(db.now) WHERE id = \(id)")
    }

    /// A holder's living tokens, newest first.
    package static func list(
        of staff: ID<Staff>, organisation: ID<Organisation>, in db: any Connection
    ) throws -> [AccessToken] {
        try db.rows(
            """
            SELECT * FROM access_tokens WHERE organisation_id = \(organisation) AND staff_id = \(staff)
                AND revoked_at IS NULL AND expires_at > \(db.now) ORDER BY id DESC LIMIT \(limit)
            """
        ).map(AccessToken.init)
    }

    /// Every token of the house, newest first, ended ones too; at most 200.
    package static func list(of organisation: ID<Organisation>, in db: any Connection) throws -> [AccessToken] {
        try db.rows(
            "SELECT * FROM access_tokens WHERE organisation_id = \(organisation) ORDER BY id DESC LIMIT 200"
        ).map(AccessToken.init)
    }

    /// Ends a token at once: one's own, or any for whom may end others' sessions or keep tokens.
    package static func revoke(_ id: ID<AccessToken>, by actor: Actor, at desk: Desk, in db: any Connection) throws {
        let row = try db.one(
            "SELECT * FROM access_tokens WHERE id = \(id) AND organisation_id = \(actor.organisationID)")
        let token = try AccessToken(row)
        let mayEndAny = [PlatformAction.endSessions, .manageTokens].contains {
            desk.rights.allows($0.rawValue, to: actor)
        }
        guard token.staffID == actor.staffID || mayEndAny else { throw Problem.notFound }
        let changed = try db.run(
            """
            UPDATE access_tokens SET revoked_at = \(db.now), revoked_by = \(actor.signature)
            WHERE id = \(id) AND revoked_at IS NULL
            """)
        guard changed > 0 else { return }
        try SecurityEvent.record(.tokenRevoked, staff: token.staffID, of: actor.organisationID, in: db)
    }

    /// Records of programs and others nobody signs in with, employed today; at most 200.
    static func possibleHolders(
        of organisation: ID<Organisation>, on day: LocalDay, in db: any Connection
    ) throws -> [(id: ID<Staff>, name: String)] {
        try db.rows(
            """
            SELECT s.id, s.name FROM staff s LEFT JOIN accounts a ON a.staff_id = s.id
            WHERE s.organisation_id = \(organisation) AND a.staff_id IS NULL AND s.employed_from_on <= \(day)
                AND (s.employed_to_on IS NULL OR s.employed_to_on >= \(day)) ORDER BY s.name, s.id LIMIT 200
            """
        ).map { (try $0.get("id"), try $0.get("name")) }
    }

    private init(_ row: Row) throws {
        id = try row.get("id")
        organisationID = try row.get("organisation_id")
        staffID = try row.get("staff_id")
        name = try row.get("name")
        scopes = Set(try row.get("scopes", as: String.self).split(separator: " ").map(String.init))
        perMinute = try row.get("per_minute")
        isService = try row.get("is_service")
        createdAt = try row.get("created_at")
        createdBy = try row.get("created_by")
        expiresAt = try row.get("expires_at")
        lastUsedAt = try row.get("last_used_at")
        revokedAt = try row.get("revoked_at")
    }
}
