import Foundation
import GRDB
import Storage

extension StorageError {
    /// What SQLite reports, by its codes. With `db`, a unique violation gets the name PostgreSQL would give it.
    init(_ error: DatabaseError, in db: GRDB.Database? = nil) {
        let message = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
        switch error.extendedResultCode {
        case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_ROWID:
            self = .uniqueViolation(UniqueKey(message: message).name(in: db))
        case .SQLITE_CONSTRAINT_FOREIGNKEY: self = .foreignKeyViolation
        case .SQLITE_CONSTRAINT_CHECK: self = .checkViolation
        case .SQLITE_CONSTRAINT_NOTNULL: self = .notNullViolation
        default:
            switch error.resultCode {
            case .SQLITE_READONLY: self = .readOnly
            case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_IOERR, .SQLITE_FULL, .SQLITE_CANTOPEN, .SQLITE_MISUSE:
                self = .unavailable(message)
            default: self = .other(message)
            }
        }
    }
}

/// The key that SQLite's message names by its columns: `UNIQUE constraint failed: cases.number, cases.year`.
private struct UniqueKey {
    var table = ""
    var columns: [String] = []
    /// Set when SQLite names the index itself, as it does for one over an expression.
    var index: String?

    init(message: String) {
        guard let colon = message.firstIndex(of: ":") else { return }
        let list = message[colon...].dropFirst().drop { $0 == " " }
        if list.hasPrefix("index '") {
            index = String(list.dropFirst("index '".count).dropLast())
            return
        }
        for qualified in list.components(separatedBy: ", ") {
            let parts = qualified.split(separator: ".", maxSplits: 1)
            guard parts.count == 2 else { continue }
            table = String(parts[0])
            columns.append(String(parts[1]))
        }
    }

    func name(in db: GRDB.Database?) -> String {
        if let index { return index }
        let plain = shortened(columns: columns, label: "key")
        guard let db, let indexes = try? matchingIndexes(in: db) else { return plain }
        // A constraint of the table comes before an index made beside it, a primary key before both.
        if indexes.contains(where: { $0.origin == "pk" }) { return shortened(columns: [], label: "pkey") }
        if indexes.contains(where: { $0.origin == "u" }) { return plain }
        return indexes.first?.name ?? shortened(columns: [], label: "pkey")
    }

    private func matchingIndexes(in db: GRDB.Database) throws -> [(name: String, origin: String)] {
        let all = try GRDB.Row.fetchAll(
            db, sql: "SELECT name, origin FROM pragma_index_list(?) WHERE \"unique\" = 1", arguments: [table])
        return try all.compactMap { row in
            let name: String = row["name"]
            let columns = try String?.fetchAll(
                db, sql: "SELECT name FROM pragma_index_info(?) ORDER BY seqno", arguments: [name])
            return columns == self.columns ? (name, row["origin"]) : nil
        }
    }

    /// PostgreSQL keeps a name within 63 bytes by shortening the longer of table and columns.
    private func shortened(columns: [String], label: String) -> String {
        var table = table
        var joined = String(columns.joined(separator: "_").prefix(63))
        let room = 63 - label.utf8.count - 1 - (columns.isEmpty ? 0 : 1)
        while table.utf8.count + joined.utf8.count > room {
            if table.utf8.count > joined.utf8.count { table.removeLast() } else { joined.removeLast() }
        }
        return ([table] + (columns.isEmpty ? [] : [joined]) + [label]).joined(separator: "_")
    }
}
