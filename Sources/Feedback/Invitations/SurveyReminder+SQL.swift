import Kernel
import Platform
import Storage

/// When a wave reminds of itself (问卷催答): after half of its time, and three days before it ends. Those who hold the wave
/// are told how many have not answered, to call them or bring them a sheet; who answered is never counted, and each
/// round goes out once.
package enum SurveyReminder {
    static let shortestDays = 6
    static let lastDays = 3

    /// How many rounds are due on a day.
    static func rounds(from first: LocalDay, until last: LocalDay, on day: LocalDay) -> Int {
        let days = first.distance(to: last)
        guard days >= shortestDays else { return 0 }
        let moments = [first.advanced(by: days / 2), last.advanced(by: -lastDays)]
        return Set(moments).count { $0 <= day }
    }

    /// Sends what is due, of a few surveys at a time.
    static func sendDue(at desk: Desk) async throws {
        let due = try await desk.read { db in
            try OrganisationProfile.list(in: db).flatMap { home in
                let today = db.now.day(in: home.zone)
                return try db.rows(
                    """
                    SELECT id, opens_on, closes_on, reminder_round FROM surveys
                    WHERE organisation_id = \(home.id) AND state = \(SurveyState.open) AND opens_on <= \(today)
                        AND closes_on >= \(today) ORDER BY closes_on, id LIMIT 200
                    """
                ).compactMap { row -> (ID<Survey>, ID<Organisation>, LocalDay, Int)? in
                    let round = rounds(from: try row.get("opens_on"), until: try row.get("closes_on"), on: today)
                    return try row.get("reminder_round") < round
                        ? (try row.get("id"), home.id, today, round) : nil
                }
            }
        }
        for (id, organisation, today, round) in due {
            try await desk.write { db in
                let survey = try Survey.find(id, of: organisation, in: db)
                try send(round, of: survey, on: today, at: desk, in: db)
            }
        }
    }

    /// One round: of several nodes one sends it.
    private static func send(
        _ round: Int, of survey: Survey, on today: LocalDay, at desk: Desk, in db: any Connection
    ) throws {
        let taken = try db.run(
            """
            UPDATE surveys SET reminder_round = \(round)
            WHERE id = \(survey.id) AND state = \(SurveyState.open) AND reminder_round < \(round)
            """)
        guard taken == 1 else { return }
        let count = try SurveyInvitation.remind(survey, on: today, in: db)
        guard count > 0 else { return }
        let system = Actor(organisationID: survey.organisationID, kind: .system)
        try Event.record(
            "feedback.survey_reminded", of: survey.subject, by: system, facts: ["reminded": String(count)], at: desk,
            in: db)
        try StaffNotice.leave(
            Message(
                "feedback.notice.remind",
                ["survey": .text(survey.name), "n": .number(count), "day": .day(survey.closesOn)]),
            for: try callers(of: survey, on: today, in: db), about: survey.subject, of: survey.organisationID,
            topic: "survey_reminder", in: db)
    }

    /// Who holds the wave and is not rated by it: those who care for customers, else the quality supervisors.
    private static func callers(
        of survey: Survey, on today: LocalDay, in db: any Connection
    ) throws -> [ID<Staff>] {
        for role in [Role.customerRelations, .qualitySupervisor] {
            let found = try RoleGrant.holders(of: role, organisation: survey.organisationID, on: today, in: db)
                .map(\.id).filter { staff in
                    let actor = Actor(
                        organisationID: survey.organisationID, kind: .staff(staff, roles: [role, .employee]))
                    return try !survey.isRating(actor, in: db)
                }
            if !found.isEmpty { return found }
        }
        return []
    }
}
