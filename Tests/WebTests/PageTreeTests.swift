import Kernel
import Mustache
import Testing

@testable import Web

/// What a template finds in a page: the stored fields of structs, whatever they hold.
@Suite struct PageTreeTests {
    struct Line: Sendable {
        let name: String
        let mark: String?
        let parts: [String]
        let inner: Inner?
        let inners: [Inner]
        var count = 3
        var share = 0.5
        var isOpen = true
    }

    struct Inner: Sendable {
        let word: String
        var deeper: [Inner] = []
    }

    enum Kind: Sendable { case plain }

    struct Mixed: Sendable {
        let kind = Kind.plain
        let nested: String?? = .some("x")
        let empty: [String]? = []
    }

    private let printer = PiecePrinter(language: .english, library: MustacheLibrary(), printed: Memo(limit: 4))

    private func print(_ template: String, _ value: some Any) throws -> String {
        try MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT}}" + template).render(PageNode(value, printer: printer))
    }

    @Test func `fields of every kind are found by name`() throws {
        let line = Line(
            name: "soup", mark: "m", parts: ["a", "b"], inner: Inner(word: "in"),
            inners: [Inner(word: "1", deeper: [Inner(word: "2")]), Inner(word: "3")])
        let text = try print(
            "{{name}} {{mark}} {{#parts}}{{.}};{{/parts}} {{inner.word}} "
                + "{{#inners}}{{word}}{{#deeper}}<{{word}}>{{/deeper}}{{/inners}} {{count}} {{share}} {{#isOpen}}open{{/isOpen}}",
            line)
        #expect(text == "soup m a;b; in 1<2>3 3 0.5 open")
        #expect(try print("{{kind}} {{nested}} {{^empty}}none{{/empty}}", Mixed()) == "plain x none")
    }

    @Test func `an absent value is looked for further out, an empty text counts as absent`() throws {
        let line = Line(name: "", mark: nil, parts: [], inner: nil, inners: [Inner(word: "w")])
        #expect(try print("{{#inners}}{{word}}{{count}}{{/inners}}", line) == "w3")
        #expect(try print("{{#inners}}{{^.count}}none{{/.count}}{{/inners}}", line) == "none")
        #expect(try print("{{^mark}}no mark{{/mark}}{{^name}} no name{{/name}}", line) == "no mark no name")
    }

    @Test(arguments: [
        ("<b>", "&lt;b&gt;"), ("a & b", "a &amp; b"), ("\"'", "&quot;&#39;"), ("汤是凉的", "汤是凉的"),
        ("\"\u{0301}x", "&quot;\u{0301}x"), ("<\u{20E3}", "&lt;\u{20E3}"), ("", ""), ("&amp;", "&amp;amp;"),
    ])
    func `text is made safe wherever it stands, also under a combining sign`(typed: String, safe: String) throws {
        let line = Line(name: typed, mark: typed, parts: [typed], inner: Inner(word: typed), inners: [])
        #expect(
            try print("{{name}}|{{mark}}|{{#parts}}{{.}}{{/parts}}|{{inner.word}}", line)
                == [safe, safe, safe, safe].joined(separator: "|"))
        #expect(escapeHTML(typed) == safe)
    }
}
