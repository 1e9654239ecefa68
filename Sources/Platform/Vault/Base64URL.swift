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
        let letters = text.utf8.count
        // A letter that is left over alone stands for less than a byte.
        guard letters % 4 != 1 else { return nil }
        var isWhole = true
        self = [UInt8](unsafeUninitializedCapacity: letters * 6 / 8) { bytes, count in
            var bits: UInt32 = 0
            var held = 0
            for letter in text.utf8 {
                let value = base64Values[Int(letter)]
                isWhole = isWhole && value < 64
                bits = bits << 6 | UInt32(value & 63)
                held += 6
                if held >= 8 {
                    held -= 8
                    bytes[count] = UInt8(truncatingIfNeeded: bits >> UInt32(held))
                    count += 1
                }
            }
            // What is left says nothing, and one text only stands for some bytes.
            isWhole = isWhole && bits & (1 << UInt32(held) - 1) == 0
        }
        if !isWhole { return nil }
    }
}

private let base64Letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

/// What each letter stands for; 255 for a sign that is none.
private let base64Values = {
    var values = [UInt8](repeating: 255, count: 256)
    for (value, letter) in base64Letters.enumerated() { values[Int(letter)] = UInt8(value) }
    return values
}()
