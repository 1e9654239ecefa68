import Deadlines
import Kernel
import Web

/// The catalogue in one language, its sentences cut at their gaps once, so that a hundred thousand answers are worded
/// without looking for gaps again.
struct Phrasebook {
    private let catalogue: Catalogue
    private let language: Language
    private var cut: [Sentence: [Piece]] = [:]

    private struct Sentence: Hashable {
        let key: String
        let isSingular: Bool
    }

    private enum Piece {
        case text(String)
        case gap(String)
    }

    init(_ catalogue: Catalogue, _ language: Language) {
        self.catalogue = catalogue
        self.language = language
    }

    mutating func word(_ message: Message) -> String {
        var text = ""
        write(message, to: &text)
        return text
    }

    private mutating func write(_ message: Message, to text: inout String) {
        for piece in pieces(of: Sentence(key: message.key, isSingular: message.arguments["n"] == .number(1))) {
            switch piece {
            case .text(let words): text += words
            case .gap(let name): if let argument = message.arguments[name] { write(argument, to: &text) }
            }
        }
    }

    private mutating func write(_ argument: Message.Argument, to text: inout String) {
        switch argument {
        case .text(let words): text += words
        case .number(let number): text += String(number)
        case .message(let message): write(message, to: &text)
        case .day(let day): text += catalogue.dayText(day, language)
        case .instant(let instant): text += catalogue.momentText(instant, language, zone: .shanghai)
        case .due(let instant): text += catalogue.dueText(instant, language, zone: .shanghai)
        case .list(let messages): write(.message(Message.sentence(of: messages)), to: &text)
        }
    }

    private mutating func pieces(of sentence: Sentence) -> [Piece] {
        if let known = cut[sentence] { return known }
        let template =
            sentence.isSingular
            ? catalogue.word(Message(sentence.key, ["n": 1]), language, zone: .shanghai)
            : catalogue.template(sentence.key, language) ?? sentence.key
        var pieces: [Piece] = []
        for (index, part) in template.split(separator: "{", omittingEmptySubsequences: false).enumerated() {
            let halves = part.split(separator: "}", maxSplits: 1, omittingEmptySubsequences: false)
            if index > 0, halves.count == 2 { pieces.append(.gap(String(halves[0]))) }
            if let words = halves.last, !words.isEmpty { pieces.append(.text(String(words))) }
        }
        cut[sentence] = pieces
        return pieces
    }
}
