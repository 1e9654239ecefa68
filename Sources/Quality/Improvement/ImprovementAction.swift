import Casework
import Kernel
import Platform

/// Something that will be done so that a fault does not come again (改进措施, S0-8, S1-6, S4-50): who does it by when,
/// how one will know, who verified it, and whether it had an effect on the figure that set it off. A failing check opens
/// it again in a new round; earlier rounds stay as they were.
package struct ImprovementAction: Hashable, Codable, Sendable {
    package let id: ID<ImprovementAction>
    package let organisationID: ID<Organisation>
    /// `2026-0012`
    package let number: String
    package let source: ActionSource
    package let openedAt: Instant
    /// As an actor signs.
    package let openedBy: String
    package let title: String
    package let unit: ID<OrganisationUnit>?
    package let trigger: ActionTrigger
    /// Days after the verification on which the effect is checked.
    package let checkDays: [Int]
    package internal(set) var cause: ActionCause
    package internal(set) var state: ActionState
    /// The last one is under way.
    package internal(set) var rounds: [ActionRound]
    /// Further occasions that led here.
    package internal(set) var linked: [ActionSource]
    package internal(set) var ending: ActionNote?
    package internal(set) var version: Int

    package static let titleLimit = 200
    package static let textLimit = 4000
    package static let checkChoices = [30, 60, 90]
    /// Nothing is planned further ahead.
    package static let longestDays = 366
    /// The day an action has that nobody gave one, and that of a new round.
    package static let usualDays = 30

    package var subject: Event.Subject { ImprovementAction.subject(id) }
    package static func subject(_ id: ID<ImprovementAction>) -> Event.Subject {
        Event.Subject(kind: "improvement_action", id: id.text)
    }

    /// The round under way; there is always one.
    package var round: ActionRound { rounds[rounds.count - 1] }
    package var owner: ID<Staff> { round.owner }

    /// The days after which the next effect check is due; `nil` while none is.
    package var nextCheckDays: Int? {
        guard state == .awaitingEffect, round.checks.count < checkDays.count else { return nil }
        return checkDays[round.checks.count]
    }

    /// The day of the next effect check.
    package func nextCheckDay(in zone: Zone) -> LocalDay? {
        guard let days = nextCheckDays, let verified = round.verification else { return nil }
        return verified.at.day(in: zone).advanced(by: days)
    }

    /// Whether the employee owns it or did the work, in any round, and so cannot judge it.
    package func isOwn(_ staff: ID<Staff>?) -> Bool {
        guard let staff else { return false }
        return round.owner == staff || round.completion?.by == "staff:\(staff)"
    }
}

/// The record an action came from (来源), and why, so that the same occasion never opens two.
package struct ActionSource: Hashable, Codable, Sendable {
    package let kind: String
    package let id: String
    package let reason: String
    /// Where it is read; `nil` for what has no page.
    package let address: String?
}

/// Why it came to this (原因).
package struct ActionCause: Hashable, Codable, Sendable {
    package var category: CategoryCode?
    package var root: RootCause?
    package var words: String

    package init(category: CategoryCode? = nil, root: RootCause? = nil, words: String = "") {
        self.category = category
        self.root = root
        self.words = words
    }
}

/// Words somebody left at a moment.
package struct ActionNote: Hashable, Codable, Sendable {
    package let at: Instant
    package let by: String
    package let words: String
}

/// One attempt (轮次): from being given to somebody until it is seen whether it helped.
package struct ActionRound: Hashable, Codable, Sendable {
    package internal(set) var owner: ID<Staff>
    /// What will be done; empty until the owner of an action the program opened writes it.
    package internal(set) var plan: String
    /// How one will know (成功标准).
    package internal(set) var measure: String
    package internal(set) var dueOn: LocalDay
    package let beganAt: Instant
    /// What was done, with evidence.
    package internal(set) var completion: ActionNote?
    package internal(set) var verification: ActionNote?
    /// Each time the verifier sent it back.
    package internal(set) var returns: [ActionNote] = []
    package internal(set) var checks: [EffectCheck] = []
}

/// The look at whether it helped (效果检查).
package struct EffectCheck: Hashable, Codable, Sendable {
    /// Days after the verification it stands for.
    package let days: Int
    package let at: Instant
    package let by: String
    package let value: Double?
    package let isPassed: Bool
    package let words: String
}

/// What somebody asks to be opened (措施草稿). Left out: the owner is the unit's head, the day in thirty days.
package struct ActionDraft: Hashable, Sendable {
    package var title: String
    package var cause: ActionCause
    package var plan: String
    package var measure: String
    package var owner: ID<Staff>?
    package var unit: ID<OrganisationUnit>?
    package var dueOn: LocalDay?
    package var trigger: ActionTrigger
    package var checkDays: [Int]
    /// With the source it makes the occasion: the same one never opens two actions.
    package var reason: String
    /// The page of the source.
    package var address: String?

    package init(
        title: String, reason: String, cause: ActionCause = ActionCause(), plan: String = "", measure: String = "",
        owner: ID<Staff>? = nil, unit: ID<OrganisationUnit>? = nil, dueOn: LocalDay? = nil,
        trigger: ActionTrigger = .inspection, checkDays: [Int] = ImprovementAction.checkChoices,
        address: String? = nil
    ) {
        self.title = title
        self.reason = reason
        self.cause = cause
        self.plan = plan
        self.measure = measure
        self.owner = owner
        self.unit = unit
        self.dueOn = dueOn
        self.trigger = trigger
        self.checkDays = checkDays
        self.address = address
    }
}
