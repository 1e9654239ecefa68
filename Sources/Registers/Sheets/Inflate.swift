import Kernel

/// Unpacks DEFLATE (RFC 1951), as the parts of a workbook are packed (解压). Everything is bounded: no more than `limit`
/// bytes come out, and what cannot be read is refused.
struct Inflate {
    private let packed: [UInt8]
    private let limit: Int
    private var place = 0
    private var bits: UInt32 = 0
    private var bitCount = 0
    private var out: [UInt8] = []

    struct Broken: Error {}

    static func unpacked(_ packed: [UInt8], limit: Int) throws(Broken) -> [UInt8] {
        var inflate = Inflate(packed: packed, limit: limit)
        return try inflate.run()
    }

    private init(packed: [UInt8], limit: Int) {
        self.packed = packed
        self.limit = limit
    }

    private mutating func run() throws(Broken) -> [UInt8] {
        var isLast = false
        while !isLast {
            isLast = try take(1) == 1
            switch try take(2) {
            case 0: try stored()
            case 1: try block(Inflate.fixedLengths, Inflate.fixedDistances)
            case 2:
                let (lengths, distances) = try tables()
                try block(lengths, distances)
            default: throw Broken()
            }
        }
        return out
    }

    private mutating func take(_ count: Int) throws(Broken) -> Int {
        while bitCount < count {
            guard place < packed.count else { throw Broken() }
            bits |= UInt32(packed[place]) << UInt32(bitCount)
            place += 1
            bitCount += 8
        }
        let value = bits & ((1 << UInt32(count)) - 1)
        bits >>= UInt32(count)
        bitCount -= count
        return Int(value)
    }

    private mutating func put(_ byte: UInt8) throws(Broken) {
        guard out.count < limit else { throw Broken() }
        out.append(byte)
    }

    private mutating func stored() throws(Broken) {
        (bits, bitCount) = (0, 0)
        guard place + 4 <= packed.count else { throw Broken() }
        let length = Int(packed[place]) | Int(packed[place + 1]) << 8
        let check = Int(packed[place + 2]) | Int(packed[place + 3]) << 8
        place += 4
        guard length == ~check & 0xFFFF, place + length <= packed.count else { throw Broken() }
        for byte in packed[place..<(place + length)] { try put(byte) }
        place += length
    }

    private mutating func block(_ lengths: PrefixCode, _ distances: PrefixCode) throws(Broken) {
        while true {
            let symbol = try decode(lengths)
            if symbol < 256 {
                try put(UInt8(symbol))
                continue
            }
            if symbol == 256 { return }
            guard symbol - 257 < Inflate.lengthBase.count else { throw Broken() }
            let length = Inflate.lengthBase[symbol - 257] + (try take(Inflate.lengthExtra[symbol - 257]))
            let code = try decode(distances)
            guard code < Inflate.distanceBase.count else { throw Broken() }
            let distance = Inflate.distanceBase[code] + (try take(code < 2 ? 0 : code / 2 - 1))
            guard distance <= out.count else { throw Broken() }
            for _ in 0..<length { try put(out[out.count - distance]) }
        }
    }

    private mutating func tables() throws(Broken) -> (PrefixCode, PrefixCode) {
        let (count, distanceCount, orderCount) = (try take(5) + 257, try take(5) + 1, try take(4) + 4)
        var orders = Array(repeating: 0, count: 19)
        for place in 0..<orderCount { orders[Inflate.order[place]] = try take(3) }
        let code = PrefixCode(orders)
        var lengths: [Int] = []
        while lengths.count < count + distanceCount {
            let symbol = try decode(code)
            switch symbol {
            case 0..<16: lengths.append(symbol)
            case 16:
                guard let last = lengths.last else { throw Broken() }
                lengths += Array(repeating: last, count: try take(2) + 3)
            case 17: lengths += Array(repeating: 0, count: try take(3) + 3)
            default: lengths += Array(repeating: 0, count: try take(7) + 11)
            }
        }
        guard lengths.count == count + distanceCount else { throw Broken() }
        return (PrefixCode(Array(lengths[..<count])), PrefixCode(Array(lengths[count...])))
    }

    private mutating func decode(_ code: PrefixCode) throws(Broken) -> Int {
        var (value, first, index) = (0, 0, 0)
        for length in 1...15 {
            value |= try take(1)
            let count = code.counts[length]
            if value - count < first { return code.symbols[index + value - first] }
            index += count
            first = (first + count) << 1
            value <<= 1
        }
        throw Broken()
    }

    /// A canonical Huffman code: how many codes there are of each length, and the symbols in their order.
    private struct PrefixCode {
        var counts = Array(repeating: 0, count: 16)
        let symbols: [Int]

        init(_ lengths: [Int]) {
            for length in lengths { counts[length] += 1 }
            counts[0] = 0
            symbols = (1...15).flatMap { length in lengths.indices.filter { lengths[$0] == length } }
        }
    }

    private static let fixedLengths = PrefixCode(
        (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })
    private static let fixedDistances = PrefixCode(Array(repeating: 5, count: 30))
    private static let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    private static let lengthBase = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258,
    ]
    private static let lengthExtra = [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
    ]
    private static let distanceBase = [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
        6145, 8193, 12289, 16385, 24577,
    ]
}
