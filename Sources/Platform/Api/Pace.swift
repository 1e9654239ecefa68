import Kernel
import Synchronization

/// How often each token was used in the running minute, in this process (限速).
package final class Pace: Sendable {
    private struct Minute {
        let start: Instant
        var count: Int
    }

    private let minutes = Mutex<[String: Minute]>([:])
    private static let mostKeys = 10_000

    package init() {}

    /// Counts one use. Throws `Problem.tooMany` beyond `limit` within a minute.
    package func admit(_ key: String, limit: Int, at now: Instant) throws(Problem) {
        let wait: Int? = minutes.withLock { minutes in
            if minutes.count > Pace.mostKeys { minutes = minutes.filter { now - $0.value.start < 60_000 } }
            guard let known = minutes[key], (0..<60_000).contains(now - known.start) else {
                minutes[key] = Minute(start: now, count: 1)
                return nil
            }
            minutes[key] = Minute(start: known.start, count: known.count + 1)
            return known.count < limit ? nil : Int((60_000 - (now - known.start) + 999) / 1000)
        }
        if let wait { throw .tooMany(retryAfterSeconds: wait) }
    }
}
