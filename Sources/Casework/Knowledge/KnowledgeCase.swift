import Kernel
import Platform

/// A case worth learning from (典型案例, S4-45…47), of a success or a failure, told so that nobody can be known. It comes in
/// versions; one is read by all, and only what somebody other than its author approved.
package struct KnowledgeCase: Hashable, Sendable {
    package enum Outcome: String, Codable, Sendable, CaseIterable {
        case success, failure
    }

    package enum State: String, Sendable, CaseIterable {
        case draft, published, replaced, retired
    }

    /// What it says (案例内容, S4-46).
    package struct Content: Hashable, Codable, Sendable {
        package var outcome: Outcome
        package var title: String
        package var category: CategoryCode
        package var root: RootCause?
        /// 个案情况
        package var situation: String
        /// 处理过程
        package var course: String
        /// 结果
        package var result: String
        /// 涉及的政策法规
        package var policies: String
        /// 机构内部经验
        package var experience: String

        package init(
            outcome: Outcome, title: String, category: CategoryCode, root: RootCause? = nil, situation: String,
            course: String, result: String, policies: String = "", experience: String
        ) {
            self.outcome = outcome
            self.title = title
            self.category = category
            self.root = root
            self.situation = situation
            self.course = course
            self.result = result
            self.policies = policies
            self.experience = experience
        }

        static let titleLimit = 100
        static let textLimit = 3000

        /// Each part in its order, by the name of its field.
        package var parts: [(field: String, text: String)] {
            [
                ("title", title), ("situation", situation), ("course", course), ("result", result),
                ("policies", policies), ("experience", experience),
            ]
        }

        /// Throws `Problem.invalid` by field for what is missing or too long.
        package func check() throws(Problem) {
            var fields = FieldCheck()
            fields.text("title", title, limit: Content.titleLimit)
            for (field, text) in parts.dropFirst() where field != "policies" {
                fields.text(field, text, limit: Content.textLimit)
            }
            fields.optional("policies", policies, limit: Content.textLimit)
            try fields.finish()
        }
    }

    package let id: ID<KnowledgeCase>
    package let organisationID: ID<Organisation>
    package let version: Int
    package internal(set) var state: State
    package let content: Content
    /// The case it was learnt from; told to whoever may read that one alone.
    package let source: ID<Case>?
    package let madeAt: Instant
    /// As an actor signs.
    package let madeBy: String
    package internal(set) var approvedAt: Instant?
    package internal(set) var reviewedAt: Instant?

    package var subject: Event.Subject { Event.Subject(kind: "knowledge_case", id: id.text) }

    /// Older than this without a look, a case is said to want one (S4-47).
    package static let reviewDays = 365

    package func wantsReview(at now: Instant) -> Bool {
        state == .published && (reviewedAt ?? madeAt).advanced(byHours: KnowledgeCase.reviewDays * 24) <= now
    }

    /// Why it cannot be published: it is no draft, or the approver wrote it.
    package func refusal(to actor: Actor) -> Problem? {
        guard state == .draft else { return .conflict("casework.knowledge_case.refusal.no_draft") }
        guard actor.staffID != nil, actor.signature != madeBy else {
            return .forbidden("casework.knowledge_case.refusal.own_words")
        }
        return nil
    }
}

/// What somebody says about a knowledge case (点评), an expert in the capacity named.
package struct KnowledgeComment: Hashable, Sendable {
    package let id: ID<KnowledgeComment>
    package let isExpert: Bool
    /// Such as 法律顾问; never a name.
    package let capacity: String
    package let words: String
    package let madeAt: Instant

    package static let wordsLimit = 2000
    package static let capacityLimit = 60
}
