import Crypto
import Kernel
import Storage

/// The SHA-256 of a file's contents (摘要): its name in the store, and the proof that it is unchanged.
package struct ContentDigest: Hashable, Sendable, ColumnValue, CustomStringConvertible {
    /// 64 lower-case hexadecimal digits.
    package let text: String

    package init(of bytes: [UInt8]) { text = hex(SHA256.hash(data: bytes)) }

    /// `nil` unless the text is a digest, so it is safe to make a path of one.
    package init?(_ text: String) {
        guard text.utf8.count == 64, text.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
        else { return nil }
        self.text = text
    }

    package var description: String { text }
    package var sqlValue: SQLValue { .text(text) }
    package init?(sqlValue: SQLValue) {
        guard case .text(let text) = sqlValue else { return nil }
        self.init(text)
    }
}
