import Casework
import Kernel
import Platform
import Storage

/// A closed case of which it is asked whether anything must change (结案后是否需要改进, S0-8, S4-38).
package struct CaseLesson: Hashable, Sendable {
    package let caseID: ID<Case>
    package let closedAt: Instant

    static let pageSize = 30
    static func subject(_ id: ID<Case>) -> Event.Subject { Event.Subject(kind: "case_lesson", id: id.text) }

    /// Asks the question once a counted case is closed, unless an action came of it already; whoever closed it is told.
    /// A case taken up again is not asked about until it closes again.
    static func keep(_ subject: Case, isCounted: Bool, in db: any Connection) throws {
        guard isCounted, subject.kind.isGraded, subject.state == .closed, let closing = subject.closing,
            let closedAt = subject.milestones.closedAt
        else {
            try db.run("DELETE FROM case_lessons WHERE case_id = \(subject.id) AND answer = 'waiting'")
            return
        }
        let origin = Event.Subject(kind: "case", id: subject.id.text)
        guard try ImprovementAction.led(by: origin, of: subject.organisationID, in: db).isEmpty else { return }
        let written = try db.run(
            """
            INSERT INTO case_lessons (case_id, organisation_id, closed_at, answer, reason)
            VALUES (\(subject.id), \(subject.organisationID), \(closedAt), 'waiting', '')
            ON CONFLICT (case_id) DO NOTHING
            """)
        guard written > 0, let staff = closing.by.staffID else { return }
        try StaffNotice.leave(
            Message("quality.notice.lesson", ["number": .text(subject.number.description)]), for: [staff],
            about: CaseLesson.subject(subject.id), of: subject.organisationID, topic: "lesson", in: db)
    }

    /// The closed cases that wait for an answer, the oldest first.
    package static func page(
        of organisation: ID<Organisation>, after cursor: MomentCursor<Case>? = nil, in db: any Connection
    ) throws -> (lessons: [CaseLesson], next: MomentCursor<Case>?) {
        var rest: SQL = ""
        if let cursor { rest = " AND (closed_at, case_id) > (\(cursor.at), \(cursor.id))" }
        let rows = try db.rows(
            """
            SELECT case_id, closed_at FROM case_lessons
            WHERE organisation_id = \(organisation) AND answer = 'waiting'\(rest)
            ORDER BY closed_at, case_id LIMIT \(pageSize + 1)
            """)
        let found = try rows.prefix(pageSize).map {
            CaseLesson(caseID: try $0.get("case_id"), closedAt: try $0.get("closed_at"))
        }
        let last = rows.count > pageSize ? found.last : nil
        return (found, last.map { MomentCursor(at: $0.closedAt, id: $0.caseID) })
    }

    /// Writes down that nothing need change, with the reason. Throws `Problem.conflict` when it was answered already.
    package static func decline(
        _ id: ID<Case>, reason: String, by actor: Actor, at desk: Desk, in db: any Connection
    ) throws {
        try settle(id, "none", reason: reason, by: actor, in: db) { throw Problem.conflict("quality.refusal.answered") }
        try Event.record(
            "quality.lesson_declined", of: subject(id), by: actor, facts: ["reason": reason], at: desk, in: db)
    }

    /// The question is answered by an action.
    static func answered(_ id: ID<Case>, by actor: Actor, in db: any Connection) throws {
        try settle(id, "action", reason: "", by: actor, in: db) {}
    }

    private static func settle(
        _ id: ID<Case>, _ answer: String, reason: String, by actor: Actor, in db: any Connection,
        otherwise: () throws -> Void
    ) throws {
        let written = try db.run(
            """
            UPDATE case_lessons SET answer = \(answer), reason = \(reason), answered_at = \(db.now),
                answered_by = \(actor.signature)
            WHERE case_id = \(id) AND organisation_id = \(actor.organisationID) AND answer = 'waiting'
            """)
        guard written > 0 else { return try otherwise() }
        try db.run(
            """
            UPDATE notices SET read_at = \(db.now)
            WHERE organisation_id = \(actor.organisationID) AND subject_kind = 'case_lesson' AND subject_id = \(id)
                AND read_at IS NULL
            """)
    }

    /// How many wait.
    package static func waiting(of organisation: ID<Organisation>, in db: any Connection) throws -> Int {
        try db.count(
            "SELECT count(*) AS n FROM case_lessons WHERE organisation_id = \(organisation) AND answer = 'waiting'")
    }
}
