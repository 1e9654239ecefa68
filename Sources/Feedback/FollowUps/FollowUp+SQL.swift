import Casework
import Duties
import Foundation
import Kernel
import People
import Platform
import Storage

/// What was said, as it is sealed (回访内容): remarks on health are among it.
private struct SealedAnswer: Codable {
    let respondent: Respondent
    let helper: HelperRelation?
    let values: [String: [Int]]
    let texts: [String: String]
}

extension FollowUp {
    static func context(_ id: String) -> String { "follow_ups.answers.\(id)" }

    /// Writes a follow-up down, once for each person and period. Throws `Problem.conflict` when there is one.
    package func record(unit: ID<OrganisationUnit>?, by actor: Actor, at desk: Desk, in db: any Connection) throws {
        let told = SealedAnswer(
            respondent: answer.respondent, helper: answer.helper, values: answer.values.mapValues { $0.sorted() },
            texts: answer.texts)
        let sealed = try desk.vault.seal(
            try JSONText.of(told), for: organisationID, context: FollowUp.context(id.text), in: db)
        let changed = try db.run(
            """
            INSERT INTO follow_ups (id, organisation_id, audience, person_id, unit_id, period, form, mode, respondent,
                helper, done_on, satisfaction, answers_sealed, recorded_at, recorded_by)
            VALUES (\(id), \(organisationID), \(audience), \(personID), \(unit), \(period.description), \(form), \(mode),
                \(answer.respondent), \(answer.helper), \(doneOn), \(FollowUp.satisfaction(answer)), \(sealed),
                \(db.now), \(actor.signature))
            ON CONFLICT (organisation_id, audience, person_id, period) DO NOTHING
            """)
        guard changed == 1 else { throw Problem.conflict("feedback.problem.followed_up") }
        try Event.record(
            "feedback.followed_up", of: subject, by: actor,
            facts: ["person": personID.text, "audience": audience.rawValue, "period": period.description], at: desk,
            in: db)
        try Duties.meet(
            FollowUp.duty(audience), scope: .resident(personID.text), evidence: subject, on: doneOn, by: actor,
            at: desk,
            in: db)
        guard let satisfaction = FollowUp.satisfaction(answer), satisfaction <= 2 else { return }
        let supervisors = try RoleGrant.holders(
            of: .qualitySupervisor, organisation: organisationID, on: doneOn, in: db)
        try StaffNotice.leave(
            Message("feedback.notice.unhappy_follow_up", ["period": .message(period.message)]),
            for: supervisors.map(\.id), about: subject, of: organisationID, topic: "low_score", in: db)
    }

    /// The shipped duty it settles (S1-65).
    private static func duty(_ audience: FollowUpAudience) -> DutyCode {
        switch audience {
        case .elder: "resident_follow_up"
        case .family: "family_follow_up"
        }
    }

    /// The follow-up of that id with what was said opened; throws `Problem.notFound`.
    package static func find(
        _ id: ID<FollowUp>, of organisation: ID<Organisation>, at desk: Desk, in db: any Connection
    ) throws -> FollowUp {
        let row = try db.one("SELECT * FROM follow_ups WHERE organisation_id = \(organisation) AND id = \(id)")
        let text = try desk.vault.open(
            row.get("answers_sealed"), for: organisation, context: context(id.text), in: db)
        let told = try JSONDecoder().decode(SealedAnswer.self, from: Data(text.utf8))
        guard let period = FigurePeriod(try row.get("period", as: String.self)) else {
            throw StorageError.badColumn("period")
        }
        return FollowUp(
            id: id, organisationID: organisation, audience: try row.get("audience"), personID: try row.get("person_id"),
            period: period, form: try row.get("form"), mode: try row.get("mode"),
            answer: SurveyAnswer(
                respondent: told.respondent, helper: told.helper, values: told.values.mapValues(Set.init),
                texts: told.texts),
            doneOn: try row.get("done_on"), recordedAt: try row.get("recorded_at"),
            recordedBy: try row.get("recorded_by"), caseID: try row.get("case_id"))
    }

    /// What was done for these persons in a period, by person.
    static func done(
        _ audience: FollowUpAudience, in period: FigurePeriod, for persons: [ID<Person>],
        of organisation: ID<Organisation>, in db: any Connection
    ) throws -> [ID<Person>: Done] {
        if persons.isEmpty { return [:] }
        let rows = try db.rows(
            """
            SELECT id, person_id, mode, done_on, case_id FROM follow_ups
            WHERE organisation_id = \(organisation) AND audience = \(audience) AND period = \(period.description)
                AND person_id IN \(persons)
            """)
        return Dictionary(
            try rows.map { row in
                (
                    try row.get("person_id"),
                    Done(
                        id: try row.get("id"), mode: try row.get("mode"), doneOn: try row.get("done_on"),
                        caseID: try row.get("case_id"))
                )
            }, uniquingKeysWith: { first, _ in first })
    }

    /// A follow-up as a list shows it.
    struct Done: Sendable {
        let id: ID<FollowUp>
        let mode: FollowUpMode
        let doneOn: LocalDay
        let caseID: ID<Case>?
    }

    /// Remembers that the actor is about to register a case from it: the next case they register for the person by the
    /// channel 回访发现 is tied to it.
    func askForCase(by actor: Actor, in db: any Connection) throws {
        let changed = try db.run(
            """
            UPDATE follow_ups SET case_asked_by = \(actor.staffID), case_asked_at = \(db.now)
            WHERE organisation_id = \(organisationID) AND id = \(id) AND case_id IS NULL
            """)
        guard changed == 1 else { throw Problem.conflict("feedback.problem.has_case") }
    }

    /// Hours within which a case registered after a follow-up is taken for its.
    private static let tieHours = 48

    /// Ties a case to the follow-up it was registered from, in the transaction that registered it (S1-63).
    static func tie(_ event: Event, in db: any Connection, at desk: Desk) throws {
        guard event.subject.kind == "case", event.actor.hasPrefix("staff:"), let id = ID<Case>(event.subject.id),
            let fact = try? event.decode(CaseFact.self), case .registration(let registration) = fact.step,
            registration.channel == .followUpCall, let person = registration.personServed,
            let staff = ID<Staff>(String(event.actor.dropFirst(6)))
        else { return }
        let asked = try db.first(
            """
            SELECT id FROM follow_ups WHERE organisation_id = \(event.organisationID) AND person_id = \(person)
                AND case_asked_by = \(staff) AND case_id IS NULL
                AND case_asked_at > \(db.now.advanced(byHours: -tieHours))
            ORDER BY case_asked_at DESC, id DESC LIMIT 1
            """)
        guard let asked else { return }
        let followUp: ID<FollowUp> = try asked.get("id")
        try db.send("UPDATE follow_ups SET case_id = \(id), case_asked_by = NULL WHERE id = \(followUp)")
        try Event.record(
            "feedback.follow_up_became_case", of: subject(followUp),
            by: Actor(organisationID: event.organisationID, kind: .staff(staff, roles: [])), facts: ["case": id.text],
            at: desk, in: db)
    }
}
