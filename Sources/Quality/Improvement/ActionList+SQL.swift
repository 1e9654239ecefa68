import Casework
import Kernel
import Platform
import Storage

/// Which actions a list shows (措施清单).
package enum ActionView: String, Sendable, CaseIterable {
    /// 我的
    case mine
    /// 本部门
    case unit
    /// 全部进行中
    case open
    /// 已逾期
    case overdue
    /// 待验证
    case verification
    /// 待查效果
    case effect
    /// 已结束
    case ended
}

/// One page of actions, as one reader may see it (措施清单页).
package struct ActionList: Sendable {
    package let actions: [ImprovementAction]
    package let next: MomentCursor<ImprovementAction>?

    package static let pageSize = 30

    /// Reads a page by an index of its own: what comes next first, what has ended by its opening, the latest first.
    /// Whoever has no right to all sees their own; what comes from a case that names the reader is in no list.
    package static func page(
        _ view: ActionView, unit: ID<OrganisationUnit>? = nil, after cursor: MomentCursor<ImprovementAction>? = nil,
        reader: Actor, at desk: Desk, in db: any Connection
    ) throws -> ActionList {
        let standing = try Standing.of(reader, in: db)
        var condition = open(view, standing, now: db.now)
        if !desk.rights.allows(QualityAction.readActions.rawValue, to: reader) {
            condition = condition + " AND a.owner_id = \(standing.staffID)"
        }
        if let unit { condition = condition + " AND a.unit_id = \(unit)" }
        let column: SQL = view == .ended ? "a.opened_at" : "a.next_at"
        let (order, place): (SQL, SQL) =
            view == .ended ? ("\(column) DESC, a.id DESC", "<") : ("\(column), a.id", ">")
        if let cursor { condition = condition + " AND (\(column), a.id) \(place) (\(cursor.at), \(cursor.id))" }
        let rows = try db.rows(
            """
            SELECT a.id, \(column) AS moment, a.document FROM improvement_actions a
            WHERE a.organisation_id = \(reader.organisationID)\(condition)\(unnamed(standing))
            ORDER BY \(order) LIMIT \(pageSize + 1)
            """)
        let actions = try rows.prefix(pageSize).map(ImprovementAction.init)
        let last = rows.count > pageSize ? rows[pageSize - 1] : nil
        return ActionList(
            actions: actions, next: try last.map { MomentCursor(at: try $0.get("moment"), id: try $0.get("id")) })
    }

    private static func open(_ view: ActionView, _ standing: Standing, now: Instant) -> SQL {
        switch view {
        case .mine: return " AND a.is_open = 1 AND a.owner_id = \(standing.staffID)"
        case .unit:
            let units = standing.units.union(standing.headedUnits).map(\.text).sorted()
            return units.isEmpty ? " AND 1 = 0" : " AND a.is_open = 1 AND a.unit_id IN \(units)"
        case .open: return " AND a.is_open = 1"
        case .overdue: return " AND a.state = 'open' AND a.next_at <= \(now)"
        case .verification: return " AND a.state = 'awaiting_verification'"
        case .effect: return " AND a.state = 'awaiting_effect'"
        case .ended: return " AND a.is_open = 0"
        }
    }

    /// Leaves out what comes from a case in which the reader is named, or from a restricted one about their unit.
    private static func unnamed(_ standing: Standing) -> SQL {
        let units = standing.units.union(standing.headedUnits).map(\.text).sorted()
        var clause: SQL = """
             AND NOT EXISTS (SELECT 1 FROM case_named_staff n
                WHERE a.source_kind = 'case' AND n.case_id = a.source_id AND n.staff_id = \(standing.staffID))
            """
        if !units.isEmpty {
            clause =
                clause + """
                     AND NOT EXISTS (SELECT 1 FROM case_named_units n JOIN cases c ON c.id = n.case_id
                        WHERE a.source_kind = 'case' AND n.case_id = a.source_id AND n.unit_id IN \(units)
                            AND c.restricted = 1)
                    """
        }
        return clause
    }

    /// How many of the reader's own are open, and how many are late.
    package static func own(_ reader: Actor, in db: any Connection) throws -> (open: Int, late: Int) {
        let row = try db.one(
            """
            SELECT count(*) AS n, count(CASE WHEN state = 'open' AND next_at <= \(db.now) THEN 1 END) AS late
            FROM improvement_actions
            WHERE organisation_id = \(reader.organisationID) AND owner_id = \(reader.staffID) AND is_open = 1
            """)
        return (try row.get("n"), try row.get("late"))
    }
}
