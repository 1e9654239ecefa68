import Kernel
import Platform
import Storage

/// Who looked into a case, and who was kept out (查阅记录). Kept in a chain beside the case's own, so that reading
/// does not lengthen its history.
enum CaseAccess {
    static let eachHour = ThrottleLimit(attempts: 1, windowMinutes: 60)

    static func subject(_ id: ID<Case>) -> Event.Subject { Event.Subject(kind: "case_access", id: id.text) }

    private static func key(_ id: ID<Case>, _ actor: Actor) -> String { "case_read|\(actor.signature)|\(id)" }

    /// Whether opening the case leaves something to write: notices to tick off, or a reading to record.
    static func leavesTrace(_ admitted: AdmittedCase, in db: any Connection) throws -> Bool {
        let unread = try db.count(
            """
            SELECT count(*) AS n FROM notices WHERE organisation_id = \(admitted.actor.organisationID)
                AND staff_id = \(admitted.actor.staffID) AND read_at IS NULL
                AND subject_kind = 'case' AND subject_id = \(admitted.subject.id)
            """)
        if unread > 0 { return true }
        return try isUnrecorded(admitted.subject, by: admitted.actor, in: db)
    }

    /// Ticks off what the reader was told about the case, and records the reading of a restricted one: once for a
    /// person, case and hour.
    static func record(_ admitted: AdmittedCase, at desk: Desk, in db: any Connection) throws {
        try StaffNotice.markSeen(admitted.subject.eventSubject, by: admitted.actor, in: db)
        try recordReading(of: admitted.subject, by: admitted.actor, at: desk, in: db)
    }

    /// Records the reading of a restricted case, and of no other: once for a person, case and hour.
    static func recordReading(of found: Case, by actor: Actor, at desk: Desk, in db: any Connection) throws {
        guard try isUnrecorded(found, by: actor, in: db) else { return }
        try Throttle.count(key(found.id, actor), eachHour, in: db)
        try Event.record(
            CaseAction.read.rawValue, of: subject(found.id), by: actor, facts: [String: String](), sealed: false,
            at: desk, in: db)
    }

    /// Whether a reading of the case has to be recorded now.
    static func isUnrecorded(_ found: Case, by actor: Actor, in db: any Connection) throws -> Bool {
        try found.isRestricted && !isCounted(found.id, actor, in: db)
    }

    /// Records that somebody who is named in the case tried to open it, without a word of what is in it.
    static func recordRefusal(_ id: ID<Case>, by actor: Actor, at desk: Desk, in db: any Connection) throws {
        try Event.record(
            "casework.refused_reading", of: subject(id), by: actor, facts: [String: String](), sealed: false, at: desk,
            in: db)
    }

    /// The number of the newest event of a case.
    static func newestEvent(of id: ID<Case>, in db: any Connection) throws -> Int {
        try db.first("SELECT sequence FROM event_heads WHERE subject_kind = 'case' AND subject_id = \(id)")?
            .get("sequence") ?? 0
    }

    private static func isCounted(_ id: ID<Case>, _ actor: Actor, in db: any Connection) throws -> Bool {
        do {
            try Throttle.check(key(id, actor), eachHour, in: db)
            return false
        } catch Problem.tooMany {
            return true
        }
    }
}
