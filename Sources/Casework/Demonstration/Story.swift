import Foundation
import Kernel
import Yams

/// The cases of the demonstration as `Data/stories.yaml` tells them (演示个案).
package struct Stories: Decodable, Sendable {
    let words: Words
    package let stories: [Story]

    /// What everybody says alike.
    struct Words: Decodable, Sendable {
        let place: String
        let office: String
        let acknowledged: String
        let understood: String
        let next: String
        let told: String
        let contact: String
        let seen: String
        let done: String
        let agree: String
    }

    package static func load() throws -> Stories {
        let text = try String(contentsOf: CaseworkFolder.named("Data/stories.yaml"), encoding: .utf8)
        return try YAMLDecoder().decode(Stories.self, from: text)
    }
}

/// One case: what was said, what came of it, and how far it has come.
package struct Story: Decodable, Sendable {
    /// How many hours before the end of the demonstration the voice came in.
    package let hoursAgo: Int
    /// Hours between its steps.
    package let hours: Int
    let reach: Reach
    let kind: CaseKind
    let channel: Channel
    let secrecy: Secrecy
    let who: ComplainantKind
    let name: String?
    let phone: String?
    /// Which resident of the world, counted from 0.
    let person: Int?
    let category: CategoryCode
    let harm: Harm
    let level: ResponseLevel
    let handler: String?
    let unit: String?
    let narrative: String
    let remedy: String?
    let evidence: String?
    let finding: Finding?
    let cause: RootCause?
    let whys: String?
    let plan: String?
    let action: String?
    let apology: String?
    let learning: String?
    /// Yuan.
    let amount: Int64?

    /// How far a case has come, in the order of the way.
    enum Reach: String, Decodable, CaseIterable, Comparable {
        case received, acknowledged, graded, offered, investigating
        case awaitingApproval = "awaiting_approval"
        case decided, answered, closed

        static func < (left: Reach, right: Reach) -> Bool { left.place < right.place }
        private var place: Int { Reach.allCases.firstIndex(of: self) ?? 0 }
    }
}
