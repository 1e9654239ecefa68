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
                \(measure.dueAt), \(db.now), 0)
            ON CONFLICT (standard_id, case_id) DO UPDATE SET due_at = excluded.due_at, withdrawn_at = NULL
                WHERE commitment_misses.withdrawn_at IS NOT NULL
            """)
        guard written > 0 else { return }
        if let after = standard.terms.opensAfter {
            let month = try month(of: measure.dueAt, organisation, in: db)
            if try count(of: measure.code, due: month.moments, of: organisation, in: db) >= after {
                try db.run(
                    """
                    UPDATE commitment_misses SET action_wanted = 1
                    WHERE standard_id = \(measure.standardID) AND case_id = \(measure.caseID)
                    """)
            }
        }
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

    /// The month a promise fell due in, on the organisation's calendar.
    static func month(
        of due: Instant, _ organisation: ID<Organisation>, in db: any Connection
    ) throws -> (period: FigurePeriod, moments: Range<Instant>) {
        let zone = try OrganisationProfile.find(organisation, in: db).zone
        let period = FigurePeriod(.month, holding: due.day(in: zone))
        return (period, period.moments(in: zone))
    }

    /// The month it fell due in, and how many of its promise were missed then.
    package func month(
        of organisation: ID<Organisation>, in db: any Connection
    ) throws -> (period: FigurePeriod, count: Int) {
        let (period, moments) = try CommitmentMiss.month(of: dueAt, organisation, in: db)
        return (period, try CommitmentMiss.count(of: code, due: moments, of: organisation, in: db))
    }

    /// How many misses of a promise fell due in those moments.
    static func count(
        of code: String, due moments: Range<Instant>, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> Int {
        try db.count(
            """
            SELECT count(*) AS n FROM commitment_misses
            WHERE organisation_id = \(organisation) AND code = \(code) AND due_at >= \(moments.lowerBound)
                AND due_at < \(moments.upperBound) AND withdrawn_at IS NULL
            """)
    }

    /// The miss of that id; throws `Problem.notFound` for one that was taken back.
    package static func find(
        _ id: ID<CommitmentMiss>, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> CommitmentMiss {
        try CommitmentMiss(
            db.one(
                """
                SELECT * FROM commitment_misses
                WHERE organisation_id = \(organisation) AND id = \(id) AND withdrawn_at IS NULL
                """))
    }

    /// The miss of a promise towards a case, if there is one.
    package static func first(
        of standard: ID<ServiceStandard>, towards caseID: ID<Case>, of organisation: ID<Organisation>,
        in db: any Connection
    ) throws -> CommitmentMiss? {
        try db.first(
            """
            SELECT * FROM commitment_misses
            WHERE organisation_id = \(organisation) AND standard_id = \(standard) AND case_id = \(caseID)
                AND withdrawn_at IS NULL
            """
        ).map(CommitmentMiss.init)
    }

    /// The misses towards a case, the earliest due first.
    package static func list(
        towards caseID: ID<Case>, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> [CommitmentMiss] {
        try db.rows(
            """
            SELECT * FROM commitment_misses
            WHERE case_id = \(caseID) AND organisation_id = \(organisation) AND withdrawn_at IS NULL
            ORDER BY due_at, id LIMIT 50
            """
        ).map(CommitmentMiss.init)
    }

    /// Notes which action answers it; nothing changes when one does already.
    package func take(into action: String, of organisation: ID<Organisation>, in db: any Connection) throws {
        try db.run(
            """
            UPDATE commitment_misses SET action_taken_at = \(db.now), action_id = \(action)
            WHERE organisation_id = \(organisation) AND id = \(id) AND action_taken_at IS NULL
            """)
    }

    /// The same for all of its promise that fell due in its month: one action answers them together.
    package func takeMonth(into action: String, of organisation: ID<Organisation>, in db: any Connection) throws {
        let moments = try CommitmentMiss.month(of: dueAt, organisation, in: db).moments
        try db.run(
            """
            UPDATE commitment_misses SET action_taken_at = \(db.now), action_id = \(action)
            WHERE organisation_id = \(organisation) AND code = \(code) AND due_at >= \(moments.lowerBound)
                AND due_at < \(moments.upperBound) AND withdrawn_at IS NULL AND action_taken_at IS NULL
            """)
    }

    private init(_ row: Row) throws {
        self.init(
            id: try row.get("id"), standardID: try row.get("standard_id"), code: try row.get("code"),
            caseID: try row.get("case_id"), dueAt: try row.get("due_at"), noticedAt: try row.get("noticed_at"),
            wantsAction: try row.get("action_wanted"), actionTakenAt: try row.get("action_taken_at"),
            action: try row.get("action_id"))
    }
}
