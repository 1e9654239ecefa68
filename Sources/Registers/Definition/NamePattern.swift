import Kernel

/// A name made of parts (命名规则), such as `NP-{year}-{seq:4}`: for numbers of entries and names of files. Names of
/// files carry codes in place of names of persons (S3-33, Part 4 no. 19).
package struct NamePattern: Hashable, Sendable {
    package enum Part: Hashable, Sendable {
        case text(String)
        case year, month, day
        /// The running number, with zeros up to so many digits.
        case sequence(Int)
        /// The number of the entry.
        case number
        case field(String)
    }

    package let parts: [Part]

    static let limit = 80

    /// Reads a pattern; gives the part that cannot be read when there is one.
    static func read(_ text: String) -> Result<NamePattern, Unreadable> {
        var parts: [Part] = []
        var rest = Substring(text)
        while let open = rest.firstIndex(of: "{") {
            if open > rest.startIndex { parts.append(.text(String(rest[..<open]))) }
            guard let close = rest[open...].firstIndex(of: "}") else {
                return .failure(Unreadable(String(rest[open...])))
            }
            let token = String(rest[rest.index(after: open)..<close])
            guard let part = part(token) else { return .failure(Unreadable("{\(token)}")) }
            parts.append(part)
            rest = rest[rest.index(after: close)...]
        }
        if rest.contains("}") { return .failure(Unreadable("}")) }
        if !rest.isEmpty { parts.append(.text(String(rest))) }
        return .success(NamePattern(parts: parts))
    }

    struct Unreadable: Error {
        let token: String
        init(_ token: String) { self.token = token }
    }

    private static func part(_ token: String) -> Part? {
        switch token {
        case "year": return .year
        case "month": return .month
        case "day": return .day
        case "number": return .number
        default: break
        }
        if token.hasPrefix("seq:") {
            return Int(token.dropFirst(4)).flatMap { (1...9).contains($0) ? .sequence($0) : nil }
        }
        return DefinitionReader.isCode(token) ? .field(token) : nil
    }

    var fields: [String] {
        parts.compactMap { part in
            if case .field(let code) = part { return code }
            return nil
        }
    }

    var hasSequence: Bool {
        parts.contains { part in
            if case .sequence = part { return true }
            return false
        }
    }

    /// Within what the running number runs: a month, a year, or for ever.
    func period(of day: LocalDay) -> String {
        if parts.contains(.month) { return String(day.description.prefix(7)) }
        if parts.contains(.year) { return String(day.year) }
        return "all"
    }

    /// The name; `field` gives what stands for a field, without signs a file system refuses.
    package func filled(
        day: LocalDay, sequence: Int = 0, number: String = "", field: (String) -> String = { _ in "" }
    ) -> String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .year: String(day.year)
            case .month: twoDigits(day.month)
            case .day: twoDigits(day.day)
            case .sequence(let digits):
                String(repeating: "0", count: max(0, digits - String(sequence).count)) + String(sequence)
            case .number: number
            case .field(let code): field(code).filter { !"/\\:*?\"<>|".contains($0) }
            }
        }.joined()
    }
}
