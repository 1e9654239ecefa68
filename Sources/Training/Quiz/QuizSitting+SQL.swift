import Foundation
import Kernel
import Platform
import Storage

/// Somebody's taking of a quiz (答题): begun, and handed in once.
package struct QuizSitting: Hashable, Sendable {
    package let id: ID<QuizSitting>
    package let organisationID: ID<Organisation>
    package let staffID: ID<Staff>
    package let course: String
    package let number: Int
    package let seed: String
    package let begunAt: Instant
    package let handedInAt: Instant?
    package let right: Int?
    package let asked: Int
    package let isPassed: Bool?
    let answersSealed: Sealed?

    package var subject: Event.Subject { Event.Subject(kind: "training_sitting", id: id.text) }

    static func context(_ id: String) -> String { "training_sittings.answers.\(id)" }
}

extension QuizSitting {
    /// The actor's own sitting of that id; throws `Problem.notFound` for anybody else's.
    package static func find(_ id: ID<QuizSitting>, of actor: Actor, in db: any Connection) throws -> QuizSitting {
        guard let staff = actor.staffID else { throw Problem.signedOut }
        return try QuizSitting(
            db.one(
                """
                SELECT * FROM training_sittings
                WHERE organisation_id = \(actor.organisationID) AND id = \(id) AND staff_id = \(staff)
                """))
    }

    /// How many quizzes of the course the person handed in that day.
    package static func tries(
        _ course: String, by staff: ID<Staff>, of organisation: ID<Organisation>, on day: LocalDay,
        in db: any Connection
    ) throws -> Int {
        try db.count(
            """
            SELECT count(*) AS n FROM training_sittings
            WHERE organisation_id = \(organisation) AND staff_id = \(staff) AND course = \(course)
                AND handed_in_on = \(day)
            """)
    }

    /// Begins a quiz, or goes on with the one that is open: pressing twice begins one. Throws `Problem.conflict` when
    /// the course is retired, has no quiz, or was tried often enough today.
    package static func begin(
        _ code: String, by actor: Actor, at training: TrainingDesk, in db: any Connection
    ) throws -> QuizSitting {
        guard let staff = actor.staffID else { throw Problem.signedOut }
        let organisation = actor.organisationID
        let today = db.now.day(in: try OrganisationProfile.find(organisation, in: db).zone)
        let version = try training.shelf.current(code, of: organisation, on: today, in: db)
        guard !version.isRetired else { throw Problem.conflict("training.courses.refusal.retired") }
        guard version.course.hasQuiz else { throw Problem.conflict("training.quiz.refusal.none") }
        let rules = training.shelf.rules
        guard try tries(code, by: staff, of: organisation, on: today, in: db) < rules.triesADay else {
            throw Problem.conflict("training.quiz.refusal.tries", ["n": .number(rules.triesADay)])
        }
        if let open = try open(code, by: staff, of: organisation, in: db) {
            if open.number == version.number, !open.isOver(at: db.now, by: rules) { return open }
            try db.run("DELETE FROM training_sittings WHERE id = \(open.id) AND handed_in_at IS NULL")
        }
        try version.store(by: actor, in: db)
        let id: ID<QuizSitting> = db.newID()
        try db.run(
            """
            INSERT INTO training_sittings (id, organisation_id, staff_id, course, number, seed, begun_at, asked)
            VALUES (\(id), \(organisation), \(staff), \(code), \(version.number), \(hex(db.randomBytes(8))), \(db.now),
                \(version.course.questions.count))
            """)
        return try find(id, of: actor, in: db)
    }

    private static func open(
        _ code: String, by staff: ID<Staff>, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> QuizSitting? {
        try db.first(
            """
            SELECT * FROM training_sittings WHERE organisation_id = \(organisation) AND staff_id = \(staff)
                AND course = \(code) AND handed_in_at IS NULL
            """
        ).map(QuizSitting.init)
    }

    package func isOver(at now: Instant, by rules: TrainingRules) -> Bool {
        handedInAt == nil && now >= begunAt.advanced(byHours: rules.sittingHours)
    }

    /// The course as it was when the quiz was begun.
    package func version(in db: any Connection) throws -> CourseVersion {
        try CourseVersion.find(course, number: number, of: organisationID, in: db)
    }

    /// Hands the answers in, once: what is handed in already stays as it is. A course that was retired or changed
    /// meanwhile is judged by the version the person was asked.
    package func handIn(
        _ answers: [Int], by actor: Actor, at training: TrainingDesk, in db: any Connection
    ) throws -> QuizSitting {
        if handedInAt != nil { return self }
        guard !isOver(at: db.now, by: training.shelf.rules) else {
            throw Problem.conflict("training.quiz.refusal.over", ["n": .number(training.shelf.rules.sittingHours)])
        }
        let today = db.now.day(in: try OrganisationProfile.find(organisationID, in: db).zone)
        let paper = QuizPaper(try version(in: db).course, seed: seed)
        let (right, isPassed) = (paper.right(answers), paper.isPassed(answers))
        let sealed = try training.desk.vault.seal(
            JSONText.of(answers), for: organisationID, context: QuizSitting.context(id.text), in: db)
        let written = try db.run(
            """
            UPDATE training_sittings SET handed_in_at = \(db.now), handed_in_on = \(today), answers_sealed = \(sealed),
                right_count = \(right), passed = \(isPassed)
            WHERE organisation_id = \(organisationID) AND id = \(id) AND handed_in_at IS NULL
            """)
        guard written == 1 else { return try QuizSitting.find(id, of: actor, in: db) }
        try TrainingRecord.quiz(self, right: right, isPassed: isPassed, on: today, by: actor, in: db)
        try Event.record(
            "training.quiz_handed_in", of: subject, by: actor,
            facts: QuizFacts(course: course, version: number, right: right, asked: asked, isPassed: isPassed),
            at: training.desk, in: db)
        return try QuizSitting.find(id, of: actor, in: db)
    }

    /// What the person answered, by the places on their paper; `nil` before it is handed in and after it is forgotten.
    package func answers(at desk: Desk, in db: any Connection) throws -> [Int]? {
        guard let answersSealed else { return nil }
        let text = try desk.vault.open(
            answersSealed, for: organisationID, context: QuizSitting.context(id.text), in: db)
        return try JSONDecoder().decode([Int].self, from: Data(text.utf8))
    }

    init(_ row: Row) throws {
        id = try row.get("id")
        organisationID = try row.get("organisation_id")
        staffID = try row.get("staff_id")
        course = try row.get("course")
        number = try row.get("number")
        seed = try row.get("seed")
        begunAt = try row.get("begun_at")
        handedInAt = try row.get("handed_in_at")
        right = try row.get("right_count")
        asked = try row.get("asked")
        isPassed = try row.get("passed")
        answersSealed = try row.get("answers_sealed")
    }
}

/// What an event of a quiz tells (事实).
struct QuizFacts: Codable, Hashable, Sendable {
    let course: String
    let version: Int
    let right: Int
    let asked: Int
    let isPassed: Bool
}
