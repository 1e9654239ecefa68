import Casework
import Hummingbird
import Kernel
import People
import Platform
import Storage
import Web

extension CommitmentsApi {
    private static let maybeText = Schema.optional(Schema.text())

    /// A resident with the letter they hold; the name as far as the reader may see it.
    private static let resident = JSONShape<(entry: PersonEntry, holding: Holding?)>([
        ("person", Schema.id, { .text($0.entry.id.text) }),
        ("code", Schema.text(), { .text($0.entry.code.description) }),
        ("name", Schema.text(), { .text($0.entry.name) }),
        ("unit", Schema.optional(Schema.id), { .optional($0.entry.unitID?.text) }),
        (
            "signed_version", Schema.optional(Schema.integer()),
            { $0.holding?.signedVersion.map { .integer($0) } ?? .null }
        ),
        ("signed_on", Schema.optional(Schema.day), { .optional($0.holding?.signedOn?.description) }),
        ("last_outcome", maybeText, { .optional($0.holding?.lastOutcome.rawValue) }),
    ])

    static let coverage = JSONShape<LetterCoverage>([
        ("unit", Schema.optional(Schema.id), { .optional($0.unit?.text) }),
        ("residents", Schema.integer(), { .integer($0.residents) }),
        ("current", Schema.integer(), { .integer($0.current) }), ("old", Schema.integer(), { .integer($0.old) }),
        ("without", Schema.integer(), { .integer($0.without) }),
    ])

    private static let issue = JSONShape<(issue: CommitmentIssue, words: Words)>([
        ("id", Schema.id, { .text($0.issue.id.text) }), ("person", Schema.id, { .text($0.issue.personID.text) }),
        ("letter_version", Schema.integer(), { .integer($0.issue.letterVersion) }),
        ("issued_on", Schema.day, { .text($0.issue.issuedOn.description) }),
        ("way", Schema.text(choices: CommitmentIssue.Way.allCases.map(\.rawValue)), { .text($0.issue.way.rawValue) }),
        ("explained", Schema.list(Schema.text()), { .texts($0.issue.explained.sorted().map(\.rawValue)) }),
        (
            "outcome", Schema.text(choices: CommitmentIssue.Outcome.allCases.map(\.rawValue)),
            { .text($0.issue.outcome.rawValue) }
        ),
        ("relation", Schema.text(), { .text($0.issue.relation.relation) }),
        ("authority", maybeText, { .optional($0.issue.relation.authority?.rawValue) }),
        ("relative", Schema.optional(Schema.id), { .optional($0.issue.relativeID?.text) }),
        ("reason", Schema.text(), { .text($0.issue.reason) }),
        ("witness", Schema.optional(Schema.id), { .optional($0.issue.witness?.text) }),
        ("recorded_at", Schema.moment, { .text($0.words.stamp($0.issue.recordedAt)) }),
        ("annulled", Schema.flag, { .flag($0.issue.annulment != nil) }),
    ])

    static func issues(_ area: ProgramArea) -> [Route] {
        let (read, give) = (Access.right(CommitmentAction.readIssues), Access.right(CommitmentAction.issueLetter))
        let address = IssueRoutes.address
        return [
            area.read(
                address, read, "listLetterHolders",
                query: [
                    query("state", Schema.text(choices: HoldingState.allCases.map(\.rawValue))),
                    query("version", Schema.integer(1...LetterBook.limit)), query("unit", Schema.id),
                    query("after", Schema.text(limit: 20)),
                ],
                answer: Schema.object([
                    "items": Schema.list(resident.schema), "next": maybeText,
                    "current_version": Schema.optional(Schema.integer()), "coverage": coverage.schema,
                    "units": Schema.list(coverage.schema),
                ])
            ) { visit, desk in
                let page = try await HoldingRoutes.load(visit, desk)
                return [
                    "items": .list(page.entries.map { resident.json(($0, page.holdings[$0.id])) }),
                    "next": .optional(page.next?.description),
                    "current_version": page.current.map { .integer($0.version) } ?? .null,
                    "coverage": coverage.json(page.sum), "units": .list(page.lines.map { coverage.json($0) }),
                ]
            },
            area.change(
                address, give, "giveLetter", asks: { GivePage.fields($0) }, creates: true,
                bodyLimit: IssueRoutes.bodyLimit * 4 / 3, IssueRoutes.recording),
            area.read(address + "/:issue", read, "getLetterIssue", answer: issue.schema) { visit, desk in
                try desk.rights.must(CommitmentAction.readIssues, visit.actor)
                let (organisation, words) = (visit.actor.organisationID, visit.words)
                let id = try visit.id("issue", of: CommitmentIssue.self)
                return try await desk.read {
                    issue.json((try CommitmentIssue.find(id, of: organisation, in: $0), words))
                }
            },
            area.change(
                address + "/:issue/annulment", give, "annulLetterIssue", asks: { IssueRoutes.annulFields($0) },
                IssueRoutes.annulling),
            promised(area),
        ]
    }

    private static func promised(_ area: ProgramArea) -> Route {
        area.read(
            "/commitments/persons/:person", .right(CommitmentAction.readIssues), "getPromisesToPerson",
            query: [query("on", Schema.day)],
            answer: Schema.object([
                "on": Schema.day, "letter_version": Schema.optional(Schema.integer()),
                "standards": Schema.list(Schema.id), "issues": Schema.list(issue.schema),
            ])
        ) { visit, desk in
            let found = try await HoldingRoutes.promised(visit, desk)
            return [
                "on": .text(found.on.description),
                "letter_version": found.promised.map { .integer($0.letter.version) } ?? .null,
                "standards": .texts(found.promised?.promises.map(\.id.text) ?? []),
                "issues": .list(found.issues.map { issue.json(($0, visit.words)) }),
            ]
        }
    }

    static func query(_ name: String, _ schema: JSON) -> ApiOperation.Parameter {
        .init(name, "commitments.api.parameter.\(name)", schema)
    }
}
