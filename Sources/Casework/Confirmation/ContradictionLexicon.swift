import Foundation
import Yams

/// Words that contradict a tick at "satisfied" (矛盾用语), in both languages, read from `Data/contradictions.yaml`.
package struct ContradictionLexicon: Hashable, Codable, Sendable {
    package let harmless: [String]
    package let contrary: [String]

    package static func load(_ file: URL) throws -> ContradictionLexicon {
        try YAMLDecoder().decode(ContradictionLexicon.self, from: String(contentsOf: file, encoding: .utf8))
    }

    /// Whether the text says that something is not solved. Harmless phrases are taken out first.
    package func contradicts(_ text: String) -> Bool {
        var left = text.lowercased().replacingOccurrences(of: "’", with: "'")
        for phrase in harmless { left = left.replacingOccurrences(of: phrase, with: " ") }
        return contrary.contains { left.contains($0) }
    }

    /// The answer with `contradicts` set from its words.
    package func judged(_ answer: ComplainantAnswer) -> ComplainantAnswer {
        var judged = answer
        judged.contradicts = contradicts(answer.words ?? "")
        return judged
    }
}
