import Kernel
import Platform

/// Why somebody acts for another (代办事由).
package enum StandInReason: String, Codable, Sendable, CaseIterable {
    /// 缺勤
    case away
    /// 已离职
    case left
}

/// What lies with somebody who is away goes to another, by itself (代办): deputy, then who is on duty, then the head of
/// the unit, at last the accountable group. The person responsible stays named and the clocks run on.
package struct StandIn: CaseChange {
    package var absent: ID<Staff>
    package var by: Holder
    package var reason: StandInReason

    var action: CaseAction { .standIn }

    func check(on subject: Case, by actor: Actor, at now: Instant) throws(Problem) {
        var fields = FieldCheck()
        if let staff = by.staffID {
            fields.require(!subject.complainedAbout.staff.contains(staff), "by", "person_is_named")
            fields.require(staff != absent, "by", "stand_in_is_absent")
        }
        try fields.finish()
    }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        let isForAnother = subject.teamwork.standIns.contains { $0.tookHolder && $0.by == .staff(absent) }
        let holds = subject.holder == .staff(absent)
        for index in subject.teamwork.standIns.indices where subject.teamwork.standIns[index].by == .staff(absent) {
            subject.teamwork.standIns[index].by = by
        }
        if subject.hasOwnWork(absent) || holds && !isForAnother {
            subject.teamwork.standIns.removeAll { $0.absent == absent }
            subject.teamwork.standIns.append(
                StandInRecord(absent: absent, by: by, since: now, tookHolder: holds && !isForAnother))
        }
        if holds {
            subject.holder = by
            if let staff = by.staffID, subject.handler != nil { subject.handling.handlersEver.insert(staff) }
        }
        if subject.handling.offer?.to == absent, let staff = by.staffID { subject.passOffer(to: staff) }
    }
}

/// The person is back (代办结束): what was theirs lies on their own desk again.
package struct StandInEnd: CaseChange {
    package var absent: ID<Staff>

    var action: CaseAction { .endStandIn }

    func change(_ subject: inout Case, by author: Author, at now: Instant) {
        guard let record = subject.teamwork.standIns.first(where: { $0.absent == absent }) else { return }
        subject.teamwork.standIns.removeAll { $0.absent == absent }
        if record.tookHolder, subject.holder == record.by { subject.holder = .staff(absent) }
    }
}

extension Case {
    /// Whether the employee owns open work in the case, beside holding it.
    fileprivate func hasOwnWork(_ staff: ID<Staff>) -> Bool {
        handler == staff || teamwork.openParts.contains { $0.owner == staff }
            || teamwork.openTasks.contains { $0.owner == staff }
    }

    fileprivate mutating func passOffer(to staff: ID<Staff>) {
        guard let offer = handling.offer else { return }
        handling.offer = .init(to: staff, by: offer.by, at: offer.at)
        if let last = teamwork.hops.indices.last, teamwork.hops[last].isOpen { teamwork.hops[last].to = staff }
    }
}
