import Casework
import Hummingbird
import Kernel
import People
import Platform
import Storage
import Web

/// Promises, letters, who holds them and how far they were kept, for programs (服务承诺接口).
enum CommitmentsApi {
    static func all(_ desk: Desk, _ shipped: ShippedCommitments) -> [Route] {
        let area = ProgramArea(
            desk, about: "commitments.api.operation", group: "commitments", reading: .readPersons,
            writing: .writePersons)
        return standards(area, shipped) + letters(area) + issues(area) + kept(area) + readings(area)
    }

    private static func parameter(_ name: String, _ schema: JSON) -> ApiOperation.Parameter {
        .init(name, "commitments.api.parameter.\(name)", schema)
    }
    private static let maybeText = Schema.optional(Schema.text())
    private static let maybeDay = Schema.optional(Schema.day)
    private static let both = JSONShape<Bilingual>([
        ("zh", Schema.text(), { .text($0.zh) }), ("en", Schema.text(), { .text($0.en) }),
    ])

    static let standard = JSONShape<(standard: ServiceStandard, state: StandardBook.State)>([
        ("id", Schema.id, { .text($0.standard.id.text) }), ("code", Schema.text(), { .text($0.standard.code) }),
        ("version", Schema.integer(), { .integer($0.standard.version) }),
        (
            "state", Schema.text(choices: StandardBook.State.allCases.map(\.rawValue)),
            { .text($0.state.rawValue) }
        ),
        ("name", both.schema, { both.json($0.standard.terms.name) }),
        ("wording", both.schema, { both.json($0.standard.terms.wording) }),
        ("exclusions", both.schema, { both.json($0.standard.terms.exclusions) }),
        ("remedy", both.schema, { both.json($0.standard.terms.remedy) }),
        ("target", Schema.text(), { .text($0.standard.terms.target.description) }),
        ("evidence", Schema.text(), { .text($0.standard.terms.evidence.description) }),
        ("unit", Schema.optional(Schema.id), { .optional($0.standard.terms.scope.unit?.text) }),
        ("category", maybeText, { .optional($0.standard.terms.scope.category?.text) }),
        (
            "level", Schema.optional(Schema.integer(1...4)),
            { $0.standard.terms.scope.level.map { .integer($0.rawValue) } ?? .null }
        ),
        ("opens_action", Schema.flag, { .flag($0.standard.terms.opensAfter != nil) }),
        (
            "opens_after", Schema.optional(Schema.integer(1...50)),
            { $0.standard.terms.opensAfter.map { .integer($0) } ?? .null }
        ),
        ("effective_on", maybeDay, { .optional($0.standard.issued?.effectiveOn.description) }),
    ])

    private static func standards(_ area: ProgramArea, _ shipped: ShippedCommitments) -> [Route] {
        let (read, write) = (Access.right(CommitmentAction.read), Access.right(CommitmentAction.write))
        let issue = Access.right(CommitmentAction.issueVersion)
        let address = StandardRoutes.address
        return [
            area.read(
                address, read, "listStandards",
                answer: Schema.object(["items": Schema.list(standard.schema, limit: StandardBook.limit)])
            ) { visit, desk in
                try desk.rights.must(CommitmentAction.read, visit.actor)
                let organisation = visit.actor.organisationID
                return try await desk.read { db in
                    let book = try StandardBook.load(of: organisation, in: db)
                    return [
                        "items": .list(book.versions.map { standard.json(($0, book.state(of: $0, at: db.now))) })
                    ]
                }
            },
            area.read(address + "/:standard", read, "getStandard", answer: standard.schema) { visit, desk in
                try desk.rights.must(CommitmentAction.read, visit.actor)
                let organisation = visit.actor.organisationID
                let id = try visit.id("standard", of: ServiceStandard.self)
                return try await desk.read { db in
                    let book = try StandardBook.load(of: organisation, in: db)
                    guard let found = book[id] else { throw Problem.notFound }
                    return standard.json((found, book.state(of: found, at: db.now)))
                }
            },
            area.change(
                address, write, "draftStandard",
                asks: { words in
                    StandardForm.fields(words) + [.text("code", words("commitments.field.code"), limit: 20)]
                }, creates: true, StandardRoutes.drafting),
            area.change(address + "/shipped", write, "adoptStandards") { visit, desk in
                try await StandardRoutes.adopting(visit, desk, shipped)
            },
            area.change(
                address + "/issuance", issue, "issueStandards",
                asks: { StandardRoutes.issueFields([], $0, today: nil) }, StandardRoutes.issuing),
            area.change(
                address + "/:standard/retirement", issue, "retireStandard",
                asks: { StandardRoutes.retireFields($0) }, StandardRoutes.retiring),
        ]
    }

    static let letter = JSONShape<(letter: CommitmentLetter, state: StandardBook.State)>([
        ("id", Schema.id, { .text($0.letter.id.text) }), ("version", Schema.integer(), { .integer($0.letter.version) }),
        (
            "state", Schema.text(choices: StandardBook.State.allCases.map(\.rawValue)),
            { .text($0.state.rawValue) }
        ),
        ("effective_on", maybeDay, { .optional($0.letter.issued?.effectiveOn.description) }),
        ("standards", Schema.list(Schema.id), { .texts($0.letter.standards.map(\.text)) }),
        ("scope", both.schema, { both.json($0.letter.parts.scope) }),
        ("quality", both.schema, { both.json($0.letter.parts.quality) }),
        ("mechanism", both.schema, { both.json($0.letter.parts.mechanism) }),
        ("contact", both.schema, { both.json($0.letter.parts.contact) }),
        ("outside", both.schema, { both.json($0.letter.parts.outside) }),
    ])

    private static func letters(_ area: ProgramArea) -> [Route] {
        let read = Access.right(CommitmentAction.read)
        let address = LetterRoutes.address
        return [
            area.read(
                address, read, "listLetters",
                answer: Schema.object(["items": Schema.list(letter.schema, limit: LetterBook.limit)])
            ) { visit, desk in
                let (book, now) = try await letters(visit, desk)
                return ["items": .list(book.versions.map { letter.json(($0, book.state(of: $0, at: now))) })]
            },
            area.read(address + "/:version", read, "getLetter", path: [version], answer: letter.schema) { visit, desk in
                let (book, now) = try await letters(visit, desk)
                guard let found = book[Int(visit.parameters.get("version") ?? "") ?? 0] else { throw Problem.notFound }
                return letter.json((found, book.state(of: found, at: now)))
            },
            area.change(
                address, .right(CommitmentAction.write), "draftLetter", asks: { LetterRoutes.fields($0) },
                creates: true, LetterRoutes.drafting),
            area.change(
                address + "/:version/issuance", .right(CommitmentAction.issueVersion), "issueLetterVersion",
                asks: { LetterRoutes.issueFields($0, today: nil) }, path: [version], LetterRoutes.issuing),
        ]
    }

    private static let version = ApiOperation.Parameter(
        "version", "commitments.api.parameter.version", Schema.integer(1...LetterBook.limit))

    private static func letters(_ visit: Visit, _ desk: Desk) async throws -> (LetterBook, Instant) {
        try desk.rights.must(CommitmentAction.read, visit.actor)
        let organisation = visit.actor.organisationID
        return try await desk.read { db in (try LetterBook.load(of: organisation, in: db), db.now) }
    }
}
