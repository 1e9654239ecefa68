import Foundation
import Kernel

/// A ZIP archive written piece by piece (压缩包): each piece as it is, without compression, under a UTF-8 name, so that
/// no more than one piece is in memory and every computer opens it.
package struct ZipArchive {
    private var directory: [UInt8] = []
    private var written = 0
    private var count = 0
    private let date: UInt16
    private let time: UInt16

    /// `moment` is shown as the time of every piece.
    package init(at moment: Instant, zone: Zone) {
        let (day, minute) = moment.local(in: zone)
        let year = min(max(day.year - 1980, 0), 127)
        date = UInt16(year << 9 | day.month << 5 | day.day)
        time = UInt16(minute / 60 << 11 | minute % 60 << 5)
    }

    /// The bytes to write for a piece.
    package mutating func piece(_ name: String, _ content: [UInt8]) -> [UInt8] {
        let utf8 = Array(name.utf8)
        let about: [UInt8] =
            two(20) + two(0x0800) + two(0) + two(Int(time)) + two(Int(date)) + four(Int(CRC32.of(content)))
            + four(content.count) + four(content.count) + two(utf8.count) + two(0)
        directory += four(0x0201_4B50) + two(20) + about + two(0) + two(0) + two(0) + four(0) + four(written) + utf8
        let piece = four(0x0403_4B50) + about + utf8 + content
        written += piece.count
        count += 1
        return piece
    }

    /// The bytes that end the archive.
    package func end() -> [UInt8] {
        directory + four(0x0605_4B50) + two(0) + two(0) + two(count) + two(count) + four(directory.count)
            + four(written) + two(0)
    }

    private func two(_ number: Int) -> [UInt8] { [UInt8(number & 255), UInt8(number >> 8 & 255)] }
    private func four(_ number: Int) -> [UInt8] { two(number & 0xFFFF) + two(number >> 16 & 0xFFFF) }
}

/// The checksum of ZIP.
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
    }

    static func of(_ bytes: [UInt8]) -> UInt32 {
        var value: UInt32 = .max
        for byte in bytes { value = table[Int((value ^ UInt32(byte)) & 255)] ^ value >> 8 }
        return ~value
    }
}
