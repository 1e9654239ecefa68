import Foundation
import Kernel
import Yams

/// What a case can be about in words anybody uses (常见事由), each leading to one category of the tree.
package struct TopicList: Sendable {
    /// One line of the list; its words are `casework.public.topic.NAME`.
    package struct Topic: Hashable, Codable, Sendable {
        package let name: String
        package let category: CategoryCode
        package var key: String { "casework.public.topic.\(name)" }
    }

    package let topics: [Topic]
    /// Where everything goes that nobody named: the last line.
    package let other: Topic

    /// Throws when a name stands twice, the list is empty, or a category is not in the tree.
    package static func load(_ file: URL, categories: CategoryTree) throws -> TopicList {
        let topics = try YAMLDecoder().decode(Written.self, from: String(contentsOf: file, encoding: .utf8)).topics
        guard Set(topics.map(\.name)).count == topics.count, let other = topics.last else {
            throw CaseworkDataError("each topic stands once, and there is at least one")
        }
        for topic in topics where categories[topic.category] == nil {
            throw CaseworkDataError("the topic \(topic.name) leads to no category")
        }
        return TopicList(topics: topics, other: other)
    }

    /// The topics whose category is still given.
    func offered(by tree: CategoryTree) -> TopicList {
        TopicList(topics: topics.filter { tree.isOffered($0.category) }, other: other)
    }

    package subscript(_ name: String) -> Topic? { topics.first { $0.name == name } }

    private struct Written: Codable {
        let topics: [Topic]
    }
}
