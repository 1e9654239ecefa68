import Kernel

/// The sixteen digits with which a complainant opens one case (查询码). Known to nobody but the complainant: stored is
/// a keyed digest, so that whoever has the database without the server's key cannot guess.
package struct PIN: Hashable, Sendable {
    package static let length = 16
    /// How many random bytes make one; so many that no digit is likelier than another by more than 2⁻¹³⁰.
    package static let randomLength = 24

    package let digits: String

    package init(random: [UInt8]) {
        precondition(random.count == PIN.randomLength, "A PIN takes 24 random bytes.")
        let modulus: UInt64 = 10_000_000_000_000_000
        let number = random.reduce(UInt64(0)) { ($0 * 256 + UInt64($1)) % modulus }
        let text = String(number)
        digits = String(repeating: "0", count: PIN.length - text.count) + text
    }

    /// Reads what was typed; full-width digits, spaces and dashes are forgiven. `nil` unless it has sixteen digits.
    package init?(_ typed: String) {
        let folded = Digits.folded(String(typed.prefix(60)))
        guard folded.utf8.count == PIN.length, folded.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        digits = folded
    }

    /// `1234 5678 9012 3456`, as it is printed.
    package var grouped: String {
        stride(from: 0, to: PIN.length, by: 4).map { start in
            let from = digits.index(digits.startIndex, offsetBy: start)
            return String(digits[from..<digits.index(from, offsetBy: 4)])
        }.joined(separator: " ")
    }

    /// What is stored for the case: `mac` is HMAC-SHA256 under a key only the server has (the Vault's).
    package func digest(of caseID: String, mac: ([UInt8]) -> [UInt8]) -> String {
        hex(mac(Array("pin:\(caseID):\(digits)".utf8)))
    }

    /// Whether this PIN opens the case whose stored digest is given, compared in constant time.
    package func opens(_ caseID: String, stored: String, mac: ([UInt8]) -> [UInt8]) -> Bool {
        isEqualInConstantTime(Array(digest(of: caseID, mac: mac).utf8), Array(stored.utf8))
    }
}
