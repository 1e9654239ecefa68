import Kernel
import Storage

extension Presence {
    /// The presence of everybody who matters for these employees at this moment: they, their deputies, who is on duty
    /// and the heads of units.
    package static func load(
        for staff: [ID<Staff>], of organisation: ID<Organisation>, in db: any Connection
    ) throws -> Presence {
        let tree = try UnitTree.load(of: organisation, in: db)
        let shifts = try DutyShift.now(of: organisation, in: db)
        let moment = Span(from: db.now, until: db.now.advanced(byMilliseconds: 1))
        let absences = try Absence.overlapping(moment, of: organisation, in: db)
        let deputies = Dictionary(
            absences.compactMap { absence in absence.deputyID.map { (absence.staffID, $0) } },
            uniquingKeysWith: { first, _ in first })
        let asked = Set(staff).union(deputies.values).union(shifts.map(\.staffID))
            .union(tree.units.compactMap(\.headID))
        let today = db.now.day(in: try OrganisationProfile.find(organisation, in: db).zone)
        let away = Set(absences.map(\.staffID))
        let members = try StaffMember.find(all: asked.sorted(), of: organisation, in: db)
        let facts = try StaffFacts.relationsFacts(forAll: Set(staff).sorted(), of: organisation, on: today, in: db)
        return Presence(
            present: Set(
                members.values.filter { $0.isOnDuty && $0.isEmployed(on: today) && !away.contains($0.id) }.map(\.id)),
            deputies: deputies, shifts: shifts, tree: tree, units: facts.mapValues { $0.memberOf.sorted() })
    }

    /// Which of the employees are not here at this moment: away, out of service or no longer employed.
    package static func missing(
        among staff: [ID<Staff>], of organisation: ID<Organisation>, in db: any Connection
    ) throws -> Set<ID<Staff>> {
        if staff.isEmpty { return [] }
        let today = db.now.day(in: try OrganisationProfile.find(organisation, in: db).zone)
        return Set(
            try db.rows(
                """
                SELECT s.id FROM staff s WHERE s.organisation_id = \(organisation) AND s.id IN \(staff)
                    AND \(isMissing(at: db.now, on: today))
                """
            ).map { try $0.get("id") })
    }

    /// The condition on a row `s` of `staff` that the person is not here.
    package static func isMissing(at now: Instant, on today: LocalDay) -> SQL {
        """
        (s.on_duty = 0 OR (s.employed_to_on IS NOT NULL AND s.employed_to_on < \(today))
            OR EXISTS (SELECT 1 FROM absences a WHERE a.staff_id = s.id AND a.until_at > \(now)
                AND a.from_at <= \(now)))
        """
    }
}
