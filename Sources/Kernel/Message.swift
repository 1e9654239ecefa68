/// A sentence by its key in the string catalogues, with what fills its gaps. Worded only where it is shown, so
/// rules stay free of text and every sentence exists in every language.
package struct Message: Hashable, Sendable, Codable {
    package let key: String
    package let arguments: [String: Argument]

    package init(_ key: String, _ arguments: [String: Argument] = [:]) {
        self.key = key
        self.arguments = arguments
    }

    /// What fills a gap `{name}`. Days and moments are written in the reader's language and the organisation's zone.
    package indirect enum Argument: Hashable, Sendable, Codable {
        case text(String)
        case number(Int)
        case day(LocalDay)
        case instant(Instant)
        /// A moment by which something is due: midnight is told as 24:00 of the day that ends.
        case due(Instant)
        case message(Message)
        /// Several sentences, joined as the language joins a list.
        case list([Message])
    }
}

extension Message.Argument: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int) { self = .number(value) }
}
