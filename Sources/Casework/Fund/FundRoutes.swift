import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// The page of the special fund (专项资金): what there is, what was paid, what waits; and its yearly plan.
enum FundRoutes {
    static func all(_ cases: CaseDesk) -> [Route] {
        let forms = PageForms(cases.desk, home: { _ in "/fund" }) { try await show($0, cases, faults: $1) }
        return [
            .get("/fund", .right(FundAction.read)) { visit in try await show(visit, cases) },
            forms.post("/fund", .right(FundAction.plan), saying: "casework.fund.planned", planning),
        ]
    }

    private static func show(
        _ visit: Visit, _ cases: CaseDesk, faults: [String: Message] = [:]
    ) async throws -> Response {
        try cases.desk.rights.must(FundAction.read, visit.actor)
        let page = try await cases.desk.read { try FundPage.load(visit, cases, in: $0) }
        return try visit.page(page.page(faults), status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    /// Reads the budget and the ratio of this year; gives the fund as it is then.
    static func planning(_ visit: Visit, _ desk: Desk) throws -> Deed<FundYear> {
        try desk.rights.must(FundAction.plan, visit.actor)
        let (actor, year) = (visit.actor, visit.today.year)
        var reader = FormReader(visit.form)
        let budget = reader.money("budget")
        let percent = reader.number("reserve_percent", in: 0...1000, required: true)
        try reader.finish()
        guard let budget, let percent else { throw Problem.notFound }
        return { db in
            try FundYear.plan(year, budget: budget, percent: percent, by: actor, at: desk, in: db)
            return try FundYear.find(year, of: actor.organisationID, in: db)
        }
    }
}

extension FundPage {
    /// What the address asks for of the fund: the year of a month, and a page of its book.
    static func load(_ visit: Visit, _ cases: CaseDesk, in db: any Connection) throws -> FundPage {
        let asked = visit.query("month")
        let month = LocalDay(asked + "-01") == nil ? nil : asked
        let year = month.flatMap { Int($0.prefix(4)) } ?? visit.today.year
        let (after, owedAfter) = (
            MomentCursor<FundEntry>(visit.query("after")), MomentCursor<Case>(visit.query("owed"))
        )
        let organisation = visit.actor.organisationID
        let reader = try CaseReader.of(visit.actor, in: db)
        let (entries, next) = try FundEntry.list(of: organisation, month: month, after: after, in: db)
        let (owed, owedNext) = try OwedCase.list(after: owedAfter, reader: reader, at: cases.desk, in: db)
        let ids = Array(Set(entries.compactMap(\.caseID))).sorted()
        let lines = try CaseList.list(ids, reader: reader, at: cases.desk, in: db)
        let staff = Set(entries.compactMap { FundPage.staff($0.by) } + entries.compactMap(\.approvedBy))
        return FundPage(
            fund: try FundYear.find(year, of: organisation, in: db),
            months: try FundEntry.months(of: year, organisation, in: db), entries: entries, next: next, owed: owed,
            owedNext: owedNext, total: try OwedCase.total(of: organisation, in: db),
            lines: Dictionary(lines.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first }),
            names: try StaffMember.find(all: staff.sorted(), of: organisation, in: db).mapValues(\.name),
            month: month, isFirst: after == nil, isFirstOwed: owedAfter == nil,
            mayPlan: cases.desk.rights.allows(FundAction.plan.rawValue, to: visit.actor), visit: visit)
    }
}
