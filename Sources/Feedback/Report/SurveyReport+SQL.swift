import Casework
import Kernel
import Platform
import Storage

/// What a wave of a survey says (问卷报告, S4-49): who answered and how, each question with its interval, the index, and
/// whether a difference from the wave before is more than noise. Nothing is told before the survey ends, because the
/// difference between two looks would be somebody's answer, nor of fewer than five answers.
package struct SurveyReport: Sendable {
    package let survey: Survey
    /// Answers of any kind.
    package let answered: Int
    /// Answers of those who were invited, of the invited; `nil` where nobody was.
    package let response: Rate?
    package let modes: [AnswerMode: Int]
    package let respondents: [Respondent: Int]
    /// Answers that an employee helped with or gave.
    package let staffHelped: Int
    /// Empty before the survey is closed and below five answers.
    package let figures: [QuestionFigures]
    package let index: WeightedIndex
    package let earlier: Earlier?
    package let units: UnitBreakdown
    let tree: UnitTree
    package let comments: [SurveyComment]
    package let waitingComments: Int

    /// The wave before, for comparison.
    package struct Earlier: Sendable {
        package let survey: Survey
        package let rates: [String: Rate]
        package let index: WeightedIndex
    }

    package var isTold: Bool { survey.state == .closed && answered >= Rate.smallest }

    /// The index, unless it is that of one question some of whose answers are hidden: it would tell them.
    package var toldIndex: Double? {
        let hides = index.questions < 2 && figures.contains { $0.question.weight > 0 && $0.hidesCells }
        return hides ? nil : index.points
    }

    /// How the rate of a question changed; `nil` where the wave before did not ask it.
    package func comparison(_ figures: QuestionFigures) -> Comparison? {
        guard let now = figures.rate, let before = earlier?.rates[figures.question.code] else { return nil }
        return Comparison(from: before, to: now)
    }

    /// Questions whose rate is below the threshold: each needs an action (S0-28).
    package var findings: [QuestionFigures] {
        figures.filter { figures in
            figures.rate?.share.map { $0 * 100 < Double(survey.threshold) } ?? false
        }
    }

    package init(_ survey: Survey, at desk: Desk, in db: any Connection) throws {
        self.survey = survey
        let counts = try SurveyCounts(survey, in: db)
        answered = counts.answered
        let invited = try SurveyInvitation.counts(of: survey, in: db)
        response = invited.asked == 0 ? nil : Rate(invited.used, of: invited.asked)
        modes = counts.modes
        respondents = counts.respondents
        staffHelped = counts.staffHelped
        let isTold = survey.state == .closed && counts.answered >= Rate.smallest
        figures = isTold ? counts.figures(survey.questions) : []
        index = isTold ? counts.index(survey.questions) : WeightedIndex([])
        let before = isTold ? try survey.earlier(in: db) : nil
        earlier = try before.flatMap { before in
            let counts = try SurveyCounts(before, in: db)
            guard counts.answered >= Rate.smallest else { return nil }
            let same = before.questions.filter { old in
                survey.question(old.code).map { $0.kind == old.kind && $0.yesIsBad == old.yesIsBad } ?? false
            }
            let rates = counts.figures(same).compactMap { figures in figures.rate.map { (figures.question.code, $0) } }
            return Earlier(
                survey: before, rates: Dictionary(rates, uniquingKeysWith: { first, _ in first }),
                index: counts.index(before.questions))
        }
        let asked = isTold ? survey.questions.filter { QuestionFigures.rate($0, AnswerCount()) != nil } : []
        tree = try UnitTree.load(of: survey.organisationID, in: db)
        units = UnitBreakdown(isTold ? try SurveyCounts.byUnit(survey, asked, in: db) : [:], asked)
        comments = isTold ? try SurveyComment.released(of: survey, at: desk, in: db) : []
        waitingComments = try SurveyComment.count(.waiting, of: survey, in: db)
    }
}

/// The counts of a survey's answers (答卷计数), as many lines as there are answers to choose from.
struct SurveyCounts: Sendable {
    let answered: Int
    private(set) var modes: [AnswerMode: Int] = [:]
    private(set) var respondents: [Respondent: Int] = [:]
    private(set) var staffHelped = 0
    private var values: [String: AnswerCount] = [:]
    private var anyValue: [String: Int] = [:]

    init(_ survey: Survey, in db: any Connection) throws {
        var answered = 0
        for row in try db.rows(
            """
            SELECT mode, respondent, helper, count(*) AS n FROM survey_responses WHERE survey_id = \(survey.id)
            GROUP BY mode, respondent, helper
            """)
        {
            let n: Int = try row.get("n")
            answered += n
            modes[try row.get("mode"), default: 0] += n
            respondents[try row.get("respondent"), default: 0] += n
            let helper: HelperRelation? = try row.get("helper")
            if helper == .staff { staffHelped += n }
        }
        self.answered = answered
        for row in try db.rows(
            """
            SELECT question, value, count(*) AS n FROM survey_answers WHERE survey_id = \(survey.id)
            GROUP BY question, value
            """)
        {
            values[try row.get("question"), default: AnswerCount()].add(try row.get("value"), times: try row.get("n"))
        }
        let choices = survey.questions.filter { $0.kind == .choices }.map(\.code)
        guard !choices.isEmpty else { return }
        for row in try db.rows(
            """
            SELECT question, count(DISTINCT response_id) AS n FROM survey_answers
            WHERE survey_id = \(survey.id) AND question IN \(choices) GROUP BY question
            """)
        {
            anyValue[try row.get("question")] = try row.get("n")
        }
    }

    /// What was answered to these questions in each unit.
    static func byUnit(
        _ survey: Survey, _ questions: [Question], in db: any Connection
    ) throws -> [ID<OrganisationUnit>?: UnitBreakdown.Part] {
        var parts: [ID<OrganisationUnit>?: UnitBreakdown.Part] = [:]
        for row in try db.rows(
            "SELECT unit_id, count(*) AS n FROM survey_responses WHERE survey_id = \(survey.id) GROUP BY unit_id")
        {
            let unit: ID<OrganisationUnit>? = try row.get("unit_id")
            parts[unit, default: .init()].answered = try row.get("n")
        }
        for row in try db.rows(
            """
            SELECT r.unit_id, a.question, a.value, count(*) AS n
            FROM survey_answers a JOIN survey_responses r ON r.id = a.response_id
            WHERE a.survey_id = \(survey.id) AND a.question IN \(questions.map(\.code))
            GROUP BY r.unit_id, a.question, a.value
            """)
        {
            let unit: ID<OrganisationUnit>? = try row.get("unit_id")
            let question: String = try row.get("question")
            parts[unit, default: .init()].counts[question, default: AnswerCount()].add(
                try row.get("value"), times: try row.get("n"))
        }
        return parts
    }

    /// Which values were given at all, by question.
    var given: [String: Set<Int>] { values.mapValues { Set($0.counts.keys) } }

    func figures(_ questions: [Question]) -> [QuestionFigures] {
        questions.filter { $0.kind != .text }.map { question in
            QuestionFigures(
                question, values[question.code] ?? AnswerCount(), anyChoice: anyValue[question.code] ?? 0,
                asked: answered)
        }
    }

    func index(_ questions: [Question]) -> WeightedIndex {
        WeightedIndex(questions.map { QuestionFigures.part($0, values[$0.code] ?? AnswerCount()) })
    }
}
