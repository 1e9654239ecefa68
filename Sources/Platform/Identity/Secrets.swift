import Crypto
import Kernel

/// Compares without telling by the time it takes where the first difference lies.
package func isEqualInConstantTime(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for (one, other) in zip(left, right) { difference |= one ^ other }
    return difference == 0
}

/// SHA-256 in lower-case hexadecimal: how tokens of full entropy are stored.
package func digestText(_ bytes: some Sequence<UInt8>) -> String { hex(SHA256.hash(data: Array(bytes))) }

/// Words made of random bytes for people to read and type: 32 signs that are not mistaken for one another.
package enum ReadableSecret {
    private static let signs = Array("abcdefghjkmnpqrstuvwxyz023456789")

    /// One sign for each byte, in groups of four: five bits a sign.
    package static func text(of bytes: [UInt8]) -> String {
        bytes.enumerated().reduce(into: "") { text, entry in
            if entry.offset > 0, entry.offset.isMultiple(of: 4) { text.append("-") }
            text.append(signs[Int(entry.element & 31)])
        }
    }
}

/// RFC 4648 base 32 without padding, as authenticator programs expect secrets.
package func base32(_ bytes: [UInt8]) -> String {
    let signs = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    var text = ""
    var buffer = 0
    var bits = 0
    for byte in bytes {
        buffer = (buffer << 8 | Int(byte)) & 0xFFFF
        bits += 8
        while bits >= 5 {
            bits -= 5
            text.append(signs[buffer >> bits & 31])
        }
    }
    if bits > 0 { text.append(signs[buffer << (5 - bits) & 31]) }
    return text
}

/// The bytes of base 32 text; spaces and case do not matter. `nil` for other signs.
package func bytes(ofBase32 text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    var buffer = 0
    var bits = 0
    for sign in text.utf8 where sign != UInt8(ascii: " ") && sign != UInt8(ascii: "=") {
        let value: Int
        switch sign {
        case 65...90: value = Int(sign) - 65
        case 97...122: value = Int(sign) - 97
        case 50...55: value = Int(sign) - 24
        default: return nil
        }
        buffer = (buffer << 5 | value) & 0xFFFF
        bits += 5
        if bits >= 8 {
            bits -= 8
            bytes.append(UInt8(truncatingIfNeeded: buffer >> bits))
        }
    }
    return bytes
}
