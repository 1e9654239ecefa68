import Kernel
import People

/// What of a case is compared to find another about the same matter (疑似重复比对项). Plain values; who complained is
/// there as blind codes and only for readers who may know it.
package struct CaseTraits: Hashable, Sendable {
    package var person: ID<Person>?
    /// More than one while the key they are made under changes.
    package var complainantCodes: [String]
    package var categories: Set<CategoryCode>
    package var at: Instant
    package var terms: Set<String>

    package init(
        person: ID<Person>? = nil, complainantCodes: [String] = [], categories: Set<CategoryCode> = [], at: Instant,
        terms: Set<String> = []
    ) {
        self.person = person
        self.complainantCodes = complainantCodes
        self.categories = categories
        self.at = at
        self.terms = terms
    }
}

/// How much two cases look like one matter, with the reasons (疑似重复). It is shown and never acted upon by itself.
package struct Likeness: Hashable, Sendable {
    package enum Reason: Hashable, Sendable {
        case samePerson
        case sameComplainant
        case sameCategory
        case sameGroup
        /// Whole days between them.
        case near(Int)
        case terms([String])

        package var message: Message {
            switch self {
            case .samePerson: Message("casework.likeness.same_person")
            case .sameComplainant: Message("casework.likeness.same_complainant")
            case .sameCategory: Message("casework.likeness.same_category")
            case .sameGroup: Message("casework.likeness.same_group")
            case .near(let days): Message("casework.likeness.near", ["n": .number(days)])
            case .terms(let terms):
                Message(
                    "casework.likeness.terms",
                    ["terms": .list(terms.map { Message("casework.likeness.term", ["term": .text($0)]) })])
            }
        }
    }

    package let score: Int
    package let reasons: [Reason]

    /// From here on two cases are shown as look-alikes.
    package static let threshold = 50
    /// Cases further apart are never compared.
    package static let days = 90

    /// Compares two cases; `nil` below the threshold. `isRare` says whether a term stands in few of the cases compared.
    package static func between(_ one: CaseTraits, _ other: CaseTraits, isRare: (String) -> Bool) -> Likeness? {
        let apart = Int(abs(one.at - other.at) / 86_400_000)
        guard apart <= days else { return nil }
        var score = 0
        var reasons: [Reason] = []
        func add(_ points: Int, _ reason: Reason) {
            score += points
            reasons.append(reason)
        }
        if let person = one.person, person == other.person { add(30, .samePerson) }
        if !Set(one.complainantCodes).isDisjoint(with: other.complainantCodes) { add(25, .sameComplainant) }
        if !one.categories.isDisjoint(with: other.categories) {
            add(15, .sameCategory)
        } else if !Set(one.categories.map(\.group)).isDisjoint(with: other.categories.map(\.group)) {
            add(5, .sameGroup)
        }
        let shared = one.terms.intersection(other.terms).filter(isRare).sorted()
        if !shared.isEmpty { add(min(40, 8 * shared.count), .terms(Array(shared.prefix(5)))) }
        // Time alone makes nothing alike, so it only adds to what does.
        if !reasons.isEmpty, apart <= 30 { add(apart <= 3 ? 15 : apart <= 14 ? 10 : 5, .near(apart)) }
        return score < threshold ? nil : Likeness(score: score, reasons: reasons)
    }

    /// Finds those of `others` that look like `one`, the most alike first. A term is rare when at most two of the others,
    /// or a tenth of them, hold it.
    package static func find<Key: Comparable>(
        _ one: CaseTraits, among others: [(Key, CaseTraits)], limit: Int = 5
    ) -> [(Key, Likeness)] {
        var counts: [String: Int] = [:]
        for (_, traits) in others { for term in traits.terms { counts[term, default: 0] += 1 } }
        let few = max(2, others.count / 10)
        return others.compactMap { key, traits in
            between(one, traits) { counts[$0, default: 0] <= few }.map { (key, $0) }
        }
        .sorted { ($1.1.score, $0.0) < ($0.1.score, $1.0) }.prefix(limit).map { $0 }
    }
}

/// The terms of a text (检索词): words of at least four letters, numbers, and pairs of neighbouring Chinese characters.
package enum Terms {
    static let limit = 400

    package static func of(_ text: String) -> Set<String> {
        var terms: Set<String> = []
        var word = ""
        var last: Character?
        func close() {
            if word.count >= 4 || (word.count >= 2 && word.allSatisfy(\.isNumber)) { terms.insert(word) }
            word = ""
        }
        for character in text.lowercased() {
            guard terms.count < limit else { break }
            if let scalar = character.unicodeScalars.first, (0x4E00...0x9FFF).contains(scalar.value) {
                close()
                if let last { terms.insert("\(last)\(character)") }
                last = character
            } else {
                last = nil
                if character.isLetter || character.isNumber { word.append(character) } else { close() }
            }
        }
        close()
        return terms
    }
}
