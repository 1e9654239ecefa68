import Casework
import Kernel
import Platform

/// What becomes of a suggestion (建议评审, S0-27, S1-45…47, S2-27): a unit studies it, it is adopted or declined with a
/// reason, and whoever made it is told. Taking it in and answering it stay with its case.
package struct SuggestionReview: Hashable, Codable, Sendable {
    package let caseID: ID<Case>
    package let organisationID: ID<Organisation>
    package let receivedAt: Instant
    package internal(set) var state: State
    /// The unit asked last.
    package internal(set) var unit: ID<OrganisationUnit>?
    package internal(set) var questions: [ActionNote] = []
    package internal(set) var opinions: [ActionNote] = []
    package internal(set) var decision: ActionNote?
    package internal(set) var isAdopted: Bool?
    package internal(set) var action: ID<ImprovementAction>?
    package internal(set) var toldAt: Instant?
    package internal(set) var reportedAt: Instant?
    package internal(set) var version = 1

    package enum State: String, Codable, Sendable, CaseIterable {
        /// 待评审
        case waiting
        /// 研究中
        case studied
        /// 已采纳待告知
        case adopted
        /// 未采纳待告知
        case declined
        /// 已告知
        case told
        /// 已答复未评审：the proposer was answered before anybody decided; it can still be decided
        case answered
    }

    package enum Move: String, Codable, Sendable, CaseIterable {
        case ask, opine, adopt, decline, tell
        /// The improvement itself is told to who proposed it.
        case report
        /// The case was answered by itself.
        case answer
    }

    /// One step of the review, as its event keeps it.
    package enum Step: Hashable, Codable, Sendable {
        case ask(unit: ID<OrganisationUnit>, words: String)
        case opine(words: String)
        case adopt(words: String, action: ID<ImprovementAction>)
        case decline(reason: String)
        case tell(at: Instant)
        case report(at: Instant)
        case answer(at: Instant)

        package var move: Move {
            switch self {
            case .ask: .ask
            case .opine: .opine
            case .adopt: .adopt
            case .decline: .decline
            case .tell: .tell
            case .report: .report
            case .answer: .answer
            }
        }
    }

    package init(caseID: ID<Case>, organisationID: ID<Organisation>, receivedAt: Instant) {
        self.caseID = caseID
        self.organisationID = organisationID
        self.receivedAt = receivedAt
        state = .waiting
    }

    package var subject: Event.Subject { Event.Subject(kind: "suggestion", id: caseID.text) }

    /// Whether somebody still has to do something.
    package var isOpen: Bool {
        switch state {
        case .waiting, .studied, .adopted, .declined, .answered: true
        case .told: false
        }
    }

    /// The state a move leads to; `nil` where it is not lawful.
    package static func next(_ move: Move, from state: State) -> State? {
        switch (state, move) {
        case (.waiting, .ask), (.studied, .ask), (.answered, .ask), (.studied, .opine): .studied
        case (.waiting, .adopt), (.studied, .adopt), (.answered, .adopt): .adopted
        case (.waiting, .decline), (.studied, .decline), (.answered, .decline): .declined
        case (.adopted, .tell), (.declined, .tell), (.told, .report): .told
        case (.waiting, .answer), (.studied, .answer): .answered
        case (.waiting, _), (.studied, _), (.adopted, _), (.declined, _), (.told, _), (.answered, _): nil
        }
    }

    static let limit = 4000

    /// Takes one step. Throws `Problem.conflict` where it is not lawful and `Problem.invalid` for missing words.
    package mutating func take(_ step: Step, by signature: String, at now: Instant) throws(Problem) {
        guard let next = SuggestionReview.next(step.move, from: state) else {
            throw .conflict(
                "quality.refusal.suggestion_state",
                ["state": .message(Message("quality.suggestions.state.\(state.rawValue)"))])
        }
        switch step {
        case .ask(let unit, let words):
            self.unit = unit
            questions.append(try SuggestionReview.note(words, "words", signature, now))
        case .opine(let words): opinions.append(try SuggestionReview.note(words, "words", signature, now))
        case .adopt(let words, let action):
            decision = try SuggestionReview.note(words, "words", signature, now)
            isAdopted = true
            self.action = action
        case .decline(let reason):
            decision = try SuggestionReview.note(reason, "reason", signature, now)
            isAdopted = false
        case .tell(let at), .answer(let at): toldAt = at
        case .report(let at):
            guard isAdopted == true, reportedAt == nil else {
                throw .conflict("quality.refusal.nothing_to_report")
            }
            reportedAt = at
        }
        state = next
        version += 1
    }

    private static func note(
        _ words: String, _ field: String, _ signature: String, _ now: Instant
    ) throws(Problem) -> ActionNote {
        guard !words.allSatisfy(\.isWhitespace) else { throw .invalid(field, Message("web.form.required")) }
        guard words.count <= limit else {
            throw .invalid(
                field, Message("web.form.too_long", ["n": .number(words.count - limit), "limit": .number(limit)]))
        }
        return ActionNote(at: now, by: signature, words: words)
    }

    /// Whole days since it was received.
    package func age(on today: LocalDay, zone: Zone) -> Int { max(0, receivedAt.day(in: zone).distance(to: today)) }
}
