import Casework
import Kernel
import People
import Platform
import Storage

extension EquityTable {
    /// Cases of a period by what the persons served are, as they are now; of cases without a person nothing is said.
    package static func load(
        _ trait: EquityTrait, _ period: FigurePeriod, _ question: IndicatorQuestion, in db: any Connection
    ) throws -> EquityTable {
        let judgedAt = question.judgedAt(period, now: db.now)
        var rates: [String: [Measure: Rate]] = [:]
        for row in try db.rows(
            """
            SELECT l.measure, l.trait, sum(l.weight) AS denominator,
                sum(CASE WHEN l.met_at <= \(judgedAt) THEN l.amount ELSE 0 END) AS met
            FROM (\(lines(EquityTable.rates, trait, period, judgedAt, question))) AS l GROUP BY l.measure, l.trait
            """)
        {
            rates[try row.get("trait"), default: [:]][try row.get("measure")] = Rate(
                try row.get("met"), of: try row.get("denominator"))
        }
        var lengths: [String: [Measure: [Int64?]]] = [:]
        for row in try db.rows(lines(EquityTable.times, trait, period, judgedAt, question)) {
            let met: Instant? = try row.get("met_at")
            let length: Int64? = try met.flatMap { $0 <= judgedAt ? try row.get("amount") : nil }
            lengths[try row.get("trait"), default: [:]][try row.get("measure"), default: []].append(length)
        }
        let known = groups(trait)
        let found = Set(rates.keys).union(lengths.keys)
        let others = found.subtracting(known).sorted()
        return EquityTable(trait, groups: known.filter(found.contains) + others, rates: rates, lengths: lengths)
    }

    /// The values of a trait in their order.
    static func groups(_ trait: EquityTrait) -> [String] {
        switch trait {
        case .payer: Payer.allCases.map(\.rawValue)
        case .ability: AbilityLevel.allCases.map { String($0.rawValue) }
        case .insurance: InsuranceLevel.allCases.map { String($0.rawValue) }
        case .sex: Sex.allCases.map(\.rawValue)
        case .age: AgeBand.allCases.map(\.rawValue)
        }
    }

    private static func lines(
        _ measures: [Measure], _ trait: EquityTrait, _ period: FigurePeriod, _ judgedAt: Instant,
        _ question: IndicatorQuestion
    ) -> SQL {
        let moments = period.moments(in: question.zone)
        return """
            SELECT o.measure, o.amount, o.weight, o.met_at, \(value(trait, on: period.first)) AS trait
            FROM indicator_observations o
                JOIN cases c ON c.id = o.subject_id
                JOIN persons p ON p.organisation_id = o.organisation_id AND p.id = c.person_id
            WHERE o.organisation_id = \(question.organisation) AND o.subject_kind = 'case' AND o.measure IN \(measures)
                AND o.assigned_at >= \(moments.lowerBound) AND o.assigned_at < \(moments.upperBound)
                AND o.matures_at <= \(judgedAt) AND o.until_at > \(judgedAt)
            """
    }

    private static func value(_ trait: EquityTrait, on day: LocalDay) -> SQL {
        switch trait {
        case .payer: return "p.payer"
        case .ability: return "coalesce(CAST(p.ability_level AS TEXT), '')"
        case .insurance: return "coalesce(CAST(p.insurance_level AS TEXT), '')"
        case .sex: return "p.sex"
        case .age:
            var band: SQL = "CASE WHEN p.born_on IS NULL THEN ''"
            for one in AgeBand.allCases.reversed() where one.from > 0 {
                // Born on that day or before, somebody was so old on the first day of the period.
                let born = LocalDay(year: day.year - one.from, month: day.month, day: day.day)
                band = band + " WHEN p.born_on <= \(born ?? day) THEN '\(SQL(raw: one.rawValue))'"
            }
            return band + " ELSE '\(SQL(raw: AgeBand.underSixty.rawValue))' END"
        }
    }
}
