import Foundation
import Kernel

/// A text of a played case with gaps where its copies differ (文本模子): found once, filled a thousand times, so that
/// making a copy is laying bytes side by side.
struct TextPattern: Sendable {
    /// What of the original the gaps stand for.
    struct Original: Sendable {
        let id: String
        let number: String
        let name: String?
        let phone: String?
        /// The narrative as JSON writes it, without the quotes.
        let narrative: String
    }

    enum Piece: Sendable {
        case text([UInt8])
        case id, number, name, phone
        /// Where the copy's own sentence ends the narrative.
        case sentence
        case moment(Int64)
        case day(LocalDay)
    }

    private(set) var pieces: [Piece] = []
    private(set) var size = 0

    init(_ text: String, of original: Original) {
        let bytes = Array(text.utf8)
        let words: [([UInt8], Piece)] = [
            (Array(original.id.utf8), .id), (Array(original.number.utf8), .number),
            (Array((original.name ?? "").utf8), .name), (Array((original.phone ?? "").utf8), .phone),
        ].filter { $0.0.count > 3 }
        let narrative = Array((original.narrative + "\"").utf8)
        size = bytes.count
        var plain: [UInt8] = []
        var place = 0
        var told: Int?
        func put(_ piece: Piece, _ length: Int, _ pieces: inout [Piece]) {
            if !plain.isEmpty { pieces.append(.text(plain)) }
            plain = []
            pieces.append(piece)
            place += length
        }
        while place < bytes.count {
            if told == place { put(.sentence, 0, &pieces); told = nil }
            if narrative.count > 20, bytes[place...].starts(with: narrative) { told = place + narrative.count - 1 }
            if let word = words.first(where: { bytes[place...].starts(with: $0.0) }) {
                put(word.1, word.0.count, &pieces)
            } else if let (moment, length) = TextPattern.moment(bytes[place...]) {
                plain += TextPattern.label
                put(.moment(moment), length, &pieces)
            } else if let day = TextPattern.day(bytes[place...]) {
                put(.day(day), 12, &pieces)
            } else {
                plain.append(bytes[place])
                place += 1
            }
        }
        if !plain.isEmpty { pieces.append(.text(plain)) }
    }

    func filled(for copy: ArchiveCopy) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(size + 200)
        for piece in pieces {
            switch piece {
            case .text(let plain): bytes += plain
            case .id: bytes += copy.id.utf8
            case .number: bytes += copy.number.utf8
            case .name: bytes += (copy.name ?? "").utf8
            case .phone: bytes += (copy.phone ?? "").utf8
            case .sentence: bytes += copy.sentence.json.utf8
            case .moment(let moment): bytes += String(copy.moved(moment)).utf8
            case .day(let day): bytes += "\"\(day.advanced(by: copy.days))\"".utf8
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let label = Array("\"milliseconds\":".utf8)

    /// `"milliseconds":1794425536337`, as moments are written.
    private static func moment(_ bytes: ArraySlice<UInt8>) -> (Int64, Int)? {
        guard bytes.first == UInt8(ascii: "\""), bytes.starts(with: label) else { return nil }
        let digits = bytes.dropFirst(label.count).prefix { (48...57).contains($0) }
        guard let number = Int64(String(decoding: digits, as: UTF8.self)) else { return nil }
        return (number, label.count + digits.count)
    }

    /// `"2026-11-20"`, as days are written.
    private static func day(_ bytes: ArraySlice<UInt8>) -> LocalDay? {
        let text = bytes.prefix(12)
        guard text.count == 12, text.first == UInt8(ascii: "\""), text.last == UInt8(ascii: "\"") else { return nil }
        let inner = text.dropFirst().dropLast()
        guard inner.allSatisfy({ (48...57).contains($0) || $0 == UInt8(ascii: "-") }) else { return nil }
        return LocalDay(String(decoding: inner, as: UTF8.self))
    }
}
