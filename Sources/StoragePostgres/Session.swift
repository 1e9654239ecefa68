import CPostgres
import Storage

/// One connection to the server, with a thread of its own because libpq waits for each answer.
///
/// `@unchecked` because a `PGconn` must be used by one thread at a time: everything below `perform` runs on the thread,
/// and the pool lends a session to one caller only.
final class Session: @unchecked Sendable {
    enum Mode: Sendable {
        case read
        case write

        var begin: String {
            switch self {
            case .read: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
            case .write: "BEGIN ISOLATION LEVEL SERIALIZABLE"
            }
        }
    }

    /// Enough for every statement of the program; beyond it something varies that should not.
    /// Connections are made anew now and then, so that they spread over the hosts again after one was away.
    private static let longestLife = Duration.seconds(1800)
    private static let setUp = """
        SET statement_timeout = '30s'; SET idle_in_transaction_session_timeout = '60s';
        SET client_min_messages = warning; SET client_encoding = 'UTF8';
        SELECT backend_start::text FROM pg_stat_activity WHERE pid = pg_backend_pid()
        """

    private let address: Address
    private let thread = WorkThread(named: "storage.session")
    private(set) var link: OpaquePointer?
    private var connectedAt = ContinuousClock.now
    /// What waits to travel, and what the server has prepared.
    var pipeline: Pipeline
    /// The marks of this connection's commits; made when the store has the table for them.
    var marks: CommitMarks?
    /// The server's side of the connection.
    private(set) var backend: Backend?
    let lost: LostBackends
    let trips: RoundTrips

    init(address: Address, lost: LostBackends, trips: RoundTrips, pipelines: Bool) {
        self.address = address
        self.lost = lost
        self.trips = trips
        pipeline = Pipeline(isOn: pipelines)
    }

    deinit {
        disconnect()
        thread.end()
    }

    func perform<T: Sendable>(_ work: @escaping @Sendable (Session) throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            thread.perform { continuation.resume(with: Result { try work(self) }) }
        }
    }

    func finish() async {
        await withCheckedContinuation { continuation in
            thread.perform {
                self.disconnect()
                continuation.resume()
            }
        }
    }

    /// Runs `body` in one transaction and says whether it may be tried again.
    func transaction<T>(_ mode: Mode, maker: IDMaker, _ body: (any Connection) throws -> T) -> Attempt<T> {
        let mark: CommitMark?
        do throws(Refusal) {
            try begin(mode)
            mark = mode == .write ? try nextMark() : nil
        } catch {
            disconnect()
            return error.isLost ? .again(error.storage, .lost) : .done(.failure(error.storage))
        }
        let connection = PostgresConnection(
            self, now: maker.now(), maker: maker)
        let value: T
        do {
            value = try body(connection)
            if let refusal = connection.refusal { throw refusal }
        } catch {
            return abandon(mode, connection.refusal ?? error as? Refusal, error)
        }
        do throws(Refusal) {
            try commit(mode, mark)
        } catch {
            guard error.isLost || isLost, mode == .write else { return abandon(mode, error, error) }
            disconnect()
            let told = StorageError.unavailable("The connection was lost in the middle of a commit: \(error.storage)")
            return mark.map { .unknown($0, value, told) } ?? .done(.failure(told))
        }
        tidyMarks()
        return .done(.success(value))
    }

    var isLost: Bool { link.map { PQstatus($0) != CONNECTION_OK } ?? true }

    private func abandon<T>(_ mode: Mode, _ refusal: Refusal?, _ thrown: any Error) -> Attempt<T> {
        var isLost = self.isLost
        // A write refused as read-only means that this server is a standby now; another connection finds the new one.
        let isStandby = mode == .write && refusal?.storage == .readOnly
        if !isLost, !isStandby {
            do { try rollBack() } catch { isLost = true }
        }
        if isLost || isStandby {
            if mode == .write { lost.add(backend) }
            disconnect()
        }
        guard let refusal else { return .done(.failure(thrown)) }
        if isLost || isStandby { return .again(refusal.storage, .lost) }
        return refusal.mayBeRepeated ? .again(refusal.storage, .conflict) : .done(.failure(refusal.storage))
    }

    /// Begins, on a new connection when the old one turns out to have been lost while it lay idle.
    private func begin(_ mode: Mode) throws(Refusal) {
        if link != nil, ContinuousClock.now - connectedAt < Session.longestLife, isAlive {
            do throws(Refusal) {
                if mode == .write { try endLost() }
                return try put(Statement(text: mode.begin))
            } catch { disconnect() }
        }
        disconnect()
        try connect()
        if mode == .write { try endLost() }
        try put(Statement(text: mode.begin))
    }

    func connect() throws(Refusal) {
        if link != nil { return }
        link = try address.connect()
        connectedAt = ContinuousClock.now
        do throws(Refusal) {
            let startedAt = try answer(Self.setUp)
            backend = startedAt.map { Backend(process: PQbackendPID(link), startedAt: $0) }
        } catch {
            disconnect()
            throw error
        }
    }

    func disconnect() {
        PQfinish(link)
        link = nil
        pipeline.forget()
        marks = nil
        backend = nil
    }

    /// One or several statements without values.
    func exec(_ text: String) throws(Refusal) { _ = try answer(text) }

    /// The same; gives the first column of the first row, if there is one.
    func answer(_ text: String) throws(Refusal) -> String? {
        try flush()
        trips.add()
        let result = PQexec(link, text)
        defer { PQclear(result) }
        try check(result)
        guard PQntuples(result) > 0, PQgetisnull(result, 0, 0) == 0 else { return nil }
        return PQgetvalue(result, 0, 0).map { String(cString: $0) }
    }

    /// Sends rows by `COPY`, about a megabyte at a time.
    func copy(_ block: RowBlock) throws(Refusal) {
        try flush()
        pipeline.hasBegun = true
        trips.add()
        let begun = PQexec(link, "COPY \(block.table) (\(block.columns.joined(separator: ", "))) FROM STDIN")
        defer { PQclear(begun) }
        guard PQresultStatus(begun) == PGRES_COPY_IN else { return try check(begun) }
        var text = CopyText()
        for row in block.rows {
            text.append(row)
            if text.isLarge { sendCopied(&text) }
        }
        sendCopied(&text)
        PQputCopyEnd(link, nil)
        // The answer to the copy, then the end of answers.
        var failure: Refusal?
        while let result = PQgetResult(link) {
            do throws(Refusal) { try check(result) } catch { failure = failure ?? error }
            PQclear(result)
        }
        if let failure { throw failure }
    }

    /// What cannot be sent shows in the answer to the whole copy.
    private func sendCopied(_ text: inout CopyText) {
        text.withBytes { bytes in
            _ = PQputCopyData(link, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
        }
        text.clear()
    }

    /// Throws what the server or the connection said instead of a result.
    func check(_ result: OpaquePointer?) throws(Refusal) {
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: return
        default: throw refusal(result)
        }
    }

    func refusal(_ result: OpaquePointer?) -> Refusal {
        Refusal(result, linkMessage: String(cString: PQerrorMessage(link)))
    }
}
