import Kernel
import Platform
import Storage

/// A page of duties in the order of their due (到期顺序).
struct DutyList: Sendable {
    let duties: [Duty]
    let next: MomentCursor<Duty>?

    static let size = 50

    /// Reads one page. Every branch reads an index in its order, so a page takes as long with a hundred thousand open
    /// duties as with ten; only what is laid ahead and due before is passed over, forty days of it at most.
    static func page(
        _ filter: DutyFilter, after cursor: MomentCursor<Duty>? = nil, limit: Int = size, for actor: Actor,
        today: LocalDay, zone: Zone, in db: any Connection
    ) throws -> DutyList {
        let condition = condition(filter, after: cursor, today: today, zone: zone, at: db.now, of: actor)
        let order: SQL = filter.progress.isNewestFirst ? "due_at DESC, id DESC" : "due_at, id"
        let branches = try branches(filter, for: actor, today: today, in: db).map { branch -> SQL in
            """
            SELECT * FROM (SELECT * FROM duties WHERE organisation_id = \(actor.organisationID) AND \(branch)
                AND \(condition) ORDER BY \(order) LIMIT \(limit + 1)) AS part
            """
        }
        guard let first = branches.first else { return DutyList(duties: [], next: nil) }
        let all = branches.dropFirst().reduce(first) { "\($0) UNION \($1)" as SQL }
        let found = try db.rows("\(all) ORDER BY \(order) LIMIT \(limit + 1)").map(Duty.init)
        let last = found.count > limit ? found[limit - 1] : nil
        return DutyList(
            duties: Array(found.prefix(limit)), next: last.map { MomentCursor(at: $0.dueAt, id: $0.id) })
    }

    /// One condition for each index that is read: a holder, a unit, or the whole house.
    private static func branches(
        _ filter: DutyFilter, for actor: Actor, today: LocalDay, in db: any Connection
    ) throws -> [SQL] {
        if filter.progress == .offered { return ["offered_to_id = \(actor.staffID)"] }
        if let resident = filter.resident { return ["scope_kind = 'resident' AND scope_id = \(resident)"] }
        switch filter.view {
        case .mine: return DutyHolder.keys(of: actor).map { "holder = \($0)" }
        case .unit:
            guard let staff = actor.staffID else { return [] }
            let facts = try StaffFacts.relationsFacts(for: staff, of: actor.organisationID, on: today, in: db)
            let units = facts.headOver.union(facts.memberOf).subtracting(facts.groups).sorted()
            return units.filter { filter.unit == nil || filter.unit == $0 }.map { "unit_id = \($0)" }
        case .house:
            if let unit = filter.unit { return ["unit_id = \(unit)"] }
            return ["1 = 1"]
        }
    }

    private static func condition(
        _ filter: DutyFilter, after cursor: MomentCursor<Duty>?, today: LocalDay, zone: Zone, at now: Instant,
        of actor: Actor
    ) -> SQL {
        var condition: SQL
        switch filter.progress {
        case .open: condition = "state = 'open' AND opens_on <= \(today)"
        case .late: condition = "state = 'open' AND due_at < \(now)"
        case .ahead: condition = "state = 'open' AND opens_on > \(today)"
        case .unfinished: condition = "state = 'open'"
        case .offered: condition = "state = 'open' AND offered_to_id IS NOT NULL"
        case .waiver: condition = "state = 'open' AND waiver_kind IS NOT NULL"
        case .ended: condition = "state IN ('done', 'waived', 'not_applicable')"
        }
        if let code = filter.code { condition = "\(condition) AND rule_code = \(code.rawValue)" }
        // Due at 24:00 of a day is due at the beginning of the next.
        if let from = filter.from { condition = "\(condition) AND due_at > \(zone.instant(of: from))" }
        if let until = filter.until {
            condition = "\(condition) AND due_at <= \(zone.instant(of: until.advanced(by: 1)))"
        }
        if let cursor {
            let isNewestFirst = filter.progress.isNewestFirst
            condition =
                isNewestFirst
                ? "\(condition) AND (due_at, id) < (\(cursor.at), \(cursor.id))"
                : "\(condition) AND (due_at, id) > (\(cursor.at), \(cursor.id))"
        }
        return condition
    }

    /// How many duties fall due on each day of a month, and how many of them are still open. What is open and what has
    /// ended is counted up to `mostCounted` each, so a month takes no longer the more duties there are.
    static func days(
        of month: Period, view: DutyView, for actor: Actor, in db: any Connection
    ) throws -> [LocalDay: DayCount] {
        var whose: SQL = ""
        if view == .mine { whose = "AND holder IN \(DutyHolder.keys(of: actor))" }
        func count(_ state: SQL) -> SQL {
            """
            (SELECT count(*) FROM (SELECT 1 FROM duties WHERE organisation_id = \(actor.organisationID)
                AND due_on = days.day_on AND state \(state) \(whose) LIMIT \(mostCounted + 1)) AS counted)
            """
        }
        let list = (0..<month.days).map { month.first.advanced(by: $0) }.map { "(\($0))" as SQL }
        guard let first = list.first else { return [:] }
        let values = list.dropFirst().reduce(first) { "\($0), \($1)" as SQL }
        var found: [LocalDay: DayCount] = [:]
        for row in try db.rows(
            """
            WITH days (day_on) AS (VALUES \(values))
            SELECT day_on, \(count("= 'open'")) AS left_open,
                \(count("IN ('done', 'waived', 'not_applicable')")) AS ended
            FROM days
            """)
        {
            let count = DayCount(open: try row.get("left_open"), ended: try row.get("ended"))
            if count.due > 0 { found[try row.get("day_on")] = count }
        }
        return found
    }

    static let mostCounted = 500

    /// What falls due on one day; each figure is one more than `mostCounted` when there is more.
    struct DayCount: Hashable, Sendable {
        let open: Int
        let ended: Int

        var due: Int { open + ended }
        var isWhole: Bool { max(open, ended) <= DutyList.mostCounted }
    }
}
