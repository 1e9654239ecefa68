import Kernel
import Platform
import Storage

extension TrainingFigures {
    /// The figures of a period for the house, or for a unit with all below it. What is required is judged on the last day
    /// of the period that has come, by the courses as they are in force now.
    package static func load(
        _ period: ClosedRange<LocalDay>, unit: ID<OrganisationUnit>? = nil, of organisation: ID<Organisation>,
        at shelf: CourseShelf, in db: any Connection
    ) throws -> TrainingFigures {
        let zone = try OrganisationProfile.find(organisation, in: db).zone
        let today = db.now.day(in: zone)
        let day = min(period.upperBound, today)
        let tree = try UnitTree.load(of: organisation, in: db)
        let units = unit.map { tree.below($0).union([$0]) }
        let trainees = try Trainee.load(units.map { .units($0) } ?? .everybody, of: organisation, on: day, in: db)
        let courses = try shelf.all(of: organisation, on: today, in: db)
        let needs = trainees.map { DueRule.needs(of: $0, courses: courses, on: day, by: shelf.rules) }
        var member: SQL = ""
        if let units {
            member = """
                 AND staff_id IN (SELECT staff_id FROM staff_units WHERE unit_id IN \(units.sorted())
                    AND from_on <= \(day) AND (to_on IS NULL OR to_on >= \(day)))
                """
        }
        let passes = try db.one(
            """
            SELECT count(*) AS n, coalesce(sum(passed), 0) AS passed FROM training_records
            WHERE organisation_id = \(organisation) AND way IN \(["quiz", "paper"])
                AND done_on BETWEEN \(period.lowerBound) AND \(period.upperBound)\(member)
            """)
        let (from, until) = (zone.instant(of: period.lowerBound), zone.instant(of: period.upperBound.advanced(by: 1)))
        let attended = try db.one(
            """
            SELECT count(*) AS n,
                coalesce(sum(CASE WHEN outcome IN \(["attended", "partly"]) THEN 1 ELSE 0 END), 0) AS attended,
                count(DISTINCT session_id) AS sessions
            FROM training_attendances WHERE organisation_id = \(organisation) AND session_id IN (
                SELECT id FROM training_sessions WHERE organisation_id = \(organisation)
                    AND state = \(SessionState.held) AND starts_at >= \(from) AND starts_at < \(until))\(member)
            """)
        return TrainingFigures(
            needs: needs, passes: TrainingShare(try passes.get("passed"), of: try passes.get("n")),
            attendance: TrainingShare(try attended.get("attended"), of: try attended.get("n")),
            sessions: try attended.get("sessions"))
    }
}
