import Kernel
import Platform

/// Reads the first sheet of an `.xlsx` workbook as rows of texts (读取电子表格): days as `2026-09-04`, numbers without what
/// a computer adds to them, of formulas what they came to. Bounded like a CSV file.
enum WorkbookReader {
    /// How a ZIP archive, and so a workbook, begins.
    static let mark: [UInt8] = [0x50, 0x4B, 0x03, 0x04]

    /// The rows with the numbers they have in the sheet. Throws `Problem.invalid` on `file`.
    static func rows(_ bytes: [UInt8], most: Int = CSV.maximumRecords) throws(Problem) -> [CSV.Record] {
        guard bytes.count <= CSV.maximumBytes else { throw refusal(.tooLarge, most) }
        let result = bytes.withUnsafeBytes { bytes -> Result<[CSV.Record], Workbook.Fault> in
            do throws(Workbook.Fault) { return .success(try read(bytes, most)) } catch { return .failure(error) }
        }
        do { return try result.get() } catch { throw refusal(error, most) }
    }

    private static func refusal(_ fault: Workbook.Fault, _ most: Int) -> Problem {
        var gaps: [String: Message.Argument] = [:]
        if fault == .tooMuch { gaps["n"] = .number(most) }
        if let line = fault.line { gaps["line"] = .number(line) }
        return .invalid("file", Message("registers.import.workbook_\(fault.reason)", gaps))
    }

    private static func read(_ bytes: UnsafeRawBufferPointer, _ most: Int) throws(Workbook.Fault) -> [CSV.Record] {
        var parts = try PackedParts(bytes)
        let (book, relations) = (BookPart(), RelationsPart())
        try parts.read("xl/workbook.xml", by: book)
        try parts.read("xl/_rels/workbook.xml.rels", by: relations)
        guard let place = book.sheet.flatMap({ relations.targets[$0] }) else { throw .broken }
        let (texts, styles) = (TextsPart(), StylesPart())
        if let path = relations.byKind["sharedStrings"], parts.has(path) { try parts.read(path, by: texts) }
        if let path = relations.byKind["styles"], parts.has(path) { try parts.read(path, by: styles) }
        let sheet = SheetPart(
            texts: texts.texts, isDay: styles.isDay, countsFrom1904: book.countsFrom1904, most: most)
        try parts.read(place, by: sheet)
        return sheet.records
    }
}
