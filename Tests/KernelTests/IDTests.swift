import Foundation
import Kernel
import Testing

/// Identities.
@Suite struct `Identities` {
    private enum Thing {}

    private func id(at milliseconds: Int64, _ fill: UInt8) -> ID<Thing> {
        ID(at: Instant(milliseconds: milliseconds), random: [UInt8](repeating: fill, count: 10))
    }

    @Test(arguments: [0, 0x55, 0xFF] as [UInt8])
    func `version and variant stand where RFC 9562 puts them`(fill: UInt8) {
        let text = Array(id(at: 1_790_211_600_000, fill).text)
        #expect(text.count == 36)
        #expect(text[14] == "7")
        #expect("89ab".contains(text[19]))
        #expect([8, 13, 18, 23].allSatisfy { text[$0] == "-" })
    }

    @Test func `the time is the first twelve digits`() {
        #expect(id(at: 0x0123_4567_89AB, 0).text == "01234567-89ab-7000-8000-000000000000")
        #expect(id(at: 0x0123_4567_89AB, 0xFF).text == "01234567-89ab-7fff-bfff-ffffffffffff")
    }

    @Test func `a later moment sorts later whatever chance says`() {
        #expect(id(at: 1_790_211_600_000, 0xFF) < id(at: 1_790_211_600_001, 0))
    }

    @Test(arguments: [
        "", "01234567-89ab-7000-8000-00000000000", "01234567-89AB-7000-8000-000000000000",
        "01234567x89ab-7000-8000-000000000000", "01234567-89ab-7000-8000-00000000000g",
        "0123456789ab-7000-8000-0000-00000000", "01234567-89ab-7000-8000-0000000000００",
    ])
    func `what has not the form of an id is refused`(text: String) {
        #expect(ID<Thing>(text) == nil)
    }

    @Test func `an id survives JSON, and a wrong one does not`() throws {
        let one = id(at: 7, 3)
        #expect(try JSONDecoder().decode([ID<Thing>].self, from: try JSONEncoder().encode([one])) == [one])
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([ID<Thing>].self, from: Data(#"["nobody"]"#.utf8))
        }
    }

    @Test func `bytes are written in lower-case hexadecimal`() {
        #expect(hex([0, 15, 16, 255] as [UInt8]) == "000f10ff")
    }
}
