import Duties
import Foundation
import Kernel
import Platform
import Storage

extension SessionState: ColumnValue {}
extension AttendanceOutcome: ColumnValue {}

extension TrainingSession {
    static let subjectKind = "training_session"
    package var subject: Event.Subject { Event.Subject(kind: TrainingSession.subjectKind, id: id.text) }

    /// The session of that id within the organisation; throws `Problem.notFound`.
    package static func find(
        _ id: ID<TrainingSession>, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> TrainingSession {
        try TrainingSession(
            db.one("SELECT * FROM training_sessions WHERE organisation_id = \(organisation) AND id = \(id)"))
    }

    static let pageSize = 30

    /// Sessions of a state, the latest first; all when `state` is `nil`.
    package static func page(
        _ state: SessionState?, of organisation: ID<Organisation>, after cursor: MomentCursor<TrainingSession>? = nil,
        in db: any Connection
    ) throws -> (sessions: [TrainingSession], next: MomentCursor<TrainingSession>?) {
        var rest: SQL = ""
        if let state { rest = " AND state = \(state)" }
        if let cursor { rest = rest + " AND (starts_at, id) < (\(cursor.at), \(cursor.id))" }
        let found = try db.rows(
            """
            SELECT * FROM training_sessions WHERE organisation_id = \(organisation)\(rest)
            ORDER BY starts_at DESC, id DESC LIMIT \(pageSize + 1)
            """
        ).map(TrainingSession.init)
        let last = found.count > pageSize ? found[pageSize - 1] : nil
        return (Array(found.prefix(pageSize)), last.map { MomentCursor(at: $0.startsAt, id: $0.id) })
    }

    /// What somebody is asked to come to from now on, the next first.
    static func coming(to staff: ID<Staff>, of organisation: ID<Organisation>, in db: any Connection) throws
        -> [TrainingSession]
    {
        try db.rows(
            """
            SELECT * FROM training_sessions WHERE organisation_id = \(organisation) AND state = \(SessionState.planned)
                AND starts_at >= \(db.now.advanced(byHours: -12)) AND (trainer_id = \(staff) OR id IN (
                    SELECT session_id FROM training_attendances
                    WHERE organisation_id = \(organisation) AND staff_id = \(staff)))
            ORDER BY starts_at, id LIMIT 20
            """
        ).map(TrainingSession.init)
    }

    private var trainerName: String {
        if case .external(let name) = trainer { return name }
        return ""
    }

    /// Plans it. Courses and trainer have to be there.
    package func plan(by actor: Actor, at training: TrainingDesk, in db: any Connection) throws {
        let profile = try OrganisationProfile.find(organisationID, in: db)
        _ = try checked(at: db.now)
        for code in courses {
            let version = try training.shelf.current(code, of: organisationID, on: db.now.day(in: profile.zone), in: db)
            guard !version.isRetired else {
                throw Problem.invalid("courses", Message("training.courses.refusal.retired"))
            }
        }
        try checkTrainer(profile.zone, in: db)
        try db.run(
            """
            INSERT INTO training_sessions (id, organisation_id, state, starts_at, minutes, place, trainer_id,
                trainer_name, courses, note, version, made_at, made_by)
            VALUES (\(id), \(organisationID), \(state), \(startsAt), \(minutes), \(place), \(trainerID), \(trainerName),
                \(courses.joined(separator: " ")), \(note), \(version), \(madeAt), \(madeBy))
            """)
        try Event.record(
            "training.session_planned", of: subject, by: actor, facts: SessionFacts(self), at: training.desk, in: db)
    }

    private func checkTrainer(_ zone: Zone, in db: any Connection) throws {
        guard let trainerID else { return }
        let known = try StaffMember.find(all: [trainerID], of: organisationID, in: db)[trainerID]
        guard let known, known.isEmployed(on: startsAt.day(in: zone)) else {
            throw Problem.invalid("trainer", Message("training.sessions.fault.not_employed"))
        }
    }

    /// Writes a change over the version `before`. Throws `Problem.conflict` when another changed it meanwhile.
    private func save(over before: Int, in db: any Connection) throws {
        let written = try db.run(
            """
            UPDATE training_sessions SET state = \(state), starts_at = \(startsAt), minutes = \(minutes),
                place = \(place), trainer_id = \(trainerID), trainer_name = \(trainerName), note = \(note),
                version = \(version)
            WHERE organisation_id = \(organisationID) AND id = \(id) AND version = \(before)
            """)
        guard written == 1 else { throw Problem.conflict("training.sessions.refusal.meanwhile") }
    }

    /// Another time, place or trainer: everybody asked to come is told.
    package static func move(
        _ id: ID<TrainingSession>, seen: Int, to startsAt: Instant, minutes: Int, place: String, trainer: Trainer,
        note: String, by actor: Actor, at training: TrainingDesk, in db: any Connection
    ) throws -> TrainingSession {
        let before = try find(id, of: actor.organisationID, in: db)
        var after = before
        try after.move(to: startsAt, minutes: minutes, place: place, trainer: trainer, note: note, at: db.now)
        try after.checkTrainer(OrganisationProfile.find(actor.organisationID, in: db).zone, in: db)
        try after.save(over: seen, in: db)
        // Who teaches has no line on the sheet.
        if let trainer = after.trainerID {
            try db.run("DELETE FROM training_attendances WHERE session_id = \(id) AND staff_id = \(trainer)")
        }
        try Event.record(
            "training.session_moved", of: after.subject, by: actor, facts: SessionFacts(after), at: training.desk,
            in: db)
        if before.startsAt != after.startsAt || before.place != after.place {
            try after.tell("moved", try after.invited(in: db), in: db)
        }
        return after
    }

    package static func cancel(
        _ id: ID<TrainingSession>, seen: Int, saying reason: String, by actor: Actor, at training: TrainingDesk,
        in db: any Connection
    ) throws -> TrainingSession {
        var session = try find(id, of: actor.organisationID, in: db)
        try session.cancel(saying: reason)
        try session.save(over: seen, in: db)
        try Event.record(
            "training.session_cancelled", of: session.subject, by: actor, facts: SessionFacts(session),
            at: training.desk, in: db)
        try session.tell("cancelled", try session.invited(in: db), in: db)
        return session
    }

    /// The ids of everybody asked to come.
    package func invited(in db: any Connection) throws -> [ID<Staff>] {
        try lines(in: db).map(\.staffID)
    }

    /// The sheet, everybody who was asked; at most `mostInvited`.
    package func lines(in db: any Connection) throws -> [AttendanceLine] {
        try db.rows(
            """
            SELECT staff_id, outcome, minutes FROM training_attendances
            WHERE organisation_id = \(organisationID) AND session_id = \(id)
            ORDER BY staff_id LIMIT \(TrainingSession.mostInvited)
            """
        ).map {
            AttendanceLine(
                staffID: try $0.get("staff_id"), outcome: try $0.get("outcome", as: AttendanceOutcome?.self),
                minutes: try $0.get("minutes", as: Int?.self) ?? 0)
        }
    }

    /// Asks people to come: once each, never the trainer, and only who is employed then. Returns who is new.
    @discardableResult
    package func invite(
        _ staff: Set<ID<Staff>>, by actor: Actor, at training: TrainingDesk, in db: any Connection
    ) throws -> Int {
        guard state != .cancelled else { throw Problem.conflict("training.sessions.refusal.cancelled") }
        let zone = try OrganisationProfile.find(organisationID, in: db).zone
        let known = Set(try invited(in: db))
        let members = try StaffMember.find(all: staff.sorted(), of: organisationID, in: db)
        let fresh = staff.filter { one in
            one != trainerID && !known.contains(one)
                && members[one]?.isEmployed(on: startsAt.day(in: zone)) == true
        }.sorted()
        guard known.count + fresh.count <= TrainingSession.mostInvited else {
            throw Problem.invalid(
                "people", Message("training.sessions.fault.too_many", ["n": .number(TrainingSession.mostInvited)]))
        }
        for one in fresh {
            try db.send(
                """
                INSERT INTO training_attendances (session_id, staff_id, organisation_id, invited_at)
                VALUES (\(id), \(one), \(organisationID), \(db.now))
                ON CONFLICT (session_id, staff_id) DO NOTHING
                """)
        }
        if fresh.isEmpty { return 0 }
        try Event.record(
            "training.session_invited", of: subject, by: actor, facts: ["staff": fresh.map(\.text)],
            at: training.desk, in: db)
        if startsAt > db.now { try tell("invited", fresh, in: db) }
        return fresh.count
    }

    private func tell(_ what: String, _ staff: [ID<Staff>], in db: any Connection) throws {
        try StaffNotice.leave(
            Message("training.sessions.notice.\(what)", ["when": .instant(startsAt), "place": .text(place)]),
            for: staff, about: subject, of: organisationID, topic: "training_session", in: db)
    }

    /// Keys lines of the sheet over version `seen`: the session is held, and being there makes records. A line already
    /// keyed may be put right; what it was stands in the events.
    @discardableResult
    package static func key(
        _ lines: [AttendanceLine], of id: ID<TrainingSession>, seen: Int, by actor: Actor, at training: TrainingDesk,
        in db: any Connection
    ) throws -> TrainingSession {
        var session = try find(id, of: actor.organisationID, in: db)
        let known = Dictionary(
            try session.lines(in: db).map { ($0.staffID, $0) }, uniquingKeysWith: { first, _ in first })
        let changed = lines.filter { known[$0.staffID] != $0 }
        for line in changed {
            guard known[line.staffID] != nil else { throw Problem.notFound }
            try session.checkKeying(line.staffID, by: actor.staffID)
            guard line.minutes <= session.minutes, line.outcome?.wasThere != true || line.minutes > 0 else {
                throw Problem.invalid(
                    minutesField(line.staffID),
                    Message("web.form.number_range", ["low": .number(1), "high": .number(session.minutes)]))
            }
        }
        guard !changed.isEmpty else { throw Problem.invalid("form", Message("training.sessions.fault.nothing_keyed")) }
        try session.hold(at: db.now)
        try session.save(over: seen, in: db)
        for line in changed { try session.write(line, by: actor, in: db) }
        let zone = try OrganisationProfile.find(session.organisationID, in: db).zone
        let versions = try session.courses.map {
            try training.shelf.current($0, of: session.organisationID, on: db.now.day(in: zone), in: db)
        }
        for line in changed {
            for version in versions {
                try TrainingRecord.attend(
                    line.counts(of: session, by: training.shelf.rules), line.staffID, version, at: session, zone,
                    by: actor, in: db)
            }
        }
        try Event.record(
            "training.session_keyed", of: session.subject, by: actor, facts: KeyingFacts(changed), at: training.desk,
            in: db)
        try session.settleDuty(versions, zone, by: actor, at: training, in: db)
        return session
    }

    private func write(_ line: AttendanceLine, by actor: Actor, in db: any Connection) throws {
        try db.run(
            """
            UPDATE training_attendances SET outcome = \(line.outcome), minutes = \(line.minutes), keyed_at = \(db.now),
                keyed_by = \(actor.signature)
            WHERE organisation_id = \(organisationID) AND session_id = \(id) AND staff_id = \(line.staffID)
            """)
    }

    /// The quarter's training is done once a session about handling complaints or talking with people was held (S0-29).
    private func settleDuty(
        _ versions: [CourseVersion], _ zone: Zone, by actor: Actor, at training: TrainingDesk, in db: any Connection
    ) throws {
        let tags = Set(versions.flatMap(\.course.tags))
        let wereThere = try lines(in: db).contains { $0.outcome?.wasThere == true }
        guard wereThere, !tags.isDisjoint(with: CurriculumTag.quarterly) else { return }
        try Duties.meet(
            "staff_training", scope: .organisation(organisationID), evidence: subject, on: startsAt.day(in: zone),
            by: actor, at: training.desk, in: db)
    }

    init(_ row: Row) throws {
        let trainerID: ID<Staff>? = try row.get("trainer_id")
        let trainer: Trainer = try trainerID.map { .staff($0) } ?? .external(row.get("trainer_name"))
        self.init(
            id: try row.get("id"), organisationID: try row.get("organisation_id"), state: try row.get("state"),
            startsAt: try row.get("starts_at"), minutes: try row.get("minutes"), place: try row.get("place"),
            trainer: trainer,
            courses: try row.get("courses", as: String.self).split(separator: " ").map(String.init),
            note: try row.get("note"), version: try row.get("version"), madeAt: try row.get("made_at"),
            madeBy: try row.get("made_by"))
    }
}

/// What an event of a session tells (事实).
struct SessionFacts: Codable, Hashable, Sendable {
    let startsAt: Instant
    let minutes: Int
    let place: String
    let courses: [String]
    let note: String

    init(_ session: TrainingSession) {
        startsAt = session.startsAt
        minutes = session.minutes
        place = session.place
        courses = session.courses
        note = session.note
    }
}

/// Which lines of the sheet were keyed, as they are from then on.
struct KeyingFacts: Codable, Hashable, Sendable {
    let lines: [String]

    init(_ lines: [AttendanceLine]) {
        self.lines = lines.map { "\($0.staffID) \($0.outcome?.rawValue ?? "-") \($0.minutes)" }
    }
}
