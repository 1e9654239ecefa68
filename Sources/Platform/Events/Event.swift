import Crypto
import Foundation
import Kernel

/// Something that happened (事件): who, what, when it happened and when it was written down. Never edited; a
/// correction is another event. Each record's events form a chain of hashes (S4-28, design §5).
package struct Event: Sendable, Hashable {
    package let organisationID: ID<Organisation>
    package let subject: Subject
    /// 1, 2, 3 … within the subject.
    package let sequence: Int
    /// `slice.what_happened`
    package let kind: String
    package let actor: String
    package let happenedAt: Instant
    package let recordedAt: Instant
    /// The facts as JSON. As stored it may be sealed; the chain runs over what is stored, so it can be checked
    /// without any key.
    package let facts: String
    package let priorHash: String
    package let hash: String

    /// The record an event belongs to.
    package struct Subject: Sendable, Hashable {
        package let kind: String
        package let id: String

        package init(kind: String, id: String) {
            self.kind = kind
            self.id = id
        }
    }

    /// The same event with other words for its facts.
    func telling(_ facts: String) -> Event {
        Event(
            organisationID: organisationID, subject: subject, sequence: sequence, kind: kind, actor: actor,
            happenedAt: happenedAt, recordedAt: recordedAt, facts: facts, priorHash: priorHash, hash: hash)
    }

    /// The hash before the first event of a chain.
    package static let genesis = String(repeating: "0", count: 64)

    /// The next link of a chain: SHA-256 over the length-prefixed parts, so no two different events share a text.
    static func link(
        organisation: ID<Organisation>, subject: Subject, sequence: Int, kind: String, actor: String,
        happenedAt: Instant, recordedAt: Instant, storedFacts: String, priorHash: String
    ) -> String {
        var digest = SHA256()
        let parts = [
            "huiyin-event-1", organisation.text, subject.kind, subject.id, String(sequence), kind, actor,
            String(happenedAt.milliseconds), String(recordedAt.milliseconds), storedFacts, priorHash,
        ]
        for part in parts {
            digest.update(data: Array("\(part.utf8.count):".utf8))
            digest.update(data: Array(part.utf8))
        }
        return hex(digest.finalize())
    }
}
