import Foundation
import Kernel
import Platform
import Testing

@testable import Registers

@Suite struct WorkbookTests {
    @Test func `what is written is read again, texts as texts and numbers as numbers`() throws {
        let rows = [["编号", "a<b&\"c\""], ["00123", "=SUM(A1)"], ["12.5", "多行\n文字"], ["", "x"]]
        let bytes = Workbook.write(rows, named: "台账/2026", at: Instant(milliseconds: 1_790_000_000_000), zone: .utc)
        let read = try WorkbookReader.rows(bytes)
        #expect(read.map(\.cells) == rows)
        #expect(read.map(\.line) == [1, 2, 3, 4])
    }

    @Test(arguments: [0, 4, 40, 400, 700])
    func `a broken workbook is refused in words`(_ length: Int) {
        let whole = Workbook.write([["a"], ["b"]], named: "x", at: Instant(milliseconds: 0), zone: .utc)
        #expect(throws: Problem.self) { try WorkbookReader.rows(Array(whole.prefix(length))) }
    }

    /// `deflate` of a line said a hundred times, as Python's zlib packs it with fixed and with own codes.
    @Test(arguments: Packed.all) func `packed texts are unpacked`(_ packed: Packed) throws {
        let bytes = [UInt8](try #require(Data(base64Encoded: packed.base64)))
        let text = String(decoding: try Inflate.unpacked(bytes, limit: 1_000_000), as: UTF8.self)
        #expect(text == packed.text)
        #expect(throws: Inflate.Broken.self) { try Inflate.unpacked(bytes, limit: packed.text.utf8.count - 1) }
        #expect(throws: Inflate.Broken.self) { try Inflate.unpacked(Array(bytes.dropLast(2)), limit: 1_000_000) }
    }

    @Test(arguments: [("A1", 0), ("Z9", 25), ("AA10", 26), ("AB1", 27)])
    func `columns are counted from their letters`(_ reference: String, _ column: Int) {
        #expect(Workbook.column(reference) == column)
        #expect(Workbook.letters(column) == reference.filter(\.isLetter))
    }

    @Test(arguments: [
        ("2026/9/4", "2026-09-04"), ("2026.09.04", "2026-09-04"), ("46269", "2026-09-04"), ("soon", "soon"),
    ])
    func `days of spreadsheets are read`(_ cell: String, _ day: String) { #expect(EntryImport.day(cell) == day) }
}
