import CPostgres
import Storage

/// Reads what libpq brought back, all of it in text format.
enum Answer {
    static func rows(_ result: OpaquePointer) -> [Row] {
        let width = PQnfields(result)
        let names = (0..<width).map { String(cString: PQfname(result, $0)).lowercased() }
        let types = (0..<width).map { PQftype(result, $0) }
        return (0..<PQntuples(result)).map { row in
            Row(names: names, values: (0..<width).map { value(result, row, $0, types[Int($0)]) })
        }
    }

    static func changedRows(_ result: OpaquePointer) -> Int {
        if String(cString: PQcmdStatus(result)).hasPrefix("SELECT") { return 0 }
        return Int(String(cString: PQcmdTuples(result))) ?? 0
    }

    private static func value(_ result: OpaquePointer, _ row: Int32, _ column: Int32, _ type: Oid) -> SQLValue {
        if PQgetisnull(result, row, column) == 1 { return .null }
        guard let start = PQgetvalue(result, row, column) else { return .null }
        let length = Int(PQgetlength(result, row, column))
        let bytes = UnsafeRawBufferPointer(start: start, count: length)
        if type == PostgresType.bytes { return .bytes(unhex(bytes)) }
        let text = String(decoding: bytes, as: UTF8.self)
        switch type {
        case PostgresType.bool: return .integer(text == "t" ? 1 : 0)
        case PostgresType.int8, PostgresType.int4, PostgresType.int2, PostgresType.numeric: return number(text)
        case PostgresType.real8, PostgresType.real4: return Double(text).map(SQLValue.real) ?? .text(text)
        default: return .text(text)
        }
    }

    /// `sum()` and `avg()` of whole numbers come as `numeric`: whole again when nothing but zeros follows the point.
    private static func number(_ text: String) -> SQLValue {
        let parts = text.split(separator: ".", maxSplits: 1)
        let isWhole = parts.count == 1 || parts[1].utf8.allSatisfy { $0 == UInt8(ascii: "0") }
        if isWhole, let whole = parts.first.flatMap({ Int64($0) }) { return .integer(whole) }
        return Double(text).map(SQLValue.real) ?? .text(text)
    }

    /// Bytes are written as `\x` and two hexadecimal digits each.
    private static func unhex(_ text: UnsafeRawBufferPointer) -> [UInt8] {
        func nibble(_ digit: UInt8) -> UInt8 { digit < 58 ? digit - 48 : digit - 87 }
        return stride(from: 2, to: text.count - 1, by: 2).map { nibble(text[$0]) << 4 | nibble(text[$0 + 1]) }
    }
}

/// The server's numbers for the types that the program meets (its catalogue `pg_type`).
enum PostgresType {
    static let bool: Oid = 16
    static let bytes: Oid = 17
    static let int8: Oid = 20
    static let int2: Oid = 21
    static let int4: Oid = 23
    static let text: Oid = 25
    static let real4: Oid = 700
    static let real8: Oid = 701
    static let numeric: Oid = 1700
}
