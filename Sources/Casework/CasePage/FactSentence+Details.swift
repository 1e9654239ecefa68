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
        default: laterDetails(step)
        }
    }

    private func article(_ used: UsedArticle?) -> [String] {
        guard let used else { return [] }
        return [
            words("casework.knowledge.used", ["question": .text(used.question), "n": .number(used.version)])
        ]
    }

    private func laterDetails(_ step: CaseStep) -> [String] {
        switch step {
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
        default: identityDetails(step)
        }
    }

    private func identityDetails(_ step: CaseStep) -> [String] {
        switch step {
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
        case .payment, .paymentReversal, .recovery, .recoveryTick, .recoveryRating, .reportDemands, .authorityReport,
            .reportWaiver:
            redressDetails(step)
        default: watchDetails(step)
        }
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

/// The picture of each action (图标), the same in menus and in what happened.
enum CaseIcons {
    static func icon(of action: CaseAction) -> String {
        switch action {
        case .register: "inbox"
        case .acknowledge: "chat-dots"
        case .giveFeedback, .communicateDecision: "send"
        case .makeSafe: "shield-check"
        case .suggestLevel, .confirmLevel: "flag"
        case .upgrade: "arrow-up-circle"
        case .downgrade: "chevron-down"
        case .addAllegation: "plus-lg"
        case .classify, .convert: "tag"
        case .assign, .arbitrate, .appointReviewer: "person-plus"
        case .accept: "person-check"
        case .giveBack: "reply"
        case .standIn, .endStandIn: "arrow-left-right"
        case .addCoHandler: "people"
        case .reportPart: "clipboard-check"
        case .waivePart, .dropTask: "x-circle"
        case .addTask: "list-check"
        case .completeTask: "check-lg"
        case .recordCommunication: "telephone"
        case .recordInvestigation: "search"
        case .recordFinding: "clipboard-check"
        case .propose: "lightbulb"
        case .approve: "check-circle"
        case .reject: "x-circle"
        case .writeLetter: "file-earmark-text"
        case .settle: "lightning"
        case .recordAnswer: "chat-heart"
        case .releaseAnswer: "question-circle"
        case .agreeUnsatisfied: "signpost-split"
        case .completeAction: "check-lg"
        case .confirmSecond: "check2-all"
        case .close: "archive"
        case .reopen: "arrow-repeat"
        case .requestReview, .concludeReview: "eye"
        case .disputeOutside, .endDispute: "building"
        case .withdraw, .decline: "x-lg"
        case .merge, .unmerge, .link, .unlink, .absorb, .letGo: "link-45deg"
        case .split: "signpost-split"
        case .correct: "pencil"
        case .reportBack: "building"
        case .proposeLimit, .approveLimit, .reviewLimit: "shield-lock"
        case .payRemedy: "cash-coin"
        case .reversePayment: "arrow-repeat"
        case .startRecovery: "life-preserver"
        case .tickRecovery: "list-check"
        case .rateRecovery: "star"
        case .openReport: "flag"
        case .makeReport: "building"
        case .waiveReport: "x-circle"
        case .extend: "calendar-check"
        case .pause: "pause-circle"
        case .resume: "play-circle"
        case .escalate: "megaphone"
        case .addNote: "pencil"
        case .addAttachment: "paperclip"
        case .reissuePIN: "key"
        case .supervise, .returnSupervision: "eye"
        case .answerSupervision: "chat-dots"
        case .acceptSupervision: "check-circle"
        case .declareEmergency, .decideInEmergency: "exclamation-triangle"
        case .reportEmergency: "send"
        case .correctAbout: "person-check"
        case .proposeAccount, .hearAccount, .decideAccount, .readAccountability: "clipboard-check"
        case .writeOwnLetter: "file-earmark-text"
        case .tellOwn, .noteTold: "send"
        case .read, .readRestricted, .readIdentity: "eye"
        }
    }
}
