import Foundation
import Kernel

/// Comma-separated values (RFC 4180) as people really send them: with a byte-order mark or in GB18030, with `;`
/// between the cells, with any line ends.
package enum CSV {
    package static let maximumRecords = 5000
    package static let maximumBytes = 2 * 1024 * 1024
    package static let maximumCells = 64

    /// One record and the line of the file on which it begins, counted from 1.
    package struct Record: Hashable, Sendable {
        package let line: Int
        package let cells: [String]

        package init(line: Int, cells: [String]) {
            self.line = line
            self.cells = cells
        }
    }

    /// The records of a file, blank lines left out.
    /// Throws `Problem.invalid` on `file` when it is too large, in no known encoding, or breaks the quoting.
    package static func read(
        _ bytes: [UInt8], most records: Int = maximumRecords
    ) throws(Problem) -> [Record] {
        guard bytes.count <= maximumBytes else {
            throw fault("too_large", ["n": .number(maximumBytes / 1024 / 1024)])
        }
        return try parse(try text(of: bytes), most: records)
    }

    /// UTF-8, or else GB18030, which Chinese spreadsheets still write.
    package static func text(of bytes: [UInt8]) throws(Problem) -> String {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let body = bytes.starts(with: mark) ? Array(bytes.dropFirst(3)) : bytes
        let chinese = String.Encoding(rawValue: 0x8000_0632)
        guard let text = String(validating: body, as: UTF8.self) ?? String(bytes: body, encoding: chinese),
            !text.unicodeScalars.contains("\0"), !text.unicodeScalars.contains("\u{FFFD}")
        else { throw fault("encoding") }
        return text
    }

    /// The text of a file: UTF-8 with a byte-order mark and CRLF, as spreadsheets expect it. A cell that a
    /// spreadsheet would run as a formula is led by an apostrophe.
    package static func write(_ records: [[String]]) -> String {
        mark + lines(records)
    }

    /// What stands before the first record of a file.
    package static let mark = "\u{FEFF}"

    /// Records of a file that is written in pieces.
    package static func lines(_ records: [[String]]) -> String {
        records.map { $0.map(written).joined(separator: ",") + "\r\n" }.joined()
    }

    /// The cell without the apostrophe that `write` put before a formula sign.
    package static func unguarded(_ cell: String) -> String {
        guard cell.first == "'", let next = cell.dropFirst().unicodeScalars.first, formulaSigns.contains(next) else {
            return cell
        }
        return String(cell.dropFirst())
    }

    private static let formulaSigns: Set<Unicode.Scalar> = ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"]

    private static let separators = Set(",;\"\n\r".utf8)

    private static func written(_ cell: String) -> String {
        let first = cell.drop { $0 == " " }.unicodeScalars.first
        let isGuarded =
            first.map(formulaSigns.contains) == true
            && cell.wholeMatch(of: /-?\d{1,15}(\.\d{1,15})?/) == nil
        let guarded = isGuarded ? "'" + cell : cell
        let needsQuotes = guarded.utf8.contains(where: separators.contains)
        return needsQuotes ? "\"" + guarded.replacing("\"", with: "\"\"") + "\"" : guarded
    }

    private static func parse(_ text: String, most: Int) throws(Problem) -> [Record] {
        var reader = CSVReader(text)
        var records: [Record] = []
        while let record = try reader.next() {
            guard record.cells.count <= maximumCells else {
                throw fault("too_many_cells", ["line": .number(record.line), "n": .number(maximumCells)])
            }
            if record.cells.allSatisfy(\.isEmpty) { continue }
            records.append(record)
            // One more for the headings.
            guard records.count <= most + 1 else { throw fault("too_many", ["n": .number(most)]) }
        }
        return records
    }

    static func fault(_ name: String, _ arguments: [String: Message.Argument] = [:]) -> Problem {
        .invalid("file", Message("platform.organisation.csv.\(name)", arguments))
    }
}

/// Walks through the text scalar by scalar: `Character` would take CR LF as one.
private struct CSVReader {
    private let scalars: [Unicode.Scalar]
    private let separator: Unicode.Scalar
    private var place = 0
    private var line = 1

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
        let heading = scalars.prefix { $0 != "\n" && $0 != "\r" }
        let commas = heading.count { $0 == "," }
        separator = heading.count { $0 == ";" } > commas ? ";" : ","
    }

    mutating func next() throws(Problem) -> CSV.Record? {
        guard place < scalars.count else { return nil }
        let start = line
        var cells: [String] = []
        while true {
            cells.append(try cell(from: start).trimmingCharacters(in: .whitespaces))
            guard place < scalars.count else { break }
            let end = scalars[place]
            place += 1
            if end == separator { continue }
            if end == "\r", place < scalars.count, scalars[place] == "\n" { place += 1 }
            line += 1
            break
        }
        return CSV.Record(line: start, cells: cells)
    }

    private mutating func cell(from start: Int) throws(Problem) -> String {
        guard place < scalars.count, scalars[place] == "\"" else { return plain() }
        place += 1
        var text = String.UnicodeScalarView()
        while place < scalars.count {
            let scalar = scalars[place]
            place += 1
            if scalar == "\"" {
                guard place < scalars.count, scalars[place] == "\"" else {
                    guard plain().allSatisfy({ $0 == " " }) else { break }
                    return String(text)
                }
                place += 1
            } else if scalar == "\n" {
                line += 1
            }
            text.append(scalar)
        }
        throw CSV.fault("quotes", ["line": .number(start)])
    }

    private mutating func plain() -> String {
        var text = String.UnicodeScalarView()
        while place < scalars.count {
            let scalar = scalars[place]
            if scalar == separator || scalar == "\r" || scalar == "\n" { break }
            text.append(scalar)
            place += 1
        }
        return String(text)
    }
}
