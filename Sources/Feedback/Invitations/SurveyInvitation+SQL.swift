import Casework
import Kernel
import People
import Platform
import Storage

/// That somebody was asked (问卷邀请). Of an anonymous survey it tells whether they answered, so that nobody is reminded
/// in vain, and never what or when.
package struct SurveyInvitation: Hashable, Sendable {
    package let id: ID<SurveyInvitation>
    package let surveyID: ID<Survey>
    package let number: Int
    package let personID: ID<Person>?
    package let caseID: ID<Case>?
    package let unitID: ID<OrganisationUnit>?
    package let isUsed: Bool
    package let reminders: Int
    package let remindedOn: LocalDay?

    package static let pageSize = 50

    static func invite(
        _ member: SurveyPopulation.Member, number: Int, to survey: Survey, at desk: Desk, in db: any Connection
    ) throws {
        let id: ID<SurveyInvitation> = db.newID()
        try db.send(
            """
            INSERT INTO survey_invitations (id, organisation_id, survey_id, number, code_digest, person_id, unit_id,
                is_used, reminders)
            VALUES (\(id), \(survey.organisationID), \(survey.id), \(number),
                \(SurveyCode.invitation(id, at: desk).digest), \(member.personID), \(member.unitID), 0, 0)
            """)
    }

    /// Asks the complainant of a case, once; names whose work is rated. Gives the invitation there is.
    static func invite(
        _ subject: Case, to survey: Survey, at desk: Desk, in db: any Connection
    ) throws -> SurveyInvitation {
        let known = try db.first(
            "SELECT * FROM survey_invitations WHERE survey_id = \(survey.id) AND case_id = \(subject.id)")
        if let known { return try SurveyInvitation(known) }
        let id: ID<SurveyInvitation> = db.newID()
        let number = try db.count(
            "SELECT coalesce(max(number), 0) + 1 AS n FROM survey_invitations WHERE survey_id = \(survey.id)")
        try db.run(
            """
            INSERT INTO survey_invitations (id, organisation_id, survey_id, number, code_digest, case_id, unit_id,
                is_used, reminders)
            VALUES (\(id), \(survey.organisationID), \(survey.id), \(number),
                \(SurveyCode.invitation(id, at: desk).digest), \(subject.id), \(subject.responsibleUnit), 0, 0)
            """)
        let rated = subject.complainedAbout.staff.union([subject.firstReceiver, subject.handler].compactMap { $0 })
        for staff in rated.sorted() {
            try db.send(
                """
                INSERT INTO survey_rated_staff (survey_id, invitation_id, organisation_id, staff_id)
                VALUES (\(survey.id), \(id), \(survey.organisationID), \(staff))
                """)
        }
        return SurveyInvitation(
            id: id, surveyID: survey.id, number: number, personID: nil, caseID: subject.id,
            unitID: subject.responsibleUnit, isUsed: false, reminders: 0, remindedOn: nil)
    }

    /// The invitation of a code with its survey.
    static func first(
        _ code: SurveyCode, in db: any Connection
    ) throws -> (invitation: SurveyInvitation, survey: Survey)? {
        guard let row = try db.first("SELECT * FROM survey_invitations WHERE code_digest = \(code.digest)") else {
            return nil
        }
        let invitation = try SurveyInvitation(row)
        return (invitation, try Survey.find(invitation.surveyID, of: try row.get("organisation_id"), in: db))
    }

    static func find(
        _ id: ID<SurveyInvitation>, of survey: Survey, in db: any Connection
    ) throws -> SurveyInvitation {
        try SurveyInvitation(
            db.one(
                """
                SELECT * FROM survey_invitations
                WHERE organisation_id = \(survey.organisationID) AND survey_id = \(survey.id) AND id = \(id)
                """))
    }

    /// Invitations by number; `unanswered` leaves those out who answered.
    static func page(
        of survey: Survey, after number: Int = 0, unanswered: Bool = false, limit: Int = pageSize,
        in db: any Connection
    ) throws -> (invitations: [SurveyInvitation], next: Int?) {
        let waiting: SQL = unanswered ? " AND is_used = 0" : ""
        let found = try db.rows(
            """
            SELECT * FROM survey_invitations WHERE survey_id = \(survey.id) AND number > \(number)\(waiting)
            ORDER BY number LIMIT \(limit + 1)
            """
        ).map { try SurveyInvitation($0) }
        return (Array(found.prefix(limit)), found.count > limit ? found[limit - 1].number : nil)
    }

    /// How many were asked, and of how many an answer came.
    static func counts(of survey: Survey, in db: any Connection) throws -> (asked: Int, used: Int) {
        let row = try db.one(
            """
            SELECT count(*) AS asked, coalesce(sum(is_used), 0) AS used FROM survey_invitations
            WHERE survey_id = \(survey.id)
            """)
        return (try row.get("asked"), try row.get("used"))
    }

    /// Marks everybody without an answer as reminded today, once a day; returns how many.
    static func remind(_ survey: Survey, on day: LocalDay, in db: any Connection) throws -> Int {
        try db.run(
            """
            UPDATE survey_invitations SET reminders = reminders + 1, reminded_on = \(day)
            WHERE survey_id = \(survey.id) AND is_used = 0 AND (reminded_on IS NULL OR reminded_on < \(day))
            """)
    }

    /// The unit that may stand beside the answer: one of which so many were asked that it tells of nobody.
    func tellableUnit(in db: any Connection) throws -> ID<OrganisationUnit>? {
        guard let unitID else { return nil }
        let asked = try db.count(
            "SELECT count(*) AS n FROM survey_invitations WHERE survey_id = \(surveyID) AND unit_id = \(unitID)")
        return asked >= Rate.smallest ? unitID : nil
    }

    /// Takes the invitation for an answer; false when one was given already.
    func use(in db: any Connection) throws -> Bool {
        try db.run("UPDATE survey_invitations SET is_used = 1 WHERE id = \(id) AND is_used = 0") == 1
    }

    private init(_ row: Row) throws {
        self.init(
            id: try row.get("id"), surveyID: try row.get("survey_id"), number: try row.get("number"),
            personID: try row.get("person_id"), caseID: try row.get("case_id"), unitID: try row.get("unit_id"),
            isUsed: try row.get("is_used"), reminders: try row.get("reminders"), remindedOn: try row.get("reminded_on"))
    }

    private init(
        id: ID<SurveyInvitation>, surveyID: ID<Survey>, number: Int, personID: ID<Person>?, caseID: ID<Case>?,
        unitID: ID<OrganisationUnit>?, isUsed: Bool, reminders: Int, remindedOn: LocalDay?
    ) {
        self.id = id
        self.surveyID = surveyID
        self.number = number
        self.personID = personID
        self.caseID = caseID
        self.unitID = unitID
        self.isUsed = isUsed
        self.reminders = reminders
        self.remindedOn = remindedOn
    }
}

extension Survey {
    /// Throws `Problem.forbidden` for whoever is rated (no self-rating).
    func mustNotRate(_ actor: Actor, invitation: ID<SurveyInvitation>? = nil, in db: any Connection) throws {
        if try isRating(actor, invitation: invitation, in: db) {
            throw Problem.forbidden("platform.rights.conflict_of_interest")
        }
    }

    /// Whether the actor's own work is asked about: by the unit the survey rates, or by an invitation of it, the given
    /// one or any.
    func isRating(_ actor: Actor, invitation: ID<SurveyInvitation>? = nil, in db: any Connection) throws -> Bool {
        guard let staff = actor.staffID else { return false }
        if let ratedUnit {
            let standing = try Standing.of(actor, in: db)
            if standing.units.contains(ratedUnit) || standing.headedUnits.contains(ratedUnit) { return true }
        }
        var about: SQL = ""
        if let invitation { about = " AND invitation_id = \(invitation)" }
        return try db.first(
            """
            SELECT staff_id FROM survey_rated_staff WHERE organisation_id = \(organisationID) AND staff_id = \(staff)
                AND survey_id = \(id)\(about) LIMIT 1
            """) != nil
    }
}
