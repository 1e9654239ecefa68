import Foundation
import Testing

@testable import Web

/// What answers to programs are written with, held to what Foundation gives and reads.
@Suite struct `JSON written byte by byte` {
    private static func encoded(_ value: JSON) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private static func written(_ value: JSON) -> String { String(decoding: value.bytes, as: UTF8.self) }

    /// The same chance every time.
    private struct Chance: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    /// Signs that are escaped, that only look so, and of every length in UTF-8.
    private static let signs: [Unicode.Scalar] =
        (0..<0x30).compactMap(Unicode.Scalar.init)
        + ["\"", "\\", "/", "a", "é", "\u{7F}", "\u{80}", "\u{301}", "\u{2028}", "\u{2029}", "回", "\u{D7FF}"]
        + ["\u{E000}", "\u{FEFF}", "\u{FFFD}", "\u{FFFF}", "😀", "\u{10FFFF}"]

    private static func text(_ chance: inout Chance) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...12, using: &chance) {
            text.append(signs.randomElement(using: &chance) ?? "a")
        }
        return String(text)
    }

    private static func value(_ chance: inout Chance, depth: Int) -> JSON {
        switch Int.random(in: 0...(depth > 0 ? 7 : 5), using: &chance) {
        case 0: return .null
        case 1: return .flag(.random(using: &chance))
        case 2: return .integer(Int.random(in: .min ... .max, using: &chance) >> Int.random(in: 0...63, using: &chance))
        case 3: return .number(.random(in: -1e9...1e9, using: &chance))
        case 4, 5: return .text(text(&chance))
        case 6: return .list((0..<Int.random(in: 0...4, using: &chance)).map { _ in value(&chance, depth: depth - 1) })
        default:
            let members = (0..<Int.random(in: 0...5, using: &chance)).map { _ in
                (text(&chance), value(&chance, depth: depth - 1))
            }
            return .object(Dictionary(members, uniquingKeysWith: { $1 }))
        }
    }

    @Test func `every value gives the bytes of Foundation's encoder and is read again as it was`() throws {
        var chance = Chance(state: 2026)
        for _ in 0..<3_000 {
            let value = Self.value(&chance, depth: 5)
            let written = Self.written(value)
            #expect(written == (try Self.encoded(value)))
            #expect(try JSONDecoder().decode(JSON.self, from: Data(written.utf8)) == value)
        }
    }

    @Test func `every sign alone is escaped where it must be and nowhere else`() throws {
        let every = (0...0x2FF).compactMap(Unicode.Scalar.init) + Self.signs
        for sign in every {
            let written = Self.written(.text("a\(sign)b"))
            #expect(written == (try Self.encoded(.text("a\(sign)b"))), "U+\(String(sign.value, radix: 16))")
            let read = try JSONSerialization.jsonObject(with: Data(written.utf8), options: .fragmentsAllowed)
            #expect(read as? String == "a\(sign)b")
        }
        #expect(Self.written(.text("\u{1}\u{1F}\n\"\\/")) == #""\u0001\u001f\n\"\\/""#)
    }

    @Test(arguments: [
        0, -0.0, 1, -1, 0.1, 1.5, 100, 1e15, 1e16, 1e17, 1e21, 1e-4, 1e-5, 1e300, -2.5e-300, .leastNonzeroMagnitude,
        .pi,
        .greatestFiniteMagnitude,
    ])
    func `a number is written as Foundation writes it`(number: Double) throws {
        #expect(Self.written(.number(number)) == (try Self.encoded(.number(number))))
    }

    @Test(arguments: [0, 9, 10, -1, -10, .max, .min])
    func `a whole number is written as Foundation writes it`(number: Int) throws {
        #expect(Self.written(.integer(number)) == (try Self.encoded(.integer(number))))
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func `a number that JSON has no form for becomes null`(number: Double) {
        #expect(Self.written(["n": .number(number), "after": true]) == #"{"after":true,"n":null}"#)
    }

    @Test func `depth is no matter`() throws {
        let deep = (0..<200).reduce(JSON.text("回")) { inner, _ in ["in": .list([inner])] }
        #expect(Self.written(deep) == (try Self.encoded(deep)))
    }

    @Test func `a shape writes the bytes of the object it makes`() {
        let shape = JSONShape<Int>([
            ("b", Schema.integer(), { .integer($0) }), ("a\"", Schema.text(), { .text("\($0)") }),
            ("é", Schema.optional(Schema.text()), { $0 > 1 ? .null : .text("x") }),
            ("a", Schema.list(Schema.flag), { .list([.flag($0 == 0)]) }),
        ])
        for value in 0...3 {
            var writer = JSONWriter()
            shape.write(value, to: &writer)
            #expect(writer.bytes == shape.json(value).bytes)
        }
        let values = [3, 1, 2]
        for (values, next) in [(values, "x\"y"), (values, nil), ([], nil)] {
            let page: JSON = ["items": .list(values.map(shape.json)), "next": .optional(next)]
            #expect(shape.page(values, next: next).bytes == page.bytes)
        }
        var writer = JSONWriter()
        JSONShape<Int>([]).write(1, to: &writer)
        #expect(writer.bytes == Array("{}".utf8))
    }
}
