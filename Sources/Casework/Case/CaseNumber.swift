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
        let parts = trimmed.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "C", parts[1].utf8.count == 4, (6...9).contains(parts[2].utf8.count),
            parts[1...].allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } })
        else { return nil }
        guard let year = Int(parts[1]), let counter = Int(parts[2]), year > 0, counter > 0 else { return nil }
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
