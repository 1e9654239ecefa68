import Casework
import Kernel
import Platform
import Storage

extension CommitmentMiss {
    /// Writes the miss down once, however often it is judged.
    static func notice(
        _ measure: PromiseMeasure, of organisation: ID<Organisation>, at desk: Desk, in db: any Connection
    ) throws {
        let standard = try ServiceStandard.find(measure.standardID, of: organisation, in: db)
        let id: ID<CommitmentMiss> = db.newID()
        let written = try db.run(
            """
            INSERT INTO commitment_misses (id, organisation_id, standard_id, code, case_id, due_at, noticed_at,
                action_wanted)
            VALUES (\(id), \(organisation), \(measure.standardID), \(measure.code), \(measure.caseID),
                \(measure.dueAt), \(db.now), \(standard.terms.opensAction))
            ON CONFLICT (standard_id, case_id) DO UPDATE SET due_at = excluded.due_at, withdrawn_at = NULL
                WHERE commitment_misses.withdrawn_at IS NOT NULL
            """)
        guard written > 0 else { return }
        try Event.record(
            "commitments.promise_missed", of: standard.subject,
            by: Actor(organisationID: organisation, kind: .system),
            facts: ["case": measure.caseID.text, "due_at": String(measure.dueAt.milliseconds)], at: desk, in: db)
    }

    /// A corrected moment or a merger may show that a promise was not missed after all.
    static func takeBack(
        _ measure: PromiseMeasure, of organisation: ID<Organisation>, at desk: Desk, in db: any Connection
    ) throws {
        let changed = try db.run(
            """
            UPDATE commitment_misses SET withdrawn_at = \(db.now)
            WHERE standard_id = \(measure.standardID) AND case_id = \(measure.caseID) AND withdrawn_at IS NULL
            """)
        guard changed > 0 else { return }
        try Event.record(
            "commitments.miss_withdrawn", of: Event.Subject(kind: "service_standard", id: measure.standardID.text),
            by: Actor(organisationID: organisation, kind: .system), facts: ["case": measure.caseID.text], at: desk,
            in: db)
    }

    static let pageSize = 50

    /// Misses, the latest due first.
    package static func page(
        of organisation: ID<Organisation>, after cursor: MomentCursor<CommitmentMiss>? = nil, in db: any Connection
    ) throws -> (misses: [CommitmentMiss], next: MomentCursor<CommitmentMiss>?) {
        var rest: SQL = ""
        if let cursor { rest = " AND (due_at, id) < (\(cursor.at), \(cursor.id))" }
        let found = try db.rows(
            """
            SELECT * FROM commitment_misses WHERE organisation_id = \(organisation) AND withdrawn_at IS NULL\(rest)
            ORDER BY due_at DESC, id DESC LIMIT \(pageSize + 1)
            """
        ).map(CommitmentMiss.init)
        let last = found.count > pageSize ? found.prefix(pageSize).last : nil
        return (Array(found.prefix(pageSize)), last.map { MomentCursor(at: $0.dueAt, id: $0.id) })
    }

    /// Misses that ask for an action nobody has opened yet, the oldest first.
    package static func wantingAction(
        of organisation: ID<Organisation>, limit: Int = 50, in db: any Connection
    ) throws -> [CommitmentMiss] {
        try db.rows(
            """
            SELECT * FROM commitment_misses
            WHERE organisation_id = \(organisation) AND withdrawn_at IS NULL AND action_wanted = 1
                AND action_taken_at IS NULL
            ORDER BY due_at, id LIMIT \(min(max(1, limit), 500))
            """
        ).map(CommitmentMiss.init)
    }

    /// Notes that an action was opened for it; false when somebody was sooner.
    package func takeForAction(of organisation: ID<Organisation>, in db: any Connection) throws -> Bool {
        try db.run(
            """
            UPDATE commitment_misses SET action_taken_at = \(db.now)
            WHERE organisation_id = \(organisation) AND id = \(id) AND action_wanted = 1 AND action_taken_at IS NULL
            """) > 0
    }

    private init(_ row: Row) throws {
        self.init(
            id: try row.get("id"), standardID: try row.get("standard_id"), code: try row.get("code"),
            caseID: try row.get("case_id"), dueAt: try row.get("due_at"), noticedAt: try row.get("noticed_at"),
            wantsAction: try row.get("action_wanted"), actionTakenAt: try row.get("action_taken_at"))
    }
}
