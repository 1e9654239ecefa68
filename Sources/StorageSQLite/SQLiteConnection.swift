import Foundation
import GRDB
import Kernel
import Storage

/// One open transaction on one of SQLite's connections.
final class SQLiteConnection: Storage.Connection {
    let now: Instant
    let search = SearchTongue.fts5
    private let db: GRDB.Database
    private let maker: IDMaker
    private var failure: StorageError?

    init(_ db: GRDB.Database, now: Instant, maker: IDMaker) {
        self.db = db
        self.now = now
        self.maker = maker
    }

    func newID<Subject>() -> ID<Subject> { maker.next(at: now) }
    func randomBytes(_ count: Int) -> [UInt8] { maker.randomBytes(count) }

    /// Throws what spoiled the transaction, if anything did. PostgreSQL goes on with no transaction after an error, and
    /// a body must meet the same on both engines.
    func checkUnspoiled() throws {
        if let failure { throw failure }
    }

    func rows(_ sql: Storage.SQL) throws -> [Storage.Row] {
        try prepared(sql) { statement, arguments in
            let cursor = try GRDB.Row.fetchCursor(statement, arguments: arguments)
            var columns: [String: Int] = [:]
            for (place, name) in statement.columnNames.enumerated() { columns[name.lowercased()] = place }
            var rows: [Storage.Row] = []
            while let row = try cursor.next() {
                rows.append(Storage.Row(columns: columns, values: row.databaseValues.map(SQLValue.init)))
            }
            return rows
        }
    }

    @discardableResult func run(_ sql: Storage.SQL) throws -> Int {
        try prepared(sql) { statement, arguments in
            let before = db.totalChangesCount
            try statement.execute(arguments: arguments)
            // SQLite keeps the last count through statements that change no row.
            return db.totalChangesCount == before ? 0 : db.changesCount
        }
    }

    func append(_ block: RowBlock) throws {
        try checkUnspoiled()
        let places = block.columns.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
        let text = "INSERT INTO \(block.table) (\(block.columns.joined(separator: ", "))) VALUES (\(places))"
        do {
            let statement = try db.cachedStatement(sql: text)
            for row in block.rows { try statement.execute(arguments: StatementArguments(row.map(\.databaseValue))) }
        } catch let error as DatabaseError {
            throw spoiled(by: error)
        }
    }

    /// Several statements of our own, without values; for migrations.
    func execute(raw text: String) throws {
        do {
            try db.execute(sql: text)
        } catch let error as DatabaseError {
            throw spoiled(by: error)
        }
    }

    private func prepared<T>(
        _ sql: Storage.SQL, _ body: (GRDB.Statement, StatementArguments) throws -> T
    ) throws -> T {
        let (text, values) = try sql.rendered(placeholder: { "?\($0)" }, fragment: { $0.text })
        try checkUnspoiled()
        do {
            // Long lists make a new text for every length; keeping them all would fill the memory.
            let statement = values.count <= 32 ? try db.cachedStatement(sql: text) : try db.makeStatement(sql: text)
            return try body(statement, StatementArguments(values.map(\.databaseValue)))
        } catch let error as DatabaseError {
            throw spoiled(by: error)
        }
    }

    private func spoiled(by error: DatabaseError) -> StorageError {
        let failure = StorageError(error, in: db)
        self.failure = failure
        return failure
    }
}

extension Storage.SQL.Fragment {
    fileprivate var text: String {
        switch self {
        case .skipLocked: ""
        }
    }
}

extension SQLValue {
    fileprivate init(_ value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let number): self = .integer(number)
        case .double(let number): self = .real(number)
        case .string(let text): self = .text(text)
        case .blob(let data): self = .bytes([UInt8](data))
        }
    }

    fileprivate var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let number): number.databaseValue
        case .real(let number): number.databaseValue
        case .text(let text): text.databaseValue
        case .bytes(let bytes): Data(bytes).databaseValue
        }
    }
}
