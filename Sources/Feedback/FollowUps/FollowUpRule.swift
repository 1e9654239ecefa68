import Casework
import Kernel
import People
import Platform

/// What is owed to somebody in a month or quarter (回访应做, S1-65, reading 14): the person is followed up each month in
/// which they are in service for fifteen days or more, the family each quarter.
package struct FollowUpRule: Hashable, Sendable {
    package static let leastDays = 15

    /// In which way.
    package enum Way: String, Sendable, CaseIterable {
        /// 与本人谈
        case person
        /// 住院：by telephone, or with the family
        case hospital
        /// 认知障碍：an observation form, and somebody close answers
        case observation
        /// 与家属谈
        case family

        /// The questions that fit.
        package var form: FollowUpForm {
            switch self {
            case .person: .elder
            case .observation: .observation
            case .hospital, .family: .family
            }
        }
    }

    /// The grain in which an audience is followed up.
    package static func grain(_ audience: FollowUpAudience) -> FigurePeriod.Grain {
        switch audience {
        case .elder: .month
        case .family: .quarter
        }
    }

    /// How it is owed in the period, looked at on `today`; `nil` when it is not. A stay with no end goes on to the end
    /// of the period, so that who is to be called stands on the list from its first day.
    package static func owed(
        _ audience: FollowUpAudience, to person: Person, hasFamily: Bool, in period: FigurePeriod, on today: LocalDay
    ) -> Way? {
        let last = min(person.diedOn.map { $0.advanced(by: -1) } ?? period.next, period.next.advanced(by: -1))
        guard period.first <= last else { return nil }
        let served = person.periods.filter { $0.kind == .service }.reduce(0) { $0 + $1.days(in: period.first...last) }
        guard served >= leastDays else { return nil }
        switch audience {
        case .family: return hasFamily ? .family : nil
        case .elder:
            let present = person.daysPresent(in: period.first...last)
            let isAway = person.status(on: min(max(today, period.first), last)) == .inHospital
            if isAway || present < leastDays { return .hospital }
            return person.cognitionImpaired ? .observation : .person
        }
    }
}

/// A follow-up that was done (回访记录, S1-61…S1-64).
package struct FollowUp: Hashable, Sendable {
    package let id: ID<FollowUp>
    package let organisationID: ID<Organisation>
    package let audience: FollowUpAudience
    package let personID: ID<Person>
    /// Month or quarter.
    package let period: FigurePeriod
    package let form: FollowUpForm
    package let mode: FollowUpMode
    package let answer: SurveyAnswer
    package let doneOn: LocalDay
    package let recordedAt: Instant
    package let recordedBy: String
    package let caseID: ID<Case>?

    package static func subject(_ id: ID<FollowUp>) -> Event.Subject { Event.Subject(kind: "follow_up", id: id.text) }
    package var subject: Event.Subject { FollowUp.subject(id) }

    /// 1…5; `nil` where it was not asked or answered.
    package static func satisfaction(_ answer: SurveyAnswer) -> Int? { answer.values["satisfaction"]?.first }

    /// So many days after a period its follow-ups can still be written down.
    static let latestDays = 15

    /// Throws `Problem.invalid` for a period of the wrong grain and a day outside it or to come. What was said in a
    /// period may be written down a few days later.
    static func check(
        _ audience: FollowUpAudience, _ period: FigurePeriod, doneOn: LocalDay, today: LocalDay
    ) throws(Problem) {
        var faults: [String: Message] = [:]
        if period.grain != FollowUpRule.grain(audience) { faults["period"] = Message("web.form.not_listed") }
        if doneOn > today { faults["done_on"] = Message("feedback.fault.day_to_come") }
        if doneOn < period.first || doneOn >= period.next {
            faults["done_on"] = Message("feedback.fault.not_in_period")
        }
        if today >= period.next.advanced(by: latestDays) { faults["done_on"] = Message("feedback.fault.too_late") }
        if !faults.isEmpty { throw .invalid(faults) }
    }
}
