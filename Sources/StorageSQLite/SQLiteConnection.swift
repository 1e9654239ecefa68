import Foundation
import GRDB
import GRDBSQLite
import Kernel
import Storage

/// One open transaction on one of SQLite's connections.
final class SQLiteConnection: Storage.Connection {
    let now: Instant
    let search = SearchTongue.fts5
    let memory: ReadMemory
    private let db: GRDB.Database
    private let maker: IDMaker
    private var failure: StorageError?

    /// Transactions that share a commit share their memory.
    init(_ db: GRDB.Database, now: Instant, maker: IDMaker, memory: ReadMemory = ReadMemory()) {
        self.memory = memory
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
        try prepared(sql) { statement, values in
            let names = SQLiteConnection.names(of: statement)
            let width = sqlite3_column_count(statement)
            var rows: [Storage.Row] = []
            try step(statement, values) {
                rows.append(
                    Storage.Row(names: names, values: (0..<width).map { SQLValue(of: statement, at: $0) }))
            }
            return rows
        }
    }

    /// Runs a statement straight in the engine, each row it gives through `row`: GRDB would copy values and rows into
    /// its own ones, and a page asks, a registration writes dozens of small ones.
    private func step(_ statement: SQLiteStatement, _ values: some Sequence<SQLValue>, row: () -> Void) throws {
        sqlite3_reset(statement)
        defer {
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
        }
        for (place, value) in values.enumerated() {
            let code = value.bind(to: statement, at: CInt(place + 1))
            guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
        }
        while true {
            let code = sqlite3_step(statement)
            if code == SQLITE_DONE { return }
            guard code == SQLITE_ROW else {
                let message = sqlite3_errmsg(sqlite3_db_handle(statement)).map { String(cString: $0) }
                let extended = sqlite3_extended_errcode(sqlite3_db_handle(statement))
                throw DatabaseError(resultCode: ResultCode(rawValue: extended), message: message)
            }
            row()
        }
    }

    /// The names of the columns in small letters.
    private static func names(of statement: SQLiteStatement) -> [String] {
        (0..<sqlite3_column_count(statement)).map { place in
            let name = String(cString: sqlite3_column_name(statement, place))
            let isSmall = name.utf8.allSatisfy { !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
            return isSmall ? name : name.lowercased()
        }
    }

    @discardableResult func run(_ sql: Storage.SQL) throws -> Int {
        try prepared(sql) { statement, values in
            let before = db.totalChangesCount
            try step(statement, values) {}
            // SQLite keeps the last count through statements that change no row.
            return db.totalChangesCount == before ? 0 : db.changesCount
        }
    }

    func append(_ block: RowBlock) throws {
        try checkUnspoiled()
        memory.forget(block.table)
        let places = block.columns.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
        let text = "INSERT INTO \(block.table) (\(block.columns.joined(separator: ", "))) VALUES (\(places))"
        do {
            let statement = try db.cachedStatement(sql: text)
            for row in block.rows { try step(statement.sqliteStatement, row) {} }
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
        _ sql: Storage.SQL, _ body: (SQLiteStatement, [SQLValue]) throws -> T
    ) throws -> T {
        memory.follow(sql)
        let (text, values) = try sql.rendered(placeholder: { _ in "?" }, fragment: { $0.text })
        try checkUnspoiled()
        do {
            // Long lists make a new text for every length; keeping them all would fill the memory.
            let statement = values.count <= 32 ? try db.cachedStatement(sql: text) : try db.makeStatement(sql: text)
            return try body(statement.sqliteStatement, values)
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
    /// The value of a column of the row a statement stands on.
    fileprivate init(of statement: SQLiteStatement, at place: CInt) {
        switch sqlite3_column_type(statement, place) {
        case SQLITE_INTEGER: self = .integer(sqlite3_column_int64(statement, place))
        case SQLITE_FLOAT: self = .real(sqlite3_column_double(statement, place))
        case SQLITE_TEXT:
            let length = Int(sqlite3_column_bytes(statement, place))
            let start = sqlite3_column_text(statement, place)
            self = .text(String(decoding: UnsafeBufferPointer(start: start, count: length), as: UTF8.self))
        case SQLITE_BLOB:
            let length = Int(sqlite3_column_bytes(statement, place))
            self = .bytes([UInt8](UnsafeRawBufferPointer(start: sqlite3_column_blob(statement, place), count: length)))
        default: self = .null
        }
    }

    /// Gives the value to a statement, which keeps a copy of it.
    fileprivate func bind(to statement: SQLiteStatement, at place: CInt) -> CInt {
        let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch self {
        case .null: return sqlite3_bind_null(statement, place)
        case .integer(let number): return sqlite3_bind_int64(statement, place, number)
        case .real(let number): return sqlite3_bind_double(statement, place, number)
        case .text(let text): return sqlite3_bind_text(statement, place, text, CInt(text.utf8.count), copied)
        case .bytes(let bytes):
            return bytes.withUnsafeBytes {
                $0.isEmpty
                    ? sqlite3_bind_zeroblob(statement, place, 0)
                    : sqlite3_bind_blob(statement, place, $0.baseAddress, CInt($0.count), copied)
            }
        }
    }
}
