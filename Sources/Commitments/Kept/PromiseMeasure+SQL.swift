import Casework
import Deadlines
import Kernel
import Platform
import Storage

extension PromiseMeasure {
    /// Notes that a case changed, so that its promises are looked at again in the next round of the sweep.
    static func note(_ event: Event, in db: any Connection) throws {
        try db.send(
            """
            INSERT INTO promise_renewals (case_id, organisation_id, noted_at)
            VALUES (\(event.subject.id), \(event.organisationID), \(db.now)) ON CONFLICT (case_id) DO NOTHING
            """)
    }

    /// Brings the rows of a case to what its figure says now. A promise that no longer concerns it is not counted.
    static func renew(
        _ caseID: ID<Case>, by book: StandardBook, calendar: WorkCalendar, of organisation: ID<Organisation>,
        in db: any Connection
    ) throws {
        guard let figure = try CaseFigure.first(of: caseID, in: db) else { return }
        let measures = all(figure, by: book, calendar: calendar)
        let kept = measures.map(\.standardID)
        let others: SQL = kept.isEmpty ? "" : " AND standard_id NOT IN \(kept)"
        try db.run(
            """
            UPDATE promise_measures SET counted = 0, judged = 0
            WHERE case_id = \(caseID) AND counted = 1\(others)
            """)
        for measure in measures {
            try db.send(
                """
                INSERT INTO promise_measures (standard_id, case_id, organisation_id, code, started_at, due_at, met_at,
                    ended_at, counted, judged)
                VALUES (\(measure.standardID), \(caseID), \(organisation), \(measure.code), \(measure.startedAt),
                    \(measure.dueAt), \(measure.metAt), \(measure.endedAt), \(measure.isCounted), 0)
                ON CONFLICT (standard_id, case_id) DO UPDATE SET started_at = excluded.started_at,
                    due_at = excluded.due_at, met_at = excluded.met_at, ended_at = excluded.ended_at,
                    counted = excluded.counted, judged = 0
                """)
        }
    }

    /// The rule of `outcome(asOf:)` in the store's words, for a row of `promise_measures`; a test holds the two
    /// together.
    private static let isKept: SQL = "met_at IS NOT NULL AND met_at <= due_at"
    private static let isEnded: SQL = "met_at IS NULL AND ended_at IS NOT NULL AND ended_at <= due_at"

    /// Kept of due by code, of what fell due in those moments; one look at an index as long as the period.
    package static func rates(
        in moments: Range<Instant>, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> [String: Rate] {
        let until = min(moments.upperBound, db.now.advanced(byMilliseconds: 1))
        let rows = try db.rows(
            """
            SELECT code, sum(CASE WHEN \(isKept) THEN 1 ELSE 0 END) AS kept, count(*) AS due FROM promise_measures
            WHERE organisation_id = \(organisation) AND due_at >= \(moments.lowerBound) AND due_at < \(until)
                AND counted = 1 AND NOT (\(isEnded)) GROUP BY code
            """)
        return Dictionary(
            try rows.map { (try $0.get("code"), Rate(try $0.get("kept"), of: try $0.get("due"))) },
            uniquingKeysWith: { first, _ in first })
    }

    static let pageSize = 50

    /// The rows behind a rate, the latest due first, a page long. `outcome` narrows them to kept or missed ones.
    package static func page(
        of code: String, in moments: Range<Instant>, outcome: FigureClock.Outcome?,
        after cursor: MomentCursor<Case>? = nil, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> (rows: [PromiseMeasure], next: MomentCursor<Case>?) {
        let until = min(moments.upperBound, db.now.advanced(byMilliseconds: 1))
        var rest: SQL = ""
        switch outcome {
        case .onTime: rest = " AND \(isKept)"
        case .late: rest = " AND NOT (\(isKept))"
        case .immature, .ended, nil: break
        }
        if let cursor { rest = rest + " AND (due_at, case_id) < (\(cursor.at), \(cursor.id))" }
        let found = try db.rows(
            """
            SELECT * FROM promise_measures
            WHERE organisation_id = \(organisation) AND code = \(code) AND due_at >= \(moments.lowerBound)
                AND due_at < \(until) AND counted = 1 AND NOT (\(isEnded))\(rest)
            ORDER BY due_at DESC, case_id DESC LIMIT \(pageSize + 1)
            """
        ).map(PromiseMeasure.init)
        let last = found.count > pageSize ? found.prefix(pageSize).last : nil
        return (Array(found.prefix(pageSize)), last.map { MomentCursor(at: $0.dueAt, id: $0.caseID) })
    }

    init(_ row: Row) throws {
        self.init(
            standardID: try row.get("standard_id"), caseID: try row.get("case_id"), code: try row.get("code"),
            startedAt: try row.get("started_at"), dueAt: try row.get("due_at"), metAt: try row.get("met_at"),
            endedAt: try row.get("ended_at"), isCounted: try row.get("counted"))
    }
}

/// The round of the sweep that keeps the kept rates (承诺兑现统计): first the cases that changed, then the promises that
/// fell due. Its work is as large as what changed, and bounded.
enum KeptRound {
    static let batch = 50
    static let batches = 20

    static func run(at desk: Desk) async throws {
        for _ in 0..<batches where try await desk.write({ try renewSome(in: $0) }) == batch { continue }
        for _ in 0..<batches where try await desk.write({ try judgeSome(at: desk, in: $0) }) == batch { continue }
    }

    /// Looks at cases that changed, the longest waiting first; returns how many.
    static func renewSome(in db: any Connection) throws -> Int {
        let rows = try db.rows(
            """
            SELECT case_id, organisation_id FROM promise_renewals ORDER BY noted_at, case_id
            LIMIT \(batch) \(.skipLocked)
            """)
        var books: [ID<Organisation>: (StandardBook, WorkCalendar)] = [:]
        for row in rows {
            let (caseID, organisation): (ID<Case>, ID<Organisation>) = (
                try row.get("case_id"), try row.get("organisation_id")
            )
            let known =
                try books[organisation] ?? (
                    StandardBook.load(of: organisation, in: db), OrganisationCalendar.load(organisation, in: db)
                )
            books[organisation] = known
            try PromiseMeasure.renew(caseID, by: known.0, calendar: known.1, of: organisation, in: db)
            try db.send("DELETE FROM promise_renewals WHERE case_id = \(caseID)")
        }
        return rows.count
    }

    /// Judges promises that fell due, each once until its case changes: a missed one is noticed, and one that turned
    /// out not to be missed is taken back.
    static func judgeSome(at desk: Desk, in db: any Connection) throws -> Int {
        let due = try db.rows(
            """
            SELECT * FROM promise_measures WHERE judged = 0 AND due_at <= \(db.now)
            ORDER BY due_at LIMIT \(batch) \(.skipLocked)
            """)
        for row in due {
            let measure = try PromiseMeasure(row)
            let organisation: ID<Organisation> = try row.get("organisation_id")
            if measure.isCounted, measure.outcome(asOf: db.now) == .late {
                try CommitmentMiss.notice(measure, of: organisation, at: desk, in: db)
            } else {
                try CommitmentMiss.takeBack(measure, of: organisation, at: desk, in: db)
            }
            try db.send(
                """
                UPDATE promise_measures SET judged = 1
                WHERE standard_id = \(measure.standardID) AND case_id = \(measure.caseID)
                """)
        }
        return due.count
    }
}
