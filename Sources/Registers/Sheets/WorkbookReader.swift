import Kernel
import Platform

/// Reads the first sheet of an `.xlsx` workbook as rows of texts (读取电子表格). Bounded like a CSV file.
struct WorkbookReader {
    /// How a ZIP archive, and so a workbook, begins.
    static let mark: [UInt8] = [0x50, 0x4B, 0x03, 0x04]

    private let bytes: [UInt8]
    private var left = Workbook.mostUnpacked

    /// The rows with the numbers they have in the sheet. Throws `Problem.invalid` on `file`.
    static func rows(_ bytes: [UInt8]) throws(Problem) -> [CSV.Record] {
        guard bytes.count <= CSV.maximumBytes else { throw refusal("too_large") }
        var reader = WorkbookReader(bytes: bytes)
        do { return try reader.read() } catch { throw refusal("broken") }
    }

    private static func refusal(_ key: String) -> Problem {
        .invalid("file", Message("registers.import.workbook_\(key)"))
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func read() throws(Inflate.Broken) -> [CSV.Record] {
        let files = try directory()
        let shared = try files["xl/sharedStrings.xml"].map { place throws(Inflate.Broken) in try text(at: place) }
        let sheets = files.keys.filter { $0.hasPrefix("xl/worksheets/") && $0.hasSuffix(".xml") }
        // Sheets are numbered; the first is the one people see first.
        guard let first = sheets.min(by: { ($0.utf8.count, $0) < ($1.utf8.count, $1) }), let place = files[first] else {
            throw Inflate.Broken()
        }
        let texts = shared.map { XMLPieces($0).texts(of: "si") } ?? []
        return try SheetRows(texts: texts).read(try text(at: place))
    }

    private func two(_ place: Int) throws(Inflate.Broken) -> Int {
        guard place >= 0, place + 2 <= bytes.count else { throw Inflate.Broken() }
        return Int(bytes[place]) | Int(bytes[place + 1]) << 8
    }

    private func four(_ place: Int) throws(Inflate.Broken) -> Int { try two(place) | (try two(place + 2)) << 16 }

    private struct Piece {
        let method: Int
        let packed: Int
        let place: Int
    }

    /// The parts of the archive by name, as its directory at the end tells.
    private func directory() throws(Inflate.Broken) -> [String: Piece] {
        var end = bytes.count - 22
        while end >= max(0, bytes.count - 66_000), try four(end) != 0x0605_4B50 { end -= 1 }
        guard end >= 0, try four(end) == 0x0605_4B50 else { throw Inflate.Broken() }
        var (place, files): (Int, [String: Piece]) = (try four(end + 16), [:])
        for _ in 0..<min(try two(end + 10), 2_000) {
            guard try four(place) == 0x0201_4B50 else { throw Inflate.Broken() }
            let (name, extra, comment) = (try two(place + 28), try two(place + 30), try two(place + 32))
            guard place + 46 + name <= bytes.count else { throw Inflate.Broken() }
            let path = String(decoding: bytes[(place + 46)..<(place + 46 + name)], as: UTF8.self)
            files[path] = Piece(
                method: try two(place + 10), packed: try four(place + 20), place: try four(place + 42))
            place += 46 + name + extra + comment
        }
        return files
    }

    private mutating func text(at piece: Piece) throws(Inflate.Broken) -> String {
        guard try four(piece.place) == 0x0403_4B50 else { throw Inflate.Broken() }
        let start = piece.place + 30 + (try two(piece.place + 26)) + (try two(piece.place + 28))
        guard start + piece.packed <= bytes.count, piece.packed >= 0 else { throw Inflate.Broken() }
        let packed = Array(bytes[start..<(start + piece.packed)])
        let content = piece.method == 8 ? try Inflate.unpacked(packed, limit: left) : packed
        guard piece.method == 8 || piece.method == 0 else { throw Inflate.Broken() }
        left -= content.count
        return String(decoding: content, as: UTF8.self)
    }
}

/// The rows of a sheet's XML.
private struct SheetRows {
    let texts: [String]

    func read(_ xml: String) throws(Inflate.Broken) -> [CSV.Record] {
        var records: [CSV.Record] = []
        var (line, cells): (Int, [String]) = (0, [])
        var (kind, column): (String, Int) = ("", 0)
        for piece in XMLPieces(xml).pieces(["row", "c", "v", "t"]) {
            switch piece {
            case .open("row", let attributes):
                (line, cells) = (attributes["r"].flatMap { Int($0) } ?? line + 1, [])
            case .open("c", let attributes):
                kind = attributes["t"] ?? ""
                column = attributes["r"].flatMap { Workbook.column($0) } ?? cells.count
                guard column < CSV.maximumCells else { throw Inflate.Broken() }
                while cells.count <= column { cells.append("") }
            case .text(let name, let text):
                guard column < cells.count, name == "v" || name == "t" else { continue }
                let value = kind == "s" ? Int(text).flatMap { texts.indices.contains($0) ? texts[$0] : nil } : text
                cells[column] += value ?? ""
            case .close("row"):
                let trimmed = cells.map { $0.trimmingPrefix(while: \.isWhitespace) }.map(String.init)
                if !trimmed.allSatisfy(\.isEmpty) { records.append(CSV.Record(line: line, cells: trimmed)) }
                guard records.count <= CSV.maximumRecords + 1 else { throw Inflate.Broken() }
            case .open, .close: continue
            }
        }
        return records
    }
}

/// Walks through XML as a spreadsheet writes it: no entities but the five, no document type.
private struct XMLPieces {
    enum Piece {
        case open(String, [String: String])
        case text(String, String)
        case close(String)
    }

    private let xml: String

    init(_ xml: String) { self.xml = xml }

    /// The texts of each element of that name, its parts joined.
    func texts(of name: String) -> [String] {
        var (texts, text): ([String], String) = ([], "")
        for piece in pieces([name, "t"]) {
            switch piece {
            case .open(name, _): text = ""
            case .text("t", let part): text += part
            case .close(name): texts.append(text)
            case .open, .text, .close: continue
            }
        }
        return texts
    }

    func pieces(_ wanted: Set<String>) -> [Piece] {
        var pieces: [Piece] = []
        var inside = ""
        var rest = xml.utf8[...]
        while let open = rest.firstIndex(of: UInt8(ascii: "<")) {
            if !inside.isEmpty, open > rest.startIndex {
                pieces.append(.text(inside, XMLPieces.plain(String(rest[..<open]) ?? "")))
            }
            guard let close = rest[open...].firstIndex(of: UInt8(ascii: ">")) else { break }
            let tag = String(rest[rest.index(after: open)..<close]) ?? ""
            rest = rest[rest.index(after: close)...]
            let isEnd = tag.hasPrefix("/")
            let full = tag.dropFirst(isEnd ? 1 : 0).prefix { !$0.isWhitespace && $0 != "/" }
            let name = String(full.split(separator: ":").last ?? "")
            inside = ""
            guard wanted.contains(name) else { continue }
            if isEnd {
                pieces.append(.close(name))
            } else {
                pieces.append(.open(name, XMLPieces.attributes(tag)))
                if tag.hasSuffix("/") { pieces.append(.close(name)) } else { inside = name }
            }
        }
        return pieces
    }

    private static func attributes(_ tag: String) -> [String: String] {
        var found: [String: String] = [:]
        for match in tag.matches(of: /([A-Za-z:]+)="([^"]*)"/) { found[String(match.1)] = plain(String(match.2)) }
        return found
    }

    private static func plain(_ text: String) -> String {
        guard text.contains("&") else { return text }
        let named = text.replacing(/&#(x?)([0-9A-Fa-f]{1,6});/) { match in
            UInt32(match.2, radix: match.1.isEmpty ? 10 : 16).flatMap(UnicodeScalar.init).map { String($0) } ?? ""
        }
        return [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")]
            .reduce(named) { $0.replacing($1.0, with: $1.1) }
    }
}
