import Kernel

/// Makes the chain of a record that is a copy of another (演示副本): facts sealed under the copy's own key, every link
/// hashed anew. It writes nothing; whoever fills a demonstration store adds the rows.
package struct CopiedChain {
    /// What a row of `events` holds beside its kind and moments.
    package struct Link {
        package let sequence: Int
        package let facts: String
        package let priorHash: String
        package let hash: String
    }

    package let sealedKey: String
    package private(set) var last: (sequence: Int, hash: String) = (0, Event.genesis)
    private let subject: Event.Subject
    private let organisation: ID<Organisation>
    private let key: RecordKey
    private let randomBytes: (Int) -> [UInt8]

    package init(of subject: Event.Subject, keys: Keyring, randomBytes: @escaping (Int) -> [UInt8]) throws {
        let bytes = randomBytes(32)
        key = RecordKey(bytes: bytes)
        sealedKey = try keys.seal(hex(bytes), context: RecordKey.context(subject)).text
        organisation = keys.organisationID
        self.subject = subject
        self.randomBytes = randomBytes
    }

    /// The next link, its facts sealed.
    package mutating func link(
        kind: String, actor: String, happenedAt: Instant, recordedAt: Instant, facts: String
    ) throws -> Link {
        let sequence = last.sequence + 1
        let stored = try key.seal(
            facts, context: Event.sealContext(subject, sequence), nonce: randomBytes(12))
        let hash = Event.link(
            organisation: organisation, subject: subject, sequence: sequence, kind: kind, actor: actor,
            happenedAt: happenedAt, recordedAt: recordedAt, storedFacts: stored, priorHash: last.hash)
        let link = Link(sequence: sequence, facts: stored, priorHash: last.hash, hash: hash)
        last = (sequence, hash)
        return link
    }
}
