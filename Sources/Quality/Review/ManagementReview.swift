import Casework
import Kernel
import Platform

/// The yearly look of the leadership at how complaints are handled and what came of them (管理评审, S0-37): the inputs are
/// gathered by the program and frozen with the minutes; what is decided becomes actions.
package struct ManagementReview: Hashable, Codable, Sendable {
    package let id: ID<ManagementReview>
    package let organisationID: ID<Organisation>
    package let year: Int
    package let heldOn: LocalDay
    package let recordedAt: Instant
    package let recordedBy: ID<Staff>
    package let attendees: String
    /// What has changed in and around the house (ISO 9001 9.3.2).
    package let changes: String
    package let conclusions: String
    package let resources: String
    package let decisions: [Decision]
    package let inputs: ReviewInputs

    /// Something decided, which an action carries out.
    package struct Decision: Hashable, Codable, Sendable {
        package let text: String
        package let owner: ID<Staff>
        package let dueOn: LocalDay

        package init(text: String, owner: ID<Staff>, dueOn: LocalDay) {
            self.text = text
            self.owner = owner
            self.dueOn = dueOn
        }
    }

    static let textLimit = 8000
    static let mostDecisions = 6

    package var subject: Event.Subject { Event.Subject(kind: "review", id: id.text) }

    /// Throws `Problem.invalid` for a review of a year to come, one held before its year, and one without words.
    package func check(on today: LocalDay) throws(Problem) {
        var faults: [String: Message] = [:]
        for (field, text) in [("attendees", attendees), ("conclusions", conclusions)]
        where text.allSatisfy(\.isWhitespace) { faults[field] = Message("web.form.required") }
        if heldOn > today { faults["held_on"] = Message("casework.field.in_the_future") }
        if year > today.year || heldOn.year < year { faults["year"] = Message("quality.field.review_year") }
        for (place, decision) in decisions.enumerated()
        where decision.dueOn <= today || decision.dueOn > today.advanced(by: ImprovementAction.longestDays) {
            faults["decision.\(place + 1).due_on"] = Message(
                "quality.field.due_on", ["n": .number(ImprovementAction.longestDays)])
        }
        if !faults.isEmpty { throw .invalid(faults) }
    }
}

/// What a review looks at, as it stood (评审输入). Counts below five of what concerns persons are not told.
package struct ReviewInputs: Hashable, Codable, Sendable {
    package let received: Int
    package let reopened: Int
    package let satisfaction: Rate
    package let actionsOnTime: Rate
    package let actionsEffective: Rate
    package let actionsOpen: Int
    package let actionsLate: Int
    /// Causes that came three times in a quarter.
    package let repeatedCauses: Int
    package let suggestionsAdopted: Rate
    package let inspections: Int
    /// Points reached of those possible, of released ones.
    package let points: Rate
    /// What the review before decided, and what of it is closed.
    package let earlierDone: Rate
}
