import Kernel
import Platform
import Web

/// The quarterly report on complaint handling to all staff (季度通报, S0-20, reading 29). The system drafts it from the
/// frozen figures, in which nobody can be found; a person edits the words, another approves, everybody reads.
package struct Bulletin: Sendable {
    package let id: ID<Bulletin>
    package let organisationID: ID<Organisation>
    package let period: FigurePeriod
    package let publishedAt: Instant?
    package let publishedVersion: Int?
    package let publishedBy: ID<Staff>?
    /// Every version of its words, oldest first; none is ever changed.
    package let versions: [Version]

    package struct Version: Sendable {
        package let number: Int
        package let analysisVersion: Int
        package let words: String
        package let madeAt: Instant
        /// `nil` for the system's draft.
        package let madeBy: ID<Staff>?
    }

    package var isPublished: Bool { publishedAt != nil }
    /// What stands in it: the published words, or the latest of a draft.
    package var current: Version? {
        publishedVersion.flatMap { number in versions.first { $0.number == number } } ?? versions.last
    }
    var subject: Event.Subject { Event.Subject(kind: "bulletin", id: id.text) }

    static let wordsLimit = 8_000

    /// Why an employee may not approve it: words nobody looked over, one's own words, published already.
    package func refusal(to staff: ID<Staff>?) -> Problem? {
        if isPublished { return .conflict("casework.bulletin.refusal.published") }
        guard let last = versions.last, last.madeBy != nil else {
            return .conflict("casework.bulletin.refusal.nobody_edited")
        }
        guard let staff, !versions.contains(where: { $0.madeBy == staff }) else {
            return .forbidden("casework.bulletin.refusal.own_words")
        }
        return nil
    }

    /// The draft in the organisation's language, one paragraph a line. Only what may be shown to all is in it: what
    /// is below five is not told.
    package static func draft(of figures: Figures, _ period: FigurePeriod, _ words: Words) -> String {
        let word = FigureWords(words: words)
        func text(_ key: String, _ arguments: [String: Message.Argument] = [:]) -> String {
            words("casework.bulletin.draft.\(key)", arguments)
        }
        func rate(_ rate: Rate) -> Message.Argument { .text(rate.of == 0 ? text("none_due") : word.rate(rate).text) }
        func limit(_ kind: ClockKind) -> Message.Argument {
            rate(figures.promises.first { $0.isCap && $0.kind == kind }?.promised.rate ?? Rate())
        }
        var lines = [
            text("received", ["period": .message(period.message), "n": .text(word.count(figures.received))]),
            text("kept", ["feedback": limit(.firstFeedback), "decision": limit(.decision)]),
            text("satisfied", ["rate": rate(figures.satisfaction.rate)]),
        ]
        let categories = frequent(figures.categories).compactMap { CategoryCode($0)?.message }
        if !categories.isEmpty { lines.append(text("categories", ["list": .list(categories)])) }
        let causes = frequent(figures.causes).map { Message("casework.cause.\($0)") }
        if !causes.isEmpty { lines.append(text("causes", ["list": .list(causes)])) }
        return (lines + [text("thanks")]).joined(separator: "\n")
    }

    /// The three most frequent of those that may be shown.
    private static func frequent(_ counts: [String: Int]) -> [String] {
        counts.filter { $0.value >= Rate.smallest }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(3)
            .map(\.key)
    }
}
