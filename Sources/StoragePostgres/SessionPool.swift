import Storage
import Synchronization

/// The connections of one database, lent one caller at a time, first come first served. At most `waitingLimit` wait,
/// none longer than `patience`: beyond that everybody is better served by being told so.
final class SessionPool: Sendable {
    private struct Waiter {
        let until: ContinuousClock.Instant
        let continuation: CheckedContinuation<Session, any Error>
    }

    private struct State {
        var idle: [Session] = []
        var made = 0
        var waiting: [Waiter] = []
        /// Somebody looks after those who wait too long.
        var isWatched = false
        var closing: CheckedContinuation<Void, Never>?
        var isClosed = false
    }

    /// How the pool stands at this moment.
    struct Use: Sendable {
        let lent: Int
        let waiting: Int
    }

    private static let busy = StorageError.unavailable("All connections to the database are in use.")
    private let address: Address
    private let size: Int
    private let waitingLimit: Int
    private let patience: Duration
    private let pipelines: Bool
    private let state = Mutex(State())
    let lost = LostBackends()
    let trips = RoundTrips()

    init(address: Address, size: Int, waitingLimit: Int, patience: Duration, pipelines: Bool) {
        self.address = address
        self.size = size
        self.waitingLimit = waitingLimit
        self.patience = patience
        self.pipelines = pipelines
    }

    var use: Use { state.withLock { Use(lent: $0.made - $0.idle.count, waiting: $0.waiting.count) } }

    func borrow() async throws -> Session {
        try await withCheckedThrowingContinuation { continuation in
            let answer: Result<Session, any Error>? = state.withLock { state in
                if state.isClosed { return .failure(StorageError.unavailable("The database is closed.")) }
                if let session = state.idle.popLast() { return .success(session) }
                if state.made < size {
                    state.made += 1
                    return .success(Session(address: address, lost: lost, trips: trips, pipelines: pipelines))
                }
                guard state.waiting.count < waitingLimit else { return .failure(SessionPool.busy) }
                state.waiting.append(Waiter(until: ContinuousClock.now + patience, continuation: continuation))
                if !state.isWatched {
                    state.isWatched = true
                    Task { [self] in await watch() }
                }
                return nil
            }
            if let answer { continuation.resume(with: answer) }
        }
    }

    /// Tells callers who have waited too long, until nobody waits. The first in line is always the next to tell.
    private func watch() async {
        while let until = nextToTell() {
            // Woken early nobody is told yet.
            try? await Task.sleep(until: until, clock: .continuous)
            let now = ContinuousClock.now
            let over = state.withLock { state in
                let count = state.waiting.prefix { $0.until <= now }.count
                defer { state.waiting.removeFirst(count) }
                return state.waiting.prefix(count)
            }
            for waiter in over { waiter.continuation.resume(throwing: SessionPool.busy) }
        }
    }

    private func nextToTell() -> ContinuousClock.Instant? {
        state.withLock { state in
            let until = state.waiting.first?.until
            state.isWatched = until != nil
            return until
        }
    }

    func giveBack(_ session: Session) {
        let (next, closing) = state.withLock { state in
            if !state.waiting.isEmpty {
                return (Optional(state.waiting.removeFirst()), CheckedContinuation<Void, Never>?.none)
            }
            state.idle.append(session)
            let isLast = state.idle.count == state.made
            defer { if isLast { state.closing = nil } }
            return (nil, isLast ? state.closing : nil)
        }
        next?.continuation.resume(returning: session)
        closing?.resume()
    }

    /// Waits until everything lent is back, then disconnects.
    func close() async {
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                state.isClosed = true
                if state.idle.count == state.made { return true }
                state.closing = continuation
                return false
            }
            if isIdle { continuation.resume() }
        }
        let sessions = state.withLock { state in
            defer { (state.idle, state.made) = ([], 0) }
            return state.idle
        }
        for session in sessions { await session.finish() }
    }
}
