import Kernel

/// Who of an organisation is here at a moment and who is on duty, gathered once (在岗情况). Tells who acts for somebody
/// who is away, so that nothing waits on an empty desk.
package struct Presence: Sendable {
    package let present: Set<ID<Staff>>
    let deputies: [ID<Staff>: ID<Staff>]
    let shifts: [DutyShift]
    let tree: UnitTree
    let units: [ID<Staff>: [ID<OrganisationUnit>]]

    /// Whether the employee is employed, in service and not away.
    package func isHere(_ staff: ID<Staff>) -> Bool { present.contains(staff) }

    /// Who may act for the employee, the first choice first (代办人): the deputy they named, or that one's; who is on
    /// duty for their unit or one above it; who is on duty for the house; the heads of their units.
    package func standIns(for staff: ID<Staff>) -> [ID<Staff>] {
        var found: [ID<Staff>] = []
        var deputy = deputies[staff]
        var seen: Set<ID<Staff>> = [staff]
        while let next = deputy, seen.insert(next).inserted {
            found.append(next)
            deputy = deputies[next]
        }
        let own = units[staff] ?? []
        let around = own + own.flatMap { tree.above($0) }
        for unit in around { found += shifts.filter { $0.unitID == unit }.map(\.staffID) }
        found += shifts.filter { $0.unitID == nil }.map(\.staffID)
        found += around.compactMap { tree[$0]?.headID }
        var kept: Set<ID<Staff>> = []
        return found.filter { $0 != staff && isHere($0) && kept.insert($0).inserted }
    }
}
