import Kernel
import Platform
import Storage
import Web

extension BundleContents {
    private static let mostEvents = 50_000

    /// Reads all events of an open case with their proof, and lists the files its reader may see.
    static func load(
        for open: OpenCase, _ words: Words, at cases: CaseDesk, in db: any Connection
    ) throws -> BundleContents {
        let subject = open.subject
        let mayKnow = subject.complainant(seenBy: open.standing) != nil
        let mentioned = try staffNames(open, in: db)
        let tree = try UnitTree.load(of: open.actor.organisationID, in: db)
        let told = FactSentence(
            words: words, names: mentioned,
            units: Dictionary(tree.units.map { ($0.id, $0.name) }, uniquingKeysWith: { $1 }))
        var events: [BundledEvent] = []
        while events.count < mostEvents {
            let last = events.last?.sequence ?? 0
            let stored = try Event.stored(of: subject.eventSubject, after: last, in: db)
            let opened = try Event.list(of: subject.eventSubject, after: last, at: cases.desk, in: db)
            for (event, plain) in zip(stored, opened) {
                events.append(BundledEvent(event, plain, told, open, isWhole: mayKnow))
            }
            if stored.count < 500 { break }
        }
        let files = try Attachment.list(of: "case", subject.id.text, subject.organisationID, in: db)
        let proof = try Checkpoint.proof(of: subject.eventSubject, subject.organisationID, in: db)
        return BundleContents(
            open: open, events: events, attachments: files.filter { mayKnow || !$0.isSensitive },
            proof: proof.map { BundledProof(checkpoint: $0.checkpoint.note, line: $0.line.text, path: $0.path) })
    }

    private static func staffNames(_ open: OpenCase, in db: any Connection) throws -> [ID<Staff>: String] {
        try StaffMember.find(
            all: open.subject.staffMentioned.sorted(), of: open.actor.organisationID, in: db
        ).mapValues(\.name)
    }
}

extension BundledEvent {
    fileprivate init(_ event: Event, _ plain: Event, _ told: FactSentence, _ open: OpenCase, isWhole: Bool) {
        let isShown = open.shows(plain)
        let entry = isShown ? plain.caseFact.map { told.entry($0) } : nil
        self.init(
            organisation: event.organisationID.text, subjectKind: event.subject.kind, subjectID: event.subject.id,
            sequence: event.sequence, kind: event.kind, actor: event.actor,
            happenedAt: event.happenedAt.milliseconds, recordedAt: event.recordedAt.milliseconds,
            stored: event.facts, priorHash: event.priorHash, hash: event.hash, sentence: entry?.sentence,
            details: entry?.details, facts: isShown && isWhole ? plain.facts : nil)
    }
}
