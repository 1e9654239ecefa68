import Kernel

/// How far a session has come (场次状态).
package enum SessionState: String, Sendable, CaseIterable {
    /// 已安排
    case planned
    /// 已举行: the sheet was keyed
    case held
    /// 已取消
    case cancelled
}

/// Who teaches (培训人): one of the house, or somebody from outside (S1-24).
package enum Trainer: Hashable, Sendable {
    case staff(ID<Staff>)
    case external(String)
}

/// What became of somebody who was asked to come (出勤). An illness is only named as such.
package enum AttendanceOutcome: String, Sendable, CaseIterable {
    /// 全程参加
    case attended
    /// 参加一部分: with the minutes
    case partly
    /// 请假
    case leave
    /// 病假
    case sick
    /// 因工作走不开
    case work
    /// 无故缺席
    case missed

    package var wasThere: Bool { self == .attended || self == .partly }
}

/// A training session (培训场次): when, where, by whom, which courses. Held once somebody who may keyed the sheet.
package struct TrainingSession: Hashable, Sendable {
    package let id: ID<TrainingSession>
    package let organisationID: ID<Organisation>
    package private(set) var state: SessionState
    package private(set) var startsAt: Instant
    package private(set) var minutes: Int
    package private(set) var place: String
    package private(set) var trainer: Trainer
    package let courses: [String]
    package private(set) var note: String
    /// One more with each change; who keys over what another keyed is told.
    package private(set) var version: Int
    package let madeAt: Instant
    package let madeBy: String

    package init(
        id: ID<TrainingSession>, organisationID: ID<Organisation>, state: SessionState = .planned, startsAt: Instant,
        minutes: Int, place: String, trainer: Trainer, courses: [String], note: String = "", version: Int = 1,
        madeAt: Instant, madeBy: String
    ) {
        self.id = id
        self.organisationID = organisationID
        self.state = state
        self.startsAt = startsAt
        self.minutes = minutes
        self.place = place
        self.trainer = trainer
        self.courses = courses
        self.note = note
        self.version = version
        self.madeAt = madeAt
        self.madeBy = madeBy
    }

    package static let minutesRange = 10...600
    package static let placeLimit = 100
    package static let noteLimit = 1000
    package static let mostCourses = 8
    /// The most people asked to one session.
    package static let mostInvited = 300
    /// A session may be put down this many days after it was.
    static let daysBack = 90
    static let daysAhead = 400

    package var trainerID: ID<Staff>? {
        if case .staff(let id) = trainer { return id }
        return nil
    }

    /// Throws `Problem.invalid` by field for what cannot be a session.
    package func checked(at now: Instant) throws(Problem) -> TrainingSession {
        var faults: [String: Message] = [:]
        let (from, until) = (
            now.advanced(byHours: -24 * TrainingSession.daysBack),
            now.advanced(byHours: 24 * TrainingSession.daysAhead)
        )
        if !(from...until).contains(startsAt) { faults["starts_at"] = Message("training.sessions.fault.when") }
        if !TrainingSession.minutesRange.contains(minutes) {
            faults["minutes"] = Message(
                "web.form.number_range",
                [
                    "low": .number(TrainingSession.minutesRange.lowerBound),
                    "high": .number(TrainingSession.minutesRange.upperBound),
                ])
        }
        if place.isEmpty || place.count > TrainingSession.placeLimit { faults["place"] = Message("web.form.required") }
        if case .external(let name) = trainer, name.isEmpty {
            faults["trainer"] = Message("training.sessions.fault.trainer")
        }
        if courses.isEmpty || courses.count > TrainingSession.mostCourses {
            faults["courses"] = Message("training.sessions.fault.courses", ["n": .number(TrainingSession.mostCourses)])
        }
        guard faults.isEmpty else { throw .invalid(faults) }
        return self
    }

    /// Another time, place or trainer. Throws `Problem.conflict` once it was held or called off.
    package mutating func move(
        to startsAt: Instant, minutes: Int, place: String, trainer: Trainer, note: String, at now: Instant
    ) throws(Problem) {
        guard state == .planned else { throw .conflict("training.sessions.refusal.not_planned") }
        self.startsAt = startsAt
        self.minutes = minutes
        self.place = place
        self.trainer = trainer
        self.note = note
        self = try checked(at: now)
        version += 1
    }

    package mutating func cancel(saying reason: String) throws(Problem) {
        guard state == .planned else { throw .conflict("training.sessions.refusal.not_planned") }
        guard !reason.isEmpty else { throw .invalid("reason", Message("web.form.required")) }
        state = .cancelled
        note = reason
        version += 1
    }

    /// It took place: the sheet is keyed. May be keyed again to put something right.
    package mutating func hold(at now: Instant) throws(Problem) {
        guard state != .cancelled else { throw .conflict("training.sessions.refusal.cancelled") }
        guard startsAt <= now else { throw .conflict("training.sessions.refusal.not_begun") }
        state = .held
        version += 1
    }

    /// Nobody confirms that they themselves were trained: not the trainer, who has no line on the sheet, and not
    /// whoever keys it, whose own line somebody else keys. Otherwise one hand alone could make a record.
    package func checkKeying(_ staff: ID<Staff>, by keyer: ID<Staff>?) throws(Problem) {
        let field = TrainingSession.field(staff)
        guard staff != keyer else { throw .invalid(field, Message("training.sessions.fault.own_line")) }
        guard staff != trainerID else { throw .invalid(field, Message("training.sessions.fault.trainer_line")) }
    }

    static func field(_ staff: ID<Staff>) -> String { "a.\(staff)" }
    static func minutesField(_ staff: ID<Staff>) -> String { "m.\(staff)" }
}

/// One line of the sheet (签到一行).
package struct AttendanceLine: Hashable, Sendable {
    package let staffID: ID<Staff>
    package let outcome: AttendanceOutcome?
    package let minutes: Int

    package init(staffID: ID<Staff>, outcome: AttendanceOutcome?, minutes: Int = 0) {
        self.staffID = staffID
        self.outcome = outcome
        self.minutes = minutes
    }

    /// Whether it counts as having been there: long enough of the session.
    package func counts(of session: TrainingSession, by rules: TrainingRules) -> Bool {
        outcome?.wasThere == true && minutes * 100 >= rules.attendedPercent * session.minutes
    }
}
