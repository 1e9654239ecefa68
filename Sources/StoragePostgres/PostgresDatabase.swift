import Kernel
import Storage
import Synchronization

/// PostgreSQL behind the storage seam: a small pool of blocking connections. Writes are serialisable and repeated when
/// the engine asks for it; reads see one snapshot.
package final class PostgresDatabase: Database, Migratable {
    package let dialect = Dialect.postgres
    private static let mostRetries = 3

    private let pool: SessionPool
    private let maker: IDMaker
    private let gate = WriteGate()
    private let retryCount = Mutex(0)

    /// `url` goes to libpq as it is, so it may name several hosts for failover. Nothing connects before the first use.
    package init(url: String, poolSize: Int = 8, environs: Environs) {
        pool = SessionPool(url: url, size: max(1, poolSize))
        maker = IDMaker(environs: environs)
    }

    /// How many writes had to be repeated since the start. Many mean that one row or query is fought over.
    package var retries: Int { retryCount.withLock { $0 } }

    package func read<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        for _ in 0..<Self.mostRetries {
            if case .done(let result) = await transaction(.read, body) { return try result.get() }
        }
        return try await transaction(.read, body).last.get()
    }

    @discardableResult
    package func write<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        for attempt in 0..<Self.mostRetries {
            if case .done(let result) = await writeOnce(attempt, body) { return try result.get() }
            retryCount.withLock { $0 += 1 }
        }
        return try await writeOnce(Self.mostRetries, body).last.get()
    }

    package func close() async { await pool.close() }

    package func migrate(_ migrations: [Migration]) async throws -> [String] {
        try await withSession { [maker] session in try session.migrate(migrations, maker: maker) }
    }

    /// The first attempt runs beside others; a repeated one runs alone in this process, so that it can only lose to
    /// another node, and waits a little longer each time to let that node finish.
    private func writeOnce<T: Sendable>(
        _ attempt: Int, _ body: @escaping @Sendable (any Connection) throws -> T
    ) async -> Attempt<T> {
        if attempt > 1 {
            let jitter = Int(maker.randomBytes(1).first ?? 0) % 16
            // Only the wait is lost when the task is cancelled meanwhile.
            try? await Task.sleep(for: .milliseconds((8 << attempt) + jitter))
        }
        let entry: WriteGate.Entry = attempt == 0 ? .shared : .alone
        await gate.enter(entry)
        defer { gate.leave(entry) }
        return await transaction(.write, body)
    }

    private func transaction<T: Sendable>(
        _ mode: Session.Mode, _ body: @escaping @Sendable (any Connection) throws -> T
    ) async -> Attempt<T> {
        do {
            return try await withSession { [maker] session in session.transaction(mode, maker: maker, body) }
        } catch {
            return .done(.failure(error))
        }
    }

    private func withSession<T: Sendable>(_ work: @escaping @Sendable (Session) throws -> T) async throws -> T {
        let session = try await pool.borrow()
        defer { pool.giveBack(session) }
        return try await session.perform(work)
    }
}

/// What came of one run of a body.
enum Attempt<T: Sendable>: Sendable {
    case done(Result<T, any Error>)
    /// Nothing was written, and the same body may well succeed when run again.
    case again(StorageError)

    /// The result when there is to be no other attempt.
    var last: Result<T, any Error> {
        switch self {
        case .done(let result): result
        case .again(let error): .failure(error)
        }
    }
}
