import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// `GET /duties/punctuality`: per rule, done on time of all that fell due.
enum PunctualityRoutes {
    static func all(_ duties: DutyDesk) -> [Route] {
        [.get("/duties/punctuality", .right(DutyAction.readPunctuality)) { try await show($0, duties) }]
    }

    static let longestDays = 400

    /// The days asked for; this month so far unless told.
    static func days(_ form: FormData, today: LocalDay) throws(Problem) -> ClosedRange<LocalDay> {
        var reader = FormReader(form)
        let month = Rhythm.monthly.period(containing: today)
        let from = reader.day("from") ?? month?.first ?? today
        let until = reader.day("until") ?? max(from, month?.last ?? today)
        if until < from { reader.fault("until", Message("duties.fault.days")) }
        if from.distance(to: until) > longestDays { reader.fault("until", Message("duties.fault.too_many_days")) }
        try reader.finish()
        return from...until
    }

    private static func show(_ visit: Visit, _ duties: DutyDesk) async throws -> Response {
        try duties.desk.rights.must(DutyAction.readPunctuality, visit.actor)
        let words = visit.words
        let (read, faults) = try attempt { try PunctualityRoutes.days(visit.queryForm, today: visit.today) }
        let (organisation, days) = (visit.actor.organisationID, read ?? visit.today...visit.today)
        let (lines, rules) = try await duties.desk.read { db in
            (
                try Punctuality.list(of: organisation, due: days, in: db),
                try RuleHistory.all(of: organisation, in: db)
            )
        }
        func word(_ key: String) -> String { words("duties.punctuality.\(key)") }
        let rows = lines.map { line in
            TableView.Row([
                .init(
                    rules[line.code]?.latest.rule.name.text(words.language) ?? line.code.rawValue,
                    address: "/duties/rules/\(line.code.rawValue)"),
                .init(
                    words("duties.punctuality.of", ["n": .number(line.onTime), "of": .number(line.due)]),
                    meter: line.percent.map { MeterView($0) }),
                .init(line.percent.map { "\($0)%" } ?? word("none_due")), .init(String(line.late)),
                .init(String(line.missed)), .init(String(line.immature)),
            ])
        }
        let fields: [Field] = [
            .day("from", words("duties.filter.from"), value: days.lowerBound),
            .day("until", words("duties.filter.until"), value: days.upperBound),
        ].map { field in faults[field.name].map { field.faulted(words($0)) } ?? field }
        return try visit.page(
            RecordPage(
                word("title"), tabs: DutyListPage.tabs("punctuality", visit, duties.desk.rights), lead: word("lead"),
                [
                    PageSection(
                        "punctuality",
                        filter: FilterView(
                            action: "/duties/punctuality", fields: fields, submit: words("duties.filter.submit")),
                        table: TableView(
                            word("title"),
                            columns: ["rule", "on_time", "rate", "late", "missed", "immature"].map {
                                words("duties.column.\($0)")
                            }, rows: rows),
                        empty: EmptyState(icon: "graph-up", sentence: word("none")))
                ]), status: faults.isEmpty ? .ok : .unprocessableContent)
    }
}
