import Casework
import Deadlines
import Kernel
import Platform
import Storage

extension ImprovementAction {
    /// Opens an action for an occasion, or gives the one the same occasion opened before. Where an open action for the
    /// same cause exists, the occasion is tied to it instead. The owner is told and the clock starts.
    @discardableResult
    package static func open(
        _ draft: ActionDraft, source: Event.Subject, by actor: Actor, at desk: Desk, in db: any Connection
    ) throws -> ID<ImprovementAction> {
        let organisation = actor.organisationID
        if let known = try led(by: source, reason: draft.reason, of: organisation, in: db) { return known }
        let occasion = ActionSource(kind: source.kind, id: source.id, reason: draft.reason, address: draft.address)
        if let cause = draft.trigger.cause, let running = try open(for: cause, of: organisation, in: db) {
            try running.save(occasion, in: db)
            return try running.taking(.link(occasion), by: actor, at: desk, in: db).id
        }
        let profile = try OrganisationProfile.find(organisation, in: db)
        let today = db.now.day(in: profile.zone)
        let action = try begin(
            draft, owner: try owner(of: draft, source, organisation, on: today, at: desk, in: db),
            dueOn: draft.dueOn ?? today.advanced(by: usualDays), source: occasion, id: db.newID(),
            number: nextNumber("action", of: organisation, year: today.year, in: db), of: organisation,
            by: actor.signature, at: db.now, on: today)
        try action.insert(zone: profile.zone, in: db)
        try action.save(occasion, in: db)
        try Event.record("quality.action_opened", of: action.subject, by: actor, facts: action, at: desk, in: db)
        try action.keepClocks(in: db)
        try action.tell([action.owner], "assigned", but: actor, in: db)
        return action.id
    }

    /// Who is asked when nobody was named: the head of the unit or of one above it, else whoever watches over quality.
    /// Nobody named in the case it comes from owns it.
    private static func owner(
        of draft: ActionDraft, _ source: Event.Subject, _ organisation: ID<Organisation>, on today: LocalDay,
        at desk: Desk, in db: any Connection
    ) throws -> ID<Staff> {
        var named: Set<ID<Staff>> = []
        if source.kind == "case", let id = ID<Case>(source.id) {
            named = try Case.find(id, of: organisation, at: desk, in: db).complainedAbout.staff
        }
        if let owner = draft.owner {
            guard !named.contains(owner) else { throw Problem.invalid("owner", Message("quality.field.owner_named")) }
            _ = try StaffMember.find(owner, of: organisation, in: db)
            return owner
        }
        let heads = try draft.unit.map { try self.heads(over: $0, of: organisation, in: db) } ?? []
        let keepers = try RoleGrant.holders(of: .qualitySupervisor, organisation: organisation, on: today, in: db)
        guard let owner = (heads + keepers.map(\.id)).first(where: { !named.contains($0) }) else {
            throw Problem.invalid("owner", Message("web.form.choose"))
        }
        return owner
    }

    /// The heads of a unit and of those above it, the nearest first.
    static func heads(
        over unit: ID<OrganisationUnit>, of organisation: ID<Organisation>, in db: any Connection
    ) throws -> [ID<Staff>] {
        let tree = try UnitTree.load(of: organisation, in: db)
        return ([unit] + tree.above(unit)).compactMap { tree[$0]?.headID }
    }

    /// Takes a step for an actor: rights, rule, row, event, clocks, notices, in one transaction. `seen` is the version
    /// the actor looked at.
    @discardableResult
    package static func take(
        _ step: ActionStep, on id: ID<ImprovementAction>, seen: Int? = nil, by actor: Actor, at desk: Desk,
        in db: any Connection
    ) throws -> ImprovementAction {
        let action = try find(id, of: actor.organisationID, in: db)
        if let right = step.move.right {
            try desk.rights.must(right, actor, as: try action.relations(of: actor, at: desk, in: db))
        }
        if let seen, seen != action.version { throw Problem.conflict("quality.refusal.changed_meanwhile") }
        if case .assign(let owner, _, _) = step {
            _ = try StaffMember.find(owner, of: actor.organisationID, in: db)
            guard try !action.named(at: desk, in: db).contains(owner) else {
                throw Problem.invalid("owner", Message("quality.field.owner_named"))
            }
        }
        return try action.taking(step, by: actor, at: desk, in: db)
    }

    /// The same without asking for a right: what the program itself does.
    func taking(_ step: ActionStep, by actor: Actor, at desk: Desk, in db: any Connection) throws -> ImprovementAction {
        let zone = try OrganisationProfile.find(organisationID, in: db).zone
        var after = self
        try after.take(step, by: actor, at: db.now, on: db.now.day(in: zone), zone: zone)
        try after.update(zone: zone, in: db)
        try Event.record(
            "quality.action_\(step.move.rawValue)", of: subject, by: actor, facts: step, at: desk, in: db)
        try after.keepClocks(in: db)
        try after.tell(after: step, by: actor, in: db)
        return after
    }

    /// How an employee stands to the action. Whoever is named in the case it comes from loses every right to it.
    package func relations(of actor: Actor, at desk: Desk, in db: any Connection) throws -> Set<Relation> {
        guard actor.staffID != nil else { return [] }
        let standing = try Standing.of(actor, in: db)
        var found: Set<Relation> = []
        if owner == standing.staffID { found.insert(.holder) }
        if let unit, standing.headedUnits.contains(unit) { found.insert(.unitHead) }
        if let origin = try origin(at: desk, in: db), origin.relations(of: standing).contains(.named) {
            found.insert(.named)
        }
        return found
    }

    /// The case it comes from, if it does.
    func origin(at desk: Desk, in db: any Connection) throws -> Case? {
        guard source.kind == "case", let id = ID<Case>(source.id) else { return nil }
        return try Case.find(id, of: organisationID, at: desk, in: db)
    }

    private func named(at desk: Desk, in db: any Connection) throws -> Set<ID<Staff>> {
        try origin(at: desk, in: db)?.complainedAbout.staff ?? []
    }

    /// Who may verify and check it: the unit's heads and whoever watches over quality, without those whose work it is.
    func judges(in db: any Connection) throws -> [ID<Staff>] {
        let today = db.now.day(in: try OrganisationProfile.find(organisationID, in: db).zone)
        let keepers = try RoleGrant.holders(of: .qualitySupervisor, organisation: organisationID, on: today, in: db)
        let heads = try unit.map { try ImprovementAction.heads(over: $0, of: organisationID, in: db).prefix(1) } ?? []
        return Set(Array(heads) + keepers.map(\.id)).filter { !isOwn($0) }.sorted()
    }

    private func tell(after step: ActionStep, by actor: Actor, in db: any Connection) throws {
        switch step {
        case .plan, .link: break
        case .assign: try tell([owner], "assigned", but: actor, in: db)
        case .complete: try tell(try judges(in: db), "to_verify", but: actor, in: db)
        case .verify:
            try tell([owner], "verified", but: actor, in: db)
            if source.kind == "suggestion" { try SuggestionReview.remindToReport(self, in: db) }
        case .giveBack: try tell([owner], "given_back", but: actor, in: db)
        case .cancel: try tell([owner], "cancelled", but: actor, in: db)
        case .check:
            switch state {
            case .effective: try tell([owner], "effective", but: actor, in: db)
            case .open: try tell([owner] + judges(in: db), "reopened", but: actor, in: db)
            case .awaitingVerification, .awaitingEffect, .cancelled: break
            }
        }
    }

    /// Leaves a notice about it for each of the employees; a new one takes the place of an unseen one.
    func tell(_ staff: [ID<Staff>], _ key: String, but actor: Actor? = nil, in db: any Connection) throws {
        try StaffNotice.leave(
            Message("quality.notice.\(key)", ["number": .text(number), "title": .text(title)]),
            for: staff.filter { $0 != actor?.staffID }, about: subject, of: organisationID, topic: "improvement",
            in: db)
    }
}
