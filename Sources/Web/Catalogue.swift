import Foundation
import Kernel
import Yams

/// Every sentence a person reads, in every language, by key.
package struct Catalogue: Sendable {
    private let texts: [Language: [String: Text]]
    /// What the organisation calls things itself, before what the program calls them.
    private var own: [Language: [String: Text]] = [:]

    private enum Text: Sendable {
        case one(Pattern)
        case plural(one: Pattern, other: Pattern)
    }

    /// Reads `zh-Hans.yaml` and `en.yaml` of each folder. Throws when a file is not a tree of texts, when a key is
    /// written twice, or when the languages do not have the same keys with the same gaps.
    package init(folders: [URL]) throws {
        var texts: [Language: [String: Text]] = [:]
        for language in Language.allCases {
            var merged: [String: Text] = [:]
            for folder in folders {
                let file = folder.appendingPathComponent("\(language.rawValue).yaml")
                guard FileManager.default.fileExists(atPath: file.path) else { continue }
                let source = try String(contentsOf: file, encoding: .utf8)
                guard let root = try Yams.compose(yaml: source, .basic) else { continue }
                for (key, text) in try Catalogue.flatten(root, prefix: "", file: file.path) {
                    guard merged.updateValue(text, forKey: key) == nil else {
                        throw CatalogueError(place: file.path, fault: "the key \(key) is written twice")
                    }
                }
            }
            texts[language] = merged
        }
        self.texts = texts
        try checkAgreement()
    }

    package func has(_ key: String) -> Bool { Language.allCases.contains { text(key, $0) != nil } }

    /// The same catalogue with an organisation's own texts; they have no gaps.
    package func adapted(_ own: [Language: [String: String]]) -> Catalogue {
        var adapted = self
        adapted.own = own.mapValues { texts in texts.mapValues { .one(Pattern(literal: $0)) } }
        return adapted
    }

    private func text(_ key: String, _ language: Language) -> Text? { own[language]?[key] ?? texts[language]?[key] }

    package var keys: [String] { (texts[.chinese] ?? [:]).keys.sorted() }

    /// The text of a key without gaps filled; `nil` when there is none.
    package func template(_ key: String, _ language: Language) -> String? {
        switch text(key, language) {
        case .one(let text): text.source
        case .plural(_, let other): other.source
        case nil: nil
        }
    }

    /// The sentence of a message. A missing key gives the key itself, so a fault is seen and nothing is lost.
    package func word(_ message: Message, _ language: Language, zone: Zone) -> String {
        let pattern: Pattern
        switch text(message.key, language) {
        case .one(let text): pattern = text
        case .plural(let one, let other): pattern = message.arguments["n"] == .number(1) ? one : other
        case nil: return message.key
        }
        return pattern.filled { name in message.arguments[name].map { word($0, language, zone: zone) } }
    }

    private func word(_ argument: Message.Argument, _ language: Language, zone: Zone) -> String {
        switch argument {
        case .text(let text): text
        case .number(let number): String(number)
        case .day(let day): dayText(day, language)
        case .instant(let instant): momentText(instant, language, zone: zone)
        case .due(let instant): dueText(instant, language, zone: zone)
        case .message(let message): word(message, language, zone: zone)
        case .list(let messages):
            messages.map { word($0, language, zone: zone) }
                .joined(separator: template("web.format.list_separator", language) ?? ", ")
        }
    }

    /// `2026年9月24日（星期四）` or `Thu 24 Sep 2026`.
    package func dayText(_ day: LocalDay, _ language: Language) -> String {
        format("web.format.day", language) { name in
            switch name {
            case "year": String(day.year)
            case "month": String(day.month)
            case "day": String(day.day)
            case "month_name": template("web.month.\(day.month)", language)
            case "weekday": template("web.weekday.\(day.weekday.rawValue)", language)
            default: nil
            }
        }
    }

    /// The day followed by the wall clock of `zone`.
    package func momentText(_ instant: Instant, _ language: Language, zone: Zone) -> String {
        let (day, minute) = instant.local(in: zone)
        return momentText(day, clock: "\(twoDigits(minute / 60)):\(twoDigits(minute % 60))", language)
    }

    /// The moment by which something is due. What is due at midnight is due by 24:00 of the day that ends (Civil
    /// Code 203), so nobody reads the day after.
    package func dueText(_ instant: Instant, _ language: Language, zone: Zone) -> String {
        let (day, minute) = instant.local(in: zone)
        guard minute == 0 else { return momentText(instant, language, zone: zone) }
        return momentText(day.advanced(by: -1), clock: "24:00", language)
    }

    private func momentText(_ day: LocalDay, clock: String, _ language: Language) -> String {
        format("web.format.moment", language) { name in
            switch name {
            case "day": dayText(day, language)
            case "clock": clock
            default: nil
            }
        }
    }

    private func format(_ key: String, _ language: Language, _ value: (String) -> String?) -> String {
        guard case .one(let pattern) = texts[language]?[key] else { return key }
        return pattern.filled(value)
    }

    private static func flatten(_ node: Node, prefix: String, file: String) throws -> [(String, Text)] {
        guard case .mapping(let mapping) = node else {
            guard case .scalar(let scalar) = node else {
                throw CatalogueError(place: file, fault: "\(prefix) is neither a text nor a tree of texts")
            }
            return [(prefix, .one(Pattern(scalar.string)))]
        }
        let names = mapping.keys.compactMap(\.string)
        if Set(names) == ["one", "other"], let one = mapping["one"]?.string, let other = mapping["other"]?.string {
            return [(prefix, .plural(one: Pattern(one), other: Pattern(other)))]
        }
        return try mapping.flatMap { key, value in
            guard let name = key.scalar?.string else {
                throw CatalogueError(place: file, fault: "a key under \(prefix) is no text")
            }
            return try flatten(value, prefix: prefix.isEmpty ? name : "\(prefix).\(name)", file: file)
        }
    }

    private func checkAgreement() throws {
        let chinese = texts[.chinese] ?? [:]
        let english = texts[.english] ?? [:]
        let lacking = Set(chinese.keys).symmetricDifference(english.keys).sorted()
        guard lacking.isEmpty else {
            throw CatalogueError(place: "en, zh-Hans", fault: "keys in one language only: \(lacking.prefix(20))")
        }
        let differing = chinese.keys.filter { gaps($0, .chinese) != gaps($0, .english) && !$0.hasPrefix("web.format.") }
        guard differing.isEmpty else {
            throw CatalogueError(place: "en, zh-Hans", fault: "other gaps in the two languages: \(differing.sorted())")
        }
    }

    private func gaps(_ key: String, _ language: Language) -> Set<String> {
        switch texts[language]?[key] {
        case .one(let text): text.gaps
        case .plural(_, let other): other.gaps
        case nil: []
        }
    }
}

/// A text with its gaps `{name}` found once, because every page fills hundreds.
private struct Pattern: Sendable {
    let source: String
    /// Literal texts and the names of gaps by turns, a literal first; one literal when there is no gap.
    private let pieces: [String]

    init(_ source: String) {
        self.source = source
        var pieces: [String] = []
        var literal = ""
        var rest = Substring(source)
        while let open = rest.firstIndex(of: "{") {
            let name = rest[open...].dropFirst().prefix { $0 == "_" || ($0.isASCII && $0.isLetter) }
            literal += rest[..<open]
            if !name.isEmpty, name.endIndex < rest.endIndex, rest[name.endIndex] == "}" {
                pieces += [literal, String(name)]
                literal = ""
                rest = rest[rest.index(after: name.endIndex)...]
            } else {
                literal.append("{")
                rest = rest[rest.index(after: open)...]
            }
        }
        self.pieces = pieces + [literal + rest]
    }

    init(literal source: String) {
        self.source = source
        pieces = [source]
    }

    var gaps: Set<String> { Set(stride(from: 1, to: pieces.count, by: 2).map { pieces[$0] }) }

    /// The text with each gap's value; a gap without one stays as it was written.
    func filled(_ value: (String) -> String?) -> String {
        if pieces.count == 1 { return source }
        var text = ""
        for (place, piece) in pieces.enumerated() {
            text += place % 2 == 0 ? piece : (value(piece) ?? "{\(piece)}")
        }
        return text
    }
}

/// A fault in the string catalogues or templates, for whoever starts the program.
package struct CatalogueError: Error, CustomStringConvertible {
    package let place: String
    package let fault: String
    package var description: String { "\(place): \(fault)" }
}

/// A catalogue read by one person: their language, their organisation's zone.
package struct Words: Sendable {
    package let catalogue: Catalogue
    package let language: Language
    package let zone: Zone

    package init(catalogue: Catalogue, language: Language, zone: Zone) {
        self.catalogue = catalogue
        self.language = language
        self.zone = zone
    }

    package func callAsFunction(_ message: Message) -> String { catalogue.word(message, language, zone: zone) }
    package func callAsFunction(_ key: String, _ arguments: [String: Message.Argument] = [:]) -> String {
        catalogue.word(Message(key, arguments), language, zone: zone)
    }
    package func day(_ day: LocalDay) -> String { catalogue.dayText(day, language) }
    package func moment(_ instant: Instant) -> String { catalogue.momentText(instant, language, zone: zone) }
    package func due(_ instant: Instant) -> String { catalogue.dueText(instant, language, zone: zone) }
    /// Machine-readable form for `<time datetime>`.
    package func stamp(_ instant: Instant) -> String { instant.iso8601(in: zone) }
}
