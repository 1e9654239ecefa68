import Kernel

extension Guard {
    /// Whether the condition holds for this case and actor.
    package func holds(for subject: Case, actor: Actor) -> Bool {
        let staff = actor.staffID
        switch self {
        case .notAcknowledged: return subject.milestones.acknowledgedAt == nil
        case .feedbackNotGiven: return subject.milestones.feedbackAt == nil
        case .feedbackGiven: return subject.milestones.feedbackAt != nil
        case .isGradedKind: return subject.kind.isGraded
        case .levelSuggested: return subject.level.suggestion != nil
        case .levelKnown: return subject.level.current != nil
        case .levelConfirmed: return subject.level.confirmed != nil
        case .notHighestLevel: return subject.level.current != .one
        case .notLowestLevel: return subject.level.current != .four
        case .transfersLeft: return subject.handling.transfersLeft
        case .offeredToActor: return staff != nil && subject.handling.offer?.to == staff
        case .notDisputed: return !subject.teamwork.isDisputed
        case .hasOpenPart: return !subject.teamwork.openParts.isEmpty
        case .hasOwnPart: return subject.teamwork.openParts.contains { subject.isActing(staff, for: $0.owner) }
        case .partsIn: return subject.teamwork.openParts.isEmpty
        case .hasOpenTask: return !subject.teamwork.openTasks.isEmpty
        case .hasOwnTask: return subject.teamwork.openTasks.contains { subject.isActing(staff, for: $0.owner) }
        case .tasksDone: return subject.teamwork.openTasks.isEmpty
        case .hasAllegation: return !subject.allegations.isEmpty
        case .investigationRecorded: return !subject.handling.evidence.isEmpty
        case .everyAllegationHasFinding: return subject.allegations.allSatisfy { $0.finding != nil }
        case .causesGiven: return subject.hasCausesItsLevelAsksFor
        case .safeForLevelOne: return subject.level.current != .one || !subject.handling.safety.isEmpty
        case .approverIsNotProposer: return staff != nil && subject.decision.proposedBy != staff
        case .approverIsNotHandler: return staff != nil && !subject.isHandling(staff)
        case .amountWithinLimit:
            return subject.decision.remedyLimits.allows(subject.decision.proposal?.amount, to: actor.roles)
        case .proposalApproved: return subject.decision.approvedBy != nil
        case .decisionLetterComplete: return subject.decision.letter?.faults(for: subject).isEmpty ?? false
        case .mayBeSettled: return subject.mayBeSettled
        case .answerNotTakenByHandler: return staff == nil || !subject.solvers.contains { $0 == staff }
        case .answerHeld: return subject.confirmation.isHeld
        case .noHeldAnswer: return !subject.confirmation.isHeld
        case .confirmerIsNotHandler: return staff != nil && !subject.solvers.contains { $0 == staff }
        case .refusedOrThreeAttempts: return subject.isContactExhausted
        case .routesExplainedInWriting: return subject.decision.routesExplainedInWriting
        case .satisfiedOrAgreed: return subject.isSatisfied || subject.confirmation.agreement != nil
        case .hasOpenAction: return subject.decision.actions.contains { $0.doneAt == nil }
        case .actionsDone: return subject.isPromiseKept
        case .moneyOwed: return subject.moneyOwed.fen > 0
        case .hasPayment: return !subject.reversible.isEmpty
        case .payerIsNotApprover: return staff != nil && subject.decision.approvedBy != staff
        case .hasRecovery: return !subject.redress.recoveries.isEmpty
        case .reportWaits: return !subject.openReports.isEmpty
        case .reportsSettled: return subject.openReports.isEmpty
        case .secondConfirmed: return subject.confirmation.second != nil || !subject.needsSecondConfirmation
        case .notReviewedBefore: return subject.handling.review == nil
        case .actorIsReviewer: return staff != nil && subject.handling.review?.reviewer == staff
        case .withdrawalSafe: return subject.mayBeSetAside
        case .extensionsLeft: return subject.timing.extensions.count < 2
        case .extenderHighEnough: return subject.mayExtend(actor.roles)
        case .complainantKnown: return subject.canRecogniseComplainant
        case .hasSeveralAllegations: return subject.allegations.count > 1
        case .hasLink: return !subject.identity.links.isEmpty
        case .outsideAnswered: return subject.openReferrals.isEmpty
        case .outsideWaits: return !subject.openReferrals.isEmpty
        case .noLimitYet: return subject.currentLimit == nil
        case .limitWaits: return subject.currentLimit?.isWaiting ?? false
        case .hasLimit: return subject.currentLimit != nil
        case .approverIsNotLimitProposer:
            return staff != nil && subject.currentLimit?.proposedBy.staffID != staff
        case .holderIsAnother: return staff != nil && subject.holder.staffID != staff
        case .noteAwaitsAnswer: return subject.watch.notes.contains { $0.awaitsAnswer }
        case .noteAwaitsJudgement: return subject.watch.notes.contains { $0.awaitsAcceptance }
        case .notesAnswered: return subject.watch.openNotes.isEmpty
        case .noEmergency: return subject.watch.emergency == nil
        case .emergencyDeclared: return subject.watch.emergency != nil
        case .inEmergencyGroup: return subject.isInEmergencyGroup(staff)
        case .accountWaits: return subject.watch.accounts.contains { $0.isOpen && $0.hearing == nil }
        case .accountHeard: return subject.watch.accounts.contains { $0.isOpen && $0.hearing != nil }
        case .owesOwnAnswer: return subject.watch.owesOwnAnswer
        case .ownAnswerNotGiven: return subject.milestones.decisionAt == nil || !subject.watch.owesOwnAnswer
        case .ownLetterWritten: return subject.decision.letter != nil
        case .othersTold: return subject.untold.isEmpty
        case .paused: return subject.timing.pausedUntil != nil
        case .notPaused: return subject.timing.pausedUntil == nil
        }
    }
}
