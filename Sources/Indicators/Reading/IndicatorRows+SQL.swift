import Casework
import Kernel
import Platform
import Storage

/// One line behind a value (数据明细), with the record it is of.
package struct IndicatorRow: Hashable, Sendable {
    package let subject: ObservedSubject
    package let line: Observation
    package let outcome: Outcome

    /// What came of it at the moment the period is judged.
    package enum Outcome: String, Sendable, CaseIterable {
        case met, unmet, immature
        /// Of what is not kept or broken, such as a complaint received or a day in residence.
        case counted
    }
}

/// Where a list of lines goes on (续页标记): the moment, the record and the place of the last one.
package struct IndicatorCursor: Hashable, Sendable {
    let at: Instant
    let kind: String
    let id: String
    let place: Int

    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, let at = Int64(parts[0]), let place = Int(parts[3]) else { return nil }
        self.init(at: Instant(milliseconds: at), kind: parts[1], id: parts[2], place: place)
    }

    init(at: Instant, kind: String, id: String, place: Int) {
        (self.at, self.kind, self.id, self.place) = (at, kind, id, place)
    }

    package var text: String { "\(at.milliseconds).\(kind).\(id).\(place)" }
}

extension IndicatorRow {
    package static let pageSize = 50

    /// A page of the lines an indicator's value of the last period is made of, the latest first. `outcome` narrows them.
    package static func page(
        _ indicator: Indicator, _ question: IndicatorQuestion, outcome: Outcome? = nil,
        after cursor: IndicatorCursor? = nil, in db: any Connection
    ) throws -> (rows: [IndicatorRow], next: IndicatorCursor?) {
        guard let period = question.periods.last, let measure = indicator.measures.first else { return ([], nil) }
        let judgedAt = question.judgedAt(period, now: db.now)
        let found = try db.rows(
            """
            SELECT * FROM indicator_observations
            WHERE \(question.behind(indicator, measure, period, judgedAt))\(condition(outcome, measure, judgedAt))\
            \(after(cursor))
            ORDER BY assigned_at DESC, subject_kind DESC, subject_id DESC, place DESC LIMIT \(pageSize + 1)
            """
        ).map { row -> IndicatorRow in
            let line = try Observation(row)
            return IndicatorRow(
                subject: ObservedSubject(try row.get("subject_kind"), try row.get("subject_id")), line: line,
                outcome: line.outcome(at: judgedAt))
        }
        let last = found.count > pageSize ? found.prefix(pageSize).last : nil
        return (
            Array(found.prefix(pageSize)),
            last.map {
                IndicatorCursor(
                    at: $0.line.assignedAt, kind: $0.subject.kind.rawValue, id: $0.subject.id, place: $0.line.place)
            }
        )
    }

    private static func after(_ cursor: IndicatorCursor?) -> SQL {
        guard let cursor else { return "" }
        return """
             AND (assigned_at, subject_kind, subject_id, place)
                < (\(cursor.at), \(cursor.kind), \(cursor.id), \(cursor.place))
            """
    }

    private static func condition(_ outcome: Outcome?, _ measure: Measure, _ moment: Instant) -> SQL {
        switch outcome {
        case nil, .counted: ""
        case .met: " AND matures_at <= \(moment) AND met_at <= \(moment)"
        case .unmet: " AND matures_at <= \(moment) AND (met_at IS NULL OR met_at > \(moment))"
        case .immature: " AND matures_at > \(moment)"
        }
    }
}

extension IndicatorQuestion {
    /// Which lines a value of the period is made of, those not yet known among them.
    fileprivate func behind(
        _ indicator: Indicator, _ measure: Measure, _ period: FigurePeriod, _ judgedAt: Instant
    ) -> SQL {
        let moments = period.moments(in: zone)
        var condition: SQL = "organisation_id = \(organisation) AND measure = \(measure)"
        switch measure.shape {
        case .share, .length, .count, .points:
            condition =
                condition + """
                     AND assigned_at >= \(moments.lowerBound) AND assigned_at < \(moments.upperBound)
                        AND (matures_at > \(judgedAt) OR until_at > \(judgedAt))
                    """
        case .span, .standing:
            let at = min(moments.upperBound.advanced(byMilliseconds: -1), judgedAt)
            condition =
                condition
                + " AND assigned_at <= \(at) AND until_at > \(measure.shape == .span ? moments.lowerBound : at)"
        }
        if case .measure(_, let parts) = indicator.formula, !parts.isEmpty {
            condition = condition + " AND part IN \(parts)"
        }
        if let units { condition = condition + " AND unit_id IN \(units.map(\.text).sorted())" }
        return condition
    }
}

extension Observation {
    package func outcome(at moment: Instant) -> IndicatorRow.Outcome {
        switch measure.shape {
        case .count, .span: return .counted
        case .share, .length, .points, .standing:
            if maturesAt > moment { return .immature }
            return metAt.map { $0 <= moment } ?? false ? .met : .unmet
        }
    }
}
