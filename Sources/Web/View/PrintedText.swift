import Mustache

/// How text enters a page. Mustache escapes whole characters, so a quotation mark joined to a combining or a prepended
/// sign would pass it unescaped and could end an attribute; here such signs are parted from it and dropped.
/// An empty text counts as absent in a section.
extension String: @retroactive MustacheCustomRenderable {
    public var renderText: String {
        if utf8.allSatisfy({ $0 < 0x80 }) || !utf8.contains(where: String.isMarking) { return self }
        var printed = ""
        printed.reserveCapacity(utf8.count)
        for character in self {
            let marks = character.unicodeScalars.filter(String.marking.contains)
            if marks.isEmpty {
                printed.append(character)
            } else {
                printed.unicodeScalars.append(contentsOf: marks)
            }
        }
        return printed
    }

    public var isNull: Bool { isEmpty }

    private static let marking: Set<Unicode.Scalar> = ["<", ">", "&", "\"", "'"]

    private static func isMarking(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "&")
            || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
    }
}
