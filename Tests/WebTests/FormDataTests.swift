import Kernel
import Testing

@testable import Web

@Suite struct FormDataTests {
    private func multipart(_ parts: String...) -> [UInt8] {
        Array((parts.map { "--b1\r\n\($0)\r\n" }.joined() + "--b1--\r\n").utf8)
    }

    private let type = "multipart/form-data; boundary=b1"

    @Test func `fields come in their order and the last of a name counts`() throws {
        let form = try FormData.parseURLEncoded(Array("a=1&b=%E5%9B%9E%E9%9F%B3+x&a=2".utf8))
        #expect(form.value("a") == "2")
        #expect(form.values("a") == ["1", "2"])
        #expect(form.value("b") == "回音 x")
        #expect(form.value("none").isEmpty)
    }

    @Test func `fields written as a browser would send them are read as they were`() throws {
        let fields = [("a", "回音 1&2=3+4%5/?#\u{1F600}"), ("b.1", ""), ("~-_", "\n\"'\u{0}\u{7F}é")]
        let written = FormData.urlEncoded(fields.map { (name: $0.0, value: $0.1) })
        #expect(written.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
        let form = try FormData.parseURLEncoded(Array(written.utf8))
        for (name, value) in fields { #expect(form.value(name) == value) }
    }

    @Test(arguments: ["a=x%C3%28", "a=%FF"])
    func `text that is not UTF-8 is kept and refused by the name of its field`(body: String) throws {
        let form = try FormData.parseURLEncoded(Array(body.utf8))
        #expect(form.value("a").contains("\u{FFFD}"))
        var reader = FormReader(form)
        _ = reader.text("a")
        #expect(reader.faults == ["a": Message("web.form.not_utf8")])
    }

    @Test func `a name that is not UTF-8 is refused with a sentence`() {
        #expect(throws: Problem.invalid("form", Message("web.form.not_utf8"))) {
            try FormData.parseURLEncoded(Array("%80=1".utf8))
        }
    }

    @Test(arguments: [997, 65_536, 5_000_000])
    func `a form that is too large gives what was typed, wherever it stands, and no file`(step: Int) {
        let body = multipart(
            "Content-Disposition: form-data; name=\"kind\"\r\n\r\nCMP",
            "Content-Disposition: form-data; name=\"files\"; filename=\"a.jpg\"\r\n\r\n"
                + String(repeating: "\r\n--b", count: 100_000),
            "Content-Disposition: form-data; name=\"files\"; filename=\"b.jpg\"\r\n\r\nshort",
            "Content-Disposition: form-data; name=\"narrative\"\r\n\r\n汤是凉的",
            "Content-Disposition: form-data; name=\"empty\"\r\n\r\n",
            "Content-Disposition: form-data; name=\"long\"\r\n\r\n" + String(repeating: "长", count: 100_000))
        var salvage = FormSalvage(contentType: type, limit: 30 * 1_048_576)
        var start = 0
        while start < body.count {
            salvage.take(body[start..<min(body.count, start + step)])
            start += step
        }
        let form = salvage.finish()
        #expect(form.fields.map(\.name) == ["kind", "narrative", "empty"])
        #expect(form.value("narrative") == "汤是凉的")
        #expect(form.files.isEmpty)
        let reader = FormReader(form)
        #expect(reader.faults == ["form": Message("web.form.too_large", ["size": "30 MB"])])
        #expect(throws: Problem.self) { try reader.finish() }
    }

    @Test func `a long plain form gives the fields that came before the limit`() {
        var salvage = FormSalvage(contentType: "application/x-www-form-urlencoded", limit: 20)
        salvage.take(Array("a=1&b=2&c=".utf8))
        salvage.take(Array(String(repeating: "3", count: 100).utf8))
        #expect(salvage.finish().fields.map(\.value) == ["1", "2"])
    }

    @Test(arguments: ["a=%", "a=%1", "a=%zz"])
    func `broken escapes are refused`(body: String) {
        #expect(throws: Problem.invalid("form", Message("web.form.broken"))) {
            try FormData.parseURLEncoded(Array(body.utf8))
        }
    }

    @Test func `more fields than any form of ours has are refused`() {
        let body = Array(repeating: "a=1", count: FormData.maximumFields + 1).joined(separator: "&")
        #expect(throws: Problem.self) { try FormData.parseURLEncoded(Array(body.utf8)) }
    }

    @Test func `files and fields of a multipart form are told apart`() throws {
        let body = multipart(
            "Content-Disposition: form-data; name=\"kind\"\r\n\r\nCMP",
            "Content-Disposition: form-data; name=\"files\"; filename=\"饭菜.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n\u{1}\u{2}",
            "Content-Disposition: form-data; name=\"files\"; filename=\"\"\r\n\r\n")
        let form = try FormData.parse(body, contentType: type)
        #expect(form.value("kind") == "CMP")
        #expect(form.files("files") == [FormData.File(name: "饭菜.jpg", bytes: [1, 2])])
    }

    @Test func `an empty multipart value stays empty`() throws {
        let body = multipart("Content-Disposition: form-data; name=\"a\"\r\n\r\n")
        #expect(try FormData.parse(body, contentType: type).value("a") == "")
    }

    @Test(arguments: ["", "--b1", "--b1\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nno end", "nonsense"])
    func `a multipart body that does not end as it must is refused`(body: String) {
        #expect(throws: Problem.self) { try FormData.parse(Array(body.utf8), contentType: type) }
    }

    @Test func `another kind of body is refused`() {
        #expect(throws: Problem.self) { try FormData.parse(Array("{}".utf8), contentType: "application/json") }
    }
}

@Suite struct FormReaderTests {
    @Test(arguments: ["1,2,3", "1，2、3", " 1；2; 3 ", "1\n2\t3", "1\u{3000}2,,3"])
    func `a list is read whatever stands between`(text: String) {
        #expect(FormReader.parts(of: text) == ["1", "2", "3"])
    }

    @Test func `all faults of a form are found at once`() {
        var reader = FormReader(FormData(["age": "old", "day": "2026-02-30", "name": " ", "kind": "XXX"]))
        _ = reader.text("name", required: true)
        _ = reader.number("age", in: 0...120)
        _ = reader.day("day")
        _ = reader.choice("kind", as: Role.self)
        #expect(Set(reader.faults.keys) == ["name", "age", "day", "kind"])
        #expect(throws: Problem.self) { try reader.finish() }
    }

    @Test(arguments: ["a\u{0}b", "a\u{7}b", "a\u{202E}b", "a\u{9F}b"])
    func `control characters and marks that hide text are refused`(text: String) {
        var reader = FormReader(FormData(["t": text]))
        _ = reader.text("t")
        #expect(reader.faults["t"] == Message("web.form.control_characters"))
    }

    @Test func `line breaks are unified and white space around is taken off`() {
        var reader = FormReader(FormData(["t": "  一\r\n二\r三  "]))
        #expect(reader.text("t") == "一\n二\n三")
        #expect(reader.faults.isEmpty)
    }

    @Test func `text that is too long says by how much`() {
        var reader = FormReader(FormData(["t": "12345"]))
        _ = reader.text("t", limit: 3)
        #expect(reader.faults["t"] == Message("web.form.too_long", ["n": 2, "limit": 3]))
    }

    @Test func `a moment is read on the organisation's wall clock`() {
        var reader = FormReader(FormData(["m": "2026-09-30T23:50", "bad": "2026-09-30 23:50"]))
        #expect(reader.moment("m", zone: .shanghai) == Instant(iso8601: "2026-09-30T23:50:00+08:00"))
        #expect(reader.moment("bad", zone: .shanghai) == nil)
        #expect(reader.faults["bad"] != nil)
    }
}

@Suite struct CSRFTests {
    private let csrf = CSRF(secret: [1, 2, 3])

    @Test func `a token holds for its visit and session only`() {
        let token = csrf.token(visit: "v", session: "s")
        #expect(csrf.accepts(token, visit: "v", session: "s"))
        #expect(!csrf.accepts(token, visit: "v", session: nil))
        #expect(!csrf.accepts(token, visit: "w", session: "s"))
        #expect(!csrf.accepts(token, visit: nil, session: "s"))
        #expect(!csrf.accepts("", visit: "v", session: "s"))
        #expect(!CSRF(secret: [9]).accepts(token, visit: "v", session: "s"))
    }
}
