import Testing

@testable import Platform

@Suite struct `A photograph` {
    private func contains(_ word: String, _ bytes: [UInt8]) -> Bool {
        bytes.indices.contains { bytes[$0...].starts(with: word.utf8) }
    }

    @Test func `without traces stays as it is`() {
        #expect(JPEGPrivacy.cleaned(SampleFiles.cleanJPEG) == SampleFiles.cleanJPEG)
    }

    @Test func `loses its traces and no part of the picture`() {
        let phone = SampleFiles.phoneJPEG()
        #expect(contains("GPS", phone))
        #expect(JPEGPrivacy.cleaned(phone) == SampleFiles.cleanJPEG)
    }

    @Test(arguments: [3, 6, 8] as [UInt8], [true, false])
    func `stays the right way up`(orientation: UInt8, littleEndian: Bool) throws {
        let phone = SampleFiles.phoneJPEG(orientation: orientation, littleEndian: littleEndian)
        let clean = try #require(JPEGPrivacy.cleaned(phone))
        #expect(!contains("GPS", clean))
        #expect(clean.count == SampleFiles.cleanJPEG.count + 36)
        #expect(clean.suffix(SampleFiles.cleanJPEG.count - 2) == SampleFiles.cleanJPEG.dropFirst(2))
        #expect(JPEGPrivacy.cleaned(clean) == clean)
    }

    @Test(arguments: [0, 9, 255] as [UInt8])
    func `with a senseless orientation is taken as upright`(orientation: UInt8) {
        #expect(JPEGPrivacy.cleaned(SampleFiles.phoneJPEG(orientation: orientation)) == SampleFiles.cleanJPEG)
    }

    @Test func `cut short is kept as far as it goes`() throws {
        let short = Array(SampleFiles.cleanJPEG.dropLast(3))
        #expect(JPEGPrivacy.cleaned(short) == short)
    }

    @Test func `broken before the picture is refused`() {
        let phone = SampleFiles.phoneJPEG()
        for length in 0..<100 { #expect(JPEGPrivacy.cleaned(Array(phone.prefix(length))) == nil) }
        #expect(JPEGPrivacy.cleaned(Array("hello".utf8)) == nil)
    }

    @Test func `of any bytes never stops the program`() {
        let phone = SampleFiles.phoneJPEG(orientation: 6)
        for index in phone.indices {
            for value in [0x00, 0x7F, 0xFF] as [UInt8] {
                var changed = phone
                changed[index] = value
                _ = JPEGPrivacy.cleaned(changed)
            }
        }
    }
}
