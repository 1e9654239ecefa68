import Storage

/// Rows as `COPY … FROM STDIN` reads them in its text format: a tab between columns, a line for each row.
struct CopyText {
    private static let most = 1_000_000
    private var bytes: [UInt8] = []

    var isLarge: Bool { bytes.count > CopyText.most }

    mutating func append(_ row: [SQLValue]) {
        for (place, value) in row.enumerated() {
            if place > 0 { bytes.append(UInt8(ascii: "\t")) }
            append(value)
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    mutating func clear() { bytes.removeAll(keepingCapacity: true) }

    func withBytes(_ body: (UnsafeRawBufferPointer) -> Void) { bytes.withUnsafeBytes(body) }

    private mutating func append(_ value: SQLValue) {
        switch value {
        case .null: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "N")]
        case .integer(let number): bytes += String(number).utf8
        case .real(let number): bytes += String(number).utf8
        case .bytes(let raw): bytes += ("\\\\x" + raw.map(CopyText.digits).joined()).utf8
        case .text(let text): append(text)
        }
    }

    private mutating func append(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "\t"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
            case UInt8(ascii: "\n"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
            case UInt8(ascii: "\r"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
            default: bytes.append(byte)
            }
        }
    }

    private static func digits(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
}
