import Casework
import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// `GET /indicators/yearly`: whether service, trust and satisfaction grow over the years (S0-40).
enum YearlyRoutes {
    static let years = 5

    static func all(_ indicators: IndicatorsDesk) -> [Route] {
        [
            .get("\(IndicatorRoutes.address)/yearly", .right(IndicatorAction.read)) { visit in
                try await show(visit, indicators)
            }
        ]
    }

    static func load(
        _ visit: Visit, _ indicators: IndicatorsDesk
    ) async throws -> (scope: IndicatorScope, series: [IndicatorSeries]) {
        try indicators.desk.rights.must(IndicatorAction.read, visit.actor)
        return try await indicators.desk.read(.stale) { db in
            let scope = try IndicatorScope(visit, indicators, in: db)
            let headline = scope.indicators(indicators.catalogue).filter(\.isHeadline)
            return (scope, try IndicatorSeries.load(headline, scope.question(count: years, .year), in: db))
        }
    }

    private static func show(_ visit: Visit, _ indicators: IndicatorsDesk) async throws -> Response {
        let (scope, series) = try await load(visit, indicators)
        let word = IndicatorWords(words: visit.words)
        let periods = series.first?.values.map(\.period) ?? []
        let rows = series.map { one in
            TableView.Row(
                [
                    .init(
                        word.text(one.indicator.name),
                        address: scope.address("\(IndicatorRoutes.address)/\(one.indicator.code)"),
                        note: word.target(one.indicator))
                ] + one.values.map { word.cell($0.value, one.indicator) } + [.init(word.change(one))])
        }
        return try visit.page(
            RecordPage(
                word("yearly.title"),
                breadcrumb: Breadcrumb(
                    [(scope.address(IndicatorRoutes.address), word("title"))], here: word("yearly.title")),
                lead: word("yearly.lead"),
                [
                    PageSection(
                        "yearly", notices: scope.notices(word),
                        charts: series.compactMap { IndicatorChart(series: $0, word: word).view },
                        table: TableView(
                            word("yearly.title"),
                            columns: [word("column.indicator")] + periods.map { visit.words($0.message) }
                                + [word("column.change")],
                            rows: rows), empty: EmptyState(icon: "graph-up", sentence: word("none")))
                ]))
    }
}
