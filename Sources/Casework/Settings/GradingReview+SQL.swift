import Kernel
import Platform
import Storage

extension GradingReview {
    /// The review of what was received within the last 90 days, at most 1,000 cases, the newest first.
    package static func recent(
        of organisation: ID<Organisation>, at desk: Desk, in db: any Connection
    ) throws -> GradingReview {
        let since = db.now.advanced(byHours: -24 * days)
        return GradingReview(
            try db.rows(
                """
                SELECT id, document FROM cases
                WHERE organisation_id = \(organisation) AND received_at >= \(since) AND level_confirmed = 1
                ORDER BY received_at DESC, id DESC LIMIT \(most)
                """
            ).map { try Case($0, of: organisation, at: desk, in: db) })
    }
}
