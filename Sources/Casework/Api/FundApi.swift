import Kernel
import Platform
import Web

/// The special fund for programs (专项资金接口): sums in fen.
enum FundApi {
    static func all(_ cases: CaseDesk) -> [Route] {
        let group = ApiGroup(name: "fund", cases: cases)
        return [show(group), plan(group)]
    }

    private static let year = JSONShape<FundYear>([
        ("year", Schema.integer(), { .integer($0.year) }), ("budget_fen", Schema.integer(), { fen($0.budget.fen) }),
        ("reserve_percent", Schema.integer(), { .integer($0.reservePercent) }),
        ("reserve_fen", Schema.integer(), { fen($0.reserve.fen) }),
        ("balance_fen", Schema.integer(), { fen($0.balance.fen) }),
    ])

    /// Whoever may not open the case sees that money moved, not for whom.
    private static let entry = JSONShape<(entry: FundEntry, page: FundPage, words: Words)>([
        ("id", Schema.id, { .text($0.entry.id.text) }),
        ("kind", Schema.text(choices: FundEntry.Kind.allCases.map(\.rawValue)), { .text($0.entry.kind.rawValue) }),
        ("amount_fen", Schema.integer(), { fen($0.entry.fen) }),
        ("balance_fen", Schema.integer(), { fen($0.entry.balance.fen) }),
        ("booked_on", Schema.day, { .text($0.entry.bookedOn.description) }),
        ("recorded_at", Schema.moment, { .text($0.words.stamp($0.entry.at)) }),
        (
            "case", Schema.optional(Schema.id),
            { told in .optional(told.entry.caseID.flatMap { told.page.lines[$0] }?.id.text) }
        ),
        ("remedy", Schema.maybeText, { .optional($0.entry.remedy?.rawValue) }),
        ("by", Schema.maybeText, { told in .optional(FundPage.staff(told.entry.by).flatMap { told.page.names[$0] }) }),
        ("approved_by", Schema.maybeText, { told in .optional(told.entry.approvedBy.flatMap { told.page.names[$0] }) }),
    ])

    private static let owed = JSONShape<(owed: OwedCase, words: Words)>([
        ("case", CaseShape.line.schema, { CaseShape.line.json(($0.owed.line, $0.words)) }),
        ("approved_fen", Schema.integer(), { fen($0.owed.line.opened.moneyApproved.fen) }),
        ("paid_fen", Schema.integer(), { fen($0.owed.line.opened.moneyPaid.fen) }),
        ("owed_fen", Schema.integer(), { fen($0.owed.owed.fen) }),
    ])

    private static let month = JSONShape<FundEntry.Month>([
        ("month", Schema.text(), { .text($0.month) }), ("in_fen", Schema.integer(), { fen($0.comeIn) }),
        ("out_fen", Schema.integer(), { fen($0.goneOut) }), ("entries", Schema.integer(), { .integer($0.entries) }),
    ])

    private static func fen(_ sum: Int64) -> JSON { .integer(Int(sum)) }

    private static func show(_ group: ApiGroup) -> Route {
        group.get(
            "getFund", "/fund", .right(FundAction.read),
            query: [
                ApiGroup.parameter("month", Schema.text(limit: 7)),
                ApiGroup.parameter("owed", Schema.text(limit: 200)), .after,
            ],
            answer: Schema.object([
                "fund": year.schema, "owed_cases": Schema.integer(), "owed_fen": Schema.integer(),
                "months": Schema.list(month.schema), "entries": Schema.page(entry.schema),
                "owed": Schema.page(owed.schema),
            ])
        ) { asked in
            _ = try asked.read("month") { LocalDay($0 + "-01") }
            let _: MomentCursor<FundEntry>? = try asked.cursor()
            let _: MomentCursor<Case>? = try asked.cursor("owed")
            let page = try FundPage.load(asked.visit, asked.cases, in: asked.db)
            let words = asked.words
            return [
                "fund": year.json(page.fund), "owed_cases": .integer(page.total.cases),
                "owed_fen": fen(page.total.money.fen), "months": .list(page.months.map { month.json($0) }),
                "entries": [
                    "items": .list(page.entries.map { entry.json(($0, page, words)) }),
                    "next": .optional(page.next?.text),
                ],
                "owed": [
                    "items": .list(page.owed.map { owed.json(($0, words)) }), "next": .optional(page.owedNext?.text),
                ],
            ]
        }
    }

    private static func plan(_ group: ApiGroup) -> Route {
        group.post(
            "planFund", "/fund", .right(FundAction.plan),
            questions: { JSONForm([FundPage.fields(.empty(0), year: "", $0)]) }, answer: year.schema
        ) { visit in
            let planned = try FundRoutes.planning(visit, group.cases.desk)
            return { year.json(try planned($0)) }
        }
    }
}
