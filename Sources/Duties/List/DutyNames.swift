import Kernel
import Platform
import Storage
import Web

/// What the duties of a page are called: their rules, residents, units and holders, read at once (名称).
struct DutyNames: Sendable {
    let rules: [DutyCode: RuleHistory]
    let staff: [ID<Staff>: String]
    let residents: [String: String]
    let units: UnitTree
    let house: String

    init(of duties: [Duty], for actor: Actor, at desk: DutyDesk, in db: any Connection) throws {
        let organisation = actor.organisationID
        rules = try RuleHistory.all(of: organisation, in: db)
        let people = duties.flatMap { duty in
            [duty.holder.staffID, duty.absentID, duty.offeredTo].compactMap { $0 }
        }
        staff = try StaffMember.names(of: Set(people).sorted(), in: organisation, in: db)
        let ids = Set(duties.filter { $0.scope.kind == .resident }.map(\.scope.id)).sorted()
        residents = ids.isEmpty ? [:] : try desk.scopes.names(ids, actor, desk.desk, db)
        units = try UnitTree.load(of: organisation, in: db)
        house = try OrganisationProfile.find(organisation, in: db).name
    }

    func rule(_ duty: Duty) -> DutyRule? { rules[duty.code]?[number: duty.ruleNumber]?.rule }

    func name(_ duty: Duty, _ words: Words) -> String {
        rule(duty)?.name.text(words.language) ?? duty.code.rawValue
    }

    /// For whom it is owed.
    func scope(_ duty: Duty, _ words: Words) -> String {
        switch duty.scope.kind {
        case .organisation: words("duties.scope.organisation")
        case .unit: ID<OrganisationUnit>(duty.scope.id).flatMap { units[$0]?.name } ?? ""
        case .resident: residents[duty.scope.id] ?? words("duties.scope.resident")
        }
    }

    func holder(_ holder: DutyHolder, _ words: Words) -> String {
        switch holder {
        case .staff(let id): staff[id] ?? ""
        case .desk(let role): words("duties.desk", ["role": .message(Message("platform.role.\(role.rawValue)"))])
        }
    }

    func state(_ duty: Duty, at now: Instant, today: LocalDay, _ words: Words) -> StateBadge {
        let isLate = duty.isLate(at: now)
        switch duty.state {
        case .open where isLate: return StateBadge(words("duties.state.late"), tone: .open, icon: "exclamation-triangle")
        case .open where duty.opensOn > today: return StateBadge(words("duties.state.ahead"), tone: .waiting)
        case .open where duty.waiver != nil: return StateBadge(words("duties.state.waiver_waits"), tone: .waiting)
        case .open: return StateBadge(words("duties.state.open"), tone: .open)
        case .done: return StateBadge(words(isLate ? "duties.state.done_late" : "duties.state.done"), tone: .done)
        case .waived, .notApplicable, .withdrawn:
            return StateBadge(words("duties.state.\(duty.state.rawValue)"), tone: .done)
        }
    }
}
