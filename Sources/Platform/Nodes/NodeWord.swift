import Foundation
import Kernel
import Storage

/// What one node tells the others (节点消息). It names records and who is at them, never what stands in them.
enum NodeWord: Codable, Hashable, Sendable {
    /// Something was committed: live pages look again.
    case changed
    /// The organisation's own data changed.
    case organisation
    /// A page is open at a record.
    case here(page: String, record: String, staff: ID<Staff>, name: String, at: Instant)
    /// A page was closed.
    case gone(page: String, record: String)
    /// An employee writes at a record.
    case typing(record: String, staff: ID<Staff>, at: Instant)

    /// `nil` for a word of another version of the program.
    init?(_ text: String) {
        guard let word = try? JSONDecoder().decode(NodeWord.self, from: Data(text.utf8)) else { return nil }
        self = word
    }

    /// The word as it travels. Equal words are equal texts.
    var text: String {
        // Nothing here can fail to be encoded; an empty word is understood by nobody.
        return (try? JSONText.of(self)) ?? ""
    }
}

extension Signals {
    func tell(_ word: NodeWord) { tell(word.text) }
}

extension Desk {
    /// Takes in what another node told.
    package func hear(_ signal: Signal) {
        switch signal {
        case .lost:
            organisation.forgetHere()
            live.wakeHere()
        case .word(let text):
            guard let word = NodeWord(text) else { return }
            if word == .organisation { organisation.forgetHere() }
            live.hear(word)
        }
    }
}
