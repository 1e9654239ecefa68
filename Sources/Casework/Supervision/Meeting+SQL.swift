import Deadlines
import Kernel
import Platform
import Storage

/// A meeting of the coordination group (统一协调小组会议, S4-20): who came, what was decided, which rules should change,
/// and when it meets again.
package struct CoordinationMeeting: Hashable, Sendable {
    package static let attendeesLimit = 1000
    package static let decisionsLimit = 10_000

    package let id: ID<CoordinationMeeting>
    package let organisationID: ID<Organisation>
    package let heldAt: Instant
    package let attendees: String
    package let decisions: String
    package let ruleChanges: String
    package let nextAt: Instant?

    static let pageSize = 20
    static let longestDays = 366

    static func subject(_ id: ID<CoordinationMeeting>) -> Event.Subject {
        Event.Subject(kind: "coordination_meeting", id: id.text)
    }

    /// Throws `Problem.invalid` for a meeting still to come, and for a next one that lies behind or too far.
    package func check(at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("attendees", attendees, limit: CoordinationMeeting.attendeesLimit)
        fields.text("decisions", decisions, limit: CoordinationMeeting.decisionsLimit)
        fields.optional("rule_changes", ruleChanges, limit: CoordinationMeeting.decisionsLimit)
        fields.require(heldAt <= now, "held_at", "in_the_future")
        if let nextAt {
            fields.require(now < nextAt, "next_at", "moment_is_past")
            fields.require(nextAt < now.advanced(byHours: CoordinationMeeting.longestDays * 24), "next_at", "too_far")
        }
        try fields.finish()
    }

    /// Writes it down, ends the reminder of the one before, and starts its own.
    package func record(by actor: Actor, at desk: Desk, in db: any Connection) throws {
        try check(at: db.now)
        let calendar = try OrganisationCalendar.load(organisationID, in: db)
        if let earlier = try CoordinationMeeting.page(of: organisationID, in: db).meetings.first {
            for var stored in try StoredClock.list(of: CoordinationMeeting.subject(earlier.id), in: db)
            where stored.clock.finishedAt == nil {
                try stored.clock.apply(.met(max(db.now, stored.clock.startedAt)))
                try stored.save(calendar: calendar, in: db)
            }
        }
        try db.run(
            """
            INSERT INTO coordination_meetings (id, organisation_id, held_at, attendees, decisions, rule_changes, next_at,
                recorded_at, recorded_by)
            VALUES (\(id), \(organisationID), \(heldAt), \(attendees), \(decisions), \(ruleChanges), \(nextAt),
                \(db.now), \(actor.signature))
            """)
        if let clock = reminder(from: db.now) {
            try StoredClock(
                organisationID: organisationID, subject: CoordinationMeeting.subject(id), clock: clock, holderID: nil
            ).save(calendar: calendar, in: db)
        }
        try Event.record(
            "casework.meeting_recorded", of: CoordinationMeeting.subject(id), by: actor,
            facts: [
                "held_at": String(heldAt.milliseconds), "attendees": attendees, "decisions": decisions,
                "rule_changes": ruleChanges, "next_at": nextAt.map { String($0.milliseconds) } ?? "",
            ], at: desk, in: db)
    }

    /// The group is reminded the day before it meets again, and told when nothing was written down by then.
    private func reminder(from now: Instant) -> Clock? {
        guard let nextAt, let term = Term(max(1, Int((nextAt - now) / 60_000)), .minutes) else { return nil }
        let promise = Promise(
            kind: "meeting", term: term, warnings: [], reminders: [1], ladder: [], ruleVersion: Grading.ruleVersion)
        return Clock(promise: promise, startedAt: now, recordedAt: now)
    }

    /// Tells every coordinator of the meeting ahead.
    static func remind(of stored: StoredClock, _ reading: Reading, in db: any Connection) throws {
        let profile = try OrganisationProfile.find(stored.organisationID, in: db)
        let members = try RoleGrant.holders(
            of: .coordinator, organisation: stored.organisationID, on: db.now.day(in: profile.zone), in: db)
        let key = reading.dueAt <= db.now ? "meeting_due" : "meeting_ahead"
        try StaffNotice.leave(
            Message("casework.notice.\(key)", ["at": .instant(reading.dueAt)]), for: members.map(\.id),
            about: Event.Subject(kind: "coordination", id: stored.organisationID.text), of: stored.organisationID,
            topic: "meeting", in: db)
    }

    /// Meetings, the latest first.
    package static func page(
        of organisation: ID<Organisation>, after cursor: MomentCursor<CoordinationMeeting>? = nil,
        in db: any Connection
    ) throws -> (meetings: [CoordinationMeeting], next: MomentCursor<CoordinationMeeting>?) {
        var rest: SQL = ""
        if let cursor { rest = " AND (held_at, id) < (\(cursor.at), \(cursor.id))" }
        let found = try db.rows(
            """
            SELECT * FROM coordination_meetings WHERE organisation_id = \(organisation)\(rest)
            ORDER BY held_at DESC, id DESC LIMIT \(pageSize + 1)
            """
        ).map { row in
            CoordinationMeeting(
                id: try row.get("id"), organisationID: try row.get("organisation_id"), heldAt: try row.get("held_at"),
                attendees: try row.get("attendees"), decisions: try row.get("decisions"),
                ruleChanges: try row.get("rule_changes"), nextAt: try row.get("next_at"))
        }
        let last = found.count > pageSize ? found.prefix(pageSize).last : nil
        return (Array(found.prefix(pageSize)), last.map { MomentCursor(at: $0.heldAt, id: $0.id) })
    }
}
