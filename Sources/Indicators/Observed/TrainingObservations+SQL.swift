import Kernel
import Platform
import Storage

extension ObservedSubject {
    /// Who was there of those asked to a session held, one line each (S0-29).
    func trainingObserved(_ context: ObservingContext, in db: any Connection) throws -> Observed {
        guard let session = try row("training_sessions", context, in: db),
            try session.get("state", as: String.self) == "held"
        else { return Observed() }
        let startsAt: Instant = try session.get("starts_at")
        let day = startsAt.day(in: context.zone)
        let rows = try db.rows(
            """
            SELECT a.outcome, \(unit(on: day, context)) AS unit_id FROM training_attendances a
            WHERE a.session_id = \(id) AND a.organisation_id = \(context.organisation) AND a.outcome IS NOT NULL
            ORDER BY a.staff_id
            """)
        return Observed(
            try rows.enumerated().map { place, row in
                let isThere = ["attended", "partly"].contains(try row.get("outcome", as: String.self))
                return Observation(
                    .trainingAttended, place: place, unit: try row.get("unit_id"), assignedAt: startsAt,
                    metAt: isThere ? startsAt : nil)
            })
    }

    /// A test handed in or keyed; what is passed by being there is no test (S0-30).
    func trainingRecordObserved(_ context: ObservingContext, in db: any Connection) throws -> Observed {
        guard let row = try row("training_records", context, in: db),
            try row.get("way", as: String.self) != "attendance"
        else { return Observed() }
        let day: LocalDay = try row.get("done_on")
        let unitRow = try db.one(
            """
            SELECT \(unit(on: day, context)) AS unit_id FROM training_records a WHERE a.id = \(id)
            """)
        let (moment, isPassed) = (context.zone.instant(of: day), try row.get("passed", as: Bool.self))
        return Observed([
            Observation(
                .trainingPassed, unit: try unitRow.get("unit_id"), assignedAt: moment, metAt: isPassed ? moment : nil)
        ])
    }

    /// The unit the employee of the row `a` was in on that day; one of them where there were several.
    private func unit(on day: LocalDay, _ context: ObservingContext) -> SQL {
        """
        (SELECT min(u.unit_id) FROM staff_units u WHERE u.organisation_id = \(context.organisation)
            AND u.staff_id = a.staff_id AND u.from_on <= \(day) AND (u.to_on IS NULL OR u.to_on >= \(day)))
        """
    }
}
