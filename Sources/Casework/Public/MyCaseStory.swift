import Kernel
import Web

/// What happened, told to the complainant in plain sentences (办理经过). Steps that are the house's own business are
/// left out; of what is told, only what was meant for the complainant's ears.
struct MyCaseStory {
    let mine: MyCase
    let words: Words

    /// Newest first.
    var timeline: Timeline { Timeline(mine.facts.compactMap(entry).reversed()) }

    private func entry(_ fact: CaseFact) -> TimelineEntry? {
        guard let told = told(fact) else { return nil }
        return TimelineEntry(
            when: words.moment(fact.at), stamp: words.stamp(fact.at), who: who(fact.by),
            sentence: words("casework.public.story.\(told.key)", told.gaps), details: told.details, icon: told.icon)
    }

    private func who(_ author: Author) -> String {
        switch author {
        case .complainant, .visitor: words("casework.public.who.you")
        case .system: words("casework.public.who.system")
        case .staff(let id): mine.names[id] ?? words("casework.public.who.staff")
        }
    }

    private struct Told {
        let key: String
        let icon: String
        var details: [String] = []
        var gaps: [String: Message.Argument] = [:]

        init(_ key: String, _ icon: String, _ details: [String] = [], _ gaps: [String: Message.Argument] = [:]) {
            self.key = key
            self.icon = icon
            self.details = details.filter { !$0.isEmpty }
            self.gaps = gaps
        }
    }

    private func told(_ fact: CaseFact) -> Told? {
        switch fact.step {
        case .registration:
            return Told(fact.by.staffID == nil ? "registered" : "registered_for_you", "inbox")
        case .acknowledgement(let step): return Told("acknowledged", "chat-dots", [step.communication.matter])
        case .feedback(let step): return feedback(step)
        case .safety: return Told("made_safe", "shield-check")
        case .conversion(let step):
            return Told(
                "converted", "arrow-left-right", [], ["kind": .message(Message("casework.kind.\(step.kind.rawValue)"))])
        case .assignment, .arbitration: return Told("assigned", "person-check")
        case .acceptance: return Told("accepted", "person-badge")
        case .evidence: return Told("investigated", "search")
        case .communication(let step): return communication(step)
        case .notice(let step): return Told("decided", "envelope", [step.communication.matter])
        case .ownNotice(let step): return Told("decided", "envelope", [step.communication.matter])
        case .settlement(let step): return Told("settled", "check-circle", [step.answer])
        case .extensionOfTime(let step):
            let gaps: [String: Message.Argument] = ["from": .due(step.dueAt), "to": .due(step.newDueAt)]
            return Told("extended", "calendar-check", [step.reason, step.plan], gaps)
        case .pause(let step):
            let reason = Message.Argument.message(Message("casework.pause_reason.\(step.reason.rawValue)"))
            return Told(
                "paused", "pause-circle", [step.explanation], ["reason": reason, "until": .instant(step.until)])
        case .resumption: return Told("resumed", "play-circle")
        case .refusal(let step):
            let reason = Message.Argument.message(Message("casework.refusal_reason.\(step.reason.rawValue)"))
            return Told("declined", "signpost-split", [step.explanation], ["reason": reason])
        case .closure: return Told("closed", "archive")
        case .dispute(let step):
            return Told(
                "disputed", "building", [], ["route": .message(Message("casework.appeal.\(step.route.rawValue)"))])
        case .disputeEnd(let step): return Told("dispute_ended", "building", [step.outcome])
        case .reviewer: return Told("reviewer", "person-check")
        case .reviewConclusion(let step):
            return Told(step.decisionStands ? "review_stands" : "review_changes", "clipboard-check", [step.reasons])
        case .merger: return Told("merged", "arrow-left-right")
        case .separation: return Told("unmerged", "arrow-left-right")
        case .completion(let step):
            let text = mine.subject.decision.actions.first { $0.number == step.number }?.text ?? ""
            return Told("action_done", "check-lg", [text])
        case .answer(let step): return own(fact, "answered_\(step.satisfied.rawValue)", "chat-heart", step.words)
        case .withdrawal(let step): return own(fact, "withdrawn", "arrow-left", step.reason)
        case .reopening(let step): return own(fact, "reopened", "arrow-repeat", step.reason)
        case .reviewRequest(let step): return own(fact, "review_requested", "arrow-up-circle", step.reason)
        case .note(let step): return added(fact, "added", "pencil", step.text)
        case .attachment(let step): return added(fact, "attached", "paperclip", step.name)
        case .reissue: return Told("new_pin", "key")
        case .split(let step):
            return Told("split", "arrow-left-right", [], ["number": .text(step.number?.description ?? "")])
        case .correction(let step):
            return Told(
                "corrected", "pencil", [step.reason],
                ["fact": .message(Message("casework.correctable.\(step.fact.rawValue)"))])
        case .outsideReport: return Told("reported_back", "building")
        case .conductApproval: return Told("limit_agreed", "shield-check")
        case .conductReview(let step):
            return Told(step.keptUntilReviewOn == nil ? "limit_ended" : "limit_reviewed", "shield-check")
        case .payment(let step):
            return Told(
                "money_paid", "cash-coin", [],
                ["amount": .text(step.amount.yuanText), "day": .day(step.paidOn)])
        case .suggestion, .grading, .upgrade, .downgrade, .allegation, .classification, .returning, .finding, .proposal,
            .approval, .rejection, .letter, .release, .agreement, .secondConfirmation, .escalation,
            .absorption, .detachment, .link, .unlinking, .conductProposal, .standIn,
            .standInEnd, .joining, .partReport, .partWaiver, .task, .taskCompletion, .taskRemoval,
            .supervision, .supervisionAnswer, .supervisionAcceptance, .supervisionReturn, .emergency,
            .emergencyDecision, .emergencyReport, .attribution, .account, .accountHearing, .accountRuling, .ownLetter,
            .otherTold, .paymentReversal, .recovery, .recoveryTick, .recoveryRating, .reportDemands, .authorityReport,
            .reportWaiver:
            return nil
        }
    }

    private func feedback(_ step: Feedback) -> Told {
        Told(
            "feedback", "chat-square-text",
            [
                words("casework.public.story.understood", ["text": .text(step.understood)]),
                words("casework.public.story.next_step", ["text": .text(step.nextStep)]),
                words("casework.public.story.expected", ["when": .instant(step.expectedAt)]),
            ])
    }

    private func communication(_ step: CaseCommunication) -> Told? {
        guard step.party == .complainant else { return nil }
        let mode: [String: Message.Argument] = ["mode": .message(Message("casework.mode.\(step.mode.rawValue)"))]
        return step.reached
            ? Told("spoke", "telephone", [step.matter], mode) : Told("not_reached", "telephone", [], mode)
    }

    /// What the complainant did; the same step taken by an employee for them is told without its words.
    private func own(_ fact: CaseFact, _ key: String, _ icon: String, _ text: String?) -> Told {
        Told(key, icon, fact.by.staffID == nil ? [text ?? ""] : [])
    }

    /// What the complainant added; remarks of the house stay in the house.
    private func added(_ fact: CaseFact, _ key: String, _ icon: String, _ text: String) -> Told? {
        fact.by == .complainant || fact.by == .visitor ? Told(key, icon, [text]) : nil
    }
}
