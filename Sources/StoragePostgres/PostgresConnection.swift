import CPostgres
import Kernel
import Storage

/// One open transaction on one session.
final class PostgresConnection: Connection {
    let now: Instant
    let search = SearchTongue.tsvector
    let memory = ReadMemory()
    /// What spoiled the transaction, if anything did.
    private(set) var refusal: Refusal?
    private let session: Session
    private let maker: IDMaker

    init(_ session: Session, now: Instant, maker: IDMaker) {
        self.session = session
        self.now = now
        self.maker = maker
    }

    func newID<Subject>() -> ID<Subject> { maker.next(at: now) }
    func randomBytes(_ count: Int) -> [UInt8] { maker.randomBytes(count) }

    func rows(_ sql: SQL) throws -> [Row] { try execute(sql, Answer.rows) }

    @discardableResult func run(_ sql: SQL) throws -> Int { try execute(sql, Answer.changedRows) }

    func append(_ block: RowBlock) throws {
        if let refusal { throw refusal.storage }
        memory.forget(block.table)
        do throws(Refusal) {
            try session.copy(block)
        } catch {
            refusal = error
            throw error.storage
        }
    }

    func send(_ sql: SQL) throws {
        memory.follow(sql)
        try unspoiled { try session.put(Statement(sql)) }
    }

    private func execute<T>(_ sql: SQL, _ use: (OpaquePointer) throws -> T) throws -> T {
        memory.follow(sql)
        return try unspoiled { try session.execute(Statement(sql), use) }
    }

    private func unspoiled<T>(_ body: () throws -> T) throws -> T {
        if let refusal { throw refusal.storage }
        do {
            return try body()
        } catch let refusal as Refusal {
            self.refusal = refusal
            throw refusal.storage
        }
    }
}
