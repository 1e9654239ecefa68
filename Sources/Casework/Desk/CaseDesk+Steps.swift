import Kernel
import Platform
import Storage

/// What the store adds to a step before and after its rule: one line for each step, so that none is forgotten.
extension CaseDesk {
    /// What the rule of a step cannot see: who may know who complained, who somebody is, how far another case has come.
    func check(_ step: CaseStep, on subject: Case, by actor: Actor, in db: any Connection) throws {
        switch step {
        case .reissue, .conductProposal, .conductApproval, .conductReview: try checkKnows(subject, actor, in: db)
        case .correction(let correction): if correction.fact.isIdentity { try checkKnows(subject, actor, in: db) }
        case .account(let proposal): try checkAnswerable(proposal.person, for: subject, in: db)
        case .ownLetter, .ownNotice: try checkSurvivorDecided(subject, in: db)
        case .registration, .acknowledgement, .feedback, .safety, .suggestion, .grading, .upgrade, .downgrade,
            .allegation, .classification, .conversion, .assignment, .arbitration, .acceptance, .returning,
            .communication, .evidence, .finding, .proposal, .approval, .rejection, .letter, .notice, .settlement,
            .answer, .release, .agreement, .completion, .secondConfirmation, .closure, .reopening, .reviewRequest,
            .reviewer, .reviewConclusion, .dispute, .disputeEnd, .withdrawal, .refusal, .merger, .separation,
            .extensionOfTime, .pause, .resumption, .escalation, .note, .attachment, .absorption, .detachment, .split,
            .link, .unlinking, .outsideReport, .standIn, .standInEnd, .joining, .partReport, .partWaiver, .task,
            .taskCompletion, .taskRemoval, .supervision, .supervisionAnswer, .supervisionAcceptance,
            .supervisionReturn, .emergency, .emergencyDecision, .emergencyReport, .attribution, .accountHearing,
            .accountRuling, .otherTold, .payment, .paymentReversal, .recovery, .recoveryTick, .recoveryRating,
            .reportDemands, .authorityReport, .reportWaiver:
            break
        }
    }

    /// The step with what calendar, rules and other records say at this moment, frozen with its fact.
    func completed(
        _ step: CaseStep, for subject: Case, by actor: Actor, in db: any Connection
    ) throws -> CaseStep {
        switch step {
        case .split(let split): return .split(try begin(split, of: subject, by: actor, in: db))
        case .assignment(let assignment): return .assignment(try completed(assignment, for: subject, in: db))
        case .letter(let letter): return .letter(try completed(letter, for: subject, in: db))
        case .proposal(let proposal): return .proposal(try completed(proposal, for: subject, in: db))
        case .note: return try withMentions(step, on: subject, by: actor, in: db)
        case .approval(let approval): return .approval(Approval(remark: approval.remark, roles: actor.roles))
        case .supervision(var note):
            note.dueAt = try due(inWorkingDays: note.workingDays, for: subject, in: db)
            return .supervision(note)
        case .supervisionReturn(var back):
            back.dueAt = try due(inWorkingDays: back.workingDays, for: subject, in: db)
            return .supervisionReturn(back)
        case .emergency(var declaration):
            declaration.reportHours = try rulesNow(of: subject.organisationID, in: db).watch.emergencyReportHours
            return .emergency(declaration)
        case .attribution(var attribution):
            attribution.leaving = try leaving(attribution, subject, in: db)
            return .attribution(attribution)
        case .merger(var merger):
            let other = try Case.find(merger.into, of: subject.organisationID, at: desk, in: db)
            merger.isOtherPerson = !subject.complainant.isSamePerson(as: other.complainant)
            return .merger(merger)
        case .registration, .acknowledgement, .feedback, .safety, .suggestion, .grading, .upgrade, .downgrade,
            .allegation, .classification, .conversion, .arbitration, .acceptance, .returning, .communication,
            .evidence, .finding, .rejection, .notice, .settlement, .answer, .release, .agreement,
            .completion, .secondConfirmation, .closure, .reopening, .reviewRequest, .reviewer, .reviewConclusion,
            .dispute, .disputeEnd, .withdrawal, .refusal, .separation, .extensionOfTime, .pause, .resumption,
            .escalation, .attachment, .reissue, .absorption, .detachment, .link, .unlinking, .correction,
            .outsideReport, .conductProposal, .conductApproval, .conductReview, .standIn, .standInEnd, .joining,
            .partReport, .partWaiver, .task, .taskCompletion, .taskRemoval, .supervisionAnswer,
            .supervisionAcceptance, .emergencyDecision, .emergencyReport, .account, .accountHearing, .accountRuling,
            .ownLetter, .ownNotice, .otherTold, .payment, .paymentReversal, .recovery, .recoveryTick, .recoveryRating,
            .reportDemands, .authorityReport, .reportWaiver:
            return step
        }
    }

    /// What a step that was taken brings about elsewhere.
    func follow(
        _ step: CaseStep, from before: Case, on subject: inout Case, by actor: Actor, in db: any Connection
    ) throws {
        switch step {
        case .merger(let merger): try absorb(before, merger, by: actor, in: db)
        case .separation: try letGo(before, by: actor, in: db)
        case .note(let note): if subject.state == .merged { try forward(note, from: subject, in: db) }
        case .allegation, .classification, .conversion:
            try suggestLevel(
                by: gradingFacts(of: subject, signals: [], points: CaseDesk.plainPoints, in: db), for: &subject, in: db)
        case .ownNotice: try noteTold(subject, in: db)
        case .reissue: try turnPIN(of: subject, in: db)
        case .payment: try bookPayment(of: subject, by: actor, in: db)
        case .paymentReversal(let reversal): try bookReversal(of: reversal.number, subject, by: actor, in: db)
        case .registration, .acknowledgement, .feedback, .safety, .suggestion, .grading, .upgrade, .downgrade,
            .assignment, .arbitration, .acceptance, .returning, .communication, .evidence, .finding, .proposal,
            .approval, .rejection, .letter, .notice, .settlement, .answer, .release, .agreement, .completion,
            .secondConfirmation, .closure, .reopening, .reviewRequest, .reviewer, .reviewConclusion, .dispute,
            .disputeEnd, .withdrawal, .refusal, .extensionOfTime, .pause, .resumption, .escalation, .attachment,
            .absorption, .detachment, .split, .link, .unlinking, .correction, .outsideReport, .conductProposal,
            .conductApproval, .conductReview, .standIn, .standInEnd, .joining, .partReport, .partWaiver, .task,
            .taskCompletion, .taskRemoval, .supervision, .supervisionAnswer, .supervisionAcceptance,
            .supervisionReturn, .emergency, .emergencyDecision, .emergencyReport, .attribution, .account,
            .accountHearing, .accountRuling, .ownLetter, .otherTold, .recovery, .recoveryTick, .recoveryRating,
            .reportDemands, .authorityReport, .reportWaiver:
            break
        }
    }

    /// A proposal keeps the sums that were settled when it was made.
    private func completed(_ proposal: Proposal, for subject: Case, in db: any Connection) throws -> Proposal {
        var complete = proposal
        let limits = try rulesNow(of: subject.organisationID, in: db).remedyLimits
        complete.limits = limits == .standard ? nil : limits
        return complete
    }

    /// A letter keeps the words it was written with.
    private func completed(
        _ letter: DecisionLetter, for subject: Case, in db: any Connection
    ) throws -> DecisionLetter {
        var complete = letter
        let texts = try rulesNow(of: subject.organisationID, in: db).letters
        complete.texts = texts.isEmpty ? nil : texts
        return complete
    }
}
