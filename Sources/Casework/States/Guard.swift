import Kernel

/// A condition on the case and the actor that a step needs besides its state (前提). Its name is also the name of the
/// sentence told when it does not hold, `casework.guard.…`.
package enum Guard: String, Codable, Sendable, CaseIterable {
    case notAcknowledged = "not_acknowledged"
    case feedbackNotGiven = "feedback_not_given"
    case feedbackGiven = "feedback_given"
    case isGradedKind = "is_graded_kind"
    case levelSuggested = "level_suggested"
    case levelKnown = "level_known"
    case levelConfirmed = "level_confirmed"
    case notHighestLevel = "not_highest_level"
    case notLowestLevel = "not_lowest_level"
    case transfersLeft = "transfers_left"
    case offeredToActor = "offered_to_actor"
    case notDisputed = "not_disputed"
    case hasOpenPart = "has_open_part"
    case hasOwnPart = "has_own_part"
    case partsIn = "parts_in"
    case hasOpenTask = "has_open_task"
    case hasOwnTask = "has_own_task"
    case tasksDone = "tasks_done"
    case hasAllegation = "has_allegation"
    case investigationRecorded = "investigation_recorded"
    case everyAllegationHasFinding = "every_allegation_has_finding"
    case causesGiven = "causes_given"
    case safeForLevelOne = "safe_for_level_one"
    case approverIsNotProposer = "approver_is_not_proposer"
    case approverIsNotHandler = "approver_is_not_handler"
    case amountWithinLimit = "amount_within_limit"
    case proposalApproved = "proposal_approved"
    case decisionLetterComplete = "decision_letter_complete"
    case mayBeSettled = "may_be_settled"
    case answerNotTakenByHandler = "answer_not_taken_by_handler"
    case answerHeld = "answer_held"
    case noHeldAnswer = "no_held_answer"
    case confirmerIsNotHandler = "confirmer_is_not_handler"
    case refusedOrThreeAttempts = "refused_or_three_attempts"
    case routesExplainedInWriting = "routes_explained_in_writing"
    case satisfiedOrAgreed = "satisfied_or_agreed"
    case hasOpenAction = "has_open_action"
    case actionsDone = "actions_done"
    case secondConfirmed = "second_confirmed"
    case notReviewedBefore = "not_reviewed_before"
    case actorIsReviewer = "actor_is_reviewer"
    case withdrawalSafe = "withdrawal_safe"
    case extensionsLeft = "extensions_left"
    case extenderHighEnough = "extender_high_enough"
    case complainantKnown = "complainant_known"
    case hasSeveralAllegations = "has_several_allegations"
    case hasLink = "has_link"
    case outsideAnswered = "outside_answered"
    case outsideWaits = "outside_waits"
    case noLimitYet = "no_limit_yet"
    case limitWaits = "limit_waits"
    case hasLimit = "has_limit"
    case approverIsNotLimitProposer = "approver_is_not_limit_proposer"
    case holderIsAnother = "holder_is_another"
    case noteAwaitsAnswer = "note_awaits_answer"
    case noteAwaitsJudgement = "note_awaits_judgement"
    case notesAnswered = "notes_answered"
    case noEmergency = "no_emergency"
    case emergencyDeclared = "emergency_declared"
    case inEmergencyGroup = "in_emergency_group"
    case accountWaits = "account_waits"
    case accountHeard = "account_heard"
    case owesOwnAnswer = "owes_own_answer"
    case ownAnswerNotGiven = "own_answer_not_given"
    case ownLetterWritten = "own_letter_written"
    case othersTold = "others_told"
    case moneyOwed = "money_owed"
    case hasPayment = "has_payment"
    case payerIsNotApprover = "payer_is_not_approver"
    case hasRecovery = "has_recovery"
    case reportWaits = "report_waits"
    case reportsSettled = "reports_settled"
    case paused
    case notPaused = "not_paused"

    package var key: String { "casework.guard.\(rawValue)" }

    /// Guards that keep two tasks in two hands: told as a missing right, not as a wrong moment.
    package var isSeparation: Bool {
        switch self {
        case .approverIsNotProposer, .approverIsNotHandler, .answerNotTakenByHandler, .confirmerIsNotHandler,
            .actorIsReviewer, .approverIsNotLimitProposer, .offeredToActor, .extenderHighEnough, .amountWithinLimit,
            .holderIsAnother, .inEmergencyGroup, .payerIsNotApprover:
            true
        case .notAcknowledged, .feedbackNotGiven, .feedbackGiven, .isGradedKind, .levelSuggested, .levelKnown,
            .levelConfirmed,
            .notHighestLevel, .notLowestLevel, .transfersLeft, .hasAllegation,
            .investigationRecorded, .everyAllegationHasFinding, .causesGiven, .safeForLevelOne, .proposalApproved,
            .decisionLetterComplete, .mayBeSettled, .answerHeld, .noHeldAnswer, .refusedOrThreeAttempts,
            .routesExplainedInWriting, .satisfiedOrAgreed, .hasOpenAction, .actionsDone, .secondConfirmed,
            .notReviewedBefore, .withdrawalSafe, .extensionsLeft, .complainantKnown, .hasSeveralAllegations,
            .hasLink, .outsideAnswered, .outsideWaits, .noLimitYet, .limitWaits, .hasLimit, .paused, .notPaused,
            .notDisputed, .hasOpenPart, .hasOwnPart, .partsIn, .hasOpenTask, .hasOwnTask, .tasksDone,
            .noteAwaitsAnswer, .noteAwaitsJudgement, .notesAnswered, .noEmergency, .emergencyDeclared, .accountWaits,
            .accountHeard, .owesOwnAnswer, .ownAnswerNotGiven, .ownLetterWritten, .othersTold,
            .moneyOwed, .hasPayment, .hasRecovery, .reportWaits, .reportsSettled:
            false
        }
    }
}
