import Kernel
import Platform

/// What several hands do in one case (协同办理): who was offered it, who stands in for whom, who handles a part, and
/// which sub-tasks are open. Folded from the facts like everything else of a case.
package struct Teamwork: Hashable, Codable, Sendable {
    package internal(set) var hops: [Hop] = []
    /// Since when the coordinator is asked whose the case is (归属争议): from the second return on.
    package internal(set) var disputedSince: Instant?
    package internal(set) var standIns: [StandInRecord] = []
    package internal(set) var parts: [Part] = []
    package internal(set) var tasks: [SubTask] = []

    package var isDisputed: Bool { disputedSince != nil }
    package var openParts: [Part] { parts.filter(\.isOpen) }
    package var openTasks: [SubTask] { tasks.filter(\.isOpen) }
}

extension KeyedDecodingContainer {
    /// Cases written before there was teamwork have none.
    func decode(_ type: Teamwork.Type, forKey key: Key) throws -> Teamwork {
        try decodeIfPresent(type, forKey: key) ?? Teamwork()
    }
}

/// That one employee acts for another who is away or has left (代办): whoever is responsible stays named.
package struct StandInRecord: Hashable, Codable, Sendable {
    package let absent: ID<Staff>
    package internal(set) var by: Holder
    package let since: Instant
    /// The case itself went from the absent one's desk, and goes back there.
    package internal(set) var tookHolder: Bool
}

extension Case {
    /// On whose desk the work of this employee in the case is now: their own, or that of whoever acts for them.
    package func acting(for staff: ID<Staff>) -> Holder {
        teamwork.standIns.first { $0.absent == staff }?.by ?? .staff(staff)
    }

    /// Whether the employee does the work of `owner` in this case, for themselves or in their place. What went to a
    /// group may be done by anybody who belongs there.
    func isActing(_ staff: ID<Staff>?, for owner: ID<Staff>) -> Bool {
        guard let staff else { return false }
        if staff == owner { return true }
        switch acting(for: owner) {
        case .staff(let other): return other == staff
        case .group: return true
        }
    }

    /// Whether the employee is the handler or acts for the handler.
    func isHandling(_ staff: ID<Staff>?) -> Bool {
        guard let staff, let handler else { return false }
        return handler == staff || acting(for: handler) == .staff(staff)
    }

    /// Whether the employee was asked for a part or a sub-task, or acts for somebody who was.
    func isHelper(_ standing: Standing) -> Bool {
        if teamwork.parts.isEmpty, teamwork.tasks.isEmpty { return false }
        return (teamwork.parts.map(\.owner) + teamwork.tasks.map(\.owner)).contains { owner in
            switch acting(for: owner) {
            case .staff(let other): owner == standing.staffID || other == standing.staffID
            case .group(let unit): owner == standing.staffID || standing.units.contains(unit)
            }
        }
    }

    /// Whether only the coordinator can bring the case forward, who may then open it whatever it is.
    var asksForCoordinator: Bool {
        state.isOpen && (teamwork.isDisputed || !handling.transfersLeft || !teamwork.openParts.isEmpty)
    }

    /// Everybody who must be there for the case to move: the holder, whom it is offered to, and owners of open work.
    var neededStaff: Set<ID<Staff>> {
        var needed = Set([holder.staffID, handling.offer?.to].compactMap { $0 })
        let owners = teamwork.openParts.map(\.owner) + teamwork.openTasks.map(\.owner)
        needed.formUnion(owners.compactMap { acting(for: $0).staffID })
        return needed
    }

    /// The named person, and in a restricted case anybody of a unit complained about, is never given work in it.
    func mayBeGivenWork(_ standing: Standing) -> Bool { !relations(of: standing).contains(.named) }
}

extension Teamwork {
    /// Every employee these speak of.
    var staffMentioned: Set<ID<Staff>> {
        var found = Set(hops.map(\.to) + parts.map(\.owner) + tasks.map(\.owner))
        found.formUnion(parts.compactMap(\.reportedBy) + tasks.compactMap(\.doneBy))
        found.formUnion(standIns.flatMap { [$0.absent, $0.by.staffID].compactMap { $0 } })
        found.formUnion(tasks.compactMap(\.givenBy.staffID))
        return found
    }
}
