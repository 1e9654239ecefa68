import Kernel
import Platform
import Storage
import Web

/// The desk feedback is worked at (反馈工作台): the platform's tools and what is asked.
package struct FeedbackDesk: Sendable {
    package let desk: Desk
    package let banks: QuestionBanks

    package init(desk: Desk, banks: QuestionBanks) {
        self.desk = desk
        self.banks = banks
    }

    /// The bank of a kind; every kind has one, which loading made sure of.
    func bank(_ kind: SurveyKind) throws(Problem) -> QuestionBank {
        guard let bank = banks[kind] else { throw .notFound }
        return bank
    }

    /// The survey of the path, for whoever may do `action` and is not rated by it.
    func survey(
        _ visit: Visit, for action: FeedbackAction, in db: any Connection
    ) throws -> Survey {
        try desk.rights.must(action, visit.actor)
        let survey = try Survey.find(
            visit.id("survey", of: Survey.self), of: visit.actor.organisationID, in: db)
        // Figures tell of nobody alone; everything else is closed to whoever is rated.
        if action != .read { try survey.mustNotRate(visit.actor, in: db) }
        return survey
    }

    func may(_ action: FeedbackAction, _ visit: Visit) -> Bool {
        desk.rights.allows(action.rawValue, to: visit.actor)
    }
}
