import Storage
import Synchronization

/// The connections of one database, lent one caller at a time, first come first served. At most `waitingLimit` wait,
/// none longer than `patience`: beyond that everybody is better served by being told so.
final class SessionPool: Sendable {
    private struct Waiter {
        let number: Int
        let continuation: CheckedContinuation<Session, any Error>
    }

    private struct State {
        var idle: [Session] = []
        var made = 0
        var waiting: [Waiter] = []
        var lastNumber = 0
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
    private let state = Mutex(State())
    let lost = LostBackends()

    init(address: Address, size: Int, waitingLimit: Int, patience: Duration) {
        self.address = address
        self.size = size
        self.waitingLimit = waitingLimit
        self.patience = patience
    }

    var use: Use { state.withLock { Use(lent: $0.made - $0.idle.count, waiting: $0.waiting.count) } }

    func borrow() async throws -> Session {
        try await withCheckedThrowingContinuation { continuation in
            let answer: Result<Session, any Error>? = state.withLock { state in
                if state.isClosed { return .failure(StorageError.unavailable("The database is closed.")) }
                if let session = state.idle.popLast() { return .success(session) }
                if state.made < size {
                    state.made += 1
                    return .success(Session(address: address, lost: lost))
                }
                guard state.waiting.count < waitingLimit else { return .failure(SessionPool.busy) }
                state.lastNumber += 1
                state.waiting.append(Waiter(number: state.lastNumber, continuation: continuation))
                letGo(of: state.lastNumber)
                return nil
            }
            if let answer { continuation.resume(with: answer) }
        }
    }

    /// Tells a caller who has waited too long.
    private func letGo(of number: Int) {
        Task { [self] in
            try? await Task.sleep(for: patience)
            let waiter = state.withLock { state in
                state.waiting.firstIndex { $0.number == number }.map { state.waiting.remove(at: $0) }
            }
            waiter?.continuation.resume(throwing: SessionPool.busy)
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
