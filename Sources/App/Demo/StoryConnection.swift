import Kernel
import Storage

/// A transaction in which time goes on as a story is told: many moments of a day are written together, each row with
/// its own. Only for a demonstration; everything else keeps to one transaction, one moment.
final class StoryConnection: Storage.Connection {
    private(set) var now: Instant
    private let inner: any Storage.Connection

    init(_ inner: any Storage.Connection) {
        self.inner = inner
        now = inner.now
    }

    func move(to moment: Instant) { now = max(now, moment) }
    func newID<Subject>() -> ID<Subject> { inner.newID() }
    func randomBytes(_ count: Int) -> [UInt8] { inner.randomBytes(count) }
    func rows(_ sql: SQL) throws -> [Row] { try inner.rows(sql) }
    @discardableResult func run(_ sql: SQL) throws -> Int { try inner.run(sql) }
    func append(_ block: RowBlock) throws { try inner.append(block) }
    func send(_ sql: SQL) throws { try inner.send(sql) }
    var search: SearchTongue { inner.search }
    var memory: ReadMemory { inner.memory }
}
