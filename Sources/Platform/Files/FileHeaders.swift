/// The response headers that keep a stored file from doing anything but being looked at or saved.
package struct FileHeaders: Sendable, Hashable {
    package let contentType: String
    package let contentDisposition: String
    package let contentTypeOptions = "nosniff"
    package let contentSecurityPolicy: String
    /// Attachments are private: no shared cache may keep them.
    package let cacheControl = "private, no-store"

    /// Photos, sound, film and PDF may be shown in place unless `download`; all else is saved.
    package init(name: String, kind: FileKind, download: Bool = false) {
        contentType = kind.mimeType
        let manner = download || kind == .text ? "attachment" : "inline"
        contentDisposition = "\(manner); filename*=UTF-8''\(FileHeaders.escaped(name))"
        // Browsers show no PDF inside a sandbox; their viewers run no script of our origin.
        contentSecurityPolicy =
            kind == .pdf
            ? "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
            : "default-src 'none'; sandbox"
    }

    /// Header names and values in a fixed order.
    package var fields: [(name: String, value: String)] {
        [
            ("Content-Type", contentType), ("Content-Disposition", contentDisposition),
            ("X-Content-Type-Options", contentTypeOptions), ("Content-Security-Policy", contentSecurityPolicy),
            ("Cache-Control", cacheControl),
        ]
    }

    /// Percent-encoding of RFC 8187: letters, digits and a few marks stay.
    private static func escaped(_ name: String) -> String {
        let digits = Array("0123456789ABCDEF")
        var text = ""
        for byte in name.utf8 {
            let isPlain = (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            if isPlain || "-._~".utf8.contains(byte) {
                text.unicodeScalars.append(UnicodeScalar(byte))
            } else {
                text += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
        return text
    }
}
