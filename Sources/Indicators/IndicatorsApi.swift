import Casework
import Kernel
import Platform
import Storage
import Web

/// Indicators for programs (指标接口): the dashboard of a role, one indicator over twelve periods, the records behind a
/// value, and how much was done in a month.
enum IndicatorsApi {
    static func all(_ indicators: IndicatorsDesk) -> [Route] {
        let area = ProgramArea(
            indicators.desk, about: "indicators.api.operation", group: "figures", reading: .readCases,
            writing: .writeCases)
        let read = Access.right(IndicatorAction.read)
        return volumes(area) + [
            equity(area, indicators), yearly(area, indicators),
            area.read(
                "/indicators", read, "listIndicators", query: choices,
                answer: Schema.object(["period": Schema.text(), "as_of": moment, "items": Schema.list(line.schema)])
            ) { visit, _ in
                let (scope, series) = try await IndicatorRoutes.load(visit, indicators)
                return [
                    "period": .text(scope.period.description), "as_of": stamp(scope.caughtUpAt, visit),
                    "items": .list(series.map { line.json(($0, $0.now, visit.words)) }),
                ]
            },
            area.read(
                "/indicators/:indicator", read, "getIndicator", query: choices,
                path: [.init("indicator", "indicators.api.parameter.indicator")],
                answer: course
            ) { visit, _ in
                let (scope, series) = try await IndicatorRoutes.one(visit, indicators)
                return json(series, scope, visit)
            },
            rows(area, indicators),
        ]
    }

    private static let choices: [ApiOperation.Parameter] = [
        .init("role", "indicators.api.parameter.role"), .init("period", "indicators.api.parameter.period"),
        .init("unit", "indicators.api.parameter.unit", Schema.id),
    ]
    private static let moment = Schema.optional(Schema.moment)

    private static func stamp(_ moment: Instant?, _ visit: Visit) -> JSON {
        .optional(moment.map { visit.words.stamp($0) })
    }

    private static let line = JSONShape<(series: IndicatorSeries, value: IndicatorValue, words: Words)>([
        ("code", Schema.text(), { .text($0.series.indicator.code) }),
        ("name", Schema.text(), { .text($0.series.indicator.name.text(in: $0.words.language)) }),
        (
            "dimension", Schema.optional(Schema.text()),
            { .optional($0.series.indicator.dimension?.rawValue) }
        ),
        ("target", Schema.optional(Schema.text()), { .optional($0.series.indicator.target.map { String($0) }) }),
        ("better", Schema.text(choices: ["up", "down"]), { .text($0.series.indicator.better.rawValue) }),
        ("value", value, { json($0.value) }),
    ])

    /// Numbers that may not be told are `null`, and the state says why.
    private static let value = Schema.object([
        "state": Schema.text(choices: ["told", "nothing", "too_few", "missing", "not_recorded"]),
        "text": Schema.optional(Schema.text()), "numerator": Schema.optional(Schema.integer()),
        "denominator": Schema.optional(Schema.integer()), "median_ms": Schema.optional(Schema.integer()),
        "p90_ms": Schema.optional(Schema.integer()),
    ])

    private static func json(_ value: IndicatorValue) -> JSON {
        func told(
            _ state: String, _ met: Int? = nil, _ of: Int? = nil, median: Int64? = nil, p90: Int64? = nil
        ) -> JSON {
            func whole(_ number: Int?) -> JSON { number.map { .integer($0) } ?? .null }
            return [
                "state": .text(state), "text": .optional(value.number.map { String($0) }), "numerator": whole(met),
                "denominator": whole(of), "median_ms": whole(median.map { Int($0) }),
                "p90_ms": whole(p90.map { Int($0) }),
            ]
        }
        let isTold = value.number != nil
        switch value {
        case .share(let rate, _, _):
            if rate.of == 0 { return told("nothing") }
            return isTold ? told("told", rate.met, rate.of) : told("too_few")
        case .length(let spread):
            if spread.n == 0 { return told("nothing") }
            return spread.isTooSmall ? told("too_few") : told("told", median: spread.median, p90: spread.p90)
        case .per(let count, let base, _):
            if base == 0 { return told("nothing") }
            return isTold ? told("told", count, base) : told("too_few")
        case .points(let reached, let possible, _):
            return possible == 0 ? told("nothing") : told("told", reached, possible)
        case .missing: return told("missing")
        case .notRecorded: return told("not_recorded")
        }
    }

    private static let course = Schema.object([
        "indicator": line.schema, "as_of": moment,
        "periods": Schema.list(Schema.object(["period": Schema.text(), "value": value])),
    ])

    private static func json(_ series: IndicatorSeries, _ scope: IndicatorScope, _ visit: Visit) -> JSON {
        [
            "indicator": line.json((series, series.now, visit.words)), "as_of": stamp(scope.caughtUpAt, visit),
            "periods": .list(
                series.values.map { ["period": .text($0.period.description), "value": json($0.value)] }),
        ]
    }

    private static func yearly(_ area: ProgramArea, _ indicators: IndicatorsDesk) -> Route {
        area.read(
            "/indicators/yearly", .right(IndicatorAction.read), "listYearlyIndicators", query: choices,
            answer: Schema.object(["items": Schema.list(course)])
        ) { visit, _ in
            let (scope, series) = try await YearlyRoutes.load(visit, indicators)
            return ["items": .list(series.map { json($0, scope, visit) })]
        }
    }

    private static func rows(_ area: ProgramArea, _ indicators: IndicatorsDesk) -> Route {
        let shape = JSONShape<(row: IndicatorRow, name: RowNames.Name?, words: Words)>([
            ("kind", Schema.text(), { .text($0.row.subject.kind.rawValue) }),
            // What the asker may not open is counted and not told.
            ("id", Schema.optional(Schema.text()), { $0.name == nil ? .null : .text($0.row.subject.id) }),
            ("name", Schema.optional(Schema.text()), { .optional($0.name?.text) }),
            ("number", Schema.optional(Schema.text()), { .optional($0.name?.note) }),
            ("part", Schema.text(), { .text($0.row.line.part) }),
            ("unit", Schema.optional(Schema.id), { .optional($0.row.line.unit?.text) }),
            ("assigned_at", Schema.moment, { .text($0.words.stamp($0.row.line.assignedAt)) }),
            ("matures_at", Schema.moment, { .text($0.words.stamp($0.row.line.maturesAt)) }),
            (
                "outcome", Schema.text(choices: IndicatorRow.Outcome.allCases.map(\.rawValue)),
                { .text($0.row.outcome.rawValue) }
            ),
        ])
        return area.read(
            "/indicators/:indicator/rows", .right(IndicatorAction.trace), "listIndicatorRows",
            query: choices + [
                .init("outcome", "indicators.api.parameter.outcome"), .init("after", "indicators.api.parameter.after"),
            ], path: [.init("indicator", "indicators.api.parameter.indicator")], answer: Schema.page(shape.schema)
        ) { visit, _ in
            let found = try await IndicatorRoutes.behind(visit, indicators)
            return [
                "items": .list(found.rows.map { shape.json(($0, found.names[$0], visit.words)) }),
                "next": .optional(found.next?.text),
            ]
        }
    }

    private static func equity(_ area: ProgramArea, _ indicators: IndicatorsDesk) -> Route {
        let comparison = Schema.object([
            "measure": Schema.text(), "met": Schema.optional(Schema.integer()),
            "of": Schema.optional(Schema.integer()), "difference": Schema.text(),
        ])
        let group = Schema.object(["group": Schema.text(), "rates": Schema.list(comparison)])
        return area.read(
            "/indicators/equity", .right(IndicatorAction.readEquity), "getEquity",
            query: [.init("period", "indicators.api.parameter.period")],
            answer: Schema.object([
                "period": Schema.text(),
                "traits": Schema.list(Schema.object(["trait": Schema.text(), "groups": Schema.list(group)])),
            ])
        ) { visit, _ in
            let (period, tables, _) = try await EquityRoutes.load(visit, indicators)
            return [
                "period": .text(period.description),
                "traits": .list(
                    tables.map { table in
                        ["trait": .text(table.trait.rawValue), "groups": .list(table.lines.map(groupJSON))]
                    }),
            ]
        }
    }

    private static func groupJSON(_ line: EquityLine) -> JSON {
        let rates = EquityTable.rates.map { measure -> JSON in
            guard case .told(let rate, let difference)? = line.rates[measure] else {
                return ["measure": .text(measure.rawValue), "met": .null, "of": .null, "difference": "hidden"]
            }
            return [
                "measure": .text(measure.rawValue), "met": .integer(rate.met), "of": .integer(rate.of),
                "difference": .text(difference.rawValue),
            ]
        }
        return ["group": .text(line.group), "rates": .list(rates)]
    }

    private static func volumes(_ area: ProgramArea) -> [Route] {
        let access = Access.right(IndicatorAction.recordVolume)
        let shape = JSONShape<(volume: Volume, words: Words)>([
            ("id", Schema.id, { .text($0.volume.id.text) }),
            ("kind", Schema.text(), { .text($0.volume.kind.rawValue) }),
            ("month", Schema.text(), { .text($0.volume.month.description) }),
            ("amount", Schema.integer(), { .integer($0.volume.amount) }),
            ("recorded_at", Schema.moment, { .text($0.words.stamp($0.volume.recordedAt)) }),
            ("recorded_by", Schema.id, { .text($0.volume.recordedBy.text) }),
        ])
        return [
            area.read(
                "/indicators/volumes", access, "listVolumes",
                answer: Schema.object(["items": Schema.list(shape.schema)])
            ) { visit, desk in
                try desk.rights.must(IndicatorAction.recordVolume, visit.actor)
                let found = try await desk.read { try Volume.list(of: visit.actor.organisationID, in: $0) }
                return ["items": .list(found.map { shape.json(($0, visit.words)) })]
            },
            area.change(
                "/indicators/volumes", access, "recordVolume",
                asks: { VolumeRoutes.fields($0, today: LocalDay(daysSince1970: 20_600)) }, creates: true
            ) { visit, desk in
                let deed = try VolumeRoutes.recording(visit, desk)
                return { Done(try deed($0)) }
            },
        ]
    }
}
