import Kernel
import Platform

/// Whom and what a case is about turned out otherwise (更正被投诉对象). Conflicts of interest are judged by it from this
/// moment: what lies on a desk that is now in conflict leaves it, and the clocks run on.
package struct Attribution: CaseChange {
    static let limit = 20
    /// Who may take somebody out of it; anybody who works on the case may add.
    static let mayRemove: Set<Role> = [
        .complaintLeader, .supervisor, .director, .chiefExecutive, .qualitySupervisor,
    ]

    package var staff: Set<ID<Staff>>
    package var units: Set<ID<OrganisationUnit>>
    package var reason: String
    /// Employees at work on the case who are in conflict by their unit or office: set by the desk, frozen with the fact.
    package var leaving: Set<ID<Staff>>?

    var action: CaseAction { .correctAbout }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        fields.text("reason", reason)
        let before = subject.complainedAbout
        fields.require(before.staff != staff || before.units != units, "add_staff", "same_as_before")
        fields.require(staff.count + units.count <= Attribution.limit, "add_staff", "too_many_named")
        let isRemoving = !before.staff.isSubset(of: staff) || !before.units.isSubset(of: units)
        fields.require(!isRemoving || !Attribution.mayRemove.isDisjoint(with: actor.roles), "keep", "leader_removes")
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        subject.watch.attributions.append(
            LoggedAttribution(before: subject.complainedAbout, attribution: self, at: now, by: author))
        subject.complainedAbout.staff = staff
        subject.complainedAbout.units = units
        subject.release(staff.union(leaving ?? []), because: reason, at: now)
        if subject.isRestricted, let unit = subject.responsibleUnit, units.contains(unit) {
            subject.responsibleUnit = nil
        }
    }
}

/// A correction of whom a case is about, with what stood before (更正记录).
package struct LoggedAttribution: Hashable, Codable, Sendable {
    package let before: ComplainedAbout
    package let attribution: Attribution
    package let at: Instant
    package let by: Author
}

extension Case {
    /// The same case about somebody else, to see who would be in conflict.
    func about(_ attribution: Attribution) -> Case {
        var after = self
        after.complainedAbout.staff = attribution.staff
        after.complainedAbout.units = attribution.units
        return after
    }

    /// Everybody with work in the case today.
    var staffAtWork: Set<ID<Staff>> {
        var found = neededStaff.union([handler, handling.review?.reviewer].compactMap { $0 })
        found.formUnion(teamwork.openParts.map(\.owner) + teamwork.openTasks.map(\.owner))
        found.formUnion(teamwork.standIns.flatMap { [$0.absent, $0.by.staffID].compactMap { $0 } })
        return found.union(watch.emergency?.members ?? [])
    }

    /// Takes everything in the case off the desks of these employees; the accountable group has it then.
    fileprivate mutating func release(_ out: Set<ID<Staff>>, because reason: String, at now: Instant) {
        if let staff = holder.staffID, out.contains(staff) { holder = .group(accountableGroup) }
        if let group = holder.groupID, complainedAbout.units.contains(group) { holder = .group(accountableGroup) }
        if let staff = handler, out.contains(staff) { handler = nil }
        if let offer = handling.offer, out.contains(offer.to) {
            handling.offer = nil
            teamwork.endOffer(.replaced, at: now)
        }
        if let reviewer = handling.review?.reviewer, out.contains(reviewer) { handling.review?.reviewer = nil }
        teamwork.standIns.removeAll { record in
            out.contains(record.absent) || record.by.staffID.map(out.contains) ?? false
        }
        for index in teamwork.parts.indices
        where teamwork.parts[index].isOpen && out.contains(teamwork.parts[index].owner) {
            teamwork.parts[index].waiver = reason
            teamwork.parts[index].endedAt = now
        }
        for index in teamwork.tasks.indices
        where teamwork.tasks[index].isOpen && out.contains(teamwork.tasks[index].owner) {
            teamwork.tasks[index].dropReason = reason
            teamwork.tasks[index].endedAt = now
        }
        if let index = watch.emergencies.lastIndex(where: { $0.report == nil }) {
            watch.emergencies[index].members.subtract(out)
        }
    }
}
