import Casework
import Deadlines
import Kernel
import Platform
import Storage

/// The clocks of an action (措施时钟): its day, the time a verifier has, and the day of the next effect check.
extension ImprovementAction {
    enum ClockName: String, CaseIterable {
        case due = "improvement_due"
        case verification = "improvement_verification"
        case effect = "improvement_effect"
    }

    static let verificationDays = 10
    static let ruleVersion = "1"

    /// The holder half-way, three days before and on the day; the unit's head when it is late; then upwards.
    private static let ladder = [
        LadderStep(level: 0, role: LadderStep.holder, timing: .percent(50)),
        LadderStep(level: 0, role: LadderStep.holder, timing: .daysBefore(3)),
        LadderStep(level: 1, role: Role.unitHead.rawValue, timing: .percent(100)),
        LadderStep(level: 2, role: Role.director.rawValue, timing: .afterDue(hours: 7 * 24)),
        LadderStep(level: 3, role: Role.chiefExecutive.rawValue, timing: .afterDue(hours: 30 * 24)),
    ]

    /// Starts, ends and moves the clocks to where the action stands.
    func keepClocks(in db: any Connection) throws {
        let calendar = try OrganisationCalendar.load(organisationID, in: db)
        let stored = try StoredClock.list(of: subject, in: db)
        let zone = try OrganisationProfile.find(organisationID, in: db).zone
        for name in ClockName.allCases {
            let known = stored.first { $0.kind.rawValue == name.rawValue }
            if let promise = promise(name, zone: zone) {
                let clock = Clock(promise: promise.promise, startedAt: promise.start, recordedAt: db.now)
                if let known, known.clock.finishedAt == nil, known.clock.promise == promise.promise,
                    known.clock.startedAt == promise.start, known.holderID == owner.text
                {
                    continue
                }
                try StoredClock(organisationID: organisationID, subject: subject, clock: clock, holderID: owner.text)
                    .save(calendar: calendar, in: db)
            } else if var known, known.clock.finishedAt == nil {
                let moment = max(db.now, known.clock.startedAt)
                try known.clock.apply(state == .cancelled ? .cancelled(moment) : .met(moment))
                try known.save(calendar: calendar, in: db)
            }
        }
    }

    /// What is promised now under that name and since when; `nil` while nothing is.
    private func promise(_ name: ClockName, zone: Zone) -> (promise: Promise, start: Instant)? {
        switch name {
        case .due:
            guard state == .open else { return nil }
            let days = round.beganAt.day(in: zone).distance(to: round.dueOn)
            return named(name, Term(max(1, days), .naturalDays), ImprovementAction.ladder, round.beganAt)
        case .verification:
            guard state == .awaitingVerification, let done = round.completion else { return nil }
            let ladder = [LadderStep(level: 2, role: Role.director.rawValue, timing: .percent(100))]
            return named(name, Term(ImprovementAction.verificationDays, .workingDays), ladder, done.at)
        case .effect:
            guard let days = nextCheckDays, let verified = round.verification else { return nil }
            let ladder = [LadderStep(level: 2, role: Role.director.rawValue, timing: .afterDue(hours: 14 * 24))]
            return named(name, Term(days, .naturalDays), ladder, verified.at)
        }
    }

    private func named(
        _ name: ClockName, _ term: Term?, _ ladder: [LadderStep], _ start: Instant
    ) -> (promise: Promise, start: Instant)? {
        term.map { term in
            (
                Promise(
                    kind: Promise.Kind(rawValue: name.rawValue), term: term, warnings: [], ladder: ladder,
                    ruleVersion: ImprovementAction.ruleVersion), start
            )
        }
    }

    /// What the sweep does when a clock of an action wants attention. An effect counted in cases is judged by the
    /// program itself; of everything else those concerned are told.
    package static func attend(
        _ stored: StoredClock, _ attentions: [Attention], _ reading: Reading, in db: any Connection, at desk: Desk
    ) throws {
        guard let id = ID<ImprovementAction>(stored.subject.id),
            let name = ClockName(rawValue: stored.kind.rawValue), stored.clock.finishedAt == nil
        else { return }
        let action = try find(id, of: stored.organisationID, in: db)
        let isDue = reading.dueAt <= db.now
        if name == .effect, isDue, try action.judgeByCount(at: desk, in: db) { return }
        for attention in attentions {
            let key = "\(name.rawValue)_\(isDue ? "late" : "ahead")"
            try action.tell(try action.concerned(by: attention, name, in: db), key, in: db)
        }
        let rungs = attentions.compactMap { attention -> String? in
            if case .ladder(let step) = attention.kind, step.level > 0 { return step.role }
            return nil
        }
        guard !rungs.isEmpty else { return }
        try Event.record(
            "quality.action_escalated", of: action.subject,
            by: Actor(organisationID: action.organisationID, kind: .system),
            facts: ["clock": name.rawValue, "to": rungs.joined(separator: " ")], at: desk, in: db)
    }

    /// Judges the effect by the cases of its cause since the verification; false where it is not counted in cases.
    private func judgeByCount(at desk: Desk, in db: any Connection) throws -> Bool {
        guard case .cases(let figure) = trigger, let verified = round.verification else { return false }
        let seen = try CauseSighting.count(
            figure.key, received: verified.at..<db.now, of: organisationID, in: db)
        guard let result = judged(cases: seen) else { return false }
        let system = Actor(organisationID: organisationID, kind: .system)
        let zone = try OrganisationProfile.find(organisationID, in: db).zone
        let again = db.now.day(in: zone).advanced(by: ImprovementAction.usualDays)
        _ = try taking(.check(result, again: again), by: system, at: desk, in: db)
        return true
    }

    private func concerned(
        by attention: Attention, _ name: ClockName, in db: any Connection
    ) throws -> [ID<Staff>] {
        switch attention.kind {
        case .warning, .daysBefore, .due, .pauseEnded: return name == .due ? [owner] : try judges(in: db)
        case .ladder(let step):
            if step.role == LadderStep.holder { return [owner] }
            if step.role == Role.unitHead.rawValue, let unit {
                let heads = try ImprovementAction.heads(over: unit, of: organisationID, in: db)
                return Array(heads.filter { $0 != owner }.prefix(1))
            }
            guard let role = Role(rawValue: step.role) else { return [] }
            let today = db.now.day(in: try OrganisationProfile.find(organisationID, in: db).zone)
            return try RoleGrant.holders(of: role, organisation: organisationID, on: today, in: db).map(\.id)
        }
    }
}
