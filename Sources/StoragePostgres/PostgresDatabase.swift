import Kernel
import Storage
import Synchronization

/// PostgreSQL behind the storage seam: a small pool of blocking connections. Writes are serialisable and repeated when
/// the engine asks for it; reads see one snapshot. A lost connection is made anew and the work repeated; what became
/// of a commit it was lost in is looked up first, so that nothing is done twice.
package final class PostgresDatabase: Database, Migratable {
    /// The limits of one node.
    package struct Settings: Sendable {
        package var poolSize = 8
        /// So many may wait for a connection before others are turned away.
        package var waitingLimit = 256
        /// How long somebody waits for a connection, and how long a server that went away is looked for.
        package var patience = Duration.seconds(10)
        /// Whether statements nobody waits for travel together with others. Off only to measure what it brings.
        package var pipelines = true

        /// A replica that is further behind is not asked.
        package var mostLag = Duration.seconds(15)

        package init(
            poolSize: Int = 8, waitingLimit: Int = 256, patience: Duration = .seconds(10), pipelines: Bool = true,
            mostLag: Duration = .seconds(15)
        ) {
            self.poolSize = poolSize
            self.waitingLimit = waitingLimit
            self.patience = patience
            self.pipelines = pipelines
            self.mostLag = mostLag
        }
    }

    package let dialect = Dialect.postgres
    package let signals: (any Signals)?

    private let pool: SessionPool
    private let replica: SessionPool?
    private let caller: PostgresSignals
    private let settings: Settings
    private let maker: IDMaker
    private let gate = WriteGate()
    private let retryCount = Mutex(0)

    /// `url` goes to libpq as it is, so it may name several hosts for failover; the one that takes writes is found.
    /// `replicaURL` names servers for reads that may be stale. Nothing connects before the first use.
    package init(url: String, replicaURL: String? = nil, settings: Settings = Settings(), environs: Environs) {
        func pool(_ url: String, _ role: Address.Role) -> SessionPool {
            SessionPool(
                address: Address(url: url, role: role), size: max(1, settings.poolSize),
                waitingLimit: settings.waitingLimit, patience: settings.patience, pipelines: settings.pipelines)
        }
        self.pool = pool(url, .primary)
        replica = replicaURL.map { pool($0, .replica) }
        self.settings = settings
        caller = PostgresSignals(address: Address(url: url, role: .primary))
        signals = caller
        maker = IDMaker(environs: environs)
    }

    /// How many writes had to be repeated since the start. Many mean that one row or query is fought over.
    package var retries: Int { retryCount.withLock { $0 } }
    /// How often the server was waited for since the start.
    package var roundTrips: Int { pool.trips.count }
    /// Connections lent at this moment, and callers waiting for one.
    package var use: (lent: Int, waiting: Int) { (pool.use.lent, pool.use.waiting) }

    package func read<T: Sendable>(
        _ freshness: Freshness, _ body: @escaping @Sendable (any Connection) throws -> T
    ) async throws -> T {
        if freshness == .stale, let replica {
            // A replica that is away or far behind, or that cancels a query to keep up, is no reason to fail.
            let most = settings.mostLag
            let attempt = await transaction(.read, on: replica) { db in
                guard try ReplicaLag.milliseconds(in: db) <= most.milliseconds else { throw ReplicaLag.TooLong() }
                return try body(db)
            }
            if case .done(.success(let value)) = attempt { return value }
        }
        var effort = Effort(patience: settings.patience)
        while true {
            switch await transaction(.read, on: pool, body) {
            case .done(let result): return try result.get()
            case .again(let error, let cause): try await effort.pause(after: cause, or: error, maker)
            case .unknown(_, let value, _): return value
            }
        }
    }

    @discardableResult
    package func write<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        var effort = Effort(patience: settings.patience)
        while true {
            switch await writeOnce(effort, body) {
            case .done(let result): return try result.get()
            case .again(let error, let cause): try await effort.pause(after: cause, or: error, maker)
            case .unknown(let mark, let value, let error):
                if try await settle(mark, &effort, or: error) { return value }
            }
            retryCount.withLock { $0 += 1 }
        }
    }

    package func close() async {
        await caller.close()
        await replica?.close()
        await pool.close()
    }

    package func migrate(_ migrations: [Migration]) async throws -> [String] {
        try await withSession(of: pool) { [maker] session in try session.migrate(migrations, maker: maker) }
    }

    /// The first attempt runs beside others; one repeated for a conflict runs alone in this process, so that it can
    /// only lose to another node.
    private func writeOnce<T: Sendable>(
        _ effort: Effort, _ body: @escaping @Sendable (any Connection) throws -> T
    ) async -> Attempt<T> {
        let entry: WriteGate.Entry = effort.conflicts == 0 ? .shared : .alone
        await gate.enter(entry)
        defer { gate.leave(entry) }
        return await transaction(.write, on: pool, body)
    }

    /// Looks up what became of a commit; keeps looking while the server is away. Throws `error` when it stays away:
    /// the caller's mark of idempotency then tells what is so.
    private func settle(_ mark: CommitMark, _ effort: inout Effort, or error: StorageError) async throws -> Bool {
        while true {
            do {
                let isCommitted = try await withSession(of: pool) { try $0.settle(mark) }
                pool.lost.add(isCommitted ? nil : mark.backend)
                return isCommitted
            } catch {
                try await effort.pause(after: .lost, or: error.storage as? StorageError ?? .other("\(error)"), maker)
            }
        }
    }

    private func transaction<T: Sendable>(
        _ mode: Session.Mode, on pool: SessionPool, _ body: @escaping @Sendable (any Connection) throws -> T
    ) async -> Attempt<T> {
        do {
            return try await withSession(of: pool) { [maker] session in
                session.transaction(mode, maker: maker, body)
            }
        } catch {
            return .done(.failure(error))
        }
    }

    private func withSession<T: Sendable>(
        of pool: SessionPool, _ work: @escaping @Sendable (Session) throws -> T
    ) async throws -> T {
        let session = try await pool.borrow()
        defer { pool.giveBack(session) }
        return try await session.perform(work)
    }
}
