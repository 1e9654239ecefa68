import Deadlines
import Kernel
import Platform
import Storage

extension Duty {
    /// Writes a duty that was planned, with its clock, unless it is there already. Returns whether it was new.
    @discardableResult
    static func lay(
        _ planned: PlannedDuty, holder: DutyHolder, unit: ID<OrganisationUnit>?, of organisation: ID<Organisation>,
        calendar: WorkCalendar, in db: any Connection
    ) throws -> Duty? {
        let duty = Duty(
            id: db.newID(), organisationID: organisation, code: planned.code, ruleNumber: planned.version,
            scope: planned.scope, period: planned.period, opensOn: planned.opensOn, dueOn: planned.dueOn,
            nominalDueOn: planned.nominalDueOn,
            dueAt: planned.promise.due(from: planned.startedAt, in: calendar).at, unitID: unit, state: .open,
            holder: holder, isHandedOver: false, version: 1)
        let period = planned.period
        let added = try db.run(
            """
            INSERT INTO duties (id, organisation_id, rule_code, rule_number, scope_kind, scope_id, period_key, first_on,
                last_on, opens_on, due_on, nominal_due_on, due_at, unit_id, state, holder, is_handed_over, version)
            VALUES (\(duty.id), \(organisation), \(duty.code.rawValue), \(duty.ruleNumber), \(duty.scope.kind.rawValue),
                \(duty.scope.id), \(period.key), \(period.first), \(period.last), \(duty.opensOn), \(duty.dueOn),
                \(duty.nominalDueOn), \(duty.dueAt), \(unit), \(duty.state), \(holder.key), 0, 1)
            ON CONFLICT (organisation_id, rule_code, scope_kind, scope_id, period_key) DO NOTHING
            """)
        guard added == 1 else { return nil }
        let clock = Clock(promise: planned.promise, startedAt: planned.startedAt, recordedAt: db.now)
        try duty.stored(clock).save(calendar: calendar, in: db)
        return duty
    }

    func stored(_ clock: Clock) -> StoredClock {
        StoredClock(organisationID: organisationID, subject: subject, clock: clock, holderID: holder.key)
    }

    /// Writes what steps changed. Throws `Problem.conflict` when somebody else changed it meanwhile.
    mutating func save(in db: any Connection) throws {
        let before = version
        version += 1
        let changed = try db.run(
            """
            UPDATE duties SET rule_number = \(ruleNumber), opens_on = \(opensOn), due_on = \(dueOn),
                nominal_due_on = \(nominalDueOn), due_at = \(dueAt), unit_id = \(unitID), state = \(state),
                holder = \(holder.key), is_handed_over = \(isHandedOver), absent_id = \(absentID),
                offered_to_id = \(offeredTo), waiver_kind = \(waiver?.kind), waiver_by = \(waiver?.by),
                ended_at = \(endedAt), ended_by = \(endedBy), evidence_kind = \(evidence?.kind),
                evidence_id = \(evidence?.id), version = \(version)
            WHERE organisation_id = \(organisationID) AND id = \(id) AND version = \(before)
            """)
        guard changed == 1 else { throw Problem.conflict("duties.refusal.changed") }
    }

    package static func find(
        _ id: ID<Duty>, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> Duty {
        try Duty(db.one("SELECT * FROM duties WHERE organisation_id = \(organisation) AND id = \(id)"))
    }

    /// The duties of one rule whose periods begin on that day, of the subjects behind `after` up to `through`.
    static func laid(
        _ code: DutyCode, beginning day: LocalDay, after: String, through: String?, of organisation: ID<Organisation>,
        in db: any Connection
    ) throws -> [Duty] {
        var end: SQL = ""
        if let through { end = "AND scope_id <= \(through)" }
        return try db.rows(
            """
            SELECT * FROM duties WHERE organisation_id = \(organisation) AND rule_code = \(code.rawValue)
                AND first_on = \(day) AND scope_id > \(after) \(end)
            ORDER BY scope_id, id
            """
        ).map(Duty.init)
    }

    /// The next day on which stored periods of a rule begin.
    static func nextBeginning(
        of code: DutyCode, in window: ClosedRange<LocalDay>, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> LocalDay? {
        try db.first(
            """
            SELECT first_on FROM duties WHERE organisation_id = \(organisation) AND rule_code = \(code.rawValue)
                AND first_on >= \(window.lowerBound) AND first_on <= \(window.upperBound)
            ORDER BY first_on LIMIT 1
            """)?.get("first_on")
    }

    /// What was settled by a record before.
    static func settled(
        by evidence: Event.Subject, _ code: DutyCode, _ scope: DutyScope, of organisation: ID<Organisation>,
        in db: any Connection
    ) throws -> Duty? {
        try db.first(
            """
            SELECT * FROM duties WHERE organisation_id = \(organisation) AND evidence_kind = \(evidence.kind)
                AND evidence_id = \(evidence.id) AND rule_code = \(code.rawValue) AND scope_kind = \(scope.kind.rawValue)
                AND scope_id = \(scope.id) ORDER BY due_at, id LIMIT 1
            """
        ).map(Duty.init)
    }

    /// Open duties of one rule and subject that may be done on a day, the earliest due first.
    static func open(
        _ code: DutyCode, _ scope: DutyScope, on day: LocalDay, of organisation: ID<Organisation>,
        in db: any Connection
    ) throws -> [Duty] {
        try db.rows(
            """
            SELECT * FROM duties WHERE organisation_id = \(organisation) AND scope_kind = \(scope.kind.rawValue)
                AND scope_id = \(scope.id) AND rule_code = \(code.rawValue) AND state = 'open' AND opens_on <= \(day)
            ORDER BY due_at, id LIMIT 400
            """
        ).map(Duty.init)
    }

    /// The open duty of the house that an event about a subject started; of several, the earliest due.
    static func open(
        _ code: DutyCode, startedBy subject: Event.Subject, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> Duty? {
        let scope = DutyScope.organisation(organisation)
        return try db.first(
            """
            SELECT * FROM duties WHERE organisation_id = \(organisation) AND rule_code = \(code.rawValue)
                AND scope_kind = \(scope.kind.rawValue) AND scope_id = \(scope.id)
                AND period_key LIKE \("event-\(subject.id)-%") AND state = 'open' ORDER BY due_at, id LIMIT 1
            """
        ).map(Duty.init)
    }

    init(_ row: Row) throws {
        let waiverKind: WaiverKind? = try row.get("waiver_kind")
        let waiverBy: String? = try row.get("waiver_by")
        let evidenceKind: String? = try row.get("evidence_kind")
        let evidenceID: String? = try row.get("evidence_id")
        guard let scopeKind = DutyScopeKind(rawValue: try row.get("scope_kind")),
            let holder = DutyHolder(key: try row.get("holder"))
        else { throw StorageError.badColumn("holder") }
        self.init(
            id: try row.get("id"), organisationID: try row.get("organisation_id"),
            code: DutyCode(rawValue: try row.get("rule_code")), ruleNumber: try row.get("rule_number"),
            scope: DutyScope(scopeKind, try row.get("scope_id")),
            period: Period(
                key: try row.get("period_key"), first: try row.get("first_on"), last: try row.get("last_on")),
            opensOn: try row.get("opens_on"), dueOn: try row.get("due_on"), nominalDueOn: try row.get("nominal_due_on"),
            dueAt: try row.get("due_at"), unitID: try row.get("unit_id"), state: try row.get("state"), holder: holder,
            isHandedOver: try row.get("is_handed_over"), absentID: try row.get("absent_id"),
            offeredTo: try row.get("offered_to_id"),
            waiver: waiverKind.flatMap { kind in waiverBy.map { Waiver(kind: kind, by: $0) } },
            endedAt: try row.get("ended_at"), endedBy: try row.get("ended_by"),
            evidence: evidenceKind.flatMap { kind in evidenceID.map { Event.Subject(kind: kind, id: $0) } },
            version: try row.get("version"))
    }
}
