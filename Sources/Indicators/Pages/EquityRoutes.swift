import Casework
import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// `GET /indicators/equity`: whether everybody is served alike, whoever pays and however old (S2-6).
enum EquityRoutes {
    static func all(_ indicators: IndicatorsDesk) -> [Route] {
        [
            .get("\(IndicatorRoutes.address)/equity", .right(IndicatorAction.readEquity)) { visit in
                try await show(visit, indicators)
            }
        ]
    }

    static func load(
        _ visit: Visit, _ indicators: IndicatorsDesk
    ) async throws -> (period: FigurePeriod, tables: [EquityTable], caughtUpAt: Instant?) {
        try indicators.desk.rights.must(IndicatorAction.readEquity, visit.actor)
        let period = FigurePeriod(visit.query("period")) ?? FigurePeriod(.year, holding: visit.today)
        let question = IndicatorQuestion(
            period, count: 1, of: visit.actor.organisationID, in: visit.zone)
        return try await indicators.desk.read(.stale) { db in
            let tables = try EquityTrait.allCases.map { try EquityTable.load($0, period, question, in: db) }
            return (period, tables, try CaughtUp.at(question.organisation, in: db))
        }
    }

    private static func show(_ visit: Visit, _ indicators: IndicatorsDesk) async throws -> Response {
        let (period, tables, caughtUpAt) = try await load(visit, indicators)
        let word = IndicatorWords(words: visit.words)
        var periods = [(FigurePeriod.Grain.year, 3), (.quarter, 5)].flatMap { grain, count in
            (0..<count).map { FigurePeriod(grain, holding: visit.today).moved(by: -$0) }
        }
        if !periods.contains(period) { periods.insert(period, at: 0) }
        let head = PageSection(
            "period",
            notices: caughtUpAt.map { [Notice(.info, word("as_of", ["moment": .instant($0)]))] } ?? [],
            filter: FilterView(
                action: "\(IndicatorRoutes.address)/equity",
                fields: [
                    .select(
                        "period", word("column.period"),
                        options: periods.map {
                            .init($0.description, visit.words($0.message), selected: $0 == period)
                        }
                    ).width(.short)
                ], submit: word("show")))
        return try visit.page(
            RecordPage(
                word("equity.title"),
                breadcrumb: Breadcrumb([(IndicatorRoutes.address, word("title"))], here: word("equity.title")),
                lead: word("equity.lead"), [head] + tables.map { section($0, word) }))
    }

    private static func section(_ table: EquityTable, _ word: IndicatorWords) -> PageSection {
        let title = word("equity.trait.\(table.trait.rawValue)")
        let measures = EquityTable.times + EquityTable.rates
        let rows = table.lines.map { line in
            TableView.Row(
                [.init(EquityRoutes.name(line.group, table.trait, word.words))]
                    + EquityTable.times.map { time(line.times[$0], word) }
                    + EquityTable.rates.map { rate(line.rates[$0] ?? .hidden, word) })
        }
        return PageSection(
            table.trait.rawValue, title,
            table: TableView(
                title,
                columns: [word("equity.group")] + measures.map { word("equity.measure.\($0.rawValue)") }, rows: rows),
            empty: EmptyState(icon: "people", sentence: word("equity.none")))
    }

    private static func time(_ spread: Spread?, _ word: IndicatorWords) -> TableView.Cell {
        guard let spread else { return .init(word("too_few")) }
        return .init(word.length(spread, spread.median), note: word("equity.of", ["n": .number(spread.n)]))
    }

    private static func rate(_ comparison: EquityLine.Comparison, _ word: IndicatorWords) -> TableView.Cell {
        guard case .told(let rate, let difference) = comparison else { return .init(word("too_few")) }
        return FigureWords(words: word.words).rate(rate, more: word("equity.difference.\(difference.rawValue)"))
    }

    static func name(_ group: String, _ trait: EquityTrait, _ words: Words) -> String {
        if group.isEmpty { return words("indicators.equity.unknown") }
        switch trait {
        case .payer: return words("people.payer.\(group)")
        case .ability: return words("people.ability.\(group)")
        case .insurance: return words("people.insurance_level.\(group)")
        case .sex: return words("people.sex.\(group)")
        case .age: return words("indicators.equity.age.\(group)")
        }
    }
}
