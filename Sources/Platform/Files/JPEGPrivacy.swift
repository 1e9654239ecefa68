/// Takes out of a photograph what tells where, when and with what it was taken, and leaves the picture as it is.
package enum JPEGPrivacy {
    /// The same JPEG without EXIF, XMP, IPTC, comments and further pictures hidden behind the first. Which way up it
    /// is held is kept, for it belongs to the picture. `nil` when the file is too broken to be cleaned.
    package static func cleaned(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.starts(with: [0xFF, 0xD8]) else { return nil }
        var clean: [UInt8] = [0xFF, 0xD8]
        var orientation: UInt8 = 1
        var place = 2
        while let segment = Segment(bytes, at: place) {
            switch segment.marker {
            case 0xD9:
                return oriented(clean + [0xFF, 0xD9], orientation)
            case 0xDA:
                let end = endOfScan(bytes, from: segment.end)
                clean += bytes[segment.start..<end]
                // A picture cut short is still worth seeing.
                if end == bytes.count { return oriented(clean, orientation) }
                place = end
                continue
            case 0xE1:
                if let found = exifOrientation(bytes[segment.content]) { orientation = found }
            case 0xE2 where bytes[segment.content].starts(with: "MPF\0".utf8), 0xED, 0xFE:
                break
            default:
                clean += bytes[segment.start..<segment.end]
            }
            place = segment.end
        }
        return nil
    }

    private struct Segment {
        let marker: UInt8
        let start: Int
        let end: Int
        let content: Range<Int>

        init?(_ bytes: [UInt8], at place: Int) {
            var place = place
            // Any number of fill bytes may stand before a marker.
            while place + 2 < bytes.count, bytes[place] == 0xFF, bytes[place + 1] == 0xFF { place += 1 }
            guard place + 1 < bytes.count, bytes[place] == 0xFF else { return nil }
            marker = bytes[place + 1]
            start = place
            if marker == 0xD9 {
                end = place + 2
                content = end..<end
                return
            }
            guard marker >= 0xC0, !(0xD0...0xD8).contains(marker), place + 3 < bytes.count else { return nil }
            let length = Int(bytes[place + 2]) << 8 | Int(bytes[place + 3])
            guard length >= 2, place + 2 + length <= bytes.count else { return nil }
            end = place + 2 + length
            content = place + 4..<end
        }
    }

    /// Where the next marker that is neither a restart nor an escaped byte begins.
    private static func endOfScan(_ bytes: [UInt8], from start: Int) -> Int {
        bytes.withUnsafeBufferPointer { bytes in
            var place = start
            while place + 1 < bytes.count {
                let next = bytes[place + 1]
                if bytes[place] == 0xFF, next != 0x00, next != 0xFF, !(0xD0...0xD7).contains(next) { return place }
                place += 1
            }
            return bytes.count
        }
    }

    /// The value of tag 0x0112 in the first directory of an EXIF segment (1…8).
    private static func exifOrientation(_ content: ArraySlice<UInt8>) -> UInt8? {
        guard content.starts(with: "Exif\0\0".utf8) else { return nil }
        let tiff = Array(content.dropFirst(6))
        guard tiff.count >= 8, tiff.starts(with: "II".utf8) || tiff.starts(with: "MM".utf8) else { return nil }
        let littleEndian = tiff[0] == UInt8(ascii: "I")
        func number(_ place: Int, _ count: Int) -> Int? {
            guard place >= 0, place + count <= tiff.count else { return nil }
            let bytes = tiff[place..<place + count]
            return (littleEndian ? Array(bytes.reversed()) : Array(bytes)).reduce(0) { $0 << 8 | Int($1) }
        }
        guard let directory = number(4, 4), let entries = number(directory, 2) else { return nil }
        for entry in 0..<min(entries, 100) {
            let place = directory + 2 + entry * 12
            guard number(place, 2) == 0x0112 else { continue }
            guard let value = number(place + 8, 2), (1...8).contains(value) else { return nil }
            return UInt8(value)
        }
        return nil
    }

    /// Puts back an EXIF segment that holds the orientation and nothing else, unless the picture stands upright.
    private static func oriented(_ jpeg: [UInt8], _ orientation: UInt8) -> [UInt8] {
        if orientation == 1 { return jpeg }
        let tiff: [UInt8] =
            Array("MM".utf8) + [0, 42, 0, 0, 0, 8] + [0, 1]
            + [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0] + [0, 0, 0, 0]
        let content = Array("Exif\0\0".utf8) + tiff
        let segment: [UInt8] = [0xFF, 0xE1, 0, UInt8(content.count + 2)] + content
        return Array(jpeg[..<2]) + segment + jpeg[2...]
    }
}
