/// The number people say on the phone (个案编号), `C-2026-000123`: year and counter of the organisation.
package struct CaseNumber: Hashable, Sendable, Codable, CustomStringConvertible {
    package let year: Int
    package let counter: Int

    package init(year: Int, counter: Int) {
        precondition((1...9999).contains(year) && counter > 0, "A case number takes a year and a counter from 1.")
        self.year = year
        self.counter = counter
    }

    /// Reads what `description` wrote, with blanks around it and small letters forgiven; `nil` for anything else.
    package init?(_ text: String) {
        let trimmed = text.filter { !$0.isWhitespace }.uppercased()
        guard let match = trimmed.wholeMatch(of: /C-([0-9]{4})-([0-9]{6,9})/) else { return nil }
        guard let year = Int(match.1), let counter = Int(match.2), year > 0, counter > 0 else { return nil }
        self.init(year: year, counter: counter)
    }

    package var description: String { "C-\(padded(year, to: 4))-\(padded(counter, to: 6))" }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let number = CaseNumber(text) else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "no case number"))
        }
        self = number
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

private func padded(_ number: Int, to width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
}

/// The secret that opens one case to its complainant (查询密码): sixteen digits, shown once, stored only as a hash.
package struct CasePIN: Hashable, Sendable {
    /// Sixteen digits without blanks: what is hashed and compared.
    package let digits: String

    /// Bytes of 250 and more are passed over so each digit is equally likely; `nil` when too few bytes remain.
    /// Thirty-two random bytes suffice but for one time in about 10³⁰.
    package init?(random bytes: some Sequence<UInt8>) {
        let usable = bytes.lazy.filter { $0 < 250 }.prefix(16)
        let text = usable.map { String($0 % 10) }.joined()
        guard text.count == 16 else { return nil }
        digits = text
    }

    /// Reads what a person typed, blanks and dashes forgiven; `nil` unless sixteen digits remain.
    package init?(_ typed: String) {
        let kept = typed.filter { !$0.isWhitespace && $0 != "-" }
        guard kept.count == 16, kept.allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
        digits = kept
    }

    /// `1234 5678 9012 3456`
    package var grouped: String {
        stride(from: 0, to: 16, by: 4).map { String(digits.dropFirst($0).prefix(4)) }.joined(separator: " ")
    }
}
