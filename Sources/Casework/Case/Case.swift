import Kernel
import People
import Platform

/// Everything known about one voice (个案), from the first word to the close. It is folded from its facts and changes
/// only through `take`, so it can be rebuilt at any time by `replay`.
package struct Case: Hashable, Codable, Sendable {
    package let id: ID<Case>
    package let organisationID: ID<Organisation>
    package let number: CaseNumber
    /// The organisation's zone, in which "different days" are counted.
    package let zone: Zone
    package internal(set) var kind: CaseKind
    package let channel: Channel
    package let secrecy: Secrecy
    package internal(set) var complainant: Complainant
    package let personServed: ID<Person>?
    package internal(set) var complainedAbout: ComplainedAbout
    package internal(set) var outside: OutsideReferral?

    /// 首接人：stays for ever (S4-30); nobody when the voice came by web or post.
    package let firstReceiver: ID<Staff>?
    package internal(set) var holder: Holder
    /// 经办人：who accepted to solve it (reading 7).
    package internal(set) var handler: ID<Staff>?
    /// 责任小组：answers for the case as a whole (S0-14).
    package let accountableGroup: ID<OrganisationUnit>
    package internal(set) var responsibleUnit: ID<OrganisationUnit>?

    /// Short line for lists, derived from the narrative unless somebody wrote a better one.
    package internal(set) var subject: String
    package internal(set) var narrative: String
    package internal(set) var desiredRemedy: String?
    package internal(set) var occurredOn: LocalDay?
    package let expectedReplyAt: Instant?
    package internal(set) var allegations: [Allegation]

    package internal(set) var level: CaseLevel
    package internal(set) var state: CaseState
    /// Where a merged or disputed case goes back to.
    package internal(set) var stateBefore: CaseState?
    package internal(set) var milestones: Milestones
    /// Results of the rounds before each reopening; never rewritten.
    package internal(set) var earlierRounds: [Milestones]

    package internal(set) var handling: Handling
    package internal(set) var teamwork: Teamwork
    package internal(set) var decision: Decision
    package internal(set) var redress: Redress
    package internal(set) var confirmation: Confirmation
    package internal(set) var timing: CaseTiming
    package internal(set) var closing: Closing?
    package internal(set) var mergedInto: ID<Case>?
    package internal(set) var communications: [LoggedCommunication]
    /// Where it was split from.
    package let splitFrom: SplitOrigin?
    /// Where the rules sent it when it came in by machine (S4-14).
    package let route: CaseRoute?
    /// Absent in cases written before there was any.
    var identityKept: CaseIdentity?
    package internal(set) var identity: CaseIdentity {
        get { identityKept ?? CaseIdentity() }
        set { identityKept = newValue }
    }
    /// Absent in cases nobody had to watch.
    var watchKept: CaseWatch?
    package internal(set) var watch: CaseWatch {
        get { watchKept ?? CaseWatch() }
        set { watchKept = newValue }
    }

    /// Number of facts folded so far; a writer compares it to see that nobody came between.
    package internal(set) var version: Int
}

/// The moments T0 to T6 of one round (时点, 3.4). Every one but T0 is the moment the step was recorded, so a late
/// case cannot be made to look on time.
package struct Milestones: Hashable, Codable, Sendable {
    /// T0 收到：by whatever channel, also after hours.
    package var receivedAt: Instant
    package var registeredAt: Instant
    /// T1 受理回执：by a person.
    package var acknowledgedAt: Instant?
    /// T2 首次实质反馈 (S0-15, reading 3)
    package var feedbackAt: Instant?
    /// T3 反馈处理结果：stops the decision clock (reading 5).
    package var decisionAt: Instant?
    /// T4 承诺措施完成：tracked apart from T3 (LGSCO 6.6).
    package var actionsDoneAt: Instant?
    /// T5 双确认完成
    package var confirmedAt: Instant?
    /// T6 结案
    package var closedAt: Instant?

    package init(receivedAt: Instant, registeredAt: Instant) {
        self.receivedAt = receivedAt
        self.registeredAt = registeredAt
    }
}

/// Suggestion, confirmation and every change of the level of a case; both the machine's and the person's are kept.
package struct CaseLevel: Hashable, Codable, Sendable {
    package internal(set) var suggestion: GradingSuggestion?
    package internal(set) var confirmed: ResponseLevel?
    package internal(set) var history: [LevelChange] = []

    /// The level clocks run by: what a person confirmed, before that what was suggested.
    package var current: ResponseLevel? { confirmed ?? suggestion?.level }

    /// What is known by now asks for more than what was confirmed: shown until somebody raises the level.
    package var isBelowSuggestion: Bool {
        guard let confirmed, let suggestion else { return false }
        return suggestion.level.isMoreSerious(than: confirmed)
    }
}

/// One change of level with its author and reason (定级记录).
package struct LevelChange: Hashable, Codable, Sendable {
    package let at: Instant
    package let by: Author
    package let level: ResponseLevel
    package let reason: String?
}

/// What an outside body asks (外部转办单): its number and its own due moment beside the inner clocks (probe 13).
package struct OutsideReferral: Hashable, Codable, Sendable {
    package var body: Channel
    package var reference: String
    package var dueAt: Instant?

    package init(body: Channel, reference: String, dueAt: Instant? = nil) {
        self.body = body
        self.reference = reference
        self.dueAt = dueAt
    }
}
