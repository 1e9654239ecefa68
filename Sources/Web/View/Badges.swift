/// A response level 响应等级 (requirements 3.4): Ⅰ red, Ⅱ orange, Ⅲ yellow, Ⅳ blue, always with its word.
package struct LevelBadge: Hashable, Sendable {
    package let number: Int
    package let numeral: String
    package let word: String

    /// `number` is 1…4, the gravest first.
    package init(number: Int, word: String) {
        precondition((1...4).contains(number), "There are four response levels.")
        self.number = number
        numeral = ["Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ"][number - 1]
        self.word = word
    }
}

/// The state of a record. Quiet by design: colour is kept for time and level.
package struct StateBadge: Hashable, Sendable {
    /// What the reader has to think of the state.
    package enum Tone: String, Sendable {
        /// Waits for somebody of ours.
        case open
        /// Waits for somebody else, or stands still.
        case waiting
        case done
    }

    package let word: String
    package let tone: String
    package let icon: String?

    package init(_ word: String, tone: Tone = .open, icon: String? = nil) {
        self.word = word
        self.tone = tone.rawValue
        self.icon = icon
    }
}
