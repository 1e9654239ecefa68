import Kernel
import Platform
import Storage
import Web

/// The next few duties of one employee, worded (近期定期工作): what Duties publishes for a desk of another slice.
package struct DutyGlance: Sendable {
    package let lines: [Line]
    package let hasMore: Bool

    package struct Line: Sendable {
        package let name: String
        /// For whom and which period.
        package let detail: String
        package let due: String
        package let stamp: String
        package let isLate: Bool
        package let address: String
    }

    /// What is offered to the employee, then what may be done now, the earliest due first.
    package static func of(
        _ visit: Visit, limit: Int, scopes: DutyScopes, at desk: Desk, in db: any Connection
    ) throws -> DutyGlance {
        guard desk.rights.allows(DutyAction.read.rawValue, to: visit.actor) else {
            return DutyGlance(lines: [], hasMore: false)
        }
        var found: [Duty] = []
        var hasMore = false
        for progress in [DutyProgress.offered, .open] {
            var filter = DutyFilter()
            filter.progress = progress
            let page = try DutyList.page(
                filter, limit: limit, for: visit.actor, today: visit.today, zone: visit.zone, in: db)
            let known = Set(found.map(\.id))
            found += page.duties.filter { !known.contains($0.id) }
            hasMore = hasMore || page.next != nil
        }
        let shown = Array(found.prefix(limit))
        let names = try DutyNames(
            of: shown, for: visit.actor, at: DutyDesk(desk: desk, scopes: scopes, shipped: []), in: db)
        let words = visit.words
        return DutyGlance(
            lines: shown.map { duty in
                Line(
                    name: names.name(duty, words),
                    detail: "\(names.scope(duty, words)) · \(words(duty.period.message))", due: words.due(duty.dueAt),
                    stamp: words.stamp(duty.dueAt), isLate: duty.isLate(at: visit.now), address: "/duties/\(duty.id)")
            }, hasMore: hasMore || found.count > limit)
    }
}
