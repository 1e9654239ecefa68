import Kernel
import Platform

/// A question people ask and the answer the house gives (知识条目, S1-35), in versions; one person answers for it.
package struct Article: Hashable, Codable, Sendable {
    package let id: ID<Article>
    package let version: Int
    package let question: String
    package let answer: String
    /// Other words for the same thing, as people say them.
    package let keywords: String
    /// The last day the answer holds; for ever when absent.
    package let validUntil: LocalDay?
    package let owner: ID<Staff>
    package let isRetired: Bool
    package let madeAt: Instant

    package func holds(on day: LocalDay) -> Bool { !isRetired && (validUntil.map { day <= $0 } ?? true) }

    /// What is wrong with what somebody wrote.
    package static func check(question: String, answer: String, keywords: String) throws(Problem) {
        var fields = FieldCheck()
        fields.text("question", question, limit: 300)
        fields.text("answer", answer, limit: 10_000)
        fields.optional("keywords", keywords, limit: 500)
        try fields.finish()
    }

    /// The articles whose words stand in a text, the closest first. Words of the question and the keywords count three
    /// times those of the answer; fewer than two of them are chance.
    package static func matching(
        _ text: String, among articles: [Article], on day: LocalDay, limit: Int = 3
    ) -> [Article] {
        let asked = Tokens.all(of: text)
        return articles.filter { $0.holds(on: day) }.map { article -> (article: Article, points: Int) in
            let close = Tokens.all(of: "\(article.question)\n\(article.keywords)").intersection(asked)
            let wide = Tokens.all(of: article.answer).intersection(asked)
            return (article, close.isEmpty ? 0 : close.count * 3 + wide.subtracting(close).count)
        }
        .filter { $0.points >= 4 }
        .sorted { ($1.points, $0.article.id) < ($0.points, $1.article.id) }
        .prefix(limit).map(\.article)
    }
}

/// Which article an answer was taken from, in which version (引用的知识条目).
package struct UsedArticle: Hashable, Codable, Sendable {
    package let id: ID<Article>
    package let version: Int
    package let question: String
}

/// What can be done with the knowledge of the house (知识库权限).
package enum KnowledgeAction: String, Action {
    case read = "casework.knowledge.read"
    case edit = "casework.knowledge.edit"
    /// Publish a case of the library that somebody else wrote, or retire one.
    case approve = "casework.knowledge.approve"

    static let lines =
        Right.lines(KnowledgeAction.read, [.employee, .auditor])
        + Right.lines(
            KnowledgeAction.edit,
            [.customerService, .complaintLeader, .unitHead, .qualitySupervisor, .director, .chiefExecutive])
        + Right.lines(KnowledgeAction.approve, [.qualitySupervisor, .director, .chiefExecutive])
}
