import CPostgres
import Storage

/// What one connection has on the way (流水线): statements nobody waits for travel with the next one whose answer is
/// needed, and the server prepares what it meets for the first time in the same message.
struct Pipeline {
    /// Enough for every statement of the program; beyond it something varies that should not.
    private static let mostPrepared = 400
    /// More is not kept waiting, so that neither side's buffer fills while the other does not read.
    private static let most = 64
    private static let mostBytes = 64 << 10

    let isOn: Bool
    private(set) var waiting: [Statement] = []
    private var bytes = 0
    private var prepared: [String: String] = [:]
    private var serial = 0
    /// What the server is told for the first time in this message.
    private var fresh: [String] = []
    /// The transaction's end was sent and its answer not read yet.
    var isEnding = false
    /// Something of the running transaction has reached the server.
    var hasBegun = false

    init(isOn: Bool) { self.isOn = isOn }

    var isFull: Bool { !isOn || waiting.count >= Pipeline.most || bytes >= Pipeline.mostBytes }

    mutating func add(_ statement: Statement) {
        waiting.append(statement)
        bytes += statement.size
    }

    mutating func take() -> [Statement] {
        defer { (waiting, bytes) = ([], 0) }
        return waiting
    }

    /// The connection is gone, and with it all that belonged to it.
    mutating func forget() { self = Pipeline(isOn: isOn) }

    /// What the server knows `statement` by, and whether it has to be told first. Names never come again, for one
    /// that was told in a message that failed may be known or not.
    mutating func name(of statement: Statement) -> (name: String, isNew: Bool) {
        let key = statement.parameters.signature + statement.text
        if let name = prepared[key] { return (name, false) }
        serial += 1
        prepared[key] = "s\(serial)"
        fresh.append(key)
        return ("s\(serial)", true)
    }

    var isCrowded: Bool { prepared.count >= Pipeline.mostPrepared }

    mutating func forgetPrepared() { prepared = [:] }

    /// What a message that came through has told is known; of one that failed nobody can say.
    mutating func settle(isWell: Bool) {
        if !isWell { for key in fresh { prepared[key] = nil } }
        fresh = []
    }
}

extension Session {
    /// Whether the connection is there as far as can be seen without asking the server.
    var isAlive: Bool {
        if pipeline.isEnding {
            while let result = PQgetResult(link) { PQclear(result) }
            pipeline.isEnding = false
        }
        // A server that closed the connection left its farewell in the socket.
        return PQconsumeInput(link) == 1 && PQconsumeInput(link) == 1 && !isLost
    }

    /// Puts a statement on the way. It is waited for at the latest with the commit.
    func put(_ statement: Statement) throws(Refusal) {
        pipeline.add(statement)
        if pipeline.isFull { try flush() }
    }

    /// Sends what waits and waits for it.
    func flush() throws(Refusal) {
        guard !pipeline.waiting.isEmpty else { return }
        PQclear(try travel(pipeline.take()))
    }

    /// One statement and all that waits; `use` reads its answer before it is freed.
    func execute<T>(_ statement: Statement, _ use: (OpaquePointer) throws -> T) throws -> T {
        if !pipeline.isOn { try flush() }
        let result = try travel(pipeline.take() + [statement])
        defer { PQclear(result) }
        guard let result else { throw Refusal(storage: .unavailable("out of memory"), mayBeRepeated: false) }
        return try use(result)
    }

    /// Commits together with all that waits. The mark costs no answer of its own. A read is over when it has what it
    /// wanted: nobody waits for its end.
    func commit(_ mode: Mode, _ mark: CommitMark?) throws(Refusal) {
        // Where nothing but the beginning waits, nothing was asked of the server.
        guard pipeline.hasBegun || pipeline.waiting.count > 1 else {
            _ = pipeline.take()
            return
        }
        if mode == .read, pipeline.isOn, pipeline.waiting.isEmpty {
            pipeline.isEnding = PQsendQuery(link, "COMMIT") == 1
            pipeline.hasBegun = false
            return
        }
        let last = [mark.map { Statement(text: $0.note) }, Statement(text: "COMMIT")].compactMap { $0 }
        PQclear(try travel(pipeline.take() + last))
        pipeline.hasBegun = false
    }

    func rollBack() throws(Refusal) {
        _ = pipeline.take()
        guard pipeline.hasBegun else { return }
        pipeline.hasBegun = false
        try exec("ROLLBACK")
    }

    /// Sends all in one message and gives the answer to the last. The first refusal is thrown; the server passes over
    /// what stands behind it.
    private func travel(_ statements: [Statement]) throws(Refusal) -> OpaquePointer? {
        trips.add()
        pipeline.hasBegun = true
        guard PQenterPipelineMode(link) == 1 else { throw refusal(nil) }
        var isSent = true
        for statement in statements where isSent { isSent = send(statement) }
        guard isSent, PQpipelineSync(link) == 1 else { throw refusal(nil) }
        let (last, told) = answers()
        pipeline.settle(isWell: told == nil)
        PQexitPipelineMode(link)
        guard let told else { return last }
        PQclear(last)
        // The next attempt must not meet the same outdated plan.
        if told.isOutdatedPlan { disconnect() }
        throw told
    }

    private func send(_ statement: Statement) -> Bool {
        let parameters = statement.parameters
        guard statement.isKept else {
            return parameters.withPointers { count, values, lengths, formats in
                PQsendQueryParams(link, statement.text, count, parameters.types, values, lengths, formats, 0) == 1
            }
        }
        if pipeline.isCrowded {
            pipeline.forgetPrepared()
            guard PQsendQueryParams(link, "DEALLOCATE ALL", 0, nil, nil, nil, nil, 0) == 1 else { return false }
        }
        let (name, isNew) = pipeline.name(of: statement)
        if isNew {
            guard PQsendPrepare(link, name, statement.text, Int32(parameters.count), parameters.types) == 1
            else { return false }
        }
        return parameters.withPointers { count, values, lengths, formats in
            PQsendQueryPrepared(link, name, count, values, lengths, formats, 0) == 1
        }
    }

    /// Reads all answers up to the end of the message: the last of them, and the first refusal.
    private func answers() -> (last: OpaquePointer?, refusal: Refusal?) {
        var (last, told): (OpaquePointer?, Refusal?) = (nil, nil)
        var isBetween = false
        while true {
            guard let result = PQgetResult(link) else {
                // Nothing ends one statement's answers; twice nothing means that the connection was lost.
                if isLost || isBetween { return (last, told ?? refusal(nil)) }
                isBetween = true
                continue
            }
            isBetween = false
            switch PQresultStatus(result) {
            case PGRES_PIPELINE_SYNC:
                PQclear(result)
                return (last, told)
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
                PQclear(last)
                last = result
            case PGRES_PIPELINE_ABORTED:
                PQclear(result)
            default:
                told = told ?? refusal(result)
                PQclear(result)
            }
        }
    }
}
