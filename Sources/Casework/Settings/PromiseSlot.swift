import Deadlines
import Kernel

/// One time limit of the table an organisation may set (可调整的时限), by a name that stays the same when the shipped
/// table grows.
package enum PromiseSlot: Hashable, Sendable {
    case cap(LimitColumn)
    case promise(ResponseLevel, ClockKind)
    case decision(ResponseLevel, LimitColumn)
    /// How long an offered case may be sent back.
    case offer(ResponseLevel)
    /// Within which the coordinator rules whose a case is.
    case ruling(ResponseLevel)
    case kind(CaseKind, ClockKind)

    /// `level.3.first_feedback`: the line's name in documents and forms.
    package var key: String {
        switch self {
        case .cap(let column): "cap.\(column.rawValue)"
        case .promise(let level, let clock): "level.\(level.rawValue).\(clock.rawValue)"
        case .decision(let level, let column): "level.\(level.rawValue).\(column.rawValue)"
        case .offer(let level): "level.\(level.rawValue).answer_offer"
        case .ruling(let level): "level.\(level.rawValue).ruling"
        case .kind(let kind, let clock): "kind.\(kind.rawValue).\(clock.rawValue)"
        }
    }
}

/// A limit that has a cap above it (有上限的时限, S0-15, S0-16, 3.4).
package enum LimitColumn: String, CaseIterable, Sendable {
    case firstFeedback = "first_feedback"
    case elderCareDecision = "elder_care_decision"
    case hospitalDecision = "hospital_decision"
    case hospitalDecisionSeveral = "hospital_decision_several"

    var clock: ClockKind { self == .firstFeedback ? .firstFeedback : .decision }

    static let decisions: [LimitColumn] = [.elderCareDecision, .hospitalDecision, .hospitalDecisionSeveral]
}

extension LevelTable {
    /// Every limit of the table in the order people read it: caps, the four levels, kinds without level.
    package var slots: [PromiseSlot] {
        LimitColumn.allCases.map { .cap($0) }
            + ResponseLevel.allCases.flatMap { level in
                self[level].promises.map { .promise(level, $0.clock) }
                    + LimitColumn.decisions.map { .decision(level, $0) } + [.offer(level), .ruling(level)]
            } + kinds.flatMap { kind in kind.promises.map { .kind(kind.kind, $0.clock) } }
    }

    /// The limit of a slot; `nil` where the table has no such line, and setting one there changes nothing.
    package subscript(slot: PromiseSlot) -> Term? {
        get {
            switch slot {
            case .cap(let column): caps[column].term
            case .promise(let level, let clock): self[level].promises.first { $0.clock == clock }?.term
            case .decision(let level, let column): self[level].decision(column)?.term
            case .offer(let level): self[level].answerOfferWithin
            case .ruling(let level): self[level].rulingWithin
            case .kind(let kind, let clock):
                kinds.first { $0.kind == kind }?.promises.first { $0.clock == clock }?.term
            }
        }
        set {
            guard let newValue else { return }
            switch slot {
            case .cap(let column): caps[column] = PromiseRule(column.clock, newValue)
            case .promise(let level, let clock): alter(level) { $0.promises.set(clock, newValue) }
            case .decision(let level, let column): alter(level) { $0.set(column, newValue) }
            case .offer(let level): alter(level) { $0.answerOfferWithin = newValue }
            case .ruling(let level): alter(level) { $0.rulingWithin = newValue }
            case .kind(let kind, let clock):
                guard let index = kinds.firstIndex(where: { $0.kind == kind }) else { return }
                kinds[index].promises.set(clock, newValue)
            }
        }
    }

    private mutating func alter(_ level: ResponseLevel, _ change: (inout Level) -> Void) {
        guard let index = levels.firstIndex(where: { $0.level == level }) else { return }
        change(&levels[index])
    }
}

extension LevelTable.Caps {
    subscript(column: LimitColumn) -> PromiseRule {
        get {
            switch column {
            case .firstFeedback: firstFeedback
            case .elderCareDecision: elderCareDecision
            case .hospitalDecision: hospitalDecision
            case .hospitalDecisionSeveral: hospitalDecisionSeveral
            }
        }
        set {
            switch column {
            case .firstFeedback: firstFeedback = newValue
            case .elderCareDecision: elderCareDecision = newValue
            case .hospitalDecision: hospitalDecision = newValue
            case .hospitalDecisionSeveral: hospitalDecisionSeveral = newValue
            }
        }
    }
}

extension LevelTable.Level {
    /// `nil` for the first feedback, which is one of the level's promises.
    func decision(_ column: LimitColumn) -> PromiseRule? {
        switch column {
        case .firstFeedback: nil
        case .elderCareDecision: elderCareDecision
        case .hospitalDecision: hospitalDecision
        case .hospitalDecisionSeveral: hospitalDecisionSeveral
        }
    }

    fileprivate mutating func set(_ column: LimitColumn, _ term: Term) {
        let rule = PromiseRule(column.clock, term)
        switch column {
        case .firstFeedback: break
        case .elderCareDecision: elderCareDecision = rule
        case .hospitalDecision: hospitalDecision = rule
        case .hospitalDecisionSeveral: hospitalDecisionSeveral = rule
        }
    }
}

extension [PromiseRule] {
    fileprivate mutating func set(_ clock: ClockKind, _ term: Term) {
        guard let index = firstIndex(where: { $0.clock == clock }) else { return }
        self[index] = PromiseRule(clock, term)
    }
}
