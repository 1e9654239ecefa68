import Foundation
import Kernel
import Web

/// The words an import understands, taken from the string catalogues of both languages, so that headings and options
/// are written nowhere else. A heading or option may have several words, divided by `|`; the first is the one we write.
package struct ImportWords: Sendable {
    private let words: [String: [Language: [String]]]

    package init(_ catalogue: Catalogue) {
        var words: [String: [Language: [String]]] = [:]
        for key in catalogue.keys where key.hasPrefix("people.") {
            for language in Language.allCases {
                guard let text = catalogue.template(key, language) else { continue }
                words[key, default: [:]][language] = text.split(separator: "|").map(String.init)
            }
        }
        self.words = words
    }

    func field(named heading: String) -> PersonImport.Field? {
        PersonImport.Field.allCases.first { field in
            field.rawValue == ImportWords.folded(heading) || matches("people.import.heading.\(field.rawValue)", heading)
        }
    }

    func heading(of field: PersonImport.Field, _ language: Language) -> String {
        words["people.import.heading.\(field.rawValue)"]?[language]?.first ?? field.rawValue
    }

    /// One of our listed values by its label in either language, another word for it, or its own name.
    func value<Value: ImportOption>(of type: Value.Type, _ typed: String) -> Value? {
        Value.allCases.first { value in
            value.rawValue == ImportWords.folded(typed) || matches("people.\(Value.topic).\(value.rawValue)", typed)
                || matches("people.import.word.\(Value.topic).\(value.rawValue)", typed)
        }
    }

    func yesOrNo(_ typed: String) -> Bool? {
        if matches("people.import.word.yes", typed) { return true }
        return matches("people.import.word.no", typed) ? false : nil
    }

    /// A level by its number or its name under `topic`.
    func level(_ typed: String, _ topic: String) -> Int? {
        if let number = Int(typed.precomposedStringWithCompatibilityMapping) { return number }
        return (0...5).first { matches("\(topic).\($0)", typed) }
    }

    private func matches(_ key: String, _ typed: String) -> Bool {
        let folded = ImportWords.folded(typed)
        return words[key]?.values.contains { $0.contains { ImportWords.folded($0) == folded } } ?? false
    }

    private static func folded(_ text: String) -> String {
        text.precomposedStringWithCompatibilityMapping.lowercased().trimmingCharacters(in: .whitespaces)
    }
}

/// An enum whose values an import reads by the words of `people.TOPIC.VALUE`.
protocol ImportOption: RawRepresentable, CaseIterable where RawValue == String {
    static var topic: String { get }
}

extension Sex: ImportOption { static let topic = "sex" }
extension Payer: ImportOption { static let topic = "payer" }
extension Communication.Need: ImportOption { static let topic = "need" }
