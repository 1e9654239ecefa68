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
    private static let mostPrepared = 400
    /// Connections are made anew now and then, so that they spread over the hosts again after one was away.
    private static let longestLife = Duration.seconds(1800)
    private static let setUp = """
        SET statement_timeout = '30s'; SET idle_in_transaction_session_timeout = '60s';
        SET client_min_messages = warning; SET client_encoding = 'UTF8';
        SELECT backend_start::text FROM pg_stat_activity WHERE pid = pg_backend_pid()
        """

    private let address: Address
    private let thread = WorkThread(named: "storage.session")
    private var link: OpaquePointer?
    private var connectedAt = ContinuousClock.now
    private var prepared: [String: String] = [:]
    /// The marks of this connection's commits; made when the store has the table for them.
    var marks: CommitMarks?
    /// The server's side of the connection.
    private(set) var backend: Backend?
    let lost: LostBackends

    init(address: Address, lost: LostBackends) {
        self.address = address
        self.lost = lost
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
            self, now: maker.now(), maker: maker, isReading: mode == .read)
        let value: T
        do {
            value = try body(connection)
            if let refusal = connection.refusal { throw refusal }
        } catch {
            return abandon(mode, connection.refusal ?? error as? Refusal, error)
        }
        do throws(Refusal) {
            // The mark travels with the commit, so it costs no answer of its own.
            try exec((mark?.note ?? "") + "COMMIT")
        } catch {
            guard error.isLost || isLost, mode == .write else { return abandon(mode, error, error) }
            disconnect()
            let told = StorageError.unavailable("The connection was lost in the middle of a commit: \(error.storage)")
            return mark.map { .unknown($0, value, told) } ?? .done(.failure(told))
        }
        tidyMarks()
        return .done(.success(value))
    }

    private var isLost: Bool { link.map { PQstatus($0) != CONNECTION_OK } ?? true }

    private func abandon<T>(_ mode: Mode, _ refusal: Refusal?, _ thrown: any Error) -> Attempt<T> {
        var isLost = self.isLost
        // A write refused as read-only means that this server is a standby now; another connection finds the new one.
        let isStandby = mode == .write && refusal?.storage == .readOnly
        if !isLost, !isStandby {
            do { try exec("ROLLBACK") } catch { isLost = true }
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
        if link != nil, ContinuousClock.now - connectedAt < Session.longestLife {
            do throws(Refusal) {
                if mode == .write { try endLost() }
                return try exec(mode.begin)
            } catch { disconnect() }
        }
        disconnect()
        try connect()
        if mode == .write { try endLost() }
        try exec(mode.begin)
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
        prepared = [:]
        marks = nil
        backend = nil
    }

    /// One or several statements without values.
    func exec(_ text: String) throws(Refusal) { _ = try answer(text) }

    /// The same; gives the first column of the first row, if there is one.
    func answer(_ text: String) throws(Refusal) -> String? {
        let result = PQexec(link, text)
        defer { PQclear(result) }
        try check(result)
        guard PQntuples(result) > 0, PQgetisnull(result, 0, 0) == 0 else { return nil }
        return PQgetvalue(result, 0, 0).map { String(cString: $0) }
    }

    /// One statement with its values; `use` reads the answer before it is freed.
    func execute<T>(_ sql: SQL, _ use: (OpaquePointer) throws -> T) throws -> T {
        let (text, values) = try sql.rendered(
            writesNulls: true, placeholder: { "$\($0)" }, fragment: { $0.text })
        let parameters = Parameters(values)
        let result = try send(text, parameters)
        defer { PQclear(result) }
        return try use(result)
    }

    /// Sends rows by `COPY`, about a megabyte at a time.
    func copy(_ block: RowBlock) throws(Refusal) {
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

    private func send(_ text: String, _ parameters: Parameters) throws(Refusal) -> OpaquePointer {
        let result: OpaquePointer?
        if parameters.count <= 32 {
            let name = try prepare(text, parameters)
            result = parameters.withPointers { count, values, lengths, formats in
                PQexecPrepared(link, name, count, values, lengths, formats, 0)
            }
        } else {
            result = parameters.withPointers { count, values, lengths, formats in
                PQexecParams(link, text, count, parameters.types, values, lengths, formats, 0)
            }
        }
        do throws(Refusal) {
            try check(result)
        } catch {
            PQclear(result)
            throw error
        }
        guard let result else { throw Refusal(storage: .unavailable("out of memory"), mayBeRepeated: false) }
        return result
    }

    private func prepare(_ text: String, _ parameters: Parameters) throws(Refusal) -> String {
        let key = parameters.signature + text
        if let name = prepared[key] { return name }
        if prepared.count >= Self.mostPrepared {
            try exec("DEALLOCATE ALL")
            prepared = [:]
        }
        let name = "s\(prepared.count)"
        let result = PQprepare(link, name, text, Int32(parameters.count), parameters.types)
        defer { PQclear(result) }
        try check(result)
        prepared[key] = name
        return name
    }

    private func check(_ result: OpaquePointer?) throws(Refusal) {
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: return
        default:
            let refusal = Refusal(result, linkMessage: String(cString: PQerrorMessage(link)))
            // The next attempt must not meet the same outdated plan.
            if refusal.isOutdatedPlan { disconnect() }
            throw refusal
        }
    }
}

extension SQL.Fragment {
    fileprivate var text: String {
        switch self {
        case .skipLocked: "FOR UPDATE SKIP LOCKED"
        }
    }
}
