import Casework
import Kernel
import Platform
import Web

/// The letter as somebody reads it (承诺书成文): in one language, for a resident or for anybody.
package struct ComposedLetter: Sendable {
    /// One promise as it stands in the letter.
    package struct Promise: Sendable {
        package let name: String
        package let wording: String
        package let exclusions: String?
        package let remedy: String
    }

    package struct Part: Sendable {
        package let heading: String
        package let lines: [String]
    }

    package let title: String
    let language: String
    /// To whom it is given; `nil` for anybody.
    let addressee: String?
    let opening: String
    package let promises: [Promise]
    package let parts: [Part]
    let missed: String
    let closing: String

    /// The version with the promises that concern a unit's residents. `promises` are those of the letter, in order.
    package init(
        _ letter: CommitmentLetter, _ promises: [ServiceStandard], addressee: String?, organisation: String,
        in words: Words
    ) {
        func word(_ key: String, _ gaps: [String: Message.Argument] = [:]) -> String {
            words("commitments.letter.\(key)", gaps)
        }
        let language = words.language
        title = word("title")
        self.language = language.rawValue
        self.addressee = addressee
        opening = word("opening", ["name": .text(organisation)])
        self.promises = promises.map { standard in
            let (terms, exclusions) = (standard.terms, standard.terms.exclusions.text(in: language))
            return Promise(
                name: terms.name.text(in: language), wording: terms.wording.text(in: language),
                exclusions: exclusions.isEmpty ? nil : word("exclusions", ["text": .text(exclusions)]),
                remedy: word("remedy", ["text": .text(terms.remedy.text(in: language))]))
        }
        parts = letter.parts.all.map { name, text in
            Part(
                heading: word("part.\(name)"),
                lines: text.text(in: language).split(separator: "\n").map(String.init).filter { !$0.isEmpty })
        }
        missed = word("missed")
        closing =
            letter.issued.map {
                word(
                    "closing", ["n": .number(letter.version), "day": .day($0.effectiveOn), "name": .text(organisation)])
            } ?? word("closing_draft", ["n": .number(letter.version), "name": .text(organisation)])
    }
}
