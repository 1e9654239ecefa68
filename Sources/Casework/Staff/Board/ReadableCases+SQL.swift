import Kernel
import Platform
import Storage

extension CaseReader {
    /// The rule of who may open a case as a condition on `cases c`, so that counts never hold a case the reader may not
    /// open. `mayRead` is the rule; a test holds the two against each other.
    var readableCases: SQL {
        let (me, units) = (standing.staffID, standing.units.map(\.text).sorted())
        // The widest first: whoever reads all of them is not asked for ties.
        var ways: [SQL] = []
        if readsUnrestricted { ways.append("c.restricted = 0") }
        if readsRestricted { ways.append("c.restricted = 1") }
        ways += [
            "c.holder_id IN \([me.text] + units)", "c.first_receiver_id = \(me)", "c.handler_id = \(me)",
            "c.offered_to_id = \(me)", "c.reviewer_id = \(me)",
        ]
        ways.append(helping)
        if standing.roles.contains(.coordinator) { ways.append("c.asks_coordinator = 1") }
        if allows(.readRestricted, as: .groupMember) { ways.append("c.group_id IN \(units)") }
        if allows(.read, as: .unitHead) {
            ways.append("(c.restricted = 0 AND c.unit_id IN \(standing.headedUnits.map(\.text).sorted()))")
        }
        ways += approvals
        let any = ways.dropFirst().reduce(ways[0]) { $0 + " OR " + $1 }
        return "(\(any)) AND NOT (\(named))"
    }

    /// Whether the reader may open every case that is not restricted, and is not about them.
    var readsUnrestricted: Bool { allows(.read) }
    /// Whether the reader may open every restricted case that is not about them.
    var readsRestricted: Bool { allows(.readRestricted) }

    /// Open cases that may be about the reader, each once, as a table with the column `case_id`. `named` says which are.
    var openCasesNaming: SQL {
        let units = standing.units.union(standing.headedUnits).map(\.text).sorted()
        return """
            (SELECT case_id FROM case_named_staff WHERE staff_id = \(standing.staffID) AND is_open = 1
            UNION SELECT case_id FROM case_named_units WHERE unit_id IN \(units) AND is_open = 1
            UNION SELECT case_id FROM case_named_roles
                WHERE role IN \(standing.roles.map(\.rawValue).sorted()) AND is_open = 1)
            """
    }

    /// The reader was asked for a part or a sub-task, acts for somebody who is away, or acts at once in an emergency.
    private var helping: SQL {
        let me = standing.staffID
        let desks = [me.text] + standing.units.map(\.text).sorted()
        return """
            EXISTS (SELECT 1 FROM case_errands e WHERE e.case_id = c.id
                AND (e.owner_id = \(me) OR e.desk_id IN \(desks)))
            OR EXISTS (SELECT 1 FROM case_stand_ins s WHERE s.case_id = c.id AND s.acting_id = \(me.text)
                AND (s.absent_id = c.handler_id OR (s.absent_id = c.first_receiver_id AND c.secrecy = 'open')))
            OR EXISTS (SELECT 1 FROM case_emergency_members m WHERE m.case_id = c.id AND m.staff_id = \(me))
            """
    }

    /// The reader is complained about, or their office, or, where that shuts them out, their unit.
    var named: SQL {
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
