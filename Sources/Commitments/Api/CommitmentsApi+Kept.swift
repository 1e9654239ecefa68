import Casework
import Hummingbird
import Kernel
import Platform
import Storage
import Web

extension CommitmentsApi {
    private static let rateSchema = Schema.object(["met": Schema.integer(), "of": Schema.integer()])
    private static func rate(_ rate: Rate) -> JSON { ["met": .integer(rate.met), "of": .integer(rate.of)] }

    private static let line = JSONShape<KeptRates.Line>([
        ("standard", Schema.id, { .text($0.standard.id.text) }), ("code", Schema.text(), { .text($0.standard.code) }),
        ("evidence", Schema.text(), { .text($0.standard.terms.evidence.description) }),
        (
            "rate", Schema.optional(rateSchema),
            { line in
                switch line.measure {
                case .kept(let rate) where rate.isTooSmall: .null
                case .kept(let told), .figure(let told): rate(told)
                case .unmeasured: .null
                }
            }
        ),
    ])

    private static let row = JSONShape<(row: PromiseMeasure, cases: [ID<Case>: CaseLine], words: Words, now: Instant)>([
        ("case", Schema.optional(Schema.id), { told in .optional(told.cases[told.row.caseID]?.id.text) }),
        ("started_at", Schema.moment, { .text($0.words.stamp($0.row.startedAt)) }),
        ("due_at", Schema.moment, { .text($0.words.stamp($0.row.dueAt)) }),
        (
            "met_at", Schema.optional(Schema.moment),
            { told in .optional(told.row.metAt.map { told.words.stamp($0) }) }
        ),
        ("outcome", Schema.text(), { .text($0.row.outcome(asOf: $0.now).rawValue) }),
    ])

    private static let miss = JSONShape<(miss: CommitmentMiss, cases: [ID<Case>: CaseLine], words: Words)>([
        ("id", Schema.id, { .text($0.miss.id.text) }), ("standard", Schema.id, { .text($0.miss.standardID.text) }),
        ("case", Schema.optional(Schema.id), { told in .optional(told.cases[told.miss.caseID]?.id.text) }),
        ("due_at", Schema.moment, { .text($0.words.stamp($0.miss.dueAt)) }),
        ("noticed_at", Schema.moment, { .text($0.words.stamp($0.miss.noticedAt)) }),
        ("action_wanted", Schema.flag, { .flag($0.miss.wantsAction) }),
        ("action_taken", Schema.flag, { .flag($0.miss.actionTakenAt != nil) }),
        ("action", Schema.optional(Schema.text()), { .optional($0.miss.action) }),
    ])

    static func kept(_ area: ProgramArea) -> [Route] {
        let period = query("period", Schema.text(limit: 7))
        return [
            area.read(
                "/commitments", .right(CommitmentAction.read), "getCommitments", query: [period],
                answer: Schema.object([
                    "period": Schema.text(), "letter_version": Schema.optional(Schema.integer()),
                    "coverage": coverage.schema, "kept": Schema.list(line.schema), "all": Schema.optional(rateSchema),
                ])
            ) { visit, desk in
                let found = try await KeptRoutes.load(visit, desk)
                let all = found.rates.all
                return [
                    "period": .text(found.period.description),
                    "letter_version": found.letter.map { .integer($0.version) } ?? .null,
                    "coverage": coverage.json(LetterCoverage.sum(found.lines)),
                    "kept": .list(found.rates.lines.map { line.json($0) }),
                    "all": all.isTooSmall ? .null : rate(all),
                ]
            },
            area.read(
                StandardRoutes.address + "/:standard/measures", .right(CommitmentAction.trace), "listMeasures",
                query: [period, query("outcome", Schema.text(choices: ["on_time", "late"])), .after],
                answer: Schema.page(row.schema)
            ) { visit, desk in
                let found = try await KeptRoutes.behind(visit, desk)
                return [
                    "items": .list(found.rows.map { row.json(($0, found.cases, visit.words, visit.now)) }),
                    "next": .optional(found.next?.text),
                ]
            },
            area.read(
                "/commitments/misses", .right(CommitmentAction.trace), "listMisses", query: [.after],
                answer: Schema.page(miss.schema)
            ) { visit, desk in
                let found = try await KeptRoutes.missed(visit, desk)
                return [
                    "items": .list(found.misses.map { miss.json(($0, found.cases, visit.words)) }),
                    "next": .optional(found.next?.text),
                ]
            },
        ]
    }

    private static let member = JSONShape<StaffMember>([
        ("id", Schema.id, { .text($0.id.text) }), ("number", Schema.text(), { .text($0.number) }),
        ("name", Schema.text(), { .text($0.name) }),
    ])

    static func readings(_ area: ProgramArea) -> [Route] {
        let own = Access.right(CommitmentAction.acknowledge)
        return [
            area.read(
                ReadingRoutes.address, own, "listUnreadStandards",
                answer: Schema.object(["items": Schema.list(standard.schema)])
            ) { visit, desk in
                let found = try await ReadingRoutes.unread(visit, desk)
                return ["items": .list(found.map { standard.json(($0, .inForce)) })]
            },
            area.change(
                ReadingRoutes.address, own, "acknowledgeStandards", asks: { ReadingRoutes.fields([], $0) },
                ReadingRoutes.acknowledging),
            area.read(
                "/commitments/readers", .right(CommitmentAction.readIssues), "listLateReaders",
                query: [query("after", Schema.text(limit: 40))],
                answer: Schema.object([
                    "read": Schema.integer(), "of": Schema.integer(), "items": Schema.list(member.schema),
                    "next": Schema.optional(Schema.text()),
                ])
            ) { visit, desk in
                let found = try await ReadingRoutes.late(visit, desk)
                return [
                    "read": .integer(found.read), "of": .integer(found.of),
                    "items": .list(found.staff.map { member.json($0) }), "next": .optional(found.next),
                ]
            },
        ]
    }
}
