import Foundation

/// Writes text in one way, so that what means the same compares the same: NFKC, small letters, Traditional characters
/// as Simplified ones. Character by character, so a match can be shown in the text it was found in.
package enum Folding {
    package static func folded(_ text: String) -> String { String(text.flatMap { folded($0) }) }

    static func folded(_ character: Character) -> String {
        let scalars = character.unicodeScalars
        if scalars.count == 1, let scalar = scalars.first {
            if scalar.isASCII { return character.lowercased() }
            if plainHan.contains(scalar.value) {
                return String(Character(simple[Int(scalar.value - plainHan.lowerBound)]))
            }
        }
        let plain = String(character).precomposedStringWithCompatibilityMapping.lowercased()
        return String(plain.map { simplified[$0] ?? $0 })
    }

    /// Whether a code point is a Chinese character.
    package static func isHan(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x3FFFF, 0xF900...0xFAFF, 0x3005, 0x3007: true
        default: false
        }
    }

    /// Whether a code point is part of a word that isn't written in Chinese characters.
    static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return (48...57).contains(scalar.value) || (97...122).contains(scalar.value) }
        switch scalar.properties.generalCategory {
        case .lowercaseLetter, .uppercaseLetter, .titlecaseLetter, .otherLetter, .modifierLetter, .decimalNumber,
            .nonspacingMark, .spacingMark:
            return !isHan(scalar)
        default: return false
        }
    }

    private static let plainHan: ClosedRange<UInt32> = 0x4E00...0x9FFF

    /// For each of the usual characters the one it is compared as.
    private static let simple: [Unicode.Scalar] = plainHan.compactMap { value in
        let scalar = Unicode.Scalar(value)
        return scalar.map { simplified[Character($0)]?.unicodeScalars.first ?? $0 }
    }

    /// Pairs of `Data/traditional.txt`: each line a Traditional character and the Simplified one.
    private static let simplified: [Character: Character] = {
        let file = PlatformFolder.named("Data").appendingPathComponent("traditional.txt")
        guard let text = try? String(contentsOf: file, encoding: .utf8) else {
            preconditionFailure("The program's data file traditional.txt is missing; install the program again.")
        }
        var pairs: [Character: Character] = [:]
        for line in text.split(separator: "\n") where line.count == 2 {
            if let first = line.first, let last = line.last { pairs[first] = last }
        }
        return pairs
    }()
}
