import Casework
import Foundation
import Kernel
import Yams

/// What the copies of an archive have of their own (副本用词): who spoke up, and a sentence more, of things some of which are
/// in every second text and some in a handful among a million.
struct ArchiveWords: Sendable {
    struct Sentence: Sendable {
        let place: Int
        let text: String
        /// As it stands inside a JSON string.
        var json: String { text.replacing("\n", with: "\\n") }
    }

    private struct Told: Decodable {
        let opening: [String]
        let things: [String]
        let troubles: [String]
    }

    private let told: Told
    private let surnames: [String]
    private let given: [String]

    static func load() throws -> ArchiveWords {
        let text = try String(contentsOf: AppFolder.named("Data/archive.yaml"), encoding: .utf8)
        let people = PeopleData.shared
        return ArchiveWords(
            told: try YAMLDecoder().decode(Told.self, from: text), surnames: people.surnames.map { String($0) },
            given: people.younger + people.women + people.men)
    }

    func name(_ chance: inout Chance) -> String { chance.one(of: surnames) + chance.one(of: given) }

    /// In the ranges the demonstration's numbers lie in.
    func phone(_ chance: inout Chance) -> String {
        "13\(chance.below(10))000\(4 + chance.below(6))" + String(10_000 + chance.below(10_000)).dropFirst()
    }

    /// The first thing comes in two of five sentences, each further one in three fifths as many as the one before.
    func sentence(_ chance: inout Chance) -> Sentence {
        var thing = 0
        while chance.happens(60), thing < told.things.count - 1 { thing += 1 }
        let (opening, trouble) = (chance.below(told.opening.count), chance.below(told.troubles.count))
        let text = "\n" + told.opening[opening] + told.things[thing] + told.troubles[trouble]
        return Sentence(
            place: (opening * told.things.count + thing) * told.troubles.count + trouble, text: text)
    }
}
