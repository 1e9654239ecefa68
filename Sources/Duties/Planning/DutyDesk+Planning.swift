import Deadlines
import Kernel
import Platform
import Storage

extension DutyDesk {
    static let batch = 100
    static let stepsPerRound = 30

    /// Lays what is owed, a little in each round of the sweep.
    package func layAhead() async throws {
        let organisations = try await desk.read { db in try OrganisationProfile.list(in: db).map(\.id) }
        for organisation in organisations {
            for _ in 0..<DutyDesk.stepsPerRound {
                guard try await desk.write({ try advance(organisation, in: $0) }) else { break }
            }
        }
    }

    /// One part of the pass, in one transaction. Says whether more is to do.
    func advance(_ organisation: ID<Organisation>, in db: any Connection) throws -> Bool {
        let profile = try OrganisationProfile.find(organisation, in: db)
        guard var pass = try DutyPass.current(of: profile, in: db) else { return false }
        let calendar = try OrganisationCalendar.load(organisation, in: db)
        try adopt(organisation, today: pass.today, calendar: calendar, in: db)
        let histories = try RuleHistory.all(of: organisation, in: db)
        var room = DutyDesk.batch
        while room > 0, let history = pass.nextRule(histories) {
            guard let first = try nextPeriod(of: history, pass, in: db) else {
                pass.leave(history.code)
                continue
            }
            if pass.code != history.code.rawValue || pass.first != first { pass.after = "" }
            (pass.code, pass.first) = (history.code.rawValue, first)
            let subjects = try subjects(
                of: history.latest.rule.scope, beginning: first, history, after: pass.after, limit: room, profile,
                in: db)
            let last = subjects.count < room ? nil : subjects.last?.scope.id
            try follow(history, first, subjects, after: pass.after, through: last, profile, calendar, in: db)
            room -= max(1, subjects.count)
            if let last {
                pass.after = last
            } else {
                (pass.first, pass.after) = (first.advanced(by: 1), "")
            }
        }
        if pass.nextRule(histories) == nil {
            pass.completedAt = db.now
            pass.covered = max(pass.covered ?? pass.today, pass.today)
        }
        try pass.save(in: db)
        return pass.completedAt == nil
    }

    /// Takes over every shipped rule the organisation does not have yet.
    private func adopt(
        _ organisation: ID<Organisation>, today: LocalDay, calendar: WorkCalendar, in db: any Connection
    ) throws {
        let known = try RuleHistory.all(of: organisation, in: db)
        for rule in shipped where known[rule.code] == nil {
            let start = RuleHistory.start(rule, today: today) {
                rule.due.day(in: $0, rest: rule.rest, calendar: calendar)?.day
            }
            try RuleVersion(number: 1, validFrom: start, rule: rule, recordedBy: "system").insert(
                of: organisation, in: db)
        }
    }

    /// The first day on which a period begins, or stored duties of one do, from the pass's place on.
    private func nextPeriod(
        of history: RuleHistory, _ pass: DutyPass, in db: any Connection
    ) throws -> LocalDay? {
        let window = pass.window(of: history)
        let start = pass.code == history.code.rawValue ? pass.first ?? window.lowerBound : window.lowerBound
        guard start <= window.upperBound else { return nil }
        let rest = start...window.upperBound
        let planned = Planning.periods(of: history, beginning: rest).first?.period.first
        let stored = try Duty.nextBeginning(of: history.code, in: rest, of: pass.organisationID, in: db)
        return [planned, stored].compactMap { $0 }.min()
    }

    private func subjects(
        of kind: DutyScopeKind, beginning first: LocalDay, _ history: RuleHistory, after: String, limit: Int,
        _ profile: OrganisationProfile, in db: any Connection
    ) throws -> [ScopeSubject] {
        guard let (period, _) = Planning.periods(of: history, beginning: first...first).first else { return [] }
        switch kind {
        case .organisation:
            let scope = DutyScope.organisation(profile.id)
            return scope.id > after ? [ScopeSubject(scope, stays: [Stay(from: period.first)])] : []
        case .unit:
            let tree = try UnitTree.load(of: profile.id, in: db)
            let units = tree.units.filter { $0.kind != .group && $0.id.text > after }.sorted { $0.id < $1.id }
            return units.prefix(limit).map {
                ScopeSubject(.unit($0.id), stays: [Stay(from: $0.activeFrom, until: $0.activeTo)], unitID: $0.id)
            }
        case .resident:
            return try scopes.residents(profile.id, period.first...period.last, after, limit, db)
        }
    }

    /// Makes the stored duties of one period and some subjects what they should be.
    private func follow(
        _ history: RuleHistory, _ first: LocalDay, _ subjects: [ScopeSubject], after: String, through last: String?,
        _ profile: OrganisationProfile, _ calendar: WorkCalendar, in db: any Connection
    ) throws {
        let planned = Planning.plan(history, for: subjects, beginning: first...first, calendar: calendar)
        let stored = try Duty.laid(
            history.code, beginning: first, after: after, through: last, of: profile.id, in: db)
        let units = Dictionary(subjects.map { ($0.scope, $0.unitID) }, uniquingKeysWith: { one, _ in one })
        let tree = try UnitTree.load(of: profile.id, in: db)
        let known = Dictionary(stored.map { ($0.identity, $0) }, uniquingKeysWith: { one, _ in one })
        var wanted: Set<PlannedDuty.Identity> = []
        for duty in planned {
            wanted.insert(duty.identity)
            guard let rule = history[number: duty.version]?.rule else { continue }
            let unit = units[duty.scope] ?? nil
            let holder = DutyDesk.holder(by: rule, unit: unit, tree)
            if let known = known[duty.identity] {
                try adjust(known, to: duty, holder: holder, unit: unit, calendar, in: db)
            } else {
                try Duty.lay(duty, holder: holder, unit: unit, of: profile.id, calendar: calendar, in: db)
            }
        }
        for duty in stored where duty.state == .open && !wanted.contains(duty.identity) {
            try withdraw(duty, calendar, in: db)
        }
    }

    /// Whose a duty is by its rule: the head of the unit, else a desk.
    static func holder(by rule: DutyRule, unit: ID<OrganisationUnit>?, _ tree: UnitTree) -> DutyHolder {
        switch rule.owner {
        case .role(let role): return .desk(role)
        case .person(let staff): return .staff(staff)
        case .unitHead:
            guard let unit else { return .desk(.unitHead) }
            let head = ([unit] + tree.above(unit)).compactMap { tree[$0]?.headID }.first
            return head.map { .staff($0) } ?? .desk(.supervisor)
        }
    }

    private func adjust(
        _ known: Duty, to planned: PlannedDuty, holder: DutyHolder, unit: ID<OrganisationUnit>?,
        _ calendar: WorkCalendar, in db: any Connection
    ) throws {
        var duty = known
        if duty.state == .withdrawn { duty.reopen() }
        guard duty.state == .open else { return }
        duty.ruleNumber = planned.version
        (duty.opensOn, duty.dueOn, duty.nominalDueOn) = (planned.opensOn, planned.dueOn, planned.nominalDueOn)
        duty.unitID = unit
        if !duty.isHandedOver, duty.absentID == nil { duty.holder = holder }
        duty.dueAt = planned.promise.due(from: planned.startedAt, in: calendar).at
        guard duty != known else { return }
        try duty.save(in: db)
        if duty.dueAt != known.dueAt || duty.ruleNumber != known.ruleNumber || duty.state != known.state {
            try duty.stored(Clock(promise: planned.promise, startedAt: planned.startedAt, recordedAt: db.now)).save(
                calendar: calendar, in: db)
        } else {
            try settleClock(of: duty, in: db)
        }
        let isBack = duty.state != known.state
        guard isBack || duty.dueAt != known.dueAt || duty.ruleNumber != known.ruleNumber else { return }
        try Event.record(
            isBack ? "duties.restored" : "duties.rescheduled", of: duty.subject, by: system(duty),
            facts: DutyFacts(day: duty.dueOn), at: desk, in: db)
    }

    private func withdraw(_ known: Duty, _ calendar: WorkCalendar, in db: any Connection) throws {
        var duty = known
        duty.withdraw(at: db.now)
        try duty.save(in: db)
        try settleClock(of: duty, in: db)
        try Event.record("duties.withdrawn", of: duty.subject, by: system(duty), facts: DutyFacts(), at: desk, in: db)
    }
}

extension DutyPass {
    /// The rule the pass stands at, or the next one; rules that wait for events are not gone over.
    fileprivate func nextRule(_ histories: [DutyCode: RuleHistory]) -> RuleHistory? {
        histories.values.filter { $0.code.rawValue >= code && $0.latest.rule.rhythm.isOfCalendar }
            .min { $0.code < $1.code }
    }

    /// Goes on to the rule behind this one: no code sorts between.
    fileprivate mutating func leave(_ done: DutyCode) { (code, first, after) = (done.rawValue + "\u{1}", nil, "") }
}

extension Duty {
    var identity: PlannedDuty.Identity { .init(code: code, scope: scope, period: period.key) }
}
