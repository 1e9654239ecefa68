/// Where a step leads.
package enum Next: Hashable, Sendable {
    case same
    case to(CaseState)
    /// Back to the state before the case was set aside.
    case before

    func state(after subject: Case) -> CaseState {
        switch self {
        case .same: subject.state
        case .to(let state): state
        case .before: subject.stateBefore ?? .registered
        }
    }
}

/// One line of the table: in `state`, `action` leads to `next` when every guard holds. Who may do it stands in
/// `CaseworkRights`.
package struct Transition: Hashable, Sendable {
    package let state: CaseState
    package let action: CaseAction
    package let next: Next
    package let guards: [Guard]
}

/// The one table of the life of a case (状态转换表, 3.5). What is not written here cannot happen.
package enum Transitions {
    static let early: [CaseState] = [.registered, .acknowledged, .graded, .assigned, .investigating]
    static let working: [CaseState] = early + [.awaitingApproval, .decisionReady]
    static let told: [CaseState] = [.decisionCommunicated, .confirming]
    static let open: [CaseState] = working + told + [.internalReview]

    package static let table: [Transition] =
        [
            intake, grading, assignment, teamwork, investigation, decision, confirmation, redress, closing, aside,
            always, watching, accounting,
        ].flatMap { $0 }.flatMap { $0 }

    /// The line for a state and an action; `nil` when the step is not lawful there.
    package static func line(_ state: CaseState, _ action: CaseAction) -> Transition? { byState[state]?[action] }

    /// The lines of a state, in the order of the actions.
    static func lines(in state: CaseState) -> [Transition] { inOrder[state] ?? [] }

    /// Those of them that a separation guards which may be waived.
    static func waivable(in state: CaseState) -> [Transition] { waivableInOrder[state] ?? [] }

    private static let inOrder: [CaseState: [Transition]] = byState.mapValues { lines in
        CaseAction.allCases.compactMap { lines[$0] }
    }

    private static let waivableInOrder = inOrder.mapValues { lines in
        lines.filter { $0.guards.contains(where: Guard.waivable.contains) }
    }

    private static let byState: [CaseState: [CaseAction: Transition]] =
        Dictionary(grouping: table, by: \.state).mapValues { lines in
            Dictionary(lines.map { ($0.action, $0) }, uniquingKeysWith: { first, _ in first })
        }

    private static func lines(
        _ action: CaseAction, _ states: [CaseState], _ next: Next = .same, _ guards: Guard...
    ) -> [Transition] {
        states.map { Transition(state: $0, action: action, next: next, guards: guards) }
    }

    private static let intake: [[Transition]] = [
        lines(.acknowledge, [.registered], .to(.acknowledged), .notAcknowledged),
        lines(.acknowledge, Array(working.dropFirst(2)), .same, .notAcknowledged),
        lines(.giveFeedback, [.registered], .to(.acknowledged), .feedbackNotGiven),
        lines(.giveFeedback, Array(working.dropFirst()), .same, .feedbackNotGiven),
        lines(.makeSafe, open),
        lines(.addAllegation, early),
        lines(.classify, working),
        lines(.convert, early),
        lines(.split, early, .same, .hasSeveralAllegations),
    ]

    private static let grading: [[Transition]] = [
        lines(.suggestLevel, early, .same, .isGradedKind),
        lines(.confirmLevel, [.registered, .acknowledged], .to(.graded), .isGradedKind, .levelSuggested),
        lines(.upgrade, open + [.outsideDispute], .same, .levelKnown, .notHighestLevel),
        lines(.downgrade, working, .same, .levelKnown, .notLowestLevel),
    ]

    private static let assignment: [[Transition]] = [
        lines(.assign, [.graded], .to(.assigned), .levelConfirmed, .transfersLeft, .notDisputed),
        lines(
            .assign, [.assigned, .investigating, .awaitingApproval, .decisionReady] + told, .same, .transfersLeft,
            .notDisputed),
        lines(.arbitrate, [.graded, .assigned, .investigating], .to(.investigating), .levelConfirmed),
        lines(.arbitrate, [.awaitingApproval, .decisionReady] + told),
        lines(.accept, [.assigned], .to(.investigating), .offeredToActor),
        lines(.accept, [.investigating, .awaitingApproval, .decisionReady] + told, .same, .offeredToActor),
        lines(.giveBack, [.assigned], .to(.graded), .offeredToActor),
        lines(.giveBack, [.investigating, .awaitingApproval, .decisionReady] + told, .same, .offeredToActor),
    ]

    private static let teamwork: [[Transition]] = [
        lines(.standIn, open + [.outsideDispute]),
        lines(.endStandIn, open + [.outsideDispute]),
        lines(.addCoHandler, [.graded, .assigned, .investigating], .same, .levelConfirmed),
        lines(.reportPart, working + told, .same, .hasOwnPart),
        lines(.waivePart, working + told, .same, .hasOpenPart),
        lines(.addTask, open + [.outsideDispute]),
        lines(.completeTask, open + [.outsideDispute], .same, .hasOwnTask),
        lines(.dropTask, open + [.outsideDispute], .same, .hasOpenTask),
    ]

    private static let investigation: [[Transition]] = [
        lines(.recordInvestigation, [.graded, .assigned, .investigating, .internalReview]),
        lines(.recordFinding, [.investigating, .internalReview], .same, .investigationRecorded),
    ]

    private static let decision: [[Transition]] = [
        lines(
            .propose, [.investigating], .to(.awaitingApproval), .levelConfirmed, .hasAllegation,
            .everyAllegationHasFinding, .causesGiven, .safeForLevelOne, .partsIn),
        lines(
            .approve, [.awaitingApproval], .to(.decisionReady), .approverIsNotProposer, .approverIsNotHandler,
            .amountWithinLimit),
        lines(.reject, [.awaitingApproval], .to(.investigating), .approverIsNotProposer),
        lines(.writeLetter, [.decisionReady], .same, .proposalApproved),
        lines(
            .communicateDecision, [.decisionReady], .to(.decisionCommunicated), .proposalApproved,
            .decisionLetterComplete),
        lines(.settle, early, .to(.confirming), .mayBeSettled),
    ]

    private static let confirmation: [[Transition]] = [
        lines(.recordAnswer, told, .to(.confirming), .answerNotTakenByHandler, .noHeldAnswer),
        lines(.releaseAnswer, [.confirming], .same, .answerHeld, .confirmerIsNotHandler),
        lines(
            .agreeUnsatisfied, told, .to(.confirming), .refusedOrThreeAttempts, .routesExplainedInWriting,
            .approverIsNotHandler),
        lines(.completeAction, [.decisionReady, .internalReview, .outsideDispute] + told, .same, .hasOpenAction),
        lines(.confirmSecond, told, .to(.confirming), .confirmerIsNotHandler, .actionsDone),
    ]

    /// Money, recovery, and who has to be told: beside the main line.
    private static let redress: [[Transition]] = [
        lines(
            .payRemedy, [.decisionReady, .internalReview, .outsideDispute] + told, .same, .proposalApproved, .moneyOwed,
            .payerIsNotApprover),
        lines(
            .reversePayment, [.decisionReady, .internalReview, .outsideDispute, .closed] + told, .same, .hasPayment),
        lines(.startRecovery, open),
        lines(.tickRecovery, open + [.outsideDispute], .same, .hasRecovery),
        lines(.rateRecovery, open + [.outsideDispute, .closed], .same, .hasRecovery),
        lines(.openReport, open + [.outsideDispute]),
        lines(.makeReport, CaseState.allCases.filter { $0 != .merged }, .same, .reportWaits),
        lines(.waiveReport, CaseState.allCases.filter { $0 != .merged }, .same, .reportWaits),
    ]

    private static let closing: [[Transition]] = [
        lines(
            .close, [.confirming], .to(.closed), .safeForLevelOne, .noHeldAnswer, .satisfiedOrAgreed,
            .secondConfirmed, .outsideAnswered, .tasksDone, .reportsSettled, .notesAnswered, .noEmergency,
            .othersTold),
        lines(.reopen, [.closed, .withdrawn, .notAccepted], .to(.registered)),
        lines(.requestReview, told + [.closed], .to(.internalReview), .notReviewedBefore),
        lines(.appointReviewer, [.internalReview]),
        lines(.concludeReview, [.internalReview], .to(.decisionReady), .actorIsReviewer),
    ]

    private static let aside: [[Transition]] = [
        lines(.withdraw, working, .to(.withdrawn), .withdrawalSafe),
        lines(.decline, early, .to(.notAccepted), .withdrawalSafe),
        lines(.merge, early, .to(.merged)),
        lines(.unmerge, [.merged], .before, .ownAnswerNotGiven),
        lines(.absorb, working),
        lines(.letGo, CaseState.allCases),
        lines(.disputeOutside, open + [.closed], .to(.outsideDispute)),
        lines(.endDispute, [.outsideDispute], .before),
        lines(.extend, working, .same, .levelKnown, .extensionsLeft, .extenderHighEnough),
        lines(.pause, working, .same, .feedbackGiven, .notPaused),
        lines(.resume, working, .same, .paused),
        lines(.escalate, open + [.outsideDispute]),
    ]

    private static let always: [[Transition]] = [
        lines(.recordCommunication, CaseState.allCases.filter { $0 != .merged }),
        lines(.addNote, CaseState.allCases),
        lines(.addAttachment, CaseState.allCases),
        lines(.reissuePIN, CaseState.allCases.filter { $0 != .merged }, .same, .complainantKnown),
        lines(.link, CaseState.allCases),
        lines(.unlink, CaseState.allCases, .same, .hasLink),
        lines(.correct, CaseState.allCases.filter { $0 != .merged }),
        lines(.reportBack, CaseState.allCases.filter { $0 != .merged }, .same, .outsideWaits),
        lines(.proposeLimit, CaseState.allCases.filter { $0 != .merged }, .same, .noLimitYet),
        lines(
            .approveLimit, CaseState.allCases.filter { $0 != .merged }, .same, .limitWaits, .approverIsNotLimitProposer),
        lines(.reviewLimit, CaseState.allCases.filter { $0 != .merged }, .same, .hasLimit),
        lines(.read, CaseState.allCases),
        lines(.readRestricted, CaseState.allCases),
        lines(.readIdentity, CaseState.allCases),
        lines(.readAccountability, CaseState.allCases),
    ]

    private static let watching: [[Transition]] = [
        lines(.supervise, open + [.outsideDispute], .same, .holderIsAnother),
        lines(.answerSupervision, open + [.outsideDispute], .same, .noteAwaitsAnswer),
        lines(.acceptSupervision, open + [.outsideDispute], .same, .noteAwaitsJudgement),
        lines(.returnSupervision, open + [.outsideDispute], .same, .noteAwaitsJudgement),
        lines(.declareEmergency, open + [.outsideDispute], .same, .noEmergency),
        lines(.decideInEmergency, open + [.outsideDispute], .same, .emergencyDeclared, .inEmergencyGroup),
        lines(.reportEmergency, CaseState.allCases, .same, .emergencyDeclared),
        lines(.correctAbout, CaseState.allCases.filter { $0 != .merged }),
        lines(.writeOwnLetter, [.merged], .same, .owesOwnAnswer, .ownAnswerNotGiven),
        lines(.tellOwn, [.merged], .same, .owesOwnAnswer, .ownAnswerNotGiven, .ownLetterWritten, .othersTold),
        lines(.noteTold, CaseState.allCases),
    ]

    /// Nobody is held to account before it is known what happened; heard and decided it may be at any time after.
    private static let accounting: [[Transition]] = [
        lines(
            .proposeAccount, [.investigating, .awaitingApproval, .decisionReady, .closed] + told, .same, .hasAllegation,
            .investigationRecorded, .everyAllegationHasFinding),
        lines(.hearAccount, CaseState.allCases, .same, .accountWaits),
        lines(.decideAccount, CaseState.allCases, .same, .accountHeard),
    ]
}
