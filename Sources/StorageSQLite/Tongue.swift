/// Turns the migrations' common tongue into SQLite's: three type names, and `STRICT` on each table.
enum Tongue {
    /// Leaves text in quotes and comments as it stands. Virtual tables are not touched.
    static func translate(_ sql: String) -> String {
        var reader = TongueReader(Array(sql.utf8))
        return reader.translated()
    }
}

private struct TongueReader {
    private let source: [UInt8]
    private var place = 0
    private var output: [UInt8] = []
    /// The first words of the statement being read, in upper case.
    private var words: [String] = []
    private var depth = 0
    /// Where in `output` the last bracket of the outermost level closed.
    private var closing: Int?
    private var isStrictAlready = false
    private var hasOptions = false

    init(_ source: [UInt8]) { self.source = source }

    mutating func translated() -> String {
        while place < source.count { step() }
        endStatement()
        return String(decoding: output, as: UTF8.self)
    }

    private mutating func step() {
        let byte = source[place]
        switch byte {
        case UInt8(ascii: "'"), UInt8(ascii: "\""): copy { $0 == byte }
        case UInt8(ascii: "-") where peek(1) == byte: copy { $0 == UInt8(ascii: "\n") }
        case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"): copyBlockComment()
        case UInt8(ascii: ";"):
            if depth == 0 { endStatement() }
            emit(byte)
        case UInt8(ascii: "("):
            depth += 1
            emit(byte)
        case UInt8(ascii: ")"):
            depth -= 1
            emit(byte)
            if depth == 0 { closing = output.count }
        case _ where isWord(byte): readWord()
        default: emit(byte)
        }
    }

    private func peek(_ distance: Int) -> UInt8? {
        place + distance < source.count ? source[place + distance] : nil
    }

    private func isWord(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }

    private mutating func emit(_ byte: UInt8) {
        output.append(byte)
        place += 1
    }

    /// Copies one byte and all up to and with the first that `ends`.
    private mutating func copy(until ends: (UInt8) -> Bool) {
        emit(source[place])
        while place < source.count {
            let byte = source[place]
            emit(byte)
            if ends(byte) { return }
        }
    }

    private mutating func copyBlockComment() {
        emit(source[place])
        emit(source[place])
        while place < source.count, !(source[place - 1] == UInt8(ascii: "*") && source[place] == UInt8(ascii: "/")) {
            emit(source[place])
        }
        if place < source.count { emit(source[place]) }
    }

    private mutating func readWord() {
        var end = place
        while end < source.count, isWord(source[end]) { end += 1 }
        let bytes = source[place..<end]
        place = end
        let word = String(decoding: bytes, as: UTF8.self).uppercased()
        if words.count < 3 { words.append(word) }
        if depth == 0, closing != nil {
            hasOptions = true
            if word == "STRICT" { isStrictAlready = true }
        }
        switch word {
        case "BIGINT": output += Array("INTEGER".utf8)
        case "BYTEA": output += Array("BLOB".utf8)
        case "DOUBLE": output += Array("REAL".utf8)
        case "PRECISION" where output.suffix(5) == Array("REAL ".utf8)[...]: output.removeLast()
        default: output += bytes
        }
    }

    private mutating func endStatement() {
        let isTable = words.first == "CREATE" && words.dropFirst().filter { !$0.hasPrefix("TEMP") }.first == "TABLE"
        if isTable, let closing, !isStrictAlready {
            output.insert(contentsOf: Array((hasOptions ? " STRICT," : " STRICT").utf8), at: closing)
        }
        words = []
        closing = nil
        depth = 0
        isStrictAlready = false
        hasOptions = false
    }
}
