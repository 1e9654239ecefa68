import CQREncode
import Foundation

/// A QR code (二维码) of a text, with error correction M: still read when a seventh of it is dirty.
package struct QRCode: Sendable, Hashable {
    /// How many squares a side has, without the quiet zone.
    package let size: Int
    /// Row by row; `true` is dark.
    package let modules: [Bool]

    /// The most bytes a code may hold here: more could not be read from a printed receipt.
    package static let maximumBytes = 600
    /// Squares that stay light on each side, which readers need.
    package static let quietZone = 4

    /// `nil` when the text is empty or too long.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard (1...QRCode.maximumBytes).contains(bytes.count) else { return nil }
        guard let code = QRcode_encodeData(Int32(bytes.count), bytes, 0, QR_ECLEVEL_M) else { return nil }
        defer { QRcode_free(code) }
        guard let data = code.pointee.data else { return nil }
        size = Int(code.pointee.width)
        modules = UnsafeBufferPointer(start: data, count: size * size).map { $0 & 1 == 1 }
    }

    package subscript(row: Int, column: Int) -> Bool { modules[row * size + column] }

    /// An SVG drawing without a size of its own, so the page decides; always dark on white, or scanners fail.
    package var svg: String {
        let side = size + 2 * QRCode.quietZone
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(side) \(side)" shape-rendering="crispEdges">\
            <path fill="#fff" d="M0 0h\(side)v\(side)H0z"/><path fill="#000" d="\(path)"/></svg>
            """
    }

    /// The drawing as the address of an `img`.
    package var dataURI: String { "data:image/svg+xml;base64," + Data(svg.utf8).base64EncodedString() }

    /// One rectangle for each run of dark squares in a row.
    private var path: String {
        var path = ""
        for row in 0..<size {
            var column = 0
            while column < size {
                let start = column
                while column < size, self[row, column] { column += 1 }
                let length = column - start
                if length > 0 {
                    path += "M\(start + QRCode.quietZone) \(row + QRCode.quietZone)h\(length)v1h-\(length)z"
                } else {
                    column += 1
                }
            }
        }
        return path
    }
}
