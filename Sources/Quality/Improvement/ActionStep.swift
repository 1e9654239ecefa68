import Kernel
import Platform

/// Something that happened to an improvement action (措施步骤), as its event keeps it.
package enum ActionStep: Hashable, Codable, Sendable {
    case plan(plan: String, measure: String, cause: ActionCause)
    case assign(owner: ID<Staff>, dueOn: LocalDay, reason: String)
    case complete(words: String)
    case verify(words: String)
    case giveBack(reason: String)
    /// `again` is the day of the new round if it failed.
    case check(EffectResult, again: LocalDay)
    case cancel(reason: String)
    case link(ActionSource)

    package var move: ActionMove {
        switch self {
        case .plan: .plan
        case .assign: .assign
        case .complete: .complete
        case .verify: .verify
        case .giveBack: .giveBack
        case .check: .check
        case .cancel: .cancel
        case .link: .link
        }
    }
}

/// What an effect check showed (检查结果).
package struct EffectResult: Hashable, Codable, Sendable {
    package let value: Double?
    package let isPassed: Bool
    package let words: String

    package init(value: Double? = nil, isPassed: Bool, words: String = "") {
        self.value = value
        self.isPassed = isPassed
        self.words = words
    }
}

extension ImprovementAction {
    /// Begins an action. Throws `Problem.invalid` for what is missing or cannot be; the owner and the day stand in the
    /// draft by now.
    package static func begin(
        _ draft: ActionDraft, owner: ID<Staff>, dueOn: LocalDay, source: ActionSource, id: ID<ImprovementAction>,
        number: String, of organisation: ID<Organisation>, by signature: String, at now: Instant, on today: LocalDay
    ) throws(Problem) -> ImprovementAction {
        try check("title", draft.title, titleLimit)
        try check("plan", draft.plan, textLimit, isNeeded: false)
        try check("measure", draft.measure, textLimit, isNeeded: false)
        try check("cause", draft.cause.words, textLimit, isNeeded: false)
        try check(dueOn, after: today)
        try draft.trigger.check()
        let days = draft.checkDays
        guard !days.isEmpty, days.count <= 6, days == Array(Set(days)).sorted(), days.allSatisfy((1...365).contains)
        else { throw .invalid("check_days", Message("quality.field.check_days")) }
        let first = ActionRound(
            owner: owner, plan: draft.plan, measure: draft.measure, dueOn: dueOn, beganAt: now)
        return ImprovementAction(
            id: id, organisationID: organisation, number: number, source: source, openedAt: now, openedBy: signature,
            title: draft.title, unit: draft.unit, trigger: draft.trigger, checkDays: days, cause: draft.cause,
            state: .open, rounds: [first], linked: [], ending: nil, version: 1)
    }

    /// Takes one step, the only way an action changes. Throws `Problem.conflict` where the table does not know it,
    /// `Problem.forbidden` for whoever would judge their own work, and `Problem.invalid` for what is missing.
    package mutating func take(
        _ step: ActionStep, by actor: Actor, at now: Instant, on today: LocalDay, zone: Zone
    ) throws(Problem) {
        guard step.move.next(from: state) != nil else {
            throw .conflict("quality.refusal.state", ["state": .message(Message("quality.state.\(state.rawValue)"))])
        }
        if step.move.isForAnother, isOwn(actor.staffID) { throw .forbidden("quality.refusal.own_work") }
        try check(step, on: today, zone: zone)
        self = applying(step, by: actor.signature, at: now)
    }

    private func check(_ step: ActionStep, on today: LocalDay, zone: Zone) throws(Problem) {
        typealias Action = ImprovementAction
        switch step {
        case .plan(let plan, let measure, let cause):
            try Action.check("plan", plan, Action.textLimit)
            try Action.check("measure", measure, Action.textLimit)
            try Action.check("cause", cause.words, Action.textLimit, isNeeded: false)
        case .assign(_, let dueOn, let reason):
            try Action.check("reason", reason, 1000)
            try Action.check(dueOn, after: today)
        case .complete(let words):
            guard !round.plan.isEmpty, !round.measure.isEmpty else { throw .conflict("quality.refusal.no_plan") }
            try Action.check("words", words, Action.textLimit)
        case .verify(let words): try Action.check("words", words, Action.textLimit)
        case .giveBack(let reason), .cancel(let reason): try Action.check("reason", reason, 1000)
        case .check(let result, _):
            guard let day = nextCheckDay(in: zone), today >= day else {
                let day = nextCheckDay(in: zone) ?? today
                throw .conflict("quality.refusal.too_early", ["day": .day(day)])
            }
            try Action.check("words", result.words, Action.textLimit, isNeeded: trigger.kind != .cases)
        case .link:
            guard linked.count < 200 else { throw .conflict("quality.refusal.too_many_links") }
        }
    }

    /// The action after one more step. The one place where it changes.
    package func applying(_ step: ActionStep, by signature: String, at now: Instant) -> ImprovementAction {
        var after = self
        let last = rounds.count - 1
        if case .to(let state)? = step.move.next(from: state) { after.state = state }
        switch step {
        case .plan(let plan, let measure, let cause):
            after.rounds[last].plan = plan
            after.rounds[last].measure = measure
            after.cause = cause
        case .assign(let owner, let dueOn, _):
            after.rounds[last].owner = owner
            after.rounds[last].dueOn = dueOn
        case .complete(let words): after.rounds[last].completion = ActionNote(at: now, by: signature, words: words)
        case .verify(let words): after.rounds[last].verification = ActionNote(at: now, by: signature, words: words)
        case .giveBack(let reason):
            after.rounds[last].returns.append(ActionNote(at: now, by: signature, words: reason))
            after.rounds[last].completion = nil
        case .check(let result, let again): after.note(result, again: again, by: signature, at: now)
        case .cancel(let reason): after.ending = ActionNote(at: now, by: signature, words: reason)
        case .link(let source): after.linked.append(source)
        }
        after.version += 1
        return after
    }

    private mutating func note(_ result: EffectResult, again: LocalDay, by signature: String, at now: Instant) {
        let last = rounds.count - 1
        let days = nextCheckDays ?? checkDays.last ?? 0
        rounds[last].checks.append(
            EffectCheck(
                days: days, at: now, by: signature, value: result.value, isPassed: result.isPassed,
                words: result.words))
        if !result.isPassed {
            state = .open
            rounds.append(
                ActionRound(
                    owner: round.owner, plan: round.plan, measure: round.measure, dueOn: again, beganAt: now))
        } else if rounds[last].checks.count == checkDays.count {
            state = .effective
            ending = ActionNote(at: now, by: signature, words: result.words)
        }
    }

    /// What a count of cases since the verification says.
    package func judged(cases count: Int) -> EffectResult? {
        guard case .cases(let figure) = trigger else { return nil }
        return EffectResult(value: Double(count), isPassed: count <= figure.allowed)
    }

    private static func check(
        _ field: String, _ text: String, _ limit: Int, isNeeded: Bool = true
    ) throws(Problem) {
        if isNeeded, text.allSatisfy(\.isWhitespace) { throw .invalid(field, Message("web.form.required")) }
        guard text.count <= limit else {
            throw .invalid(
                field, Message("web.form.too_long", ["n": .number(text.count - limit), "limit": .number(limit)]))
        }
    }

    private static func check(_ dueOn: LocalDay, after today: LocalDay) throws(Problem) {
        guard today < dueOn, dueOn <= today.advanced(by: longestDays) else {
            throw .invalid("due_on", Message("quality.field.due_on", ["n": .number(longestDays)]))
        }
    }
}
