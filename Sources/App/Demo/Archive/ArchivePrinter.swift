import Casework
import Kernel
import Platform
import Storage

/// Writes copies out as rows: gaps filled, documents sealed for their new place, chains hashed anew.
struct ArchivePrinter: Sendable {
    let templates: [ArchiveTemplate]
    let keys: Keyring
    let vault: Vault
    let tongue: SearchTongue
    let randomBytes: @Sendable (Int) -> [UInt8]

    private static let eventColumns = [
        "organisation_id", "subject_kind", "subject_id", "sequence", "kind", "actor", "happened_at", "recorded_at",
        "facts", "prior_hash", "hash",
    ]
    private static let headColumns = [
        "organisation_id", "subject_kind", "subject_id", "sequence", "hash", "sealed_key",
    ]

    /// The rows of some copies, the tables in an order that foreign keys allow.
    func blocks(_ copies: [ArchiveCopy]) throws -> [RowBlock] {
        var blocks: [RowBlock] = []
        var places: [String: Int] = [:]
        func add(_ row: [SQLValue], to table: String, _ columns: [String]) {
            let place: Int
            if let known = places[table] {
                place = known
            } else {
                place = blocks.count
                places[table] = place
                blocks.append(RowBlock(table: table, columns: columns))
            }
            blocks[place].rows.append(row)
        }
        var search = SearchRows(tongue)
        var sentences: [Int: CopiedTerms.Sentence] = [:]
        let organisation = keys.organisationID.sqlValue
        for copy in copies {
            let template = templates[copy.template]
            for line in template.lines {
                add(try line.cells.map { try value($0, copy) }, to: line.table, line.columns)
            }
            var chain = try CopiedChain(
                of: Event.Subject(kind: "case", id: copy.id), keys: keys, randomBytes: randomBytes)
            for event in template.events {
                let (happened, recorded) = (copy.moved(event.happenedAt), copy.moved(event.recordedAt))
                let link = try chain.link(
                    kind: event.kind, actor: event.actor, happenedAt: happened, recordedAt: recorded,
                    facts: event.facts.filled(for: copy))
                add(
                    [
                        organisation, .text("case"), .text(copy.id), .integer(Int64(link.sequence)),
                        .text(event.kind), .text(event.actor), happened.sqlValue, recorded.sqlValue,
                        .text(link.facts), .text(link.priorHash), .text(link.hash),
                    ], to: "events", ArchivePrinter.eventColumns)
            }
            add(
                [
                    organisation, .text("case"), .text(copy.id), .integer(Int64(chain.last.sequence)),
                    .text(chain.last.hash), .text(chain.sealedKey),
                ], to: "event_heads", ArchivePrinter.headColumns)
            let sentence = sentences[copy.sentence.place] ?? CopiedTerms.Sentence(copy.sentence.text, keys: keys)
            sentences[copy.sentence.place] = sentence
            template.terms.add(
                number: copy.number, subjectKind: "case", subjectID: copy.id, place: copy.place,
                happenedAt: copy.receivedAt, sentence: sentence, to: &search)
        }
        return blocks.sorted { ($0.table == "cases" ? 0 : 1) < ($1.table == "cases" ? 0 : 1) }
            + [search.documents, search.terms]
    }

    private func value(_ cell: ArchiveTemplate.Cell, _ copy: ArchiveCopy) throws -> SQLValue {
        switch cell {
        case .fixed(let value): value
        case .moment(let moment): .integer(copy.moved(moment))
        case .day(let day): day.advanced(by: copy.days).sqlValue
        case .text(let pattern): .text(pattern.filled(for: copy))
        case .phoneIndex: copy.phone.flatMap { keys.blindIndex(of: .phone, $0) }.sqlValue
        case .phoneEndingIndex: copy.phone.flatMap { keys.phoneEnding(of: $0) }.sqlValue
        case .nameIndex: copy.name.flatMap { keys.blindIndex(of: .name, $0) }.sqlValue
        case .pinDigest(let round):
            .text(CaseDesk.pin(of: copy.id, round: round, vault).digest(of: copy.id) { vault.mac(purpose: "pin", $0) })
        case .document(let pattern):
            .text(try keys.seal(pattern.filled(for: copy), context: "cases.document.\(copy.id)").text)
        }
    }
}
