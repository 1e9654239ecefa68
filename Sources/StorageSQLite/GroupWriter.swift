import GRDB
import Storage
import Synchronization

/// The one writer. Bodies that wait at the same time share a transaction, each under its own savepoint, and are
/// acknowledged together after its single fsync; so durable throughput grows with load.
final class GroupWriter: Sendable {
    private struct State {
        var waiting: [any WriteRequest] = []
        var isDraining = false
        var isClosed = false
        var commits = 0
    }

    private static let workLimit = Duration.milliseconds(50)

    private let pool: DatabasePool
    private let maker: IDMaker
    private let limit: Int
    private let state = Mutex(State())

    /// `limit` bodies at most share a commit.
    init(pool: DatabasePool, maker: IDMaker, limit: Int) {
        self.pool = pool
        self.maker = maker
        self.limit = limit
    }

    var commits: Int { state.withLock { $0.commits } }

    func refuseMore() { state.withLock { $0.isClosed = true } }

    func write<T: Sendable>(
        _ body: @escaping @Sendable (any Storage.Connection) throws -> T
    ) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            enqueue(Write(body: body, continuation: continuation))
        }
    }

    private func enqueue(_ request: any WriteRequest) {
        let isAccepted = state.withLock { state in
            if state.isClosed { return false }
            state.waiting.append(request)
            if !state.isDraining {
                state.isDraining = true
                // Handed over under the lock, so that what was accepted stands before the closing in the queue.
                pool.asyncWriteWithoutTransaction { [self] db in drain(db) }
            }
            return true
        }
        if !isAccepted { request.settle(StorageError.unavailable("The database is closed.")) }
    }

    /// Runs on the writer's own thread until nobody waits.
    private func drain(_ db: GRDB.Database) {
        while state.withLock({ state in
            state.isDraining = !state.waiting.isEmpty
            return state.isDraining
        }) {
            commitBatch(db)
        }
    }

    private func commitBatch(_ db: GRDB.Database) {
        var batch: [any WriteRequest] = []
        let memory = ReadMemory()
        do {
            try db.inTransaction(.immediate) {
                let start = ContinuousClock.now
                while batch.count < limit, let request = next() {
                    batch.append(request)
                    request.run(db, maker, memory)
                    if ContinuousClock.now - start > Self.workLimit { break }
                }
                return .commit
            }
            acknowledge(batch)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT && batch.count > 1 {
            // A deferred constraint fails only at the commit and does not say whose it is: each tries alone.
            for request in batch {
                if request.hasFailed { request.settle(nil) } else { commitAlone(request, db) }
            }
        } catch {
            // The transaction could not begin: those who wait would meet the same, each after the busy timeout.
            if batch.isEmpty { while let request = next() { batch.append(request) } }
            let failure = (error as? DatabaseError).map { StorageError($0) } ?? error
            for request in batch { request.settle(failure) }
        }
    }

    private func commitAlone(_ request: any WriteRequest, _ db: GRDB.Database) {
        do {
            try db.inTransaction(.immediate) {
                request.run(db, maker, ReadMemory())
                return .commit
            }
            acknowledge([request])
        } catch {
            request.settle((error as? DatabaseError).map { StorageError($0) } ?? error)
        }
    }

    private func acknowledge(_ batch: [any WriteRequest]) {
        state.withLock { $0.commits += 1 }
        for request in batch { request.settle(nil) }
    }

    private func next() -> (any WriteRequest)? {
        state.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }
    }
}

/// A body that waits for its turn, and the caller who waits for it.
private protocol WriteRequest: AnyObject, Sendable {
    var hasFailed: Bool { get }
    /// Runs the body under a savepoint and keeps what came of it.
    func run(_ db: GRDB.Database, _ maker: IDMaker, _ memory: ReadMemory)
    /// Answers the caller, once: with what the body gave, unless the commit failed.
    func settle(_ commitFailure: (any Error)?)
}

/// `@unchecked` because `outcome` is touched on the writer's thread alone.
private final class Write<T: Sendable>: WriteRequest, @unchecked Sendable {
    private let body: @Sendable (any Storage.Connection) throws -> T
    private let continuation: CheckedContinuation<T, any Error>
    private var outcome: Result<T, any Error>?

    init(
        body: @escaping @Sendable (any Storage.Connection) throws -> T, continuation: CheckedContinuation<T, any Error>
    ) {
        self.body = body
        self.continuation = continuation
    }

    var hasFailed: Bool {
        if case .failure = outcome { return true }
        return false
    }

    func run(_ db: GRDB.Database, _ maker: IDMaker, _ memory: ReadMemory) {
        do {
            try db.inSavepoint {
                let connection = SQLiteConnection(db, now: maker.now(), maker: maker, memory: memory)
                outcome = .success(try body(connection))
                try connection.checkUnspoiled()
                return .commit
            }
        } catch {
            memory.forget()
            outcome = .failure((error as? DatabaseError).map { StorageError($0) } ?? error)
        }
    }

    func settle(_ commitFailure: (any Error)?) {
        switch (outcome, commitFailure) {
        case (.failure(let error), _): continuation.resume(throwing: error)
        case (_, .some(let error)): continuation.resume(throwing: error)
        case (.success(let value), .none): continuation.resume(returning: value)
        case (.none, .none): continuation.resume(throwing: StorageError.other("The body did not run."))
        }
    }
}
