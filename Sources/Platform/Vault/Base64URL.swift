import Foundation

extension [UInt8] {
    /// Base64 with the alphabet that is safe in addresses and file names, without padding (RFC 4648 §5).
    package var base64URL: String {
        let plain = Data(self).base64EncodedData()
        return String(
            decoding: plain.lazy.filter { $0 != UInt8(ascii: "=") }.map { byte in
                switch byte {
                case UInt8(ascii: "+"): UInt8(ascii: "-")
                case UInt8(ascii: "/"): UInt8(ascii: "_")
                default: byte
                }
            }, as: UTF8.self)
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
