import Kernel
import Platform
import Storage

/// How many duties of one rule were done on time (按时率): numerator, denominator, and what is left out.
struct Punctuality: Hashable, Sendable {
    let code: DutyCode
    /// Due within the days and already past due; waived, not applicable and withdrawn ones are left out.
    let due: Int
    let onTime: Int
    let late: Int
    /// Not done at all.
    let missed: Int
    /// Due within the days, not yet past due: they count for nothing.
    let immature: Int

    var percent: Int? { due == 0 ? nil : onTime * 100 / due }

    /// Every rule with duties that fall due within the days, by code.
    static func list(
        of organisation: ID<Organisation>, due days: ClosedRange<LocalDay>, in db: any Connection
    ) throws -> [Punctuality] {
        try db.rows(
            """
            SELECT rule_code,
                sum(CASE WHEN due_at <= \(db.now) THEN 1 ELSE 0 END) AS due,
                sum(CASE WHEN due_at <= \(db.now) AND state = 'done' AND ended_at <= due_at THEN 1 ELSE 0 END) AS on_time,
                sum(CASE WHEN due_at <= \(db.now) AND state = 'done' AND ended_at > due_at THEN 1 ELSE 0 END) AS late,
                sum(CASE WHEN due_at <= \(db.now) AND state = 'open' THEN 1 ELSE 0 END) AS missed,
                sum(CASE WHEN due_at > \(db.now) THEN 1 ELSE 0 END) AS immature
            FROM duties WHERE organisation_id = \(organisation) AND due_on >= \(days.lowerBound)
                AND due_on <= \(days.upperBound) AND state IN ('open', 'done')
            GROUP BY rule_code ORDER BY rule_code LIMIT 1000
            """
        ).map { row in
            Punctuality(
                code: DutyCode(rawValue: try row.get("rule_code")), due: try row.get("due"),
                onTime: try row.get("on_time"), late: try row.get("late"), missed: try row.get("missed"),
                immature: try row.get("immature"))
        }
    }
}
