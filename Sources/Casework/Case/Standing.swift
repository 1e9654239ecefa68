import Kernel
import Platform

/// How an employee stands in the organisation, gathered once for a request (身份关系).
package struct Standing: Hashable, Sendable {
    package var staffID: ID<Staff>
    package var roles: Set<Role>
    /// Units and groups the employee belongs to.
    package var units: Set<ID<OrganisationUnit>>
    /// Units the employee leads.
    package var headedUnits: Set<ID<OrganisationUnit>>

    package init(
        staffID: ID<Staff>, roles: Set<Role>, units: Set<ID<OrganisationUnit>> = [],
        headedUnits: Set<ID<OrganisationUnit>> = []
    ) {
        self.staffID = staffID
        self.roles = roles
        self.units = units
        self.headedUnits = headedUnits
    }
}

extension Case {
    /// Confidential, anonymous and reported wrongdoing: read by few, and closed to the unit complained about.
    package var isRestricted: Bool { secrecy != .open || kind == .report }

    /// The reading right this case asks for.
    package var readingAction: CaseAction { isRestricted ? .readRestricted : .read }

    /// Who had a hand in solving the case and so cannot judge the result.
    package var solvers: Set<ID<Staff>> {
        handling.handlersEver.union(handling.investigators).union([handler, decision.proposedBy].compactMap { $0 })
            .union(teamwork.parts.compactMap(\.reportedBy)).union(teamwork.tasks.compactMap(\.doneBy))
    }

    /// Whether the actor is an employee complained about. Defence behind the table of rights, which knows units too.
    func isNamed(_ actor: Actor) -> Bool {
        guard let staff = actor.staffID else { return false }
        return complainedAbout.staff.contains(staff)
    }

    /// Whether the employee is one of `solvers`.
    private func solved(_ staff: ID<Staff>) -> Bool {
        handler == staff || decision.proposedBy == staff || handling.handlersEver.contains(staff)
            || handling.investigators.contains(staff) || teamwork.parts.contains { $0.reportedBy == staff }
            || teamwork.tasks.contains { $0.doneBy == staff }
    }

    /// Every relation of an employee to this case. `named` comes with whoever is complained about, with the unit
    /// complained about where the case is restricted, and with the accountable group when it is itself complained
    /// about (feature B8, reading 39).
    package func relations(of standing: Standing) -> Set<Relation> {
        let staff = standing.staffID
        var found: Set<Relation> = []
        if firstReceiver == staff { found.insert(.firstReceiver) }
        if holder.staffID == staff || holder.groupID.map(standing.units.contains) ?? false { found.insert(.holder) }
        if handler == staff || handling.offer?.to == staff { found.insert(.handler) }
        if let handler, acting(for: handler) == .staff(staff) { found.insert(.handler) }
        // Whoever acts for the first receiver speaks with the complainant, unless they are not to be known.
        if let firstReceiver, secrecy == .open, acting(for: firstReceiver) == .staff(staff) {
            found.insert(.firstReceiver)
        }
        if isHelper(standing) || asksForCoordinator && standing.roles.contains(.coordinator) { found.insert(.helper) }
        if standing.units.contains(accountableGroup) { found.insert(.groupMember) }
        if let responsibleUnit, standing.headedUnits.contains(responsibleUnit) { found.insert(.unitHead) }
        if !approverRoles.isDisjoint(with: standing.roles) { found.insert(.approver) }
        if handling.review?.reviewer == staff { found.insert(.own) }
        if isInEmergencyGroup(staff) { found.insert(.emergencyGroup) }
        let (isShut, group) = (isRestricted, accountableGroup)
        let ofUnit = complainedAbout.units.contains { unit in
            (isShut || unit == group) && (standing.units.contains(unit) || standing.headedUnits.contains(unit))
        }
        let ofOffice = !complainedAbout.roles.isDisjoint(with: standing.roles)
        if complainedAbout.staff.contains(staff) || ofUnit || ofOffice {
            found.insert(.named)
        } else if !solved(staff) {
            found.insert(.uninvolved)
        }
        return found
    }

    /// Whether the employee is a party to the complaint: named in it, or of a unit or office complained about, whatever
    /// the case's secrecy. A party never refuses to take it up.
    func isParty(_ standing: Standing) -> Bool { complainedAbout.includes(standing) }

    /// Who may decide at the present level (3.4). An office complained about drops out; when none is left the
    /// quality supervisor decides, outside the line (reading 39).
    package var approverRoles: Set<Role> { approverRoles(for: level.current ?? .three) }

    func approverRoles(for level: ResponseLevel) -> Set<Role> {
        if complainedAbout.roles.isEmpty { return level.approvers }
        let roles = level.approvers.subtracting(complainedAbout.roles)
        return roles.isEmpty ? [.qualitySupervisor] : roles
    }

    /// The first extension is the approver's, the second belongs to the level above (3.4).
    func mayExtend(_ roles: Set<Role>) -> Bool {
        guard let level = level.current else { return false }
        let needed = timing.extensions.isEmpty ? level : level.raised(by: 1)
        return !approverRoles(for: needed).isDisjoint(with: roles)
    }

    /// Who complained, as this employee may see it: `nil` where the case is not open and they are neither intake nor
    /// the privacy officer (3.8).
    package func complainant(seenBy standing: Standing) -> Complainant? {
        if secrecy == .open { return complainant }
        let relations = relations(of: standing)
        let actor = Actor(organisationID: organisationID, kind: .staff(standing.staffID, roles: standing.roles))
        return CaseworkRights.allows(.readIdentity, actor, as: relations) ? complainant : nil
    }
}
