import Kernel

/// A turn of duty (值班): who is to be found for a unit, or for the whole house, from one moment to another (S4-17).
package struct DutyShift: Hashable, Sendable {
    package static let longestDays = 31

    package let id: ID<DutyShift>
    package let organisationID: ID<Organisation>
    package let staffID: ID<Staff>
    /// The unit duty is kept for; `nil` for the whole house.
    package let unitID: ID<OrganisationUnit>?
    /// What the person is on duty as, in the organisation's own words; may be empty.
    package let post: String
    package let span: Span

    package init(
        id: ID<DutyShift>, organisationID: ID<Organisation>, staffID: ID<Staff>, unitID: ID<OrganisationUnit>?,
        post: String = "", span: Span
    ) {
        self.id = id
        self.organisationID = organisationID
        self.staffID = staffID
        self.unitID = unitID
        self.post = post
        self.span = span
    }

    /// Refuses a shift nobody could keep: in the past, endless, of somebody who is away or on duty elsewhere, or where
    /// somebody else is already on duty as the same.
    package func check(beside shifts: [DutyShift], absences: [Absence], at now: Instant) throws(Problem) {
        try span.check(longestDays: DutyShift.longestDays, at: now)
        let rivals = shifts.filter { $0.id != id && $0.span.overlaps(span) }
        if rivals.contains(where: { $0.staffID == staffID }) {
            throw .invalid("staff", Message("platform.roster.on_duty_elsewhere"))
        }
        if rivals.contains(where: { $0.unitID == unitID && $0.post == post }) {
            throw .invalid("from", Message("platform.roster.place_taken"))
        }
        if absences.contains(where: { $0.staffID == staffID && $0.span.overlaps(span) }) {
            throw .invalid("staff", Message("platform.roster.away_then"))
        }
    }
}

/// A time from one moment up to another, the second not counted (起止时间).
package struct Span: Hashable, Sendable {
    package let from: Instant
    package private(set) var until: Instant

    package init(from: Instant, until: Instant) {
        self.from = from
        self.until = until
    }

    package func contains(_ moment: Instant) -> Bool { from <= moment && moment < until }
    package func overlaps(_ other: Span) -> Bool { from < other.until && other.from < until }

    /// The same, ended earlier; at least a millisecond of it stays.
    package func ended(at moment: Instant) -> Span {
        Span(from: from, until: min(until, max(moment, from.advanced(byMilliseconds: 1))))
    }

    func check(longestDays: Int, at now: Instant) throws(Problem) {
        guard from < until else { throw .invalid("until", Message("platform.roster.ends_before_start")) }
        guard now < until else { throw .invalid("until", Message("platform.roster.already_over")) }
        guard until <= from.advanced(byHours: longestDays * 24) else {
            throw .invalid("until", Message("platform.roster.too_long", ["n": .number(longestDays)]))
        }
    }
}
