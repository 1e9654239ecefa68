/// What somebody looks for (检索词): all words must be there, Chinese characters in a row side by side. Any text makes
/// a query; one without a single letter, digit or Chinese character is empty and finds nothing.
package struct SearchQuery: Sendable, Hashable {
    /// Each phrase is a row of terms that must stand one behind the other.
    let phrases: [[String]]
    let runs: [Tokens.Run]

    /// More text than this is not read.
    package static let maximumCharacters = 200
    package static let maximumPhrases = 12

    package init(_ text: String) {
        var distinct: [Tokens.Run] = []
        for run in Tokens.runs(in: String(text.prefix(SearchQuery.maximumCharacters)))
        where !distinct.contains(run) && distinct.count < SearchQuery.maximumPhrases {
            distinct.append(run)
        }
        runs = distinct
        phrases = distinct.map(\.phrase)
    }

    package var isEmpty: Bool { phrases.isEmpty }
}
