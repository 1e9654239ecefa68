import Deadlines
import Kernel
import Platform
import Storage

/// The door for other slices (对外接口): what they do settles duties, and what happens with them starts duties. Both are
/// repeatable: the same record settles and starts once.
package enum Duties {
    /// Settles the open duty of the rule and subject whose time contains `day`; without one the earliest that is open
    /// and may be done by then. The same evidence again finds what it settled before. `nil` when nothing is owed. The
    /// caller has asked for the right to what it did.
    @discardableResult
    package static func meet(
        _ code: DutyCode, scope: DutyScope, evidence: Event.Subject, on day: LocalDay, by actor: Actor, at desk: Desk,
        in db: any Connection
    ) throws -> ID<Duty>? {
        let organisation = actor.organisationID
        if let known = try Duty.settled(by: evidence, code, scope, of: organisation, in: db) { return known.id }
        let open = try Duty.open(code, scope, on: day, of: organisation, in: db)
        guard let duty = open.first(where: { $0.opensOn <= day && day <= $0.dueOn }) ?? open.first else { return nil }
        try settle(duty, by: evidence, on: day, actor, at: desk, in: db)
        return duty.id
    }

    /// Whether an event's duty waits to be settled.
    package static func isOpen(
        _ code: DutyCode, startedBy subject: Event.Subject, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> Bool {
        try Duty.open(code, startedBy: subject, of: organisation, in: db) != nil
    }

    /// Settles the duty that an event about `subject` started, and no other. Returns whether one was open.
    @discardableResult
    package static func meet(
        _ code: DutyCode, startedBy subject: Event.Subject, by actor: Actor, at desk: Desk, in db: any Connection
    ) throws -> Bool {
        guard let duty = try Duty.open(code, startedBy: subject, of: actor.organisationID, in: db) else { return false }
        let zone = try OrganisationProfile.find(actor.organisationID, in: db).zone
        try settle(duty, by: subject, on: db.now.day(in: zone), actor, at: desk, in: db)
        return true
    }

    private static func settle(
        _ known: Duty, by evidence: Event.Subject, on day: LocalDay, _ actor: Actor, at desk: Desk,
        in db: any Connection
    ) throws {
        var duty = known
        let duties = DutyDesk(desk: desk, scopes: .none, shipped: [])
        duty.complete(evidence, by: actor.signature, at: db.now)
        try duty.save(in: db)
        try duties.settleClock(of: duty, in: db)
        try Event.record(
            "duties.completed", of: duty.subject, by: actor,
            facts: DutyFacts(day: day, evidence: "\(evidence.kind)/\(evidence.id)"), at: desk, in: db)
    }

    /// Starts the duty that a rule owes after an event. `key` tells the event from all others: the same key again
    /// starts nothing. `nil` when the rule is off or unknown.
    @discardableResult
    package static func announce(
        _ code: DutyCode, key: String, scope: DutyScope, at moment: Instant, by actor: Actor, at desk: Desk,
        in db: any Connection
    ) throws -> ID<Duty>? {
        let organisation = actor.organisationID
        let calendar = try OrganisationCalendar.load(organisation, in: db)
        guard let history = try RuleHistory.all(of: organisation, in: db)[code],
            let planned = Planning.duty(after: moment, key: key, scope: scope, by: history, calendar: calendar),
            let rule = history[number: planned.version]?.rule
        else { return nil }
        let unit = scope.kind == .unit ? ID<OrganisationUnit>(scope.id) : nil
        let holder = DutyDesk.holder(by: rule, unit: unit, try UnitTree.load(of: organisation, in: db))
        guard
            let duty = try Duty.lay(
                planned, holder: holder, unit: unit, of: organisation, calendar: calendar, in: db)
        else { return nil }
        try Event.record("duties.started", of: duty.subject, by: actor, facts: DutyFacts(), at: desk, in: db)
        let duties = DutyDesk(desk: desk, scopes: .none, shipped: [])
        try StaffNotice.leave(
            Message("duties.notice.started", try duties.naming(duty, in: db)),
            for: try duties.people(of: holder, organisation, in: db), about: duty.subject, of: organisation,
            topic: "duty", in: db)
        return duty.id
    }

    /// What the slice does when something happens anywhere: events start duties and settle them, as the rules say.
    static func reaction(to rules: [DutyRule]) -> Reaction {
        var starts: [String: [DutyCode]] = [:]
        var settles: [String: [DutyCode]] = [:]
        for rule in rules {
            if case .event(let kind) = rule.rhythm { starts[kind, default: []].append(rule.code) }
            if case .event(let kind) = rule.evidence { settles[kind, default: []].append(rule.code) }
        }
        let (starting, settling) = (starts, settles)
        return { event, db, desk in
            guard starting[event.kind] != nil || settling[event.kind] != nil else { return }
            let scope = DutyScope.organisation(event.organisationID)
            let actor = Actor(organisationID: event.organisationID, kind: .system)
            let zone = try OrganisationProfile.find(event.organisationID, in: db).zone
            for code in settling[event.kind] ?? [] {
                try meet(
                    code, scope: scope, evidence: event.subject, on: event.happenedAt.day(in: zone), by: actor,
                    at: desk, in: db)
            }
            for code in starting[event.kind] ?? [] {
                try announce(
                    code, key: "\(event.subject.id)-\(event.sequence)", scope: scope, at: event.happenedAt, by: actor,
                    at: desk, in: db)
            }
        }
    }
}
