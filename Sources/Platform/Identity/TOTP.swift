import Crypto
import Foundation
import Kernel

/// The second factor (动态口令): RFC 6238 with SHA-1, six digits, thirty seconds, as every authenticator program has it.
package enum TOTP {
    package static let secretLength = 20
    package static let stepMilliseconds: Int64 = 30_000
    /// How many steps the clock of a telephone may be off, to either side.
    package static let tolerance: Int64 = 1

    package static func step(at now: Instant) -> Int64 { now.milliseconds / stepMilliseconds }

    /// The code of one step: `digits` decimal digits with leading zeros.
    package static func code(secret: [UInt8], step: Int64, digits: Int = 6) -> String {
        let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - 8 * Int64($0))) }
        let mac = Array(
            HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret)))
        let offset = Int(mac[19] & 15)
        let number = mac[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } & 0x7FFF_FFFF
        let modulus = (0..<digits).reduce(1) { product, _ in product * 10 }
        let text = String(number % modulus)
        return String(repeating: "0", count: digits - text.count) + text
    }

    /// The step a typed code belongs to, or `nil` when it is wrong or of a step not after `lastStep`: a code that was
    /// used, or any older one, is not accepted again.
    package static func accept(_ typed: String, secret: [UInt8], at now: Instant, lastStep: Int64) -> Int64? {
        let code = Digits.folded(typed).utf8
        let present = step(at: now)
        var accepted: Int64?
        for candidate in (present - tolerance)...(present + tolerance) {
            let isRight = isEqualInConstantTime(Array(code), Array(TOTP.code(secret: secret, step: candidate).utf8))
            if isRight, candidate > lastStep { accepted = candidate }
        }
        return accepted
    }

    /// What the QR code for an authenticator program holds.
    package static func uri(secret: [UInt8], issuer: String, login: String) -> String {
        func escaped(_ text: String) -> String {
            let plain = CharacterSet(
                charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
            return text.replacing(":", with: " ").addingPercentEncoding(withAllowedCharacters: plain) ?? ""
        }
        return "otpauth://totp/\(escaped(issuer)):\(escaped(login))?secret=\(base32(secret))"
            + "&issuer=\(escaped(issuer))&algorithm=SHA1&digits=6&period=30"
    }
}

/// Ten single-use codes for whoever lost the telephone (恢复码). Each has eighty bits, so a plain digest keeps it.
package enum RecoveryCode {
    package static let count = 10
    package static let signs = 16

    /// The codes to print, of `count * signs` random bytes.
    package static func make(of random: [UInt8]) -> [String] {
        precondition(random.count == count * signs, "Ten codes take a byte for each sign.")
        return (0..<count).map { ReadableSecret.text(of: Array(random[$0 * signs..<($0 + 1) * signs])) }
    }

    /// What is stored of a code; dashes, spaces and case as typed do not matter.
    package static func digest(_ typed: String, of staff: ID<Staff>) -> String {
        let kept = typed.lowercased().filter { $0.isLetter || $0.isNumber }
        return digestText("\(staff):\(kept)".utf8)
    }
}

/// Digits as people type them: full-width ones, with spaces or dashes between.
package enum Digits {
    package static func folded(_ typed: String) -> String {
        typed.reduce(into: "") { text, sign in
            if " -－—　".contains(sign) { return }
            if let digit = sign.wholeNumberValue, (0...9).contains(digit) {
                text.append(String(digit))
            } else {
                text.append(sign)
            }
        }
    }
}
