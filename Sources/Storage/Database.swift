import Kernel

/// A store of rows. Both doors run a synchronous body on one transaction of one moment.
///
/// A body may run more than once (a serialisation failure on a busy engine), so it does nothing but SQL; mail and
/// calls wait in the outbox. Nothing outside App knows which engine this is.
package protocol Database: Sendable {
    /// Reads in one consistent view. A write inside is our mistake and fails.
    func read<T: Sendable>(
        _ freshness: Freshness, _ body: @escaping @Sendable (any Connection) throws -> T
    ) async throws -> T
    /// Writes; on return the commit is durable. Throws what the body threw, with nothing written.
    @discardableResult
    func write<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T
    /// How the nodes that share this store call to one another; `nil` where one process has it for itself.
    var signals: (any Signals)? { get }
    /// Waits for running work, then frees everything. No call may follow.
    func close() async
}

extension Database {
    /// Reads what is committed now, in one consistent view.
    package func read<T: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> T
    ) async throws -> T {
        try await read(.current, body)
    }
}

/// How new what a read finds must be.
package enum Freshness: Sendable {
    /// Everything that was acknowledged before.
    case current
    /// It may lack the last seconds; a replica may answer. For figures and overviews, never for a decision or a right.
    case stale
}

/// Short words between the nodes of one store (节点间信号). A word may be lost when a connection is; whoever hears
/// looks into the store for what is so, and `Signal.lost` says that looking is due.
package protocol Signals: Sendable {
    /// Sends a word to every other node, soon and without waiting. Equal words in a moment are sent once.
    func tell(_ word: String)
    /// What other nodes tell from now on. One listener at a time; it ends when the store is closed.
    func heard() -> AsyncStream<Signal>
}

/// What comes from other nodes.
package enum Signal: Hashable, Sendable {
    case word(String)
    /// The connection was away for a while: words may have been missed.
    case lost
}

/// One open transaction. It must not leave the body it was given to. A statement that an engine refuses spoils the
/// whole transaction: every later statement and the commit throw the same error, even when the body caught it.
package protocol Connection: AnyObject {
    /// One transaction, one moment: every row written by it carries this time.
    var now: Instant { get }
    /// A fresh id that sorts after all ids made before.
    func newID<Subject>() -> ID<Subject>
    /// Random bytes for PINs, tokens and keys.
    func randomBytes(_ count: Int) -> [UInt8]
    func rows(_ sql: SQL) throws -> [Row]
    /// Runs a statement and returns how many rows it changed.
    @discardableResult func run(_ sql: SQL) throws -> Int
    /// Adds many rows to one table, each with a value for every column of the block.
    func append(_ block: RowBlock) throws
    /// Runs a statement whose answer nobody waits for. An engine may hand it on together with a later one; what it
    /// refuses is thrown there, or by the commit at the latest, so nobody can catch it beside the statement.
    func send(_ sql: SQL) throws
    /// What this engine can do that another cannot.
    var search: SearchTongue { get }
    /// Where a transaction keeps what it has read already.
    var memory: ReadMemory { get }
}

/// How the engine finds words; used by Platform/Search alone, the one module with two bodies.
package enum SearchTongue: Sendable {
    case fts5
    case tsvector
}

extension Connection {
    package func send(_ sql: SQL) throws { try run(sql) }

    package func first(_ sql: SQL) throws -> Row? { try rows(sql).first }

    /// The one row a query must give; `Problem.notFound` when there is none.
    package func one(_ sql: SQL) throws -> Row {
        guard let row = try rows(sql).first else { throw Problem.notFound }
        return row
    }

    /// A whole number from a query of one column named `n`.
    package func count(_ sql: SQL) throws -> Int { try one(sql).get("n") }
}

/// What an engine reports, in the same words on every engine.
package enum StorageError: Error, Hashable, Sendable {
    /// Named `table_column[_column…]_key`, as PostgreSQL names it.
    case uniqueViolation(String)
    case foreignKeyViolation
    case checkViolation
    case notNullViolation
    case badColumn(String)
    /// A value no engine may hold: text with U+0000, or a number that is not finite.
    case badValue(String)
    /// A write inside a read.
    case readOnly
    /// A migration that was applied has since been edited, or the store is newer than the program.
    case migration(String)
    /// The engine could not be reached, or gave up after bounded retries.
    case unavailable(String)
    case other(String)
}

/// Where time, ids and chance come from. The program has one; tests move their own.
package struct Environs: Sendable {
    package var now: @Sendable () -> Instant
    package var randomBytes: @Sendable (Int) -> [UInt8]

    package init(now: @escaping @Sendable () -> Instant, randomBytes: @escaping @Sendable (Int) -> [UInt8]) {
        self.now = now
        self.randomBytes = randomBytes
    }
}
