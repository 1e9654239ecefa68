import Kernel
import Platform
import Web

/// Tells what happened to a case, a sentence for each fact (经过), in the reader's language.
struct FactSentence {
    let words: Words
    let names: [ID<Staff>: String]
    let units: [ID<OrganisationUnit>: String]

    /// The timeline of events of a case's chain. What the clocks did by themselves stands together in one entry
    /// between two deeds of people, so that it does not drown them.
    func timeline(_ events: [Event]) -> Timeline {
        var entries: [TimelineEntry] = []
        var calls: [(event: Event, line: String)] = []
        func tellCalls() {
            if let last = calls.last { entries.append(together(calls.map(\.line), last.event)) }
            calls = []
        }
        for event in events {
            let fact = event.caseFact
            if let line = call(event, fact) {
                calls.append((event, line))
            } else if let fact {
                tellCalls()
                entries.append(entry(fact))
            }
        }
        tellCalls()
        return Timeline(entries)
    }

    /// The line of a reminder or a call upwards made by a clock; `nil` for everything else.
    private func call(_ event: Event, _ fact: CaseFact?) -> String? {
        if let fact {
            guard case .escalation(let step) = fact.step, fact.by == .system else { return nil }
            return words(
                "casework.told.called",
                ["what": .text(sentence(fact)), "reason": .message(step.reason)])
        }
        guard let facts = try? event.decode([String: String].self), let clock = facts["clock"] else { return nil }
        let name = CaseClock.baseName(clock)
        return words("casework.told.warned", ["clock": .message(Message("casework.clock.\(name)"))])
    }

    private func together(_ lines: [String], _ last: Event) -> TimelineEntry {
        var told: [(line: String, times: Int)] = []
        for line in lines {
            if let index = told.firstIndex(where: { $0.line == line }) {
                told[index].times += 1
            } else {
                told.append((line, 1))
            }
        }
        return TimelineEntry(
            when: words.moment(last.recordedAt), stamp: words.stamp(last.recordedAt),
            who: words("casework.told.system"), sentence: words("casework.told.calls", ["n": .number(lines.count)]),
            details: told.map { $0.times == 1 ? $0.line : "\($0.line) ×\($0.times)" }, icon: "alarm", isInternal: true)
    }

    func entry(_ fact: CaseFact) -> TimelineEntry {
        TimelineEntry(
            when: words.moment(fact.at), stamp: words.stamp(fact.at), who: who(fact.by), sentence: sentence(fact),
            details: details(fact.step) + waived(fact), icon: icon(fact.action), isInternal: isInternal(fact))
    }

    func who(_ author: Author) -> String {
        switch author {
        case .staff(let id): name(id)
        case .complainant: words("casework.party.complainant")
        case .visitor: words("casework.told.visitor")
        case .system: words("casework.told.system")
        }
    }

    func name(_ id: ID<Staff>) -> String { names[id] ?? words("casework.told.somebody") }

    private func sentence(_ fact: CaseFact) -> String {
        words("casework.told.\(variant(fact.step) ?? fact.action.name)", gaps(fact.step))
    }

    /// The key where one action has several sentences.
    private func variant(_ step: CaseStep) -> String? {
        switch step {
        case .communication(let talk): talk.reached ? nil : "attempt"
        case .reviewConclusion(let step): step.decisionStands ? "review_stands" : "review_changes"
        case .registration(let step):
            step.splitFrom == nil ? step.route.map { _ in "register_routed" } : "register_split"
        case .note(let note): note.from == nil ? nil : "add_note_merged"
        case .conductReview(let step): step.keptUntilReviewOn == nil ? "end_limit" : nil
        case .accountHearing(let step): step.declined ? "hear_account_declined" : nil
        case .accountRuling(let step): step.agrees ? nil : "decide_account_not"
        case .answer(let answer): answer.refusesFurtherContact ? "refuses_contact" : nil
        case .acknowledgement, .feedback, .safety, .suggestion, .grading, .upgrade, .downgrade, .allegation,
            .classification, .conversion, .assignment, .arbitration, .acceptance, .returning, .evidence, .finding,
            .proposal, .approval, .rejection, .letter, .notice, .settlement, .release, .agreement, .completion,
            .secondConfirmation, .closure, .reopening, .reviewRequest, .reviewer, .dispute, .disputeEnd, .withdrawal,
            .refusal, .merger, .separation, .extensionOfTime, .pause, .resumption, .escalation, .attachment, .reissue,
            .absorption, .detachment, .split, .link, .unlinking, .correction, .outsideReport, .conductProposal,
            .conductApproval, .standIn, .standInEnd, .joining, .partReport, .partWaiver, .task, .taskCompletion,
            .taskRemoval, .supervision, .supervisionAnswer, .supervisionAcceptance, .supervisionReturn, .emergency,
            .emergencyDecision, .emergencyReport, .attribution, .account, .ownLetter, .ownNotice, .otherTold,
            .payment, .paymentReversal, .recovery, .recoveryTick, .recoveryRating, .reportDemands, .authorityReport,
            .reportWaiver:
            nil
        }
    }

    /// What the complainant's own page does not tell.
    private func isInternal(_ fact: CaseFact) -> Bool {
        switch fact.step {
        case .note: fact.by != .complainant
        case .suggestion, .escalation, .rejection, .evidence, .release, .absorption, .detachment, .link, .unlinking,
            .conductProposal, .standIn, .standInEnd, .joining, .partReport, .partWaiver, .task, .taskCompletion,
            .taskRemoval, .supervision, .supervisionAnswer, .supervisionAcceptance, .supervisionReturn, .emergency,
            .emergencyDecision, .emergencyReport, .attribution, .account, .accountHearing, .accountRuling, .otherTold,
            .ownLetter, .payment, .paymentReversal, .recovery, .recoveryTick, .recoveryRating, .reportDemands,
            .authorityReport, .reportWaiver:
            true
        case .registration, .acknowledgement, .feedback, .safety, .grading, .upgrade, .downgrade, .allegation,
            .classification, .conversion, .assignment, .arbitration, .acceptance, .returning, .communication,
            .finding, .proposal, .approval, .letter, .notice, .settlement, .answer, .agreement, .completion,
            .secondConfirmation, .closure, .reopening, .reviewRequest, .reviewer, .reviewConclusion, .dispute,
            .disputeEnd, .withdrawal, .refusal, .merger, .separation, .extensionOfTime, .pause, .resumption,
            .attachment, .reissue, .split, .correction, .outsideReport, .conductApproval, .conductReview, .ownNotice:
            false
        }
    }
}
