import Kernel

/// The colleagues a note calls by `@` (提及). A name may be followed by the staff number in brackets where two people
/// bear it; the number alone will do as well. An `@` within a word, as in an e-mail address, calls nobody.
struct Mentions: Sendable, Hashable {
    /// Somebody who can be called.
    struct Colleague: Sendable, Hashable {
        let id: ID<Staff>
        let name: String
        let number: String
    }

    private(set) var staff: Set<ID<Staff>> = []
    /// What was written after an `@` and fits nobody.
    private(set) var unknown: [String] = []
    /// Names several people bear.
    private(set) var ambiguous: [String] = []

    static let limit = 20

    init(in text: String, among colleagues: [Colleague]) {
        var rest = Substring(text)
        var before: Character = " "
        while let place = rest.firstIndex(where: { $0 == "@" || $0 == "＠" }) {
            if place > rest.startIndex { before = rest[rest.index(before: place)] }
            let isWithinWord = before.isASCII && (before.isLetter || before.isNumber || "._-+".contains(before))
            rest = rest[rest.index(after: place)...]
            if !isWithinWord, rest.first.map({ !$0.isWhitespace }) ?? false { call(rest, colleagues) }
            before = "@"
        }
    }

    private mutating func call(_ text: Substring, _ colleagues: [Colleague]) {
        let byNumber = colleagues.filter { Mentions.begins(text, $0.number) }
        let named = colleagues.filter { Mentions.begins(text, $0.name) }
        let longest = named.map(\.name.count).max() ?? 0
        let candidates = named.filter { $0.name.count == longest }
        if candidates.count > 1 {
            let tail = text.dropFirst(longest).drop { $0 == " " || $0 == "(" || $0 == "（" }
            let exact = candidates.filter { Mentions.begins(tail, $0.number) }
            if exact.count == 1 { staff.insert(exact[0].id) } else { ambiguous.append(candidates[0].name) }
        } else if let found = candidates.first ?? (byNumber.count == 1 ? byNumber.first : nil) {
            staff.insert(found.id)
        } else {
            unknown.append(String(text.prefix { !$0.isWhitespace && !$0.isPunctuation }.prefix(20)))
        }
    }

    /// Whether a text begins with a name as a whole word; Latin letters may be of either case.
    private static func begins(_ text: Substring, _ name: String) -> Bool {
        guard !name.isEmpty, text.prefix(name.count).lowercased() == name.lowercased() else { return false }
        guard let last = name.last, let next = text.dropFirst(name.count).first else { return true }
        let isLatin = { (one: Character) in one.isASCII && (one.isLetter || one.isNumber) }
        return !(isLatin(last) && isLatin(next))
    }
}
