import Kernel

/// That an employee is away for a time, with who acts for them (缺勤与代理人).
package struct Absence: Hashable, Sendable {
    package static let longestDays = 400

    /// Why somebody is away (缺勤原因). No health data: an illness is only named as such.
    package enum Reason: String, Sendable, CaseIterable {
        /// 休假
        case leave
        /// 病假
        case sick
        /// 培训
        case training
        /// 出差
        case travel
        /// 其他
        case other
    }

    package let id: ID<Absence>
    package let organisationID: ID<Organisation>
    package let staffID: ID<Staff>
    package let deputyID: ID<Staff>?
    package let reason: Reason
    package private(set) var span: Span

    package init(
        id: ID<Absence>, organisationID: ID<Organisation>, staffID: ID<Staff>, deputyID: ID<Staff>?, reason: Reason,
        span: Span
    ) {
        self.id = id
        self.organisationID = organisationID
        self.staffID = staffID
        self.deputyID = deputyID
        self.reason = reason
        self.span = span
    }

    /// Refuses what could not be: an absence over another one of the same person, a deputy who is away too or is the
    /// person, and leave that was planned over the person's own duty. Illness asks nobody and is always let in.
    package func check(beside absences: [Absence], shifts: [DutyShift], at now: Instant) throws(Problem) {
        try span.check(longestDays: Absence.longestDays, at: now)
        let others = absences.filter { $0.id != id && $0.span.overlaps(span) }
        if others.contains(where: { $0.staffID == staffID }) {
            throw .invalid("from", Message("platform.roster.absent_already"))
        }
        if let deputyID {
            guard deputyID != staffID else { throw .invalid("deputy", Message("platform.roster.deputy_is_self")) }
            if others.contains(where: { $0.staffID == deputyID }) {
                throw .invalid("deputy", Message("platform.roster.deputy_away"))
            }
        }
        if reason != .sick, shifts.contains(where: { $0.staffID == staffID && $0.span.overlaps(span) }) {
            throw .invalid("from", Message("platform.roster.on_duty_then"))
        }
    }

    /// Ends the absence now: the person is back.
    package mutating func end(at now: Instant) throws(Problem) {
        guard now < span.until else { throw .conflict("platform.roster.already_over") }
        span = span.ended(at: now)
    }
}
