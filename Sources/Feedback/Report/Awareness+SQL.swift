import Casework
import Kernel
import Platform
import Storage

/// How many of those asked know how to complain (知晓率, S0-5): the rates of the last survey of awareness that ended and
/// may be told.
package struct Awareness: Sendable {
    package struct Line: Sendable {
        package let question: Question
        /// Of those who answered; of the ways of telling, at least one is known.
        package let rate: Rate
    }

    package let survey: Survey
    package let lines: [Line]

    /// `nil` when none was held, or too few answered.
    package static func latest(
        of organisation: ID<Organisation>, at desk: Desk, in db: any Connection
    ) throws -> Awareness? {
        let row = try db.first(
            """
            SELECT * FROM surveys WHERE organisation_id = \(organisation) AND kind = \(SurveyKind.awareness)
                AND state = \(SurveyState.closed) ORDER BY closes_on DESC, id DESC LIMIT 1
            """)
        guard let row else { return nil }
        let survey = try Survey(row)
        let lines = try SurveyReport(survey, at: desk, in: db).figures.compactMap { figures in
            figures.rate.map { Line(question: figures.question, rate: $0) }
        }
        return lines.isEmpty ? nil : Awareness(survey: survey, lines: lines)
    }
}
