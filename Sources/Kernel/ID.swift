/// The identity of one `Subject`: a UUIDv7 in lower-case text, so ids sort by the time they were made.
package struct ID<Subject>: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    package let text: String

    /// `nil` unless the text has the form of a lower-case UUID.
    package init?(_ text: String) {
        guard text.utf8.count == 36 else { return nil }
        var text = text
        guard text.withUTF8(isLowerCaseUUID) else { return nil }
        self.text = text
    }

    /// The id made of a moment and ten random bytes (RFC 9562, version 7).
    package init(at instant: Instant, random: [UInt8]) {
        precondition(random.count == 10, "A UUIDv7 takes ten random bytes.")
        var bytes = (0..<6).map { UInt8(truncatingIfNeeded: instant.milliseconds >> (40 - 8 * $0)) } + random
        bytes[6] = bytes[6] & 0x0F | 0x70
        bytes[8] = bytes[8] & 0x3F | 0x80
        var digits: [UInt8] = []
        digits.reserveCapacity(36)
        for (index, byte) in bytes.enumerated() {
            if index == 4 || index == 6 || index == 8 || index == 10 { digits.append(UInt8(ascii: "-")) }
            digits.append(hexDigit(byte >> 4))
            digits.append(hexDigit(byte & 15))
        }
        text = String(decoding: digits, as: UTF8.self)
    }

    package var description: String { text }
    package static func < (left: ID, right: ID) -> Bool { left.text < right.text }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let id = ID(text) else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "not an id"))
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

private func isLowerCaseUUID(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    for place in bytes.indices {
        let byte = bytes[place]
        if place == 8 || place == 13 || place == 18 || place == 23 {
            if byte != UInt8(ascii: "-") { return false }
        } else if !(48...57).contains(byte), !(97...102).contains(byte) {
            return false
        }
    }
    return true
}

@usableFromInline
func hexDigit(_ nibble: UInt8) -> UInt8 { nibble < 10 ? 48 + nibble : 87 + nibble }

/// Lower-case hexadecimal text of bytes.
@inlinable
package func hex(_ bytes: some Sequence<UInt8>) -> String {
    var digits: [UInt8] = []
    digits.reserveCapacity(bytes.underestimatedCount * 2)
    for byte in bytes {
        digits.append(hexDigit(byte >> 4))
        digits.append(hexDigit(byte & 15))
    }
    return String(decoding: digits, as: UTF8.self)
}
