/// The signs of JSON text (RFC 8259), the same bytes as Foundation writes without escaping slashes.
extension [UInt8] {
    /// A text with its quotation marks; what need not be escaped is copied in one piece.
    package mutating func appendJSON(_ text: String) {
        var text = text
        append(UInt8(ascii: "\""))
        text.withUTF8 { source in
            var plain = 0
            for place in source.indices where source[place] < 0x20 || source[place] == 0x22 || source[place] == 0x5C {
                append(contentsOf: UnsafeBufferPointer(rebasing: source[plain..<place]))
                appendEscaped(source[place])
                plain = place + 1
            }
            append(contentsOf: UnsafeBufferPointer(rebasing: source[plain...]))
        }
        append(UInt8(ascii: "\""))
    }

    package mutating func appendJSON(_ number: some BinaryInteger) {
        var text = String(number)
        text.withUTF8 { append(contentsOf: $0) }
    }

    /// A number that is finite; no other has a form in JSON.
    package mutating func appendJSON(_ number: Double) {
        var text = number.description
        if text.hasSuffix(".0") { text.removeLast(2) }
        text.withUTF8 { append(contentsOf: $0) }
    }

    package mutating func appendJSON(_ flag: Bool) { append(literal: flag ? "true" : "false") }

    package mutating func appendJSONNull() { append(literal: "null") }

    mutating func append(literal: StaticString) {
        literal.withUTF8Buffer { append(contentsOf: $0) }
    }

    private mutating func appendEscaped(_ byte: UInt8) {
        switch byte {
        case 0x22: append(literal: "\\\"")
        case 0x5C: append(literal: "\\\\")
        case 0x08: append(literal: "\\b")
        case 0x0C: append(literal: "\\f")
        case 0x0A: append(literal: "\\n")
        case 0x0D: append(literal: "\\r")
        case 0x09: append(literal: "\\t")
        default:
            append(literal: "\\u00")
            for half in [byte >> 4, byte & 15] {
                append(half < 10 ? UInt8(ascii: "0") + half : UInt8(ascii: "a") + half - 10)
            }
        }
    }
}
