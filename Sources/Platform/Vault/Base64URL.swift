import Foundation

extension [UInt8] {
    /// Base64 with the alphabet that is safe in addresses and file names, without padding (RFC 4648 §5).
    package var base64URL: String {
        let whole = count / 3 * 3
        let rest = count - whole
        return String(unsafeUninitializedCapacity: whole / 3 * 4 + (rest == 0 ? 0 : rest + 1)) { letters in
            var place = 0
            func put(_ bits: UInt32, _ amount: Int) {
                for step in 0..<amount {
                    letters[place] = base64Letters[Int(bits >> UInt32(18 - 6 * step) & 63)]
                    place += 1
                }
            }
            withUnsafeBufferPointer { bytes in
                for start in stride(from: 0, to: whole, by: 3) {
                    put(UInt32(bytes[start]) << 16 | UInt32(bytes[start + 1]) << 8 | UInt32(bytes[start + 2]), 4)
                }
                if rest == 1 { put(UInt32(bytes[whole]) << 16, 2) }
                if rest == 2 { put(UInt32(bytes[whole]) << 16 | UInt32(bytes[whole + 1]) << 8, 3) }
            }
            return place
        }
    }

    /// `nil` unless the text is base64url without padding.
    package init?(base64URL text: some StringProtocol) {
        var plain = Data(capacity: text.utf8.count + 3)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="): return nil
            case UInt8(ascii: "-"): plain.append(UInt8(ascii: "+"))
            case UInt8(ascii: "_"): plain.append(UInt8(ascii: "/"))
            default: plain.append(byte)
            }
        }
        while plain.count % 4 != 0 { plain.append(UInt8(ascii: "=")) }
        guard let data = Data(base64Encoded: plain) else { return nil }
        self = [UInt8](data)
    }
}

private let base64Letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
