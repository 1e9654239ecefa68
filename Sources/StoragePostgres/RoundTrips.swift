import Synchronization

/// How often the server was waited for.
final class RoundTrips: Sendable {
    private let made = Mutex(0)

    var count: Int { made.withLock { $0 } }

    func add() { made.withLock { $0 += 1 } }
}
