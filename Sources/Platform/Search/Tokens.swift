/// The terms a text is cut into, before they are made unreadable by `TermCodes`.
package enum Tokens {
    /// The most characters of one document that are indexed; what follows is not found.
    package static let maximumCharacters = 12_000

    /// A stretch of folded text: Chinese characters in a row, or one word.
    enum Run: Hashable {
        case han([Unicode.Scalar])
        case word([Unicode.Scalar])

        /// The terms that stand one behind the other for this run: bigrams (二元组), or the word.
        var phrase: [String] {
            switch self {
            case .han(let scalars) where scalars.count == 1: [Tokens.single(scalars[0])]
            case .han(let scalars): zip(scalars, scalars.dropFirst()).map { "h" + code($0) + code($1) }
            case .word(let scalars): [Tokens.word(scalars)]
            }
        }
    }

    /// Words longer than this are cut, in texts and queries alike.
    private static let maximumWordLength = 40
    /// Stands between runs of Chinese characters, so that no phrase reaches from one into the next.
    static let gap = "z"

    /// Every term of a text once, for telling how much two texts have in common.
    package static func all(of text: String) -> Set<String> {
        Set(runs(in: String(text.prefix(maximumCharacters))).flatMap(\.phrase))
    }

    /// The terms in the order of the text with gaps, as many as engines keep places for, and each single Chinese
    /// character once.
    static func terms(of text: String) -> (ordered: [String], singles: Set<String>) {
        let runs = runs(in: String(text.prefix(maximumCharacters)))
        var terms: [String] = []
        var singles: Set<String> = []
        for run in runs {
            switch run {
            case .word: terms += run.phrase
            case .han(let scalars):
                if scalars.count > 1 { terms += (terms.isEmpty ? [] : [gap]) + run.phrase }
                singles.formUnion(scalars.map(single))
            }
        }
        return (Array(terms.prefix(maximumCharacters)), singles)
    }

    /// Cuts a text into its runs; all that is neither letter, digit nor Chinese character separates.
    static func runs(in text: String) -> [Run] {
        var runs: [Run] = []
        var pending: [Unicode.Scalar] = []
        var isHan = false
        func close() {
            if !pending.isEmpty { runs.append(isHan ? .han(pending) : .word(pending)) }
            pending = []
        }
        for character in text {
            for scalar in Folding.folded(character).unicodeScalars {
                let han = Folding.isHan(scalar)
                let counts = han || Folding.isWord(scalar)
                if !counts || han != isHan { close() }
                isHan = han
                if counts { pending.append(scalar) }
            }
        }
        close()
        return runs
    }

    static func single(_ scalar: Unicode.Scalar) -> String { "u" + code(scalar) }

    private static func word(_ scalars: [Unicode.Scalar]) -> String {
        let short = scalars.prefix(maximumWordLength)
        if short.allSatisfy(\.isASCII) { return "w" + String(String.UnicodeScalarView(short)) }
        return "x" + short.map(code).joined()
    }

    /// Four hexadecimal digits; six behind a `p` beyond the basic plane.
    private static func code(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        let isBasic = digits.count <= 4
        let zeros = String(repeating: "0", count: (isBasic ? 4 : 6) - digits.count)
        return (isBasic ? "" : "p") + zeros + digits
    }
}
