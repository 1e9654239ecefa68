import Kernel
import Platform
import Storage

extension CaseReader {
    /// The rule of who may open a case as a condition on `cases c`, so that counts never hold a case the reader may not
    /// open. `mayRead` is the rule; a test holds the two against each other.
    var readableCases: SQL {
        let (me, units) = (standing.staffID, standing.units.map(\.text).sorted())
        var ways: [SQL] = [
            "c.holder_id IN \([me.text] + units)", "c.first_receiver_id = \(me)", "c.handler_id = \(me)",
            "c.offered_to_id = \(me)", "c.reviewer_id = \(me)",
        ]
        ways.append(helping)
        if standing.roles.contains(.coordinator) { ways.append("c.asks_coordinator = 1") }
        if allows(.read) { ways.append("c.restricted = 0") }
        if allows(.readRestricted) { ways.append("c.restricted = 1") }
        if allows(.readRestricted, as: .groupMember) { ways.append("c.group_id IN \(units)") }
        if allows(.read, as: .unitHead) {
            ways.append("(c.restricted = 0 AND c.unit_id IN \(standing.headedUnits.map(\.text).sorted()))")
        }
        ways += approvals
        let any = ways.dropFirst().reduce(ways[0]) { $0 + " OR " + $1 }
        return "(\(any)) AND NOT (\(named))"
    }

    /// The reader was asked for a part or a sub-task, or acts for somebody who is away.
    private var helping: SQL {
        let me = standing.staffID
        let desks = [me.text] + standing.units.map(\.text).sorted()
        return """
            EXISTS (SELECT 1 FROM case_errands e WHERE e.case_id = c.id
                AND (e.owner_id = \(me) OR e.desk_id IN \(desks)))
            OR EXISTS (SELECT 1 FROM case_stand_ins s WHERE s.case_id = c.id AND s.acting_id = \(me.text)
                AND (s.absent_id = c.handler_id OR (s.absent_id = c.first_receiver_id AND c.secrecy = 'open')))
            """
    }

    /// The reader is complained about, or their office, or, where that shuts them out, their unit.
    private var named: SQL {
        let units = standing.units.union(standing.headedUnits).map(\.text).sorted()
        let roles = standing.roles.map(\.rawValue).sorted()
        return """
            EXISTS (SELECT 1 FROM case_named_staff n WHERE n.case_id = c.id AND n.staff_id = \(standing.staffID))
            OR EXISTS (SELECT 1 FROM case_named_units u WHERE u.case_id = c.id AND u.unit_id IN \(units)
                AND (c.restricted = 1 OR u.unit_id = c.group_id))
            OR EXISTS (SELECT 1 FROM case_named_roles r WHERE r.case_id = c.id AND r.role IN \(roles))
            """
    }

    /// Restricted cases the reader may decide at their level; a case without a level counts as Ⅲ. The quality
    /// supervisor decides where every office of the level is complained about.
    private var approvals: [SQL] {
        guard allows(.readRestricted, as: .approver) else { return [] }
        return ResponseLevel.allCases.compactMap { level in
            let at: SQL = "coalesce(c.level, 3) = \(level.rawValue)"
            if !level.approvers.isDisjoint(with: standing.roles) { return "(\(at))" }
            guard standing.roles.contains(.qualitySupervisor) else { return nil }
            let offices = level.approvers.map(\.rawValue).sorted()
            return """
                (\(at) AND (SELECT count(*) FROM case_named_roles r WHERE r.case_id = c.id AND r.role IN \(offices))
                    = \(offices.count))
                """
        }
    }

    private func allows(_ action: CaseAction, as relation: Relation? = nil) -> Bool {
        CaseworkRights.allows(action, actor, as: relation.map { [$0] } ?? [])
    }
}
