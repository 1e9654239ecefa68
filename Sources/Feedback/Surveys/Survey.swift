import Casework
import Kernel
import Platform

/// One wave of a survey (一次问卷调查, S0-28, S2-25): what is asked, of whom, from when to when. Its questions are those of
/// the bank when it was opened, whatever the bank says later.
package struct Survey: Hashable, Sendable {
    package let id: ID<Survey>
    package let organisationID: ID<Organisation>
    package let kind: SurveyKind
    package let name: String
    package let state: SurveyState
    package let bankVersion: String
    package let questions: [Question]
    /// Answers are never kept together with who was asked.
    package let isAnonymous: Bool
    package let plan: SamplingPlan
    /// From which the sample was drawn; `nil` before it is opened.
    package let seed: String?
    /// How many the sample was drawn from.
    package let population: Int
    /// In percent: a question with a lower rate needs an action.
    package let threshold: Int
    /// The unit whose work is rated: its people neither key nor open answers.
    package let ratedUnit: ID<OrganisationUnit>?
    package let opensOn: LocalDay
    package let closesOn: LocalDay
    package let madeAt: Instant

    package static let nameLimit = 120
    package static let longestDays = 400
    /// More persons than these are not asked in one survey.
    package static let populationLimit = 5000

    package static func subject(_ id: ID<Survey>) -> Event.Subject { Event.Subject(kind: "survey", id: id.text) }
    package var subject: Event.Subject { Survey.subject(id) }

    /// Whether answers are taken on `day`.
    package func takesAnswers(on day: LocalDay) -> Bool { state == .open && opensOn <= day && day <= closesOn }

    package func question(_ code: String) -> Question? { questions.first { $0.code == code } }
}

/// A survey somebody prepares (问卷草案), already checked.
package struct SurveyDraft: Hashable, Sendable {
    package let kind: SurveyKind
    package let name: String
    package let plan: SamplingPlan
    package let threshold: Int
    package let ratedUnit: ID<OrganisationUnit>?
    package let opensOn: LocalDay
    package let closesOn: LocalDay

    /// Throws `Problem.invalid` for days that do not fit and for a sample of nobody.
    package init(
        kind: SurveyKind, name: String, plan: SamplingPlan, threshold: Int, ratedUnit: ID<OrganisationUnit>? = nil,
        opensOn: LocalDay, closesOn: LocalDay, today: LocalDay
    ) throws(Problem) {
        var faults: [String: Message] = [:]
        if closesOn < opensOn { faults["closes_on"] = Message("feedback.fault.ends_before_begin") }
        if closesOn < today { faults["closes_on"] = Message("feedback.fault.over_already") }
        if opensOn.distance(to: closesOn) > Survey.longestDays {
            faults["closes_on"] = Message("feedback.fault.too_long")
        }
        if plan.kind != .everybody, plan.size < Rate.smallest {
            faults["sample_size"] = Message("feedback.fault.sample_too_small", ["n": .number(Rate.smallest)])
        }
        if !faults.isEmpty { throw .invalid(faults) }
        self.kind = kind
        self.name = name
        self.plan = plan
        self.threshold = threshold
        self.ratedUnit = ratedUnit
        self.opensOn = opensOn
        self.closesOn = closesOn
    }
}
