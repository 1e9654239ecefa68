import Kernel
import Platform
import TestKit
import Testing

@Suite struct CSVTests {
    private func cells(_ text: String) throws -> [[String]] { try CSV.read(Array(text.utf8)).map(\.cells) }

    private func fault(_ bytes: [UInt8]) -> String? {
        let problem = #expect(throws: Problem.self) { try CSV.read(bytes) }
        guard case .invalid(let fields) = problem else { return nil }
        return fields["file"]?.key
    }

    @Test(arguments: [
        ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        ("a,b\r\n1,2", [["a", "b"], ["1", "2"]]),
        ("a,b\r1,2\r", [["a", "b"], ["1", "2"]]),
        ("\u{FEFF}a;b\n1,5;2\n", [["a", "b"], ["1,5", "2"]]),
        ("a,b\n\"x,\"\"y\"\"\",\"two\nlines\"\n", [["a", "b"], ["x,\"y\"", "two\nlines"]]),
        ("a,b\n\n , \n1,\n", [["a", "b"], ["1", ""]]),
        ("\"\",b\n", [["", "b"]]),
        ("", []),
    ])
    func `cells are read as they were meant`(text: String, expected: [[String]]) throws {
        #expect(try cells(text) == expected)
    }

    @Test func `a record knows the line it begins on`() throws {
        let records = try CSV.read(Array("a\n\"1\n2\"\n\nx\n".utf8))
        #expect(records.map(\.line) == [1, 2, 5])
    }

    @Test func `GB18030 is understood`() throws {
        let bytes: [UInt8] = [0xB9, 0xA4, 0xBA, 0xC5, 0x2C, 0xD0, 0xD5, 0xC3, 0xFB, 0x0D, 0x0A]
        #expect(try CSV.read(bytes).map(\.cells) == [["工号", "姓名"]])
    }

    @Test func `what is no text is refused`() {
        #expect(fault([0xFF, 0xFF, 0xFF, 0x2C]) == "platform.organisation.csv.encoding")
        #expect(fault([0x61, 0x00, 0x62]) == "platform.organisation.csv.encoding")
    }

    @Test func `limits hold`() {
        #expect(
            fault([UInt8](repeating: 97, count: CSV.maximumBytes + 1)) == "platform.organisation.csv.too_large")
        let rows = Array(String(repeating: "a\n", count: CSV.maximumRecords + 2).utf8)
        #expect(fault(rows) == "platform.organisation.csv.too_many")
        let wide = Array(String(repeating: "a,", count: CSV.maximumCells).utf8)
        #expect(fault(wide) == "platform.organisation.csv.too_many_cells")
    }

    @Test(arguments: ["a\n\"open\n", "a\n\"x\"y\n"])
    func `broken quotes are refused`(text: String) {
        #expect(fault(Array(text.utf8)) == "platform.organisation.csv.quotes")
    }

    @Test(arguments: [
        ("=1+1", "'=1+1"), ("+86 138", "'+86 138"), ("@x", "'@x"), ("-5", "-5"), ("-x", "'-x"), (" =1", "' =1"),
        ("\t1", "'\t1"), ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""),
        ("＝1", "'＝1"),
    ])
    func `no cell becomes a formula`(cell: String, written: String) {
        #expect(CSV.write([[cell]]) == "\u{FEFF}\(written)\r\n")
    }

    @Test func `what was written is read again`() throws {
        let rows = [["工号", "备注"], ["1", "两行\n\"引号\", 逗号"]]
        #expect(try cells(CSV.write(rows)) == rows)
        #expect(CSV.unguarded("'+86138") == "+86138")
        #expect(CSV.unguarded("'tis") == "'tis")
    }
}
