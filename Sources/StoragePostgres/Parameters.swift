import CPostgres
import Storage

/// The values of one statement as libpq takes them: text, but bytes as they are. Nulls stand in the statement's text.
struct Parameters {
    let types: [Oid]
    /// Tells apart statements of the same text whose values have other types.
    let signature: String
    private let bytes: [[UInt8]]
    private let formats: [Int32]

    init(_ values: [SQLValue]) {
        types = values.map(\.type)
        signature = String(values.map(\.letter))
        formats = values.map { $0.type == PostgresType.bytes ? 1 : 0 }
        bytes = values.map(\.wire)
    }

    var count: Int { types.count }
    var size: Int { bytes.reduce(0) { $0 + $1.count } }

    typealias Pointers = UnsafePointer<UnsafePointer<CChar>?>

    func withPointers<T>(
        _ body: (Int32, Pointers?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> T
    ) -> T {
        // One block holds all values, each ended by a zero as text needs it.
        let block = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.reduce(1) { $0 + $1.count + 1 })
        defer { block.deallocate() }
        var place = block
        var pointers: [UnsafePointer<CChar>?] = []
        for value in bytes {
            pointers.append(UnsafePointer(place))
            for byte in value {
                place.pointee = CChar(bitPattern: byte)
                place += 1
            }
            place.pointee = 0
            place += 1
        }
        return body(Int32(count), pointers, bytes.map { Int32($0.count) }, formats)
    }
}

extension SQLValue {
    fileprivate var type: Oid {
        switch self {
        case .integer: PostgresType.int8
        case .real: PostgresType.real8
        case .text, .null: PostgresType.text
        case .bytes: PostgresType.bytes
        }
    }

    fileprivate var letter: Character {
        switch self {
        case .integer: "i"
        case .real: "r"
        case .text, .null: "t"
        case .bytes: "b"
        }
    }

    fileprivate var wire: [UInt8] {
        switch self {
        case .null: []
        case .integer(let number): Array(String(number).utf8)
        case .real(let number): Array(String(number).utf8)
        case .text(let text): Array(text.utf8)
        case .bytes(let bytes): bytes
        }
    }
}
