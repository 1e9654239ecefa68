/// Writes numbers and signs of ASCII one after another (数字笔): every answer is full of moments and days, and joining
/// texts for each costs more than all else about them.
struct DigitPen {
    private var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(32) }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    mutating func write(_ sign: Unicode.Scalar) { bytes.append(UInt8(ascii: sign)) }

    /// With zeros before it up to so many digits.
    mutating func write(_ number: Int, digits: Int) {
        var divisor = 1
        for _ in 1..<digits { divisor *= 10 }
        guard (0..<divisor * 10).contains(number) else {
            let plain = String(number)
            bytes += Array(repeating: UInt8(ascii: "0"), count: max(0, digits - plain.count)) + Array(plain.utf8)
            return
        }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }

    mutating func write(_ day: LocalDay) {
        let (year, month, dayOfMonth) = day.civil
        write(year, digits: 4)
        write("-")
        write(month, digits: 2)
        write("-")
        write(dayOfMonth, digits: 2)
    }
}
