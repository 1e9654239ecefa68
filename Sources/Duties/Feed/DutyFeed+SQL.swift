import Foundation
import Kernel
import Platform
import Storage

/// The address at which an employee's own calendar program reads their duties (日历订阅). Only its hash is kept; a new
/// one ends the one before.
struct DutyFeed: Hashable, Sendable {
    let id: ID<DutyFeed>
    let organisationID: ID<Organisation>
    let staffID: ID<Staff>
    let madeAt: Instant

    static let mostDuties = 500
    static let aheadDays = 60

    /// Ends the employee's feed, if there is one.
    static func revoke(of actor: Actor, at desk: Desk, in db: any Connection) throws {
        let changed = try db.run(
            """
            UPDATE duty_feeds SET revoked_at = \(db.now)
            WHERE organisation_id = \(actor.organisationID) AND staff_id = \(actor.staffID) AND revoked_at IS NULL
            """)
        if changed > 0 {
            try Event.record("duties.feed_revoked", of: subject(actor), by: actor, facts: [String: String](), at: desk, in: db)
        }
    }

    /// Makes a feed and gives the token, this one time.
    static func make(for actor: Actor, at desk: Desk, in db: any Connection) throws -> String {
        guard let staff = actor.staffID else { throw Problem.signedOut }
        try revoke(of: actor, at: desk, in: db)
        let token = hex(db.randomBytes(24))
        let id: ID<DutyFeed> = db.newID()
        try db.run(
            """
            INSERT INTO duty_feeds (id, organisation_id, staff_id, token_hash, made_at)
            VALUES (\(id), \(actor.organisationID), \(staff), \(digestText(token.utf8)), \(db.now))
            """)
        try Event.record("duties.feed_made", of: subject(actor), by: actor, facts: [String: String](), at: desk, in: db)
        return token
    }

    static func find(token: String, in db: any Connection) throws -> DutyFeed {
        guard token.utf8.count == 48 else { throw Problem.notFound }
        return try DutyFeed(
            db.one("SELECT * FROM duty_feeds WHERE token_hash = \(digestText(token.utf8)) AND revoked_at IS NULL"))
    }

    static func standing(of actor: Actor, in db: any Connection) throws -> DutyFeed? {
        try db.first(
            """
            SELECT * FROM duty_feeds WHERE organisation_id = \(actor.organisationID)
                AND staff_id = \(actor.staffID) AND revoked_at IS NULL
            """
        ).map(DutyFeed.init)
    }

    private static func subject(_ actor: Actor) -> Event.Subject {
        Event.Subject(kind: "duty_feed", id: actor.staffID?.text ?? "")
    }

    private init(_ row: Row) throws {
        self.init(
            id: try row.get("id"), organisationID: try row.get("organisation_id"), staffID: try row.get("staff_id"),
            madeAt: try row.get("made_at"))
    }

    private init(id: ID<DutyFeed>, organisationID: ID<Organisation>, staffID: ID<Staff>, madeAt: Instant) {
        self.id = id
        self.organisationID = organisationID
        self.staffID = staffID
        self.madeAt = madeAt
    }
}
