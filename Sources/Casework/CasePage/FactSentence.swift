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
        default: nil
        }
    }

    private func gaps(_ step: CaseStep) -> [String: Message.Argument] {
        func message(_ group: String, _ value: String) -> Message.Argument {
            .message(Message("casework.\(group).\(value)"))
        }
        switch step {
        case .registration(let step):
            return [
                "channel": message("channel", step.channel.rawValue), "kind": message("kind", step.kind.rawValue),
                "number": .text(step.splitFrom?.number.description ?? ""), "rule": .number(step.route?.rule ?? 0),
            ]
        case .absorption(let step): return ["number": .text(step.number.description)]
        case .detachment(let step): return ["number": .text(step.number.description)]
        case .split(let step):
            return [
                "number": .text(step.number?.description ?? ""),
                "points": .text(step.allegations.sorted().map(String.init).joined(separator: ", ")),
            ]
        case .link(let step):
            return ["number": .text(step.number.description), "kind": message("link", step.kind.rawValue)]
        case .unlinking(let step):
            return ["number": .text(step.number.description), "kind": message("link", step.kind.rawValue)]
        case .correction(let step): return ["fact": message("correctable", step.fact.rawValue)]
        case .outsideReport(let step): return ["reference": .text(step.reference)]
        case .conductProposal(let step):
            return ["from": .day(step.from), "until": .day(step.until), "review": .day(step.reviewOn)]
        case .conductReview(let step):
            return step.keptUntilReviewOn.map { ["review": .day($0)] } ?? [:]
        case .note(let step): return ["number": .text(step.from?.description ?? "")]
        case .acknowledgement(let step): return talk(step.communication)
        case .feedback(let step):
            return ["staff": .text(name(step.handler)), "at": .instant(step.expectedAt)]
        case .suggestion(let step): return ["level": .message(step.level.message)]
        case .grading(let step): return ["level": .message(step.level.message)]
        case .upgrade(let step): return ["level": .message(step.level.message)]
        case .downgrade(let step): return ["level": .message(step.level.message)]
        case .allegation(let step): return ["category": .message(step.category.message)]
        case .classification(let step):
            return ["number": .number(step.allegation), "category": .message(step.category.message)]
        case .conversion(let step): return ["kind": message("kind", step.kind.rawValue)]
        case .assignment(let step): return ["staff": .text(name(step.handler))]
        case .arbitration(let step): return ["staff": .text(name(step.handler))]
        case .returning(let step): return ["reason": message("return_reason", step.reason.rawValue)]
        case .communication(let step): return talk(step)
        case .evidence(let step): return ["mode": message("investigation_mode", step.mode.rawValue)]
        case .finding(let step):
            return ["number": .number(step.allegation), "finding": message("finding", step.finding.rawValue)]
        case .notice(let step): return talk(step.communication)
        case .answer(let step): return ["satisfied": message("satisfaction", step.satisfied.rawValue)]
        case .release(let step): return ["satisfied": message("satisfaction", step.takenAs.rawValue)]
        case .completion(let step): return ["number": .number(step.number)]
        case .reviewer(let step): return ["staff": .text(name(step.reviewer))]
        case .dispute(let step): return ["route": message("appeal", step.route.rawValue)]
        case .refusal(let step): return ["reason": message("refusal_reason", step.reason.rawValue)]
        case .extensionOfTime(let step): return ["at": .due(step.newDueAt)]
        case .pause(let step):
            return ["reason": message("pause_reason", step.reason.rawValue), "at": .instant(step.until)]
        case .escalation(let step): return ["role": .message(Message("platform.role.\(step.role.rawValue)"))]
        case .attachment(let step): return ["name": .text(step.name)]
        case .reissue(let step): return ["proof": message("identity_proof", step.proof.rawValue)]
        case .standIn, .standInEnd, .joining, .partReport, .partWaiver, .task, .taskCompletion, .taskRemoval:
            return teamGaps(step)
        case .payment, .paymentReversal, .recovery, .recoveryTick, .recoveryRating, .reportDemands, .authorityReport,
            .reportWaiver:
            return redressGaps(step)
        default: return watchGaps(step)
        }
    }

    func talk(_ talk: CaseCommunication) -> [String: Message.Argument] {
        [
            "mode": .message(Message("casework.mode.\(talk.mode.rawValue)")),
            "party": .message(Message("casework.party.\(talk.party.rawValue)")),
        ]
    }

    /// What the complainant's own page does not tell.
    private func isInternal(_ fact: CaseFact) -> Bool {
        switch fact.step {
        case .note: fact.by != .complainant
        case .suggestion, .escalation, .rejection, .evidence, .release, .absorption, .detachment, .link, .unlinking,
            .conductProposal:
            true
        case .standIn, .standInEnd, .joining, .partReport, .partWaiver, .task, .taskCompletion, .taskRemoval: true
        case .supervision, .supervisionAnswer, .supervisionAcceptance, .supervisionReturn, .emergency,
            .emergencyDecision, .emergencyReport, .attribution, .account, .accountHearing, .accountRuling, .otherTold,
            .ownLetter:
            true
        case .payment, .paymentReversal, .recovery, .recoveryTick, .recoveryRating, .reportDemands, .authorityReport,
            .reportWaiver:
            true
        default: false
        }
    }
}
