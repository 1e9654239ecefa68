import Kernel
import Storage
import Synchronization

/// How often each token was used in the running minute, on all nodes together (限速). A node takes uses from the
/// store a few at a time and gives them out itself, so that counting costs a write now and then, not one each.
package final class Pace: Sendable {
    private struct Share {
        let start: Instant
        var left: Int
    }

    private let shares = Mutex<[String: Share]>([:])
    private static let mostKeys = 10_000
    /// A node takes so many parts of the limit one by one.
    private static let parts = 20

    package init() {}

    /// Counts one use. Throws `Problem.tooMany` beyond `limit` within a minute.
    func admit(_ key: String, limit: Int, at now: Instant, of desk: Desk) async throws {
        if takeOne(of: key, at: now) { return }
        let share = max(1, limit / Pace.parts)
        let (start, count) = try await desk.write { try Throttle.share(key, share, of: limit, in: $0) }
        guard count > 0 else {
            throw Problem.tooMany(retryAfterSeconds: max(1, Int((Throttle.minute - (now - start) + 999) / 1000)))
        }
        shares.withLock { shares in
            if shares.count > Pace.mostKeys { shares = shares.filter { now - $0.value.start < Throttle.minute } }
            let left = shares[key].map { $0.start == start ? $0.left : 0 } ?? 0
            shares[key] = Share(start: start, left: left + count - 1)
        }
    }

    private func takeOne(of key: String, at now: Instant) -> Bool {
        shares.withLock { shares in
            guard let share = shares[key], share.left > 0, (0..<Throttle.minute).contains(now - share.start) else {
                return false
            }
            shares[key]?.left -= 1
            return true
        }
    }
}
