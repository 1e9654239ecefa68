/// Small files built by hand, as their formats prescribe.
enum SampleFiles {
    static func segment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
        let length = content.count + 2
        return [0xFF, marker, UInt8(length >> 8), UInt8(length & 255)] + content
    }

    /// An EXIF segment with an orientation and a pointer to a GPS directory.
    static func exif(orientation: UInt8, littleEndian: Bool) -> [UInt8] {
        func number(_ value: Int, _ count: Int) -> [UInt8] {
            let bytes = (0..<count).map { UInt8(value >> (8 * $0) & 255) }
            return littleEndian ? bytes : bytes.reversed()
        }
        let short = number(Int(orientation), 2) + [0, 0]
        let tiff =
            Array((littleEndian ? "II" : "MM").utf8) + number(42, 2) + number(8, 4) + number(2, 2)
            + number(0x0112, 2) + number(3, 2) + number(1, 4) + short
            + number(0x8825, 2) + number(4, 2) + number(1, 4) + number(38, 4) + number(0, 4)
        return segment(0xE1, Array("Exif\0\0".utf8) + tiff + Array("GPS 30.2741N 120.1551E".utf8))
    }

    static let header = segment(0xE0, Array("JFIF\0".utf8) + [1, 1, 0, 0, 1, 0, 1, 0, 0])
    static let tables =
        segment(0xDB, [UInt8](repeating: 1, count: 65)) + segment(0xC4, [UInt8](repeating: 0, count: 17))
    static let profile = segment(0xE2, Array("ICC_PROFILE\0".utf8) + [1, 1, 9, 9])
    /// Two scans with an escaped byte, a restart marker and tables between.
    static let picture =
        segment(0xDA, [1, 1, 0, 0, 63, 0]) + [0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD0, 0x56]
        + segment(0xC4, [UInt8](repeating: 2, count: 17)) + segment(0xDA, [1, 1, 0, 0, 63, 1]) + [0x78, 0xFF, 0x00]
    static let end: [UInt8] = [0xFF, 0xD9]

    static let cleanJPEG = [0xFF, 0xD8] + header + profile + tables + picture + end

    /// The same picture as a phone makes it.
    static func phoneJPEG(orientation: UInt8 = 1, littleEndian: Bool = true) -> [UInt8] {
        let hidden =
            exif(orientation: orientation, littleEndian: littleEndian)
            + segment(0xE1, Array("http://ns.adobe.com/xap/1.0/\0<GPS/>".utf8))
        let more =
            segment(0xE2, Array("MPF\0GPS".utf8)) + segment(0xED, Array("GPS".utf8)) + segment(0xFE, Array("GPS".utf8))
        let behind = [0xFF, 0xD8] + exif(orientation: 1, littleEndian: true) + end
        return [0xFF, 0xD8] + header + hidden + profile + more + tables + picture + end + behind
    }

    static func isoMedia(_ brand: String) -> [UInt8] { [0, 0, 0, 24] + Array("ftyp\(brand)".utf8) + [0, 0, 0, 0] }
    static func matroska(_ type: String, codec: String) -> [UInt8] {
        [0x1A, 0x45, 0xDF, 0xA3, 0x93, 0x42, 0x82, 0x84] + Array(type.utf8) + [0x86] + Array(codec.utf8)
    }
}
