import Foundation
import Testing

@testable import Kernel

struct JSONTextTests {
    private struct Part: Codable, Hashable {
        var text = "空调 \u{0}\u{1}\u{8}\u{C}\u{1F}\u{7F}\u{2028}😀/\"\\\n\t\r"
        var whole = -7
        var parts: [Double] = [1, 0.1, -0.0, 1e20, 1e-7, 123_456_789_012_345, .pi, .greatestFiniteMagnitude]
        var small: Float = 0.1
        var nothing: Int?
        var flag = true
    }

    private struct Nothing: Codable {}

    private enum Step: Codable {
        case begun(Part, at: Int)
        case ended
        case named(name: String?)
        case list([Part])
    }

    private struct Whole: Codable {
        var steps: [Step] = [.begun(Part(), at: 3), .ended, .named(name: nil), .named(name: "甲"), .list([Part(), Part()])]
        var counts = ["b": 1, "a": 2, "aa": 3, "A": 4, "a1": 5, "a_b": 6, "aB": 7, "": 8, "甲": 9, "é": 10]
        var numbered = [1: "x"]
        var nested: [[Int?]] = [[1, nil], []]
        var largest = UInt64.max
        var nothing = Nothing()
        var nothings = [Nothing(), Nothing()]
        var empty: [String: String] = [:]
    }

    /// Writes its parts beside its own members, as a type that was taken apart does.
    private struct Flat: Encodable {
        enum Keys: String, CodingKey { case zone, about }
        func encode(to encoder: any Encoder) throws {
            var own = encoder.container(keyedBy: Keys.self)
            try own.encode("z", forKey: .zone)
            try Part().encode(to: encoder)
            var about = own.nestedContainer(keyedBy: Keys.self, forKey: .about)
            try about.encode([1, 2], forKey: .zone)
            var list = about.nestedUnkeyedContainer(forKey: .about)
            try list.encode("甲")
            try list.encodeNil()
        }
    }

    @Test func `a value is written in the same bytes as by Foundation with sorted names`() throws {
        let foundation = JSONEncoder()
        foundation.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        func check(_ value: some Encodable) throws {
            #expect(try JSONText.of(value) == String(decoding: foundation.encode(value), as: UTF8.self))
        }
        try check(Whole())
        try check([Whole(), Whole()])
        try check(Nothing())
        try check("a text alone")
        try check(["deep": ["deeper": [[Part()]]]])
        try check([String: Int]())
        for sign in 0..<0x300 { try check(String(UnicodeScalar(UInt32(sign)) ?? "x")) }
    }

    @Test func `what is written reads back as the same value`() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let text = String(
                String.UnicodeScalarView(
                    (0..<20).compactMap { _ in UnicodeScalar(UInt32.random(in: 0...0x10FFFF, using: &random)) }))
            let part = Part(
                text: text, whole: .random(in: .min ... .max, using: &random),
                parts: [.random(in: -1e9...1e9, using: &random)])
            let written = try JSONText.bytes(of: part)
            #expect(try JSONDecoder().decode(Part.self, from: Data(written)) == part)
        }
    }

    @Test func `members written by several hands stand in one object in order`() throws {
        let text = try JSONText.of(Flat())
        let read = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        #expect(read?.keys.sorted() == ["about", "flag", "parts", "small", "text", "whole", "zone"])
        #expect(text.hasPrefix(#"{"about":{"about":["甲",null],"zone":[1,2]},"flag":true"#))
    }

    @Test func `a number that is not finite is refused`() {
        #expect(throws: EncodingError.self) { try JSONText.of([Double.nan]) }
        #expect(throws: EncodingError.self) { try JSONText.of(["x": Double.infinity]) }
    }
}
