import Kernel
import Platform
import Storage

/// That somebody took a course (培训记录): by a quiz, on paper or by being there.
package struct TrainingRecord: Hashable, Sendable {
    package enum Way: String, ColumnValue, Sendable, CaseIterable { case quiz, paper, attendance }

    package let id: ID<TrainingRecord>
    package let staffID: ID<Staff>
    package let course: String
    package let number: Int
    package let way: Way
    package let sessionID: ID<TrainingSession>?
    package let isPassed: Bool
    package let right: Int?
    package let asked: Int?
    package let doneOn: LocalDay
    package let recordedAt: Instant
}

extension TrainingRecord {
    static let pageSize = 50

    /// Somebody's records, the latest first, at most `pageSize`.
    package static func page(
        of staff: ID<Staff>, _ organisation: ID<Organisation>, after cursor: MomentCursor<TrainingRecord>? = nil,
        in db: any Connection
    ) throws -> (records: [TrainingRecord], next: MomentCursor<TrainingRecord>?) {
        var rest: SQL = ""
        if let cursor { rest = " AND (recorded_at, id) < (\(cursor.at), \(cursor.id))" }
        let found = try db.rows(
            """
            SELECT * FROM training_records WHERE organisation_id = \(organisation) AND staff_id = \(staff)\(rest)
            ORDER BY recorded_at DESC, id DESC LIMIT \(pageSize + 1)
            """
        ).map(TrainingRecord.init)
        let last = found.count > pageSize ? found[pageSize - 1] : nil
        return (Array(found.prefix(pageSize)), last.map { MomentCursor(at: $0.recordedAt, id: $0.id) })
    }

    /// Paper quizzes of a session.
    static func paper(of session: TrainingSession, in db: any Connection) throws -> [TrainingRecord] {
        try db.rows(
            """
            SELECT * FROM training_records
            WHERE organisation_id = \(session.organisationID) AND session_id = \(session.id) AND way = \(Way.paper)
            ORDER BY staff_id, course LIMIT 2000
            """
        ).map(TrainingRecord.init)
    }

    static func quiz(
        _ sitting: QuizSitting, right: Int, isPassed: Bool, on day: LocalDay, by actor: Actor, in db: any Connection
    ) throws {
        let id: ID<TrainingRecord> = db.newID()
        try db.run(
            """
            INSERT INTO training_records (id, organisation_id, staff_id, course, number, way, sitting_id, passed,
                right_count, asked, done_on, recorded_at, recorded_by)
            VALUES (\(id), \(sitting.organisationID), \(sitting.staffID), \(sitting.course), \(sitting.number),
                \(Way.quiz), \(sitting.id), \(isPassed), \(right), \(sitting.asked), \(day), \(db.now),
                \(actor.signature))
            """)
    }

    /// Being at a session passes a course that has no quiz; of one that has, it is written down that somebody was there.
    static func attend(
        _ counts: Bool, _ staff: ID<Staff>, _ version: CourseVersion, at session: TrainingSession, _ zone: Zone,
        by actor: Actor, in db: any Connection
    ) throws {
        guard counts else {
            try db.run(
                """
                DELETE FROM training_records WHERE organisation_id = \(session.organisationID)
                    AND session_id = \(session.id) AND staff_id = \(staff) AND way = \(Way.attendance)
                """)
            return
        }
        try version.store(by: actor, in: db)
        let id: ID<TrainingRecord> = db.newID()
        try db.run(
            """
            INSERT INTO training_records (id, organisation_id, staff_id, course, number, way, session_id, passed,
                done_on, recorded_at, recorded_by)
            VALUES (\(id), \(session.organisationID), \(staff), \(version.course.code), \(version.number),
                \(Way.attendance), \(session.id), \(!version.course.hasQuiz), \(session.startsAt.day(in: zone)),
                \(db.now), \(actor.signature))
            ON CONFLICT (session_id, staff_id, course, way) DO NOTHING
            """)
    }

    /// Keys a paper quiz of somebody who was at the session; never one's own. Throws `Problem.invalid` when it was keyed
    /// already, so that of two who key at once the second sees it; `replaces` puts a wrong number right.
    package static func keyPaper(
        of staff: ID<Staff>, _ course: String, right: Int, replaces: Bool = false, at session: TrainingSession,
        by actor: Actor, _ training: TrainingDesk, in db: any Connection
    ) throws {
        let organisation = session.organisationID
        guard staff != actor.staffID else {
            throw Problem.invalid("staff", Message("training.sessions.fault.own_line"))
        }
        guard session.state == .held,
            try session.lines(in: db).contains(where: {
                $0.staffID == staff && $0.outcome?.wasThere == true
            })
        else { throw Problem.invalid("staff", Message("training.sessions.fault.was_not_there")) }
        guard session.courses.contains(course) else {
            throw Problem.invalid("course", Message("web.form.not_listed"))
        }
        let zone = try OrganisationProfile.find(organisation, in: db).zone
        let version = try training.shelf.current(course, of: organisation, on: db.now.day(in: zone), in: db)
        let asked = version.course.questions.count
        guard version.course.hasQuiz, (0...asked).contains(right) else {
            throw Problem.invalid(
                "right", Message("web.form.number_range", ["low": .number(0), "high": .number(asked)]))
        }
        try version.store(by: actor, in: db)
        let id: ID<TrainingRecord> = db.newID()
        let isPassed = version.course.isPassed(right: right)
        if replaces {
            try db.run(
                """
                DELETE FROM training_records WHERE organisation_id = \(organisation) AND session_id = \(session.id)
                    AND staff_id = \(staff) AND course = \(course) AND way = \(Way.paper)
                """)
        }
        let written = try db.run(
            """
            INSERT INTO training_records (id, organisation_id, staff_id, course, number, way, session_id, passed,
                right_count, asked, done_on, recorded_at, recorded_by)
            VALUES (\(id), \(organisation), \(staff), \(course), \(version.number), \(Way.paper), \(session.id),
                \(isPassed), \(right), \(asked), \(session.startsAt.day(in: zone)), \(db.now), \(actor.signature))
            ON CONFLICT (session_id, staff_id, course, way) DO NOTHING
            """)
        guard written == 1 else {
            throw Problem.invalid("staff", Message("training.sessions.fault.keyed_already"))
        }
        try Event.record(
            "training.paper_keyed", of: session.subject, by: actor,
            facts: PaperFacts(
                staff: staff.text, course: course, version: version.number, right: right, asked: asked,
                isPassed: isPassed),
            at: training.desk, in: db)
    }

    init(_ row: Row) throws {
        id = try row.get("id")
        staffID = try row.get("staff_id")
        course = try row.get("course")
        number = try row.get("number")
        way = try row.get("way")
        sessionID = try row.get("session_id")
        isPassed = try row.get("passed")
        right = try row.get("right_count")
        asked = try row.get("asked")
        doneOn = try row.get("done_on")
        recordedAt = try row.get("recorded_at")
    }
}

/// What is written down of a paper quiz.
struct PaperFacts: Codable, Hashable, Sendable {
    let staff: String
    let course: String
    let version: Int
    let right: Int
    let asked: Int
    let isPassed: Bool
}
