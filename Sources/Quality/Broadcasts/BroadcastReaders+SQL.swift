import Casework
import Deadlines
import Kernel
import Platform
import Storage

extension Broadcast {
    /// Says that the actor has read and understood it, in a shift. Throws `Problem.invalid` for a wrong answer, which is
    /// counted by `noteWrongAnswer`.
    package func understand(
        in shift: WorkShift, answering answer: String, by actor: Actor, at desk: Desk, in db: any Connection
    ) throws {
        guard state == .sent, let staff = actor.staffID else { throw Problem.conflict("quality.refusal.not_sent") }
        if let question = content.question, question.right != answer {
            throw Problem.invalid("answer", Message("quality.field.wrong_answer"))
        }
        let written = try db.run(
            """
            INSERT INTO broadcast_readers (broadcast_id, staff_id, organisation_id, read_at, shift, attempts)
            VALUES (\(id), \(staff), \(organisationID), \(db.now), \(shift.text), 0)
            ON CONFLICT (broadcast_id, staff_id) DO UPDATE SET read_at = excluded.read_at, shift = excluded.shift
                WHERE broadcast_readers.read_at IS NULL
            """)
        try StaffNotice.markSeen(subject, by: actor, in: db)
        guard written > 0 else { return }
        try Event.record(
            "quality.broadcast_understood", of: subject, by: actor, facts: ["shift": shift.text], at: desk, in: db)
    }

    /// Counts a wrong answer, so that whoever wrote the lesson sees where it is not understood.
    func noteWrongAnswer(by staff: ID<Staff>, in db: any Connection) throws {
        try db.run(
            """
            UPDATE broadcast_readers SET attempts = attempts + 1
            WHERE broadcast_id = \(id) AND staff_id = \(staff) AND read_at IS NULL
            """)
    }

    /// Everybody it was sent to, those who have not read it first, each with their shift; `units` narrows it to the
    /// people of units. At most 5,000.
    package func readers(
        of units: Set<ID<OrganisationUnit>>? = nil, on day: LocalDay, in db: any Connection
    ) throws -> [BroadcastReader] {
        var rest: SQL = ""
        if let units {
            rest = """
                 AND EXISTS (SELECT 1 FROM staff_units u WHERE u.staff_id = r.staff_id AND u.unit_id IN \(units.sorted())
                AND u.from_on <= \(day) AND (u.to_on IS NULL OR u.to_on >= \(day)))
                """
        }
        return try db.rows(
            """
            SELECT r.staff_id, r.read_at, r.attempts, s.name, COALESCE(r.shift, (SELECT o.shift FROM broadcast_readers o
                WHERE o.organisation_id = r.organisation_id AND o.staff_id = r.staff_id AND o.read_at IS NOT NULL
                ORDER BY o.read_at DESC LIMIT 1)) AS shift
            FROM broadcast_readers r JOIN staff s ON s.id = r.staff_id
            WHERE r.broadcast_id = \(id) AND r.organisation_id = \(organisationID)
                AND (r.read_at IS NOT NULL OR s.employed_to_on IS NULL OR s.employed_to_on >= \(day))\(rest)
            ORDER BY CASE WHEN r.read_at IS NULL THEN 0 ELSE 1 END, s.name, r.staff_id LIMIT 5000
            """
        ).map { row in
            let shift: String? = try row.get("shift")
            return BroadcastReader(
                staffID: try row.get("staff_id"), name: try row.get("name"), readAt: try row.get("read_at"),
                shift: shift.flatMap(WorkShift.init), attempts: try row.get("attempts"))
        }
    }

    /// When somebody understood it, and in which shift; `nil` while they have not.
    func reading(by staff: ID<Staff>?, in db: any Connection) throws -> (at: Instant, shift: WorkShift)? {
        guard let staff else { return nil }
        let row = try db.first(
            """
            SELECT read_at, shift FROM broadcast_readers
            WHERE broadcast_id = \(id) AND staff_id = \(staff) AND read_at IS NOT NULL
            """)
        guard let row, let at: Instant = try row.get("read_at"), let shift = WorkShift(try row.get("shift")) else {
            return nil
        }
        return (at, shift)
    }

    /// Half-way to the day and on it (阅读提醒).
    private static let ladder = [50, 100].map {
        LadderStep(level: 0, role: LadderStep.holder, timing: .percent($0))
    }

    func startReminders(in db: any Connection) throws {
        guard let term = Term(content.days, .naturalDays) else { return }
        let promise = Promise(
            kind: "broadcast", term: term, warnings: [], ladder: Broadcast.ladder, ruleVersion: Grading.ruleVersion)
        try StoredClock(
            organisationID: organisationID, subject: subject,
            clock: Clock(promise: promise, startedAt: db.now, recordedAt: db.now), holderID: nil
        ).save(calendar: OrganisationCalendar.load(organisationID, in: db), in: db)
    }

    /// Reminds whoever has not read it; on the day the heads of their units are told as well. The clock ends when
    /// everybody has read it, when it was called back, or with its last reminder.
    static func attend(_ stored: StoredClock, _ reading: Reading, in db: any Connection) throws {
        guard let id = ID<Broadcast>(stored.subject.id) else { return }
        let one = try find(id, of: stored.organisationID, in: db)
        let zone = try OrganisationProfile.find(stored.organisationID, in: db).zone
        let late = try one.readers(on: db.now.day(in: zone), in: db).filter { $0.readAt == nil }.map(\.staffID)
        let isOver = reading.dueAt <= db.now
        if one.state == .sent, !late.isEmpty {
            try one.tell(late, "broadcast_reminder", in: db)
            if isOver { try one.tell(one.heads(of: late, on: db.now.day(in: zone), in: db), "broadcast_late", in: db) }
        }
        guard one.state != .sent || late.isEmpty || isOver else { return }
        var ended = stored
        try ended.clock.apply(late.isEmpty ? .met(db.now) : .cancelled(db.now))
        try ended.save(calendar: OrganisationCalendar.load(stored.organisationID, in: db), in: db)
    }

    private func heads(of staff: [ID<Staff>], on day: LocalDay, in db: any Connection) throws -> [ID<Staff>] {
        let tree = try UnitTree.load(of: organisationID, in: db)
        let facts = try StaffFacts.relationsFacts(forAll: staff, of: organisationID, on: day, in: db)
        let heads = Set(facts.values.flatMap { $0.memberOf.compactMap { tree[$0]?.headID } })
        return heads.subtracting(staff).sorted()
    }
}
