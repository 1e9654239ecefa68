import Foundation
import Kernel
import Platform
import Testing

@testable import Registers

@Suite struct WorkbookTests {
    private func written(_ rows: [[Workbook.Cell]], named name: String = "台账") throws -> [UInt8] {
        let writer = try WorkbookWriter(named: name, at: Instant(milliseconds: 1_790_000_000_000))
        for row in rows { writer.add(row) }
        return try writer.finish()
    }

    private func reason(_ bytes: [UInt8], most: Int = 100) -> String? {
        do {
            _ = try WorkbookReader.rows(bytes, most: most)
            return nil
        } catch .invalid(let faults) { return faults["file"]?.key } catch { return "another" }
    }

    @Test(arguments: ["台账/2026", "'", "[]:*?/\\", String(repeating: "长", count: 80)])
    func `what is written is read again, texts as texts, numbers as numbers and days as days`(name: String) throws {
        let day = try #require(LocalDay("2026-09-04"))
        let bytes = try written(
            [
                [.text("编号"), .text("a<b&\"c\"")], [.text("00123"), .text("=SUM(A1)")],
                [.number(12.5), .text("多行\n文字")], [.text(""), .text("x")], [.day(day), .number(19.99)],
            ], named: name)
        let read = try WorkbookReader.rows(bytes)
        #expect(
            read.map(\.cells) == [
                ["编号", "a<b&\"c\""], ["00123", "=SUM(A1)"], ["12.5", "多行\n文字"], ["", "x"], ["2026-09-04", "19.99"],
            ])
        #expect(read.map(\.line) == [1, 2, 3, 4, 5])
    }

    @Test(arguments: [0, 4, 40, 400, 700, 2000])
    func `a broken workbook is refused in words`(_ length: Int) throws {
        let whole = try written([[.text("a")], [.text("b")]])
        #expect(reason(Array(whole.prefix(length))) == "registers.import.workbook_broken")
    }

    @Test func `a workbook with a changed byte in a packed part is refused or read, and never ends the program`() throws
    {
        let whole = try written((0..<40).map { [.text("文字\($0)"), .number(Double($0))] })
        for place in stride(from: 30, to: whole.count, by: 97) {
            var bytes = whole
            bytes[place] ^= 0x5A
            _ = try? WorkbookReader.rows(bytes)
        }
    }

    @Test func `too many rows, too many columns and too large a file are refused`() throws {
        let long = try written((0..<102).map { [.text("\($0)")] })
        #expect(reason(long) == "registers.import.workbook_too_much")
        #expect(reason(long, most: 101) == nil)
        let wide = try written([(0...CSV.maximumCells).map { .text("\($0)") }])
        #expect(reason(wide) == "registers.import.workbook_too_much")
        #expect(
            reason(WorkbookReader.mark + [UInt8](repeating: 0, count: CSV.maximumBytes))
                == "registers.import.workbook_too_large")
    }

    @Test func `a small file that unpacks to very much is refused before it is unpacked`() throws {
        let sign = String(repeating: "a", count: 32_000)
        let bomb = try written((0..<1_100).map { _ in [.text(sign)] })
        #expect(bomb.count < CSV.maximumBytes)
        #expect(reason(bomb, most: 5000) == "registers.import.workbook_too_much")
    }

    @Test(arguments: [("A1", 0), ("Z9", 25), ("AA10", 26), ("AB1", 27)])
    func `columns are counted from their letters`(_ reference: String, _ column: Int) {
        #expect(Workbook.column(reference) == column)
    }

    @Test(arguments: [
        ("2026/9/4", "2026-09-04"), ("2026.09.04", "2026-09-04"), ("46269", "2026-09-04"), ("soon", "soon"),
    ])
    func `days of spreadsheets are read`(_ cell: String, _ day: String) { #expect(EntryImport.day(cell) == day) }
}

/// Workbooks as other programs write them.
@Suite struct `Workbooks of other programs` {
    private func book(
        _ sheet: String, shared: String? = nil, styles: String? = nil, book: String? = nil
    ) -> [UInt8] {
        let usual =
            #"<workbook><sheets><sheet name="a" r:id="r1" state="hidden"/><sheet name="b" r:id="r2"/></sheets></workbook>"#
        var parts = [
            ("xl/workbook.xml", book ?? usual),
            (
                "xl/_rels/workbook.xml.rels",
                """
                <Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>\
                <Relationship Id="r2" Type="x/worksheet" Target="/xl/worksheets/sheet7.xml"/>\
                <Relationship Id="r3" Type="x/sharedStrings" Target="sharedStrings.xml"/>\
                <Relationship Id="r4" Type="x/styles" Target="styles.xml"/></Relationships>
                """
            ), ("xl/worksheets/sheet7.xml", "<worksheet><sheetData>\(sheet)</sheetData></worksheet>"),
        ]
        if let shared { parts.append(("xl/sharedStrings.xml", "<sst>\(shared)</sst>")) }
        if let styles { parts.append(("xl/styles.xml", "<styleSheet>\(styles)</styleSheet>")) }
        var archive = ZipArchive(at: Instant(milliseconds: 0), zone: .utc)
        var bytes: [UInt8] = []
        for (name, text) in parts { bytes += archive.piece(name, Array(text.utf8)) }
        return bytes + archive.end()
    }

    @Test func `the first sheet that is shown is read, with shared texts and without how they are read aloud`() throws {
        let bytes = book(
            #"<row r="3"><c r="A3" t="s"><v>1</v></c><c r="C3" t="s"><v>0</v></c><c r="D3" t="s"><v>9</v></c></row>"#,
            shared: "<si><t>王</t><rPh><t>wang</t></rPh></si><si><r><t>一</t></r><r><t>二</t></r></si>")
        #expect(try WorkbookReader.rows(bytes) == [CSV.Record(line: 3, cells: ["一二", "", "王", ""])])
    }

    @Test(arguments: [
        (1, "46269", "2026-09-04"), (1, "46269.4375", "2026-09-04 10:30"), (2, "46269", "2026-09-04"),
        (0, "46269", "46269"), (0, "19.989999999999998", "19.99"), (0, "1.2E+3", "1200"), (3, "46269", "46269"),
        (1, "0.5", "12:00"),
    ])
    func `numbers are read as they are shown`(style: Int, stored: String, shown: String) throws {
        let styles = """
            <numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/>\
            <numFmt numFmtId="171" formatCode="0.00&quot;day&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/>\
            </cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/></cellXfs>
            """
        let bytes = book("<row><c s=\"\(style)\"><v>\(stored)</v></c></row>", styles: styles)
        #expect(try WorkbookReader.rows(bytes).map(\.cells) == [[shown]])
    }

    @Test func `days counted since 1904 are the same days`() throws {
        let bytes = book(
            #"<row><c s="0"><v>44807</v></c></row>"#, styles: #"<cellXfs><xf numFmtId="14"/></cellXfs>"#,
            book: #"<workbook><workbookPr date1904="1"/><sheets><sheet r:id="r2"/></sheets></workbook>"#)
        #expect(try WorkbookReader.rows(bytes).map(\.cells) == [["2026-09-04"]])
    }

    @Test func `of a formula what it came to is read, never the formula, and one that went wrong is refused`() throws {
        let formula = #"<row><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>X()</f><v>二</v></c></row>"#
        #expect(try WorkbookReader.rows(book(formula)).map(\.cells) == [["2", "二"]])
        let wrong = book(#"<row r="4"><c r="A4" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>"#)
        let problem = #expect(throws: Problem.self) { try WorkbookReader.rows(wrong) }
        #expect(
            problem == .invalid("file", Message("registers.import.workbook_error_value", ["line": .number(4)])))
    }

    @Test(arguments: [
        "<row><c></row>", #"<row><c r="A1"><v>1</v></c></row>"# + "\u{0}", "<row>&own;</row>",
        String(repeating: "<x>", count: 80) + String(repeating: "</x>", count: 80),
    ])
    func `a sheet that is no proper XML is refused`(sheet: String) {
        #expect(throws: Problem.self) { try WorkbookReader.rows(book(sheet)) }
    }

    @Test func `XML that declares a type of document is refused, so nothing can be made to grow in it`() {
        let grown = #"<!DOCTYPE a [<!ENTITY b "bbbbbbbb">]><workbook><sheets><sheet r:id="r2"/></sheets></workbook>"#
        #expect(throws: Problem.self) { try WorkbookReader.rows(book("<row><c><v>1</v></c></row>", book: grown)) }
    }
}
