import Kernel
import Platform
import Web

/// The case on paper (案卷): a table of contents with what proves each piece unchanged, the registration, the letter,
/// the promised actions, and everything that happened in order. It holds what its reader may see and no more.
struct CaseFilePage: Page {
    static let template = "casework/case-file"

    let title: String
    let number: String
    let subject: String
    let pieces: [Piece]
    let narrative: String
    let desired: String?
    let origin: DefinitionList
    let people: DefinitionList
    let letter: LetterPage?
    let actions: ActionsPage?
    let facts: [Fact]
    let cut: String?
    let printed: String

    /// One line of the table of contents (卷内目录).
    struct Piece: Sendable {
        let number: Int
        let name: String
        let address: String?
        let day: String
        let extent: String
        let digest: String
    }

    /// One thing that happened, with the mark of its link in the chain.
    struct Fact: Sendable {
        let when: String
        let who: String
        let sentence: String
        let details: [String]
        let mark: String
    }

    /// So many facts are printed.
    static let limit = 1000

    init(_ contents: CaseContents, printedBy name: String, _ words: Words) {
        func word(_ key: String) -> String { words("casework.case_file.\(key)") }
        let open = contents.open
        let subject = open.subject
        let writer = CaseWriter(contents: contents, words: words)
        title = word("title")
        number = subject.number.description
        self.subject = subject.subject
        narrative = subject.narrative
        desired = subject.desiredRemedy
        origin = writer.origin
        people = writer.people
        letter = LetterPage(contents, words)
        actions = subject.decision.actions.isEmpty ? nil : ActionsPage(contents, words)
        facts = CaseFilePage.facts(contents, words)
        cut = contents.earlier == nil ? nil : words("casework.case_file.cut", ["n": .number(CaseFilePage.limit)])
        pieces = CaseFilePage.pieces(contents, words)
        printed = words(
            "casework.case_file.printed",
            ["name": .text(name), "moment": .instant(open.now), "n": .number(pieces.count)])
    }

    private static func facts(_ contents: CaseContents, _ words: Words) -> [Fact] {
        let sentences = FactSentence(words: words, names: contents.names, units: contents.units)
        return contents.history.flatMap { event in
            sentences.timeline([event]).entries.map {
                Fact(
                    when: $0.when, who: $0.who, sentence: $0.sentence, details: $0.details,
                    mark: String(event.hash.prefix(16)))
            }
        }
    }

    private static func pieces(_ contents: CaseContents, _ words: Words) -> [Piece] {
        func word(_ key: String) -> String { words("casework.case_file.\(key)") }
        func day(_ moment: Instant) -> String { words.day(moment.day(in: words.zone)) }
        let open = contents.open
        let subject = open.subject
        var found: [(name: String, address: String?, day: String, extent: String, digest: String)] = [
            (word("complaint"), nil, day(subject.firstReceivedAt), word("made_from"), "—")
        ]
        if subject.decision.letter != nil {
            let told = subject.milestones.decisionAt.map(day) ?? "—"
            found.append((word("letter"), nil, told, word("made_from"), "—"))
        }
        if !subject.decision.actions.isEmpty {
            found.append((word("actions"), nil, day(open.now), word("made_from"), "—"))
        }
        let last = contents.history.last
        found.append(
            (word("facts"), nil, last.map { day($0.recordedAt) } ?? "—", word("made_from"), last?.hash ?? "—"))
        let mayKnow = subject.complainant(seenBy: open.standing) != nil
        for file in contents.attachments.sorted(by: { ($0.addedAt, $0.id) < ($1.addedAt, $1.id) })
        where mayKnow || !file.isSensitive {
            let size = words("casework.case_file.size", ["n": .number(max(1, file.bytes / 1024))])
            found.append((file.name, "\(open.address)/files/\(file.id)", day(file.addedAt), size, file.digest.text))
        }
        return found.enumerated().map { place, piece in
            Piece(
                number: place + 1, name: piece.name, address: piece.address, day: piece.day, extent: piece.extent,
                digest: piece.digest)
        }
    }
}
