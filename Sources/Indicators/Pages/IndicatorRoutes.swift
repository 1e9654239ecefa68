import Casework
import Hummingbird
import Kernel
import Platform
import Storage
import Web

/// Dashboards and the page of each indicator (指标看板): value, target, course, and what stands behind.
enum IndicatorRoutes {
    static let address = "/indicators"
    static let trend = 12

    static func all(_ indicators: IndicatorsDesk) -> [Route] {
        let read = Access.right(IndicatorAction.read)
        return [
            .get(address, read) { visit in try await dashboard(visit, indicators) },
            .get("\(address)/:indicator", read) { visit in try await show(visit, indicators) },
            .get("\(address)/:indicator/rows", .right(IndicatorAction.trace)) { visit in
                try await rows(visit, indicators)
            },
        ]
    }

    static func load(
        _ visit: Visit, _ indicators: IndicatorsDesk
    ) async throws -> (scope: IndicatorScope, series: [IndicatorSeries]) {
        try indicators.desk.rights.must(IndicatorAction.read, visit.actor)
        return try await indicators.desk.read { db in
            let scope = try IndicatorScope(visit, indicators, in: db)
            let shown = scope.indicators(indicators.catalogue)
            return (scope, try IndicatorSeries.load(shown, scope.question(count: trend), in: db))
        }
    }

    private static func dashboard(_ visit: Visit, _ indicators: IndicatorsDesk) async throws -> Response {
        let (scope, series) = try await load(visit, indicators)
        let rights = indicators.desk.rights
        func may(_ action: IndicatorAction) -> Bool { rights.allows(action.rawValue, to: visit.actor) }
        return try visit.page(DashboardPage(scope: scope, series: series, visit: visit).record(may: may))
    }

    /// One indicator over twelve periods, if it stands on a dashboard of the reader.
    static func one(
        _ visit: Visit, _ indicators: IndicatorsDesk
    ) async throws -> (scope: IndicatorScope, series: IndicatorSeries) {
        try indicators.desk.rights.must(IndicatorAction.read, visit.actor)
        let code = visit.parameters.get("indicator") ?? ""
        return try await indicators.desk.read { db in
            let scope = try IndicatorScope(visit, indicators, in: db)
            let indicator = try indicator(code, scope, indicators)
            let series = try IndicatorSeries.load([indicator], scope.question(count: trend), in: db)
            return (scope, series[0])
        }
    }

    private static func indicator(
        _ code: String, _ scope: IndicatorScope, _ indicators: IndicatorsDesk
    ) throws(Problem) -> Indicator {
        let shown = scope.indicators(indicators.catalogue)
        guard let found = shown.first(where: { $0.code == code }) else { throw .notFound }
        return found
    }

    private static func show(_ visit: Visit, _ indicators: IndicatorsDesk) async throws -> Response {
        let (scope, series) = try await one(visit, indicators)
        return try visit.page(IndicatorPage(scope: scope, series: series, visit: visit).record)
    }

    struct Behind: Sendable {
        let scope: IndicatorScope
        let indicator: Indicator
        let value: IndicatorValue
        let outcome: IndicatorRow.Outcome?
        let rows: [IndicatorRow]
        let next: IndicatorCursor?
        let names: RowNames
    }

    static func behind(_ visit: Visit, _ indicators: IndicatorsDesk) async throws -> Behind {
        let desk = indicators.desk
        try desk.rights.must(IndicatorAction.trace, visit.actor)
        let code = visit.parameters.get("indicator") ?? ""
        let outcome = IndicatorRow.Outcome(rawValue: visit.query("outcome"))
        let cursor = IndicatorCursor(visit.query("after"))
        return try await desk.read { db in
            let scope = try IndicatorScope(visit, indicators, in: db)
            guard scope.mayTrace else { throw Problem.forbidden("platform.rights.lacking") }
            let indicator = try indicator(code, scope, indicators)
            let question = scope.question(count: 1)
            let series = try IndicatorSeries.load([indicator], question, in: db)
            let (rows, next) = try IndicatorRow.page(indicator, question, outcome: outcome, after: cursor, in: db)
            return Behind(
                scope: scope, indicator: indicator, value: series[0].now, outcome: outcome, rows: rows, next: next,
                names: try RowNames(rows, visit, desk, in: db))
        }
    }

    private static func rows(_ visit: Visit, _ indicators: IndicatorsDesk) async throws -> Response {
        let found = try await behind(visit, indicators)
        return try visit.page(BehindPage(found: found, visit: visit).record)
    }
}
