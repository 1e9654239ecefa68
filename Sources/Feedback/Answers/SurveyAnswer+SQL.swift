import Kernel
import Platform
import Storage

extension SurveyAnswer {
    /// How an answer came in.
    struct Way: Sendable {
        let mode: AnswerMode
        /// Who keyed it or asked on the telephone.
        var keyedBy: ID<Staff>?
        /// Marks one sending of the form of a link without invitation.
        var once: String?
    }

    /// Writes the answer down, once for each invitation or sending; false when it is there already. Of an anonymous
    /// survey nothing that is written leads from the answer to the invitation or back: neither names the other, the
    /// answer has no day and its ids are made of the day and chance, whoever keyed it is not named, and no event tells its
    /// moment.
    func take(
        for survey: Survey, _ invitation: SurveyInvitation?, _ way: Way, by actor: Actor, at desk: Desk,
        in db: any Connection
    ) throws -> Bool {
        let zone = try OrganisationProfile.find(survey.organisationID, in: db).zone
        let today = db.now.day(in: zone)
        guard survey.takesAnswers(on: today) else { throw Problem.conflict("feedback.problem.not_open") }
        let once = way.once.map { digestText("survey answer \(survey.id) \($0)".utf8) }
        if let invitation {
            guard try invitation.use(in: db) else { return false }
        } else if let once {
            let known = try db.first("SELECT id FROM survey_responses WHERE once_digest = \(once)")
            if known != nil { return false }
        }
        let stamp = survey.isAnonymous ? zone.instant(of: today, minute: 0) : db.now
        let id = ID<SurveyAnswer>(at: stamp, random: db.randomBytes(10))
        try db.run(
            """
            INSERT INTO survey_responses (id, organisation_id, survey_id, invitation_id, has_invitation, once_digest,
                mode, respondent, helper, answered_on, keyed_by, unit_id)
            VALUES (\(id), \(survey.organisationID), \(survey.id), \(survey.isAnonymous ? nil : invitation?.id),
                \(invitation != nil), \(once), \(way.mode), \(respondent), \(helper), \(survey.isAnonymous ? nil : today),
                \(survey.isAnonymous ? nil : way.keyedBy), \(try invitation?.tellableUnit(in: db)))
            """)
        try save(of: survey, id, at: stamp, desk, in: db)
        if !survey.isAnonymous {
            try LowScore.open(
                values, of: survey, response: id, caseID: invitation?.caseID, on: today, at: desk, in: db)
            try Event.record(
                "feedback.survey_answered", of: survey.subject, by: actor,
                facts: ["mode": way.mode.rawValue, "respondent": respondent.rawValue], at: desk, in: db)
        }
        return true
    }

    private func save(
        of survey: Survey, _ id: ID<SurveyAnswer>, at stamp: Instant, _ desk: Desk, in db: any Connection
    ) throws {
        for (question, given) in values.sorted(by: { $0.key < $1.key }) {
            for value in given.sorted() {
                try db.send(
                    """
                    INSERT INTO survey_answers (response_id, organisation_id, survey_id, question, value)
                    VALUES (\(id), \(survey.organisationID), \(survey.id), \(question), \(value))
                    """)
            }
        }
        for (question, text) in texts.sorted(by: { $0.key < $1.key }) {
            let comment = ID<SurveyComment>(at: stamp, random: db.randomBytes(10))
            let sealed = try desk.vault.seal(
                text, for: survey.organisationID, context: SurveyComment.context("text", comment.text), in: db)
            try db.send(
                """
                INSERT INTO survey_comments (id, organisation_id, survey_id, question, state, text_sealed)
                VALUES (\(comment), \(survey.organisationID), \(survey.id), \(question), \(SurveyComment.State.waiting),
                    \(sealed))
                """)
        }
    }
}
