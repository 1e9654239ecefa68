import Kernel

/// One row of a result, read by column name.
package struct Row: Sendable {
    /// The names of the columns in lower case, in their order; shared by all rows of a result.
    package let names: [String]
    private let values: [SQLValue]

    package init(names: [String], values: [SQLValue]) {
        self.names = names
        self.values = values
    }

    /// The value of a column; of the last one where several bear the name. Throws `StorageError.badColumn` when the
    /// column is absent or holds another type: that is a mistake of ours, not of a person.
    package func get<Value: ColumnValue>(_ column: String, as type: Value.Type = Value.self) throws -> Value {
        guard let value = Value(sqlValue: try value(column)) else { throw StorageError.badColumn(column) }
        return value
    }

    /// All values as one text; rows with other values have another. For memories of what was read out of rows.
    package var written: String {
        values.reduce(into: "") { written, value in
            switch value {
            case .null: written += "n;"
            case .integer(let number): written += "i\(number);"
            case .real(let number): written += "r\(number.bitPattern);"
            case .text(let text): written += "t\(text.utf8.count):\(text)"
            case .bytes(let bytes): written += "b\(bytes.count):\(hex(bytes))"
            }
        }
    }

    /// Looked for one after another: results are narrow, and most are one row.
    private func value(_ column: String) throws -> SQLValue {
        var place = names.count
        while place > 0 {
            place -= 1
            if names[place] == column { return values[place] }
        }
        throw StorageError.badColumn(column)
    }
}

/// What can be bound to and read from a column.
package protocol ColumnValue: Sendable {
    var sqlValue: SQLValue { get }
    init?(sqlValue: SQLValue)
}

extension SQLValue: ColumnValue {
    package var sqlValue: SQLValue { self }
    package init?(sqlValue: SQLValue) { self = sqlValue }
}

extension String: ColumnValue {
    package var sqlValue: SQLValue { .text(self) }
    package init?(sqlValue: SQLValue) {
        guard case .text(let text) = sqlValue else { return nil }
        self = text
    }
}

extension Int64: ColumnValue {
    package var sqlValue: SQLValue { .integer(self) }
    package init?(sqlValue: SQLValue) {
        guard case .integer(let number) = sqlValue else { return nil }
        self = number
    }
}

extension Int: ColumnValue {
    package var sqlValue: SQLValue { .integer(Int64(self)) }
    package init?(sqlValue: SQLValue) {
        guard case .integer(let number) = sqlValue else { return nil }
        self = Int(number)
    }
}

/// A flag, kept as 0 or 1 under a CHECK.
extension Bool: ColumnValue {
    package var sqlValue: SQLValue { .integer(self ? 1 : 0) }
    package init?(sqlValue: SQLValue) {
        guard case .integer(let number) = sqlValue, number == 0 || number == 1 else { return nil }
        self = number == 1
    }
}

extension Double: ColumnValue {
    package var sqlValue: SQLValue { .real(self) }
    package init?(sqlValue: SQLValue) {
        switch sqlValue {
        case .real(let number): self = number
        case .integer(let number): self = Double(number)
        case .null, .text, .bytes: return nil
        }
    }
}

extension [UInt8]: ColumnValue {
    package var sqlValue: SQLValue { .bytes(self) }
    package init?(sqlValue: SQLValue) {
        guard case .bytes(let bytes) = sqlValue else { return nil }
        self = bytes
    }
}

extension Optional: ColumnValue where Wrapped: ColumnValue {
    package var sqlValue: SQLValue { self?.sqlValue ?? .null }
    package init?(sqlValue: SQLValue) {
        if case .null = sqlValue {
            let empty: Wrapped? = nil
            self = empty
        } else {
            guard let value = Wrapped(sqlValue: sqlValue) else { return nil }
            self = .some(value)
        }
    }
}

extension Instant: ColumnValue {
    package var sqlValue: SQLValue { .integer(milliseconds) }
    package init?(sqlValue: SQLValue) {
        guard case .integer(let number) = sqlValue else { return nil }
        self.init(milliseconds: number)
    }
}

extension LocalDay: ColumnValue {
    package var sqlValue: SQLValue { .text(description) }
    package init?(sqlValue: SQLValue) {
        guard case .text(let text) = sqlValue, let day = LocalDay(text) else { return nil }
        self = day
    }
}

extension ID: ColumnValue {
    package var sqlValue: SQLValue { .text(text) }
    package init?(sqlValue: SQLValue) {
        guard case .text(let text) = sqlValue else { return nil }
        self.init(text)
    }
}

extension Money: ColumnValue {
    package var sqlValue: SQLValue { .integer(fen) }
    package init?(sqlValue: SQLValue) {
        guard case .integer(let number) = sqlValue else { return nil }
        self.init(fen: number)
    }
}

/// Our own enums with text raw values become column values by declaring this.
extension ColumnValue where Self: RawRepresentable, RawValue == String {
    package var sqlValue: SQLValue { .text(rawValue) }
    package init?(sqlValue: SQLValue) {
        guard case .text(let text) = sqlValue else { return nil }
        self.init(rawValue: text)
    }
}

extension Role: ColumnValue {}
