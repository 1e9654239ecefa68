import Storage
import Synchronization

/// The connections of one database, lent one caller at a time, first come first served.
final class SessionPool: Sendable {
    private struct State {
        var idle: [Session] = []
        var made = 0
        var waiting: [CheckedContinuation<Session, any Error>] = []
        var closing: CheckedContinuation<Void, Never>?
        var isClosed = false
    }

    private let url: String
    private let size: Int
    private let state = Mutex(State())

    init(url: String, size: Int) {
        self.url = url
        self.size = size
    }

    func borrow() async throws -> Session {
        try await withCheckedThrowingContinuation { continuation in
            let answer: Result<Session, any Error>? = state.withLock { state in
                if state.isClosed { return .failure(StorageError.unavailable("The database is closed.")) }
                if let session = state.idle.popLast() { return .success(session) }
                if state.made < size {
                    state.made += 1
                    return .success(Session(url: url))
                }
                state.waiting.append(continuation)
                return nil
            }
            if let answer { continuation.resume(with: answer) }
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
        next?.resume(returning: session)
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
