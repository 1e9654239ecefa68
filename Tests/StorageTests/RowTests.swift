import Storage
import Testing

/// Rows by themselves, whatever engine gave them.
@Suite struct RowTests {
    @Test func `of several columns with one name the last is read`() throws {
        let row = Row(names: ["id", "name", "id"], values: [.integer(1), .text("x"), .integer(2)])
        #expect(try row.get("id", as: Int.self) == 2)
        #expect(throws: StorageError.badColumn("other")) { try row.get("other", as: Int.self) }
        #expect(throws: StorageError.badColumn("name")) { try row.get("name", as: Int.self) }
    }

    @Test func `rows with other values are written as another text`() {
        let rows: [[SQLValue]] = [
            [], [.null], [.null, .null], [.integer(1)], [.integer(11)], [.integer(1), .integer(1)], [.real(1)],
            [.text("1")], [.text("")], [.text("n;")], [.text("n;"), .null], [.text("n"), .text(";")],
            [.text("1:a"), .text("b")], [.text("1:at1:b")], [.text("a"), .text("1:b")], [.bytes([])], [.bytes([1])],
            [.bytes([1, 2])], [.bytes([1]), .bytes([2])], [.text("回")], [.text("\u{E9}")], [.text("e\u{301}")],
        ]
        let written = rows.map { Row(names: $0.indices.map { "c\($0)" }, values: $0).written }
        #expect(Set(written.map { Array($0.utf8) }).count == rows.count)
    }
}
