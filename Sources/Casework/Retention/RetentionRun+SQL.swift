import Kernel
import Platform
import Storage

extension RetentionRun {
    package static func find(
        _ id: ID<RetentionRun>, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> RetentionRun {
        try RetentionRun(
            db.one("SELECT * FROM retention_runs WHERE organisation_id = \(organisation) AND id = \(id)"))
    }

    /// The newest first, at most a hundred.
    static func list(of organisation: ID<Organisation>, in db: any Connection) throws -> [RetentionRun] {
        try db.rows(
            """
            SELECT * FROM retention_runs WHERE organisation_id = \(organisation)
            ORDER BY proposed_at DESC, id DESC LIMIT 100
            """
        ).map(RetentionRun.init)
    }

    /// Approved and not yet gone through, of all organisations.
    static func working(in db: any Connection) throws -> [RetentionRun] {
        try db.rows(
            "SELECT * FROM retention_runs WHERE approved_at IS NOT NULL AND done_at IS NULL ORDER BY id LIMIT 20"
        ).map(RetentionRun.init)
    }

    func save(in db: any Connection) throws {
        try db.run(
            """
            INSERT INTO retention_runs (id, organisation_id, rule, manner, until_on, found, proposed_by, proposed_at,
                approved_by, approved_at, done_at, done)
            VALUES (\(id), \(organisationID), \(rule), \(manner), \(untilOn), \(found), \(proposedBy), \(proposedAt),
                \(approvedBy), \(approvedAt), \(doneAt), \(done))
            ON CONFLICT (id) DO UPDATE SET approved_by = excluded.approved_by, approved_at = excluded.approved_at,
                done_at = excluded.done_at, done = excluded.done
            """)
    }

    private init(_ row: Row) throws {
        self.init(
            id: try row.get("id"), organisationID: try row.get("organisation_id"), rule: try row.get("rule"),
            manner: try row.get("manner"), untilOn: try row.get("until_on"), found: try row.get("found"),
            proposedBy: try row.get("proposed_by"), proposedAt: try row.get("proposed_at"),
            approvedBy: try row.get("approved_by"), approvedAt: try row.get("approved_at"),
            doneAt: try row.get("done_at"), done: try row.get("done"))
    }
}

/// What stops every term of a case (法律保留): a dispute, an inquiry, an order.
package struct LegalHold: Sendable, Hashable {
    package let id: ID<LegalHold>
    package let caseID: ID<Case>
    package let number: String
    package let reason: String
    package let placedAt: Instant

    /// Whether the case of that column is held, as a condition.
    package static func stands(on column: SQL) -> SQL {
        "EXISTS (SELECT 1 FROM legal_holds h WHERE h.case_id = \(column) AND h.lifted_at IS NULL)"
    }

    static func list(of organisation: ID<Organisation>, in db: any Connection) throws -> [LegalHold] {
        try db.rows(
            """
            SELECT h.id, h.case_id, c.number, h.reason, h.placed_at FROM legal_holds h JOIN cases c ON c.id = h.case_id
            WHERE h.organisation_id = \(organisation) AND h.lifted_at IS NULL ORDER BY h.placed_at, h.id LIMIT 200
            """
        ).map {
            LegalHold(
                id: try $0.get("id"), caseID: try $0.get("case_id"), number: try $0.get("number"),
                reason: try $0.get("reason"), placedAt: try $0.get("placed_at"))
        }
    }

    /// Throws `Problem.conflict` when the case is held already.
    package static func place(
        on id: ID<Case>, reason: String, by actor: Actor, at desk: Desk, in db: any Connection
    ) throws {
        let held = try db.count("SELECT count(*) AS n FROM legal_holds WHERE case_id = \(id) AND lifted_at IS NULL")
        if held > 0 { throw Problem.conflict("casework.retention.held_already") }
        try db.run(
            """
            INSERT INTO legal_holds (id, organisation_id, case_id, reason, placed_by, placed_at, lifted_by, lifted_at)
            VALUES (\(db.newID() as ID<LegalHold>), \(actor.organisationID), \(id), \(reason), \(actor.signature),
                \(db.now), NULL, NULL)
            """)
        try Event.record(
            "casework.hold_placed", of: CaseAccess.subject(id), by: actor, facts: ["reason": reason], at: desk, in: db)
    }

    /// Throws `Problem.notFound` unless the hold stands.
    package static func lift(
        _ id: ID<LegalHold>, by actor: Actor, at desk: Desk, in db: any Connection
    ) throws {
        let held: ID<Case> = try db.one(
            """
            UPDATE legal_holds SET lifted_by = \(actor.signature), lifted_at = \(db.now)
            WHERE id = \(id) AND organisation_id = \(actor.organisationID) AND lifted_at IS NULL RETURNING case_id
            """
        ).get("case_id")
        try Event.record(
            "casework.hold_lifted", of: CaseAccess.subject(held), by: actor, facts: [String: String](), sealed: false,
            at: desk, in: db)
    }
}
