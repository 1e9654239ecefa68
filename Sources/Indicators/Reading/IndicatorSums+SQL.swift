import Casework
import Kernel
import Platform
import Storage

/// Everything a page of indicators is made of, read with few questions (指标读数), by measure, period and part.
struct IndicatorSums: Sendable {
    private var sums: [Key: [String: MeasureSum]] = [:]
    private var lengths: [Measure: [Int: Spread]] = [:]
    private let question: IndicatorQuestion

    private struct Key: Hashable {
        let measure: Measure
        let place: Int
    }

    init(_ measures: Set<Measure>, _ question: IndicatorQuestion, in db: any Connection) throws {
        self.question = question
        func those(_ shapes: Set<Measure.Shape>) -> [Measure] {
            measures.filter { shapes.contains($0.shape) }.sorted { $0.rawValue < $1.rawValue }
        }
        let adding = those([.share, .count, .points])
        if !adding.isEmpty {
            for row in try db.rows(question.addingQuery(adding, now: db.now)) {
                let key = Key(measure: try row.get("measure"), place: try row.get("period"))
                sums[key, default: [:]][try row.get("part")] = try MeasureSum(row)
            }
        }
        for measure in those([.length]) {
            var values: [Int: [Int64?]] = [:]
            for row in try db.rows(question.lengthQuery(measure, now: db.now)) {
                let amount: Int64? = try row.get("amount")
                values[try row.get("period"), default: []].append(amount)
            }
            lengths[measure] = values.mapValues(Spread.init)
        }
        for measure in those([.span, .standing]) {
            for (place, period) in question.periods.enumerated() {
                let query =
                    measure.shape == .span
                    ? question.spanQuery(measure, period, now: db.now)
                    : question.standingQuery(measure, period, now: db.now)
                sums[Key(measure: measure, place: place)] = ["": try MeasureSum(db.one(query))]
            }
        }
    }

    /// What an indicator says of the period at that place.
    func value(_ indicator: Indicator, at place: Int) -> IndicatorValue {
        switch indicator.formula {
        case .awaits: return .notRecorded
        case .measure(let measure, let parts):
            let sum = sum(measure, parts, place)
            switch measure.shape {
            case .length: return .length(lengths[measure]?[place] ?? Spread([]))
            case .points: return .points(reached: sum.met, possible: sum.of, records: sum.lines)
            case .share, .count, .span, .standing:
                return .share(Rate(sum.met, of: sum.of), immature: sum.immature, isOpen: !measure.tellsOfPersons)
            }
        case .per(let count, let base, let times):
            let bases = base.map { sum($0, [], place) }
            if base.contains(where: { $0.shape == .count }) {
                let wanted = base.count * question.periods[place].months.count
                let missing = wanted - bases.reduce(0) { $0 + $1.lines }
                if missing > 0 { return .missing(months: missing) }
            }
            return .per(
                count: sum(count, [], place).of, base: bases.reduce(0) { $0 + $1.of }, times: times)
        }
    }

    private func sum(_ measure: Measure, _ parts: [String], _ place: Int) -> MeasureSum {
        let found = sums[Key(measure: measure, place: place)] ?? [:]
        if parts.isEmpty { return found.values.reduce(MeasureSum(), +) }
        return parts.reduce(MeasureSum()) { $0 + (found[$1] ?? MeasureSum()) }
    }
}

extension Measure {
    /// What is recorded for the whole house alone, and so has no unit.
    var isOfTheHouse: Bool { source == .volume || source == .survey }
}

extension IndicatorQuestion {
    /// Numbers of our own making, which the engines must take for numbers.
    private func number(_ moment: Instant) -> SQL { SQL(raw: String(moment.milliseconds)) }

    private var ofUnits: SQL {
        units.map { " AND unit_id IN \($0.map(\.text).sorted())" } ?? ""
    }

    /// The place of the period a line belongs to, and the moment it is judged at.
    private func period(now: Instant) -> SQL {
        var place: SQL = "CASE"
        for (number, period) in periods.enumerated() {
            let end = self.number(period.moments(in: zone).upperBound)
            place = place + " WHEN assigned_at < \(end) THEN \(SQL(raw: String(number)))"
        }
        return place + " END"
    }

    private func judged(now: Instant) -> SQL {
        var moment: SQL = "CASE"
        for period in periods {
            let end = number(period.moments(in: zone).upperBound)
            moment = moment + " WHEN assigned_at < \(end) THEN \(number(judgedAt(period, now: now)))"
        }
        return moment + " END"
    }

    private func lines(_ measures: [Measure], now: Instant) -> SQL {
        """
        SELECT measure, part, matures_at, until_at, met_at, amount, weight, \(period(now: now)) AS period,
            \(judged(now: now)) AS judged_at
        FROM indicator_observations
        WHERE organisation_id = \(organisation) AND measure IN \(measures)
            AND assigned_at >= \(moments.lowerBound) AND assigned_at < \(min(moments.upperBound, now.next))\(ofUnits)
        """
    }

    func addingQuery(_ measures: [Measure], now: Instant) -> SQL {
        """
        SELECT measure, part, period,
            sum(CASE WHEN matures_at <= judged_at AND until_at > judged_at AND met_at <= judged_at
                THEN amount ELSE 0 END) AS met,
            sum(CASE WHEN matures_at <= judged_at AND until_at > judged_at THEN weight ELSE 0 END) AS denominator,
            sum(CASE WHEN matures_at > judged_at THEN 1 ELSE 0 END) AS immature,
            sum(CASE WHEN matures_at <= judged_at AND until_at > judged_at THEN 1 ELSE 0 END) AS known
        FROM (\(lines(measures, now: now))) AS lines GROUP BY measure, part, period
        """
    }

    func lengthQuery(_ measure: Measure, now: Instant) -> SQL {
        """
        SELECT period, CASE WHEN met_at <= judged_at THEN amount END AS amount
        FROM (\(lines([measure], now: now))) AS lines WHERE matures_at <= judged_at
        """
    }

    /// Whole days of stretches within a period, through today while it lasts.
    func spanQuery(_ measure: Measure, _ period: FigurePeriod, now: Instant) -> SQL {
        let moments = period.moments(in: zone)
        let tomorrow = zone.instant(of: now.day(in: zone).advanced(by: 1))
        let (from, until) = (number(moments.lowerBound), number(min(moments.upperBound, tomorrow)))
        // Half a day more evens out days that a change of the clocks made longer or shorter.
        return """
            SELECT 0 AS met, coalesce(sum((CASE WHEN until_at < \(until) THEN until_at ELSE \(until) END
                    - CASE WHEN assigned_at > \(from) THEN assigned_at ELSE \(from) END + 43200000) / 86400000), 0)
                AS denominator, 0 AS immature, count(*) AS known
            FROM indicator_observations
            WHERE organisation_id = \(organisation) AND measure = \(measure) AND until_at > \(from)
                AND assigned_at < \(until)\(ofUnits)
            """
    }

    /// Who stood where at the end of a period, or now.
    func standingQuery(_ measure: Measure, _ period: FigurePeriod, now: Instant) -> SQL {
        // The last moment of the period, so that whoever left on its last day is still in it.
        let moment = min(period.moments(in: zone).upperBound.advanced(byMilliseconds: -1), now)
        let isAhead = period.moments(in: zone).lowerBound > now
        let at = number(isAhead ? Instant(milliseconds: 0) : moment)
        return """
            SELECT coalesce(sum(CASE WHEN met_at <= \(at) THEN weight ELSE 0 END), 0) AS met,
                coalesce(sum(weight), 0) AS denominator, 0 AS immature, count(*) AS known
            FROM indicator_observations
            WHERE organisation_id = \(organisation) AND measure = \(measure) AND until_at > \(at)
                AND assigned_at <= \(at)\(ofUnits)
            """
    }
}

extension Instant {
    /// The first moment that is not yet, for conditions that leave out their end.
    fileprivate var next: Instant { advanced(byMilliseconds: 1) }
}

extension MeasureSum {
    fileprivate init(_ row: Row) throws {
        self.init(
            met: try row.get("met"), of: try row.get("denominator"), immature: try row.get("immature"),
            lines: try row.get("known"))
    }
}

extension IndicatorSeries {
    /// Indicators over the periods asked for, in their order. Of what is recorded for the house alone a unit is told
    /// nothing.
    package static func load(
        _ indicators: [Indicator], _ question: IndicatorQuestion, in db: any Connection
    ) throws -> [IndicatorSeries] {
        let sums = try IndicatorSums(Set(indicators.flatMap(\.measures)), question, in: db)
        return indicators.map { indicator in
            IndicatorSeries(
                indicator: indicator,
                values: question.periods.enumerated().map { ($0.element, sums.value(indicator, at: $0.offset)) })
        }
    }
}
