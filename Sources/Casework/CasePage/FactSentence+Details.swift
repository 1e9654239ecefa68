import Kernel
import Platform
import Web

extension FactSentence {
    /// The words that were written down with a step, labelled where they need it.
    func details(_ step: CaseStep) -> [String] {
        switch step {
        case .acknowledgement(let step): talk(step.communication)
        case .feedback(let step):
            [line("understood", step.understood), line("next_step", step.nextStep)] + talk(step.communication)
        case .safety(let step): [step.measure]
        case .suggestion(let step): step.reasons.map { words($0) }
        case .grading(let step): quote(step.reason)
        case .upgrade(let step): [step.reason]
        case .downgrade(let step): [step.reason]
        case .allegation(let step): [step.text]
        case .conversion(let step): [step.reason]
        case .assignment(let step): quote(step.instruction)
        case .arbitration(let step): [step.reason]
        case .returning(let step): [step.basis]
        case .communication(let step): talk(step)
        case .evidence(let step): [step.summary]
        case .finding(let step): [step.reasons] + causes(step.causes)
        case .proposal(let step): proposal(step)
        case .approval(let step): quote(step.remark)
        case .rejection(let step): [step.reason]
        case .letter(let step): [line("looked_at", step.lookedAt)]
        case .notice(let step): talk(step.communication)
        case .settlement(let step): [step.answer] + article(step.article) + talk(step.communication)
        case .answer(let step): answer(step)
        case .release(let step): [step.explanation]
        case .agreement(let step): [step.reason]
        case .completion(let step): [step.evidence]
        case .secondConfirmation(let step): [step.actionsSeen]
        case .closure(let step): [step.summary] + quote(step.learning).map { line("learning", $0) }
        case .reopening(let step): [step.reason]
        case .reviewRequest(let step): [step.reason]
        case .reviewConclusion(let step): [step.reasons]
        case .dispute(let step): quote(step.reference)
        case .disputeEnd(let step): [step.outcome]
        case .withdrawal(let step): [step.reason]
        case .refusal(let step): [step.explanation] + talk(step.notice)
        case .merger(let step): [step.reason]
        case .separation(let step): [step.reason]
        case .extensionOfTime(let step):
            [line("reason", step.reason), line("plan", step.plan)] + talk(step.notice)
        case .pause(let step): [step.explanation]
        case .escalation(let step): [words(step.reason)]
        case .note(let step): [step.text]
        case .reissue(let step): [step.check]
        case .joining(let step): [step.question]
        case .partReport(let step): [step.report]
        case .partWaiver(let step): [step.reason]
        case .task(let step): [step.text]
        case .taskCompletion(let step): [step.evidence]
        case .taskRemoval(let step): [step.reason]
        case .absorption(let step): [step.reason]
        case .split(let step): [step.reason]
        case .link(let step): [step.reason]
        case .unlinking(let step): [step.reason]
        case .correction(let step):
            // Who complained is never told in the history, which readers see who may not know it.
            (step.fact.isIdentity ? [] : [line("wrong", step.wrong), line("right", step.right)]) + [step.reason]
        case .outsideReport(let step): [line("proof", step.proof)] + talk(step.notice)
        case .conductProposal(let step): [step.what, step.why]
        case .conductApproval(let step): talk(step.notice)
        case .conductReview(let step): [step.reason]
        case .payment(let step): [line("payee", step.payee), line("proof", step.proof)]
        case .paymentReversal(let step): [step.reason]
        case .recoveryRating(let step):
            (step.effect.map { [words("casework.recovery.effect.\($0)")] } ?? []) + [step.note]
        case .reportDemands(let step):
            step.demands.map { ReportWords(words: words).title($0) } + quote(step.reason)
        case .authorityReport(let step): [line("receipt", step.receipt)] + talk(step.notice)
        case .reportWaiver(let step): [step.reason]
        case .supervision(let step): [step.wanted]
        case .supervisionAnswer(let step): [step.answer]
        case .supervisionAcceptance(let step): quote(step.remark)
        case .supervisionReturn(let step): [step.reason]
        case .emergency(let step): [step.situation]
        case .emergencyDecision(let step): [step.decided]
        case .emergencyReport(let step): [step.done, line("why", step.why)]
        case .attribution(let step): [step.reason]
        case .account(let step): [step.grounds, measures(step.measures)]
        case .accountHearing(let step): quote(step.statement)
        case .accountRuling(let step): [step.reasons]
        case .ownLetter(let step): [line("looked_at", step.letter.lookedAt)]
        case .ownNotice(let step): talk(step.communication)
        case .registration, .classification, .acceptance, .reviewer, .resumption, .attachment, .detachment, .standIn,
            .standInEnd, .otherTold, .recovery, .recoveryTick:
            []
        }
    }

    private func article(_ used: UsedArticle?) -> [String] {
        guard let used else { return [] }
        return [
            words("casework.knowledge.used", ["question": .text(used.question), "n": .number(used.version)])
        ]
    }

    func measures(_ measures: Set<AccountMeasure>) -> String {
        list(AccountMeasure.allCases.filter(measures.contains).map { words("casework.account_measure.\($0.rawValue)") })
    }

    /// Time, place, mode and matter: the four that no communication lacks (S1-58).
    func talk(_ talk: CaseCommunication) -> [String] {
        [
            words(
                "casework.told.talk",
                [
                    "at": .instant(talk.happenedAt), "place": .text(talk.place),
                    "mode": .message(Message("casework.mode.\(talk.mode.rawValue)")),
                ]), line("talk.matter", talk.matter),
        ]
    }

    func causes(_ causes: Causes?) -> [String] {
        guard let causes else { return [] }
        let all = ([causes.primary] + causes.contributing).map { Message("casework.cause.\($0.rawValue)") }
        return [words("casework.told.causes", ["causes": .list(all)])] + quote(causes.whys)
    }

    private func proposal(_ step: Proposal) -> [String] {
        var lines = [step.plan]
        if !step.remedies.isEmpty {
            lines.append(
                words(
                    "casework.told.remedies",
                    ["remedies": .list(step.remedies.map { Message("casework.remedy.\($0.rawValue)") })]))
        }
        if let amount = step.amount, amount.fen > 0 {
            lines.append(words("casework.told.amount", ["amount": .text(amount.yuanText)]))
        }
        return lines
            + step.actions.map {
                words(
                    "casework.told.promised",
                    ["text": .text($0.text), "staff": .text(name($0.owner)), "day": .day($0.dueOn)])
            }
    }

    private func answer(_ step: ComplainantAnswer) -> [String] {
        var lines: [String] = []
        if step.respect > 0 {
            lines.append(
                words(
                    "casework.told.ratings",
                    [
                        "respect": .number(step.respect), "process": .number(step.process),
                        "result": .number(step.result),
                    ]))
        }
        if !step.understood { lines.append(words("casework.told.not_understood")) }
        if step.agreesToClose { lines.append(words("casework.told.agrees")) }
        return lines + quote(step.words)
            + quote(step.evidence).map { line("evidence", $0) }
    }

    func quote(_ text: String?) -> [String] { text.map { $0.isEmpty ? [] : [$0] } ?? [] }

    func line(_ field: String, _ text: String) -> String {
        words(
            "casework.told.line", ["field": .message(Message("casework.step_field.\(field)")), "text": .text(text)])
    }

    func icon(_ action: CaseAction) -> String { CaseIcons.icon(of: action) }
}

extension Money {
    /// `1,234.50`, without a sign.
    var yuanText: String {
        let yuan = String(fen / 100)
        let groups = yuan.reversed().enumerated().map { index, digit in
            index > 0 && index % 3 == 0 ? ",\(digit)" : String(digit)
        }
        let rest = Int(fen % 100)
        return String(groups.joined().reversed()) + (rest == 0 ? "" : "." + twoDigits(rest))
    }
}
