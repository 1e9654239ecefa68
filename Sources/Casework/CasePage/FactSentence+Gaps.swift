import Kernel
import Platform
import Web

extension FactSentence {
    /// What stands in the gaps of the sentence of a step.
    func gaps(_ step: CaseStep) -> [String: Message.Argument] {
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
        case .standIn(let step): return gaps(step)
        case .standInEnd(let step): return ["absent": .text(name(step.absent))]
        case .joining(let step):
            return ["unit": .text(units[step.unit] ?? ""), "staff": .text(name(step.owner)), "at": .due(step.dueAt)]
        case .partReport(let step): return ["number": .number(step.number)]
        case .partWaiver(let step): return ["number": .number(step.number)]
        case .task(let step): return ["staff": .text(name(step.owner)), "at": .due(step.dueAt)]
        case .taskCompletion(let step): return ["number": .number(step.number)]
        case .taskRemoval(let step): return ["number": .number(step.number)]
        case .payment(let step): return gaps(step)
        case .paymentReversal(let step): return ["number": .number(step.number)]
        case .recovery(let step): return ["name": .text(step.strategy.name.text(in: words.language))]
        case .recoveryTick(let step): return ["n": .number(step.marks.count)]
        case .reportDemands(let step): return ["n": .number(step.demands.count)]
        case .authorityReport(let step): return ["number": .number(step.number), "to": .text(step.recipient)]
        case .reportWaiver(let step): return ["number": .number(step.number)]
        case .supervision(let step): return ["at": step.dueAt.map { .due($0) } ?? .text("")]
        case .supervisionAnswer(let step): return ["number": .number(step.number)]
        case .supervisionAcceptance(let step): return ["number": .number(step.number)]
        case .supervisionReturn(let step):
            return ["number": .number(step.number), "at": step.dueAt.map { .due($0) } ?? .text("")]
        case .emergency(let step): return ["names": .text(list(step.members.sorted().map(name)))]
        case .attribution(let step): return ["names": .text(about(step))]
        case .account(let step):
            return ["staff": .text(name(step.person)), "reason": message("account_reason", step.reason.rawValue)]
        case .ownNotice(let step): return talk(step.communication)
        case .otherTold(let step): return ["number": .text(step.number.description)]
        case .safety, .acceptance, .proposal, .approval, .rejection, .letter, .settlement, .agreement,
            .secondConfirmation, .closure, .reopening, .reviewRequest, .reviewConclusion, .disputeEnd, .withdrawal,
            .merger, .separation, .resumption, .conductApproval, .emergencyDecision, .emergencyReport,
            .accountHearing, .accountRuling, .ownLetter, .recoveryRating:
            return [:]
        }
    }

    private func message(_ group: String, _ value: String) -> Message.Argument {
        .message(Message("casework.\(group).\(value)"))
    }

    func talk(_ talk: CaseCommunication) -> [String: Message.Argument] {
        [
            "mode": .message(Message("casework.mode.\(talk.mode.rawValue)")),
            "party": .message(Message("casework.party.\(talk.party.rawValue)")),
        ]
    }

    private func gaps(_ step: StandIn) -> [String: Message.Argument] {
        [
            "absent": .text(name(step.absent)), "by": .text(name(step.by)),
            "reason": message("stand_in_reason", step.reason.rawValue),
        ]
    }

    private func gaps(_ step: RemedyPayment) -> [String: Message.Argument] {
        [
            "amount": .text(step.amount.yuanText), "remedy": message("remedy", step.remedy.rawValue),
            "day": .day(step.paidOn),
        ]
    }

    private func about(_ step: Attribution) -> String {
        let all = step.staff.sorted().map(name) + step.units.sorted().compactMap { units[$0] }
        return all.isEmpty ? words("casework.case_page.nobody") : list(all)
    }

    func name(_ holder: Holder) -> String {
        switch holder {
        case .staff(let id): name(id)
        case .group(let id): units[id] ?? words("casework.case_page.nobody")
        }
    }

    func list(_ texts: [String]) -> String { texts.joined(separator: words("web.format.list_separator")) }
}
