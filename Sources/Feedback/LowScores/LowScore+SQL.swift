import Casework
import Duties
import Kernel
import Platform
import Storage

/// A low score somebody has to look into (低分处理): of a survey with names one for each answer and question, at once; of an
/// anonymous one for each question and only when it ends with five answers or more, because more would tell of a person.
package struct LowScore: Hashable, Sendable {
    package let id: ID<LowScore>
    package let surveyID: ID<Survey>
    package let question: String
    package let caseID: ID<Case>?
    package let openedOn: LocalDay

    package static let pageSize = 30
    package static let outcomeLimit = 2000

    /// Opens what an ended anonymous survey has of low scores.
    static func openAll(
        of survey: Survey, _ counts: SurveyCounts, on day: LocalDay, at desk: Desk, in db: any Connection
    )
        throws
    {
        guard counts.answered >= Rate.smallest else { return }
        try open(counts.given, of: survey, response: nil, caseID: nil, on: day, at: desk, in: db)
    }

    /// Opens what is new among these values and tells the quality supervisors.
    static func open(
        _ values: [String: Set<Int>], of survey: Survey, response: ID<SurveyAnswer>?, caseID: ID<Case>?,
        on day: LocalDay, at desk: Desk, in db: any Connection
    ) throws {
        let hadOpen = try hasOpen(of: survey.id, in: db)
        var isNew = false
        for question in survey.questions {
            guard let given = values[question.code], given.contains(where: question.isLow) else { continue }
            let id: ID<LowScore> = db.newID()
            let written =
                try db.run(
                    """
                    INSERT INTO low_scores (id, organisation_id, survey_id, question, response_key, case_id, opened_on,
                        is_open)
                    VALUES (\(id), \(survey.organisationID), \(survey.id), \(question.code), \(response?.text ?? ""),
                        \(caseID), \(day), 1)
                    ON CONFLICT (survey_id, question, response_key) DO NOTHING
                    """) == 1
            guard written else { continue }
            isNew = true
            try Event.record(
                "feedback.low_score_opened", of: survey.subject,
                by: Actor(organisationID: survey.organisationID, kind: .system),
                facts: ["score": id.text, "question": question.code], at: desk, in: db)
        }
        guard isNew else { return }
        // One task for the survey, however many scores it has; it ends with the last of them.
        try Event.record(
            "feedback.low_score_opened", of: survey.subject,
            by: Actor(organisationID: survey.organisationID, kind: .system), facts: [String: String](), at: desk, in: db
        )
        if !hadOpen {
            try Event.record(
                "feedback.low_scores_waiting", of: survey.subject,
                by: Actor(organisationID: survey.organisationID, kind: .system), facts: [String: String](), at: desk,
                in: db)
        }
        let supervisors = try RoleGrant.holders(
            of: .qualitySupervisor, organisation: survey.organisationID, on: day, in: db)
        try StaffNotice.leave(
            Message("feedback.notice.low_score", ["survey": .text(survey.name)]), for: supervisors.map(\.id),
            about: survey.subject, of: survey.organisationID, topic: "low_score", in: db)
    }

    /// What waits to be looked into, the oldest first.
    package static func waiting(
        of organisation: ID<Organisation>, in db: any Connection
    ) throws -> (scores: [LowScore], hasMore: Bool) {
        let found = try db.rows(
            """
            SELECT id, survey_id, question, case_id, opened_on FROM low_scores
            WHERE organisation_id = \(organisation) AND is_open = 1 ORDER BY opened_on, id LIMIT \(pageSize + 1)
            """
        ).map { try LowScore($0) }
        return (Array(found.prefix(pageSize)), found.count > pageSize)
    }

    /// The low score of that id, while nobody has looked into it; throws `Problem.notFound`.
    package static func find(
        _ id: ID<LowScore>, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> LowScore {
        try LowScore(
            db.one(
                """
                SELECT id, survey_id, question, case_id, opened_on FROM low_scores
                WHERE organisation_id = \(organisation) AND id = \(id) AND is_open = 1
                """))
    }

    /// How many low scores the question of its survey has, this one among them.
    package func count(in db: any Connection) throws -> Int {
        try db.count(
            "SELECT count(*) AS n FROM low_scores WHERE survey_id = \(surveyID) AND question = \(question)")
    }

    /// Writes down what came of it. Throws `Problem.notFound`; `Problem.conflict` when somebody did before, and
    /// `Problem.forbidden` for whoever is rated.
    package static func handle(
        _ id: ID<LowScore>, saying outcome: String, by actor: Actor, at desk: Desk, in db: any Connection
    ) throws {
        let row = try db.one(
            "SELECT survey_id FROM low_scores WHERE organisation_id = \(actor.organisationID) AND id = \(id)")
        let survey = try Survey.find(try row.get("survey_id"), of: actor.organisationID, in: db)
        try survey.mustNotRate(actor, in: db)
        let sealed = try desk.vault.seal(
            outcome, for: actor.organisationID, context: "low_scores.outcome.\(id)", in: db)
        let changed = try db.run(
            """
            UPDATE low_scores SET is_open = 0, outcome_sealed = \(sealed), handled_by = \(actor.signature),
                handled_at = \(db.now)
            WHERE organisation_id = \(actor.organisationID) AND id = \(id) AND is_open = 1
            """)
        guard changed == 1 else { throw Problem.conflict("feedback.problem.handled") }
        try Event.record(
            "feedback.low_score_handled", of: survey.subject, by: actor, facts: ["outcome": outcome], at: desk, in: db)
        guard try !hasOpen(of: survey.id, in: db) else { return }
        try Duties.meet(check, startedBy: survey.subject, by: actor, at: desk, in: db)
    }

    private static let check: DutyCode = "low_score_check"

    private static func hasOpen(of survey: ID<Survey>, in db: any Connection) throws -> Bool {
        try db.first("SELECT id FROM low_scores WHERE survey_id = \(survey) AND is_open = 1 LIMIT 1") != nil
    }

    private init(_ row: Row) throws {
        id = try row.get("id")
        surveyID = try row.get("survey_id")
        question = try row.get("question")
        caseID = try row.get("case_id")
        openedOn = try row.get("opened_on")
    }
}
