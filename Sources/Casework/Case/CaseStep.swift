/// Every step that can be taken with a case, a noun for each as in its route (个案步骤).
package enum CaseStep: Hashable, Codable, Sendable {
    case registration(Registration)
    case acknowledgement(Acknowledgement)
    case feedback(Feedback)
    case safety(SafetyMeasure)
    case suggestion(GradingSuggestion)
    case grading(LevelConfirmation)
    case upgrade(Upgrade)
    case downgrade(Downgrade)
    case allegation(NewAllegation)
    case classification(Classification)
    case conversion(Conversion)
    case assignment(Assignment)
    case arbitration(Arbitration)
    case acceptance(Acceptance)
    case returning(Return)
    case communication(CaseCommunication)
    case evidence(InvestigationRecord)
    case finding(FindingRecord)
    case proposal(Proposal)
    case approval(Approval)
    case rejection(Rejection)
    case letter(DecisionLetter)
    case notice(DecisionNotice)
    case settlement(Settlement)
    case answer(ComplainantAnswer)
    case release(AnswerRelease)
    case agreement(UnsatisfiedAgreement)
    case completion(ActionCompletion)
    case secondConfirmation(SecondConfirmation)
    case closure(Closure)
    case reopening(Reopening)
    case reviewRequest(ReviewRequest)
    case reviewer(ReviewerAppointment)
    case reviewConclusion(ReviewConclusion)
    case dispute(OutsideDispute)
    case disputeEnd(DisputeEnd)
    case withdrawal(Withdrawal)
    case refusal(Refusal)
    case merger(Merger)
    case separation(Unmerging)
    case extensionOfTime(ExtensionOfTime)
    case pause(CasePause)
    case resumption(Resumption)
    case escalation(Escalation)
    case note(Note)
    case attachment(CaseAttachment)
    case reissue(Reissue)
    case absorption(Absorption)
    case detachment(Detachment)
    case split(Split)
    case link(CaseLink)
    case unlinking(Unlinking)
    case correction(Correction)
    case outsideReport(OutsideReport)
    case conductProposal(ConductProposal)
    case conductApproval(ConductApproval)
    case conductReview(ConductReview)
    case standIn(StandIn)
    case standInEnd(StandInEnd)
    case joining(Joining)
    case partReport(PartReport)
    case partWaiver(PartWaiver)
    case task(NewTask)
    case taskCompletion(TaskCompletion)
    case taskRemoval(TaskRemoval)
    case supervision(NewSupervision)
    case supervisionAnswer(SupervisionAnswer)
    case supervisionAcceptance(SupervisionAcceptance)
    case supervisionReturn(SupervisionReturn)
    case emergency(EmergencyDeclaration)
    case emergencyDecision(EmergencyDecision)
    case emergencyReport(EmergencyReport)
    case attribution(Attribution)
    case account(AccountProposal)
    case accountHearing(AccountHearing)
    case accountRuling(AccountRuling)
    case ownLetter(OwnLetter)
    case ownNotice(OwnNotice)
    case otherTold(OtherTold)
    case payment(RemedyPayment)
    case paymentReversal(PaymentReversal)
    case recovery(RecoveryStart)
    case recoveryTick(RecoveryTick)
    case recoveryRating(RecoveryRating)
    case reportDemands(ReportDemands)
    case authorityReport(AuthorityReport)
    case reportWaiver(ReportWaiver)

    var change: any CaseChange {
        switch self {
        case .registration(let change): change
        case .acknowledgement(let change): change
        case .feedback(let change): change
        case .safety(let change): change
        case .suggestion(let change): change
        case .grading(let change): change
        case .upgrade(let change): change
        case .downgrade(let change): change
        case .allegation(let change): change
        case .classification(let change): change
        case .conversion(let change): change
        case .assignment(let change): change
        case .arbitration(let change): change
        case .acceptance(let change): change
        case .returning(let change): change
        case .communication(let change): change
        case .evidence(let change): change
        case .finding(let change): change
        case .proposal(let change): change
        case .approval(let change): change
        case .rejection(let change): change
        case .letter(let change): change
        case .notice(let change): change
        case .settlement(let change): change
        case .answer(let change): change
        case .release(let change): change
        case .agreement(let change): change
        case .completion(let change): change
        case .secondConfirmation(let change): change
        case .closure(let change): change
        case .reopening(let change): change
        case .reviewRequest(let change): change
        case .reviewer(let change): change
        case .reviewConclusion(let change): change
        case .dispute(let change): change
        case .disputeEnd(let change): change
        case .withdrawal(let change): change
        case .refusal(let change): change
        case .merger(let change): change
        case .separation(let change): change
        case .extensionOfTime(let change): change
        case .pause(let change): change
        case .resumption(let change): change
        case .escalation(let change): change
        case .note(let change): change
        case .attachment(let change): change
        case .reissue(let change): change
        case .absorption(let change): change
        case .detachment(let change): change
        case .split(let change): change
        case .link(let change): change
        case .unlinking(let change): change
        case .correction(let change): change
        case .outsideReport(let change): change
        case .conductProposal(let change): change
        case .conductApproval(let change): change
        case .conductReview(let change): change
        case .standIn(let change): change
        case .standInEnd(let change): change
        case .joining(let change): change
        case .partReport(let change): change
        case .partWaiver(let change): change
        case .task(let change): change
        case .taskCompletion(let change): change
        case .taskRemoval(let change): change
        case .supervision(let change): change
        case .supervisionAnswer(let change): change
        case .supervisionAcceptance(let change): change
        case .supervisionReturn(let change): change
        case .emergency(let change): change
        case .emergencyDecision(let change): change
        case .emergencyReport(let change): change
        case .attribution(let change): change
        case .account(let change): change
        case .accountHearing(let change): change
        case .accountRuling(let change): change
        case .ownLetter(let change): change
        case .ownNotice(let change): change
        case .otherTold(let change): change
        case .payment(let change): change
        case .paymentReversal(let change): change
        case .recovery(let change): change
        case .recoveryTick(let change): change
        case .recoveryRating(let change): change
        case .reportDemands(let change): change
        case .authorityReport(let change): change
        case .reportWaiver(let change): change
        }
    }
}
