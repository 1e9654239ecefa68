/// How texts and numbers are written in JSON (RFC 8259), wherever it is written byte by byte.
extension [UInt8] {
    /// A text in its quotation marks. What need not be escaped is copied in one piece.
    package mutating func append(jsonText value: String) {
        var value = value
        append(UInt8(ascii: "\""))
        value.withUTF8 { utf8 in
            var plain = 0
            for place in utf8.indices where utf8[place] < 0x20 || utf8[place] == 0x22 || utf8[place] == 0x5C {
                append(contentsOf: utf8[plain..<place])
                escape(utf8[place])
                plain = place + 1
            }
            append(contentsOf: utf8[plain...])
        }
        append(UInt8(ascii: "\""))
    }

    package mutating func append(jsonNumber value: some BinaryInteger) {
        var text = String(value)
        text.withUTF8 { append(contentsOf: $0) }
    }

    /// The number must be finite, for JSON has no form for others.
    package mutating func append(jsonNumber value: Double) {
        var text = value.description
        if text.hasSuffix(".0") { text.removeLast(2) }
        text.withUTF8 { append(contentsOf: $0) }
    }

    private mutating func escape(_ byte: UInt8) {
        append(0x5C)
        switch byte {
        case 0x22, 0x5C: append(byte)
        case 0x08: append(UInt8(ascii: "b"))
        case 0x0C: append(UInt8(ascii: "f"))
        case 0x0A: append(UInt8(ascii: "n"))
        case 0x0D: append(UInt8(ascii: "r"))
        case 0x09: append(UInt8(ascii: "t"))
        default: append(contentsOf: "u00\(hex(CollectionOfOne(byte)))".utf8)
        }
    }
}
