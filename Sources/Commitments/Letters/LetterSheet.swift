import Kernel
import People
import Platform
import Web

/// How a letter is read (阅读方式): in which language and in which size of type (长辈版).
struct LetterReading: Sendable {
    let words: Words
    let isLarge: Bool

    /// The reader's own language and size unless the address says otherwise.
    init(_ visit: Visit) {
        let language = Language(rawValue: visit.query("language")) ?? visit.language
        words = Words(catalogue: visit.words.catalogue, language: language, zone: visit.zone)
        isLarge = visit.query("large").isEmpty ? visit.site.largeType : visit.query("large") == "yes"
    }

    func addressee(_ person: Person, names: Bool) -> String {
        let place = [person.place.room, person.place.bed].filter { !$0.isEmpty }.joined(separator: "-")
        return [person.shownName(names ? .full : .masked), place, person.code.description].filter { !$0.isEmpty }
            .joined(separator: " · ")
    }

    /// The two switches of the page at `address`: the other size, the other language.
    func switches(_ address: String, _ visit: Words) -> [ActionLink] {
        let mark = address.contains("?") ? "&" : "?"
        func link(_ large: Bool, _ language: Language, _ key: String, _ icon: String) -> ActionLink {
            ActionLink(
                "\(address)\(mark)large=\(large ? "yes" : "no")&language=\(language.rawValue)",
                visit("commitments.letter.\(key)"), icon: icon)
        }
        let other: Language = words.language == .chinese ? .english : .chinese
        return [
            link(!isLarge, words.language, isLarge ? "normal_type" : "large_type", "fonts"),
            link(isLarge, other, other == .chinese ? "in_chinese" : "in_english", "translate"),
        ]
    }
}

/// The letter on paper, with room for the signatures.
struct LetterSheet: Page {
    static let template = "commitments/letter-print"

    let title: String
    let letter: ComposedLetter
    let isLarge: Bool
    let switches: [ActionLink]
    let signHere: String
    let signRelation: String
    let signDay: String
    let signStaff: String

    init(_ letter: ComposedLetter, _ reading: LetterReading, address: String) {
        func word(_ key: String) -> String { reading.words("commitments.letter.\(key)") }
        title = letter.title
        self.letter = letter
        isLarge = reading.isLarge
        switches = reading.switches(address, reading.words)
        signHere = word("sign_here")
        signRelation = word("sign_relation")
        signDay = word("sign_day")
        signStaff = word("sign_staff")
    }
}
