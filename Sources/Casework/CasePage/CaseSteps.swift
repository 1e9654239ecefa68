import Kernel
import Web

/// Which of the lawful steps comes first, and how the others are laid out (下一步).
struct CaseSteps: Sendable {
    struct Link: Sendable {
        let address: String
        let text: String
        let icon: String
        let what: String
        /// The key that leads there (快捷键).
        let key: String?
    }

    let primary: Link?
    /// Others that bring the case forward.
    let forward: [Link]
    /// What can be written down at any time.
    let records: [Link]
    /// What changes course: level, time, hand, end.
    let turns: [Link]
    let hasForward: Bool
    let hasRecords: Bool
    let hasTurns: Bool
    let isEmpty: Bool

    init(_ open: OpenCase, _ words: Words) {
        func link(_ action: CaseAction) -> Link? {
            StepForms.form(of: action).map {
                Link(
                    address: "\(open.address)/\($0.noun)", text: words(action.key), icon: CaseIcons.icon(of: action),
                    what: words("casework.step.\($0.noun).what"), key: CaseSteps.key(of: action))
            }
        }
        let lawful = open.lawful.filter { StepForms.form(of: $0) != nil }
        let first = open.subject.important(among: lawful)
        let rest = lawful.filter { $0 != first }
        primary = first.flatMap(link)
        forward = rest.filter { CaseSteps.place(of: $0) == .forward }.compactMap(link)
        records = rest.filter { CaseSteps.place(of: $0) == .record }.compactMap(link)
        turns = rest.filter { CaseSteps.place(of: $0) == .turn }.compactMap(link)
        hasForward = !forward.isEmpty
        hasRecords = !records.isEmpty
        hasTurns = !turns.isEmpty
        isEmpty = lawful.isEmpty
    }

    private static func key(of action: CaseAction) -> String? {
        let keys: [CaseAction: String] = [
            .assign: "a", .addNote: "m", .recordCommunication: "c", .accept: "y", .addAttachment: "f",
        ]
        return keys[action]
    }

    private enum Place { case forward, record, turn }

    private static func place(of action: CaseAction) -> Place {
        switch action {
        case .recordCommunication, .addNote, .addAttachment, .makeSafe, .addAllegation, .classify, .link, .correct:
            .record
        case .addTask, .addCoHandler, .correctAbout, .startRecovery, .tickRecovery, .rateRecovery, .openReport: .record
        case .reportPart, .completeTask, .payRemedy, .makeReport: .forward
        case .answerSupervision, .acceptSupervision, .returnSupervision, .decideInEmergency, .reportEmergency,
            .hearAccount, .decideAccount, .writeOwnLetter, .tellOwn:
            .forward
        case .reversePayment, .waiveReport: .turn
        case .upgrade, .downgrade, .convert, .arbitrate, .giveBack, .requestReview, .disputeOutside, .withdraw,
            .decline, .merge, .unmerge, .extend, .pause, .escalate, .reopen, .agreeUnsatisfied, .reissuePIN,
            .split, .proposeLimit, .reviewLimit, .unlink, .absorb, .letGo, .standIn, .endStandIn, .waivePart, .dropTask,
            .supervise, .declareEmergency, .proposeAccount, .noteTold:
            .turn
        case .register, .acknowledge, .giveFeedback, .suggestLevel, .confirmLevel, .assign, .accept,
            .recordInvestigation, .recordFinding, .propose, .approve, .reject, .writeLetter, .communicateDecision,
            .settle, .recordAnswer, .releaseAnswer, .completeAction, .confirmSecond, .close, .appointReviewer,
            .concludeReview, .endDispute, .resume, .reportBack, .approveLimit, .read, .readRestricted, .readIdentity,
            .readAccountability:
            .forward
        }
    }
}

extension Case {
    /// The step that matters most of those lawful for somebody now; `nil` when all that is left is record or turn.
    func important(among lawful: [CaseAction]) -> CaseAction? {
        let order: [CaseAction] = [
            .decideInEmergency, .reportEmergency, .accept, .answerSupervision, .acceptSupervision, .reportPart,
            .completeTask, .makeReport, .acknowledge, .confirmLevel, .assign, .giveFeedback,
            .recordInvestigation, .recordFinding,
            .propose, .approve, .writeLetter, .communicateDecision, .releaseAnswer, .completeAction, .payRemedy,
            .recordAnswer,
            .confirmSecond, .close, .appointReviewer, .concludeReview, .endDispute, .tellOwn, .writeOwnLetter,
            .decideAccount, .hearAccount,
        ]
        return order.first { lawful.contains($0) && isDue($0) }
    }

    /// Whether a lawful step is what the case waits for, rather than something that can be done once more.
    private func isDue(_ action: CaseAction) -> Bool {
        switch action {
        case .assign: handling.offer == nil && (state == .graded || state == .assigned)
        case .decideInEmergency: watch.emergency?.acts.isEmpty ?? false
        case .recordInvestigation: state == .investigating && handling.evidence.isEmpty
        case .recordFinding: state == .investigating && allegations.contains { $0.finding == nil }
        case .writeLetter: decision.letter == nil
        case .recordAnswer: confirmation.answer == nil
        case .confirmSecond: confirmation.second == nil && needsSecondConfirmation
        case .appointReviewer: handling.review?.reviewer == nil
        case .register, .acknowledge, .giveFeedback, .makeSafe, .suggestLevel, .confirmLevel, .upgrade, .downgrade,
            .addAllegation, .classify, .convert, .arbitrate, .accept, .giveBack, .standIn, .endStandIn, .addCoHandler,
            .reportPart, .waivePart, .addTask, .completeTask, .dropTask, .recordCommunication, .propose, .approve,
            .reject, .communicateDecision, .settle, .releaseAnswer, .agreeUnsatisfied, .completeAction, .close,
            .reopen, .requestReview, .concludeReview, .disputeOutside, .endDispute, .withdraw, .decline, .merge,
            .unmerge, .extend, .pause, .resume, .escalate, .addNote, .addAttachment, .reissuePIN, .absorb, .letGo,
            .split, .link, .unlink, .correct, .reportBack, .proposeLimit, .approveLimit, .reviewLimit, .supervise,
            .answerSupervision, .acceptSupervision, .returnSupervision, .declareEmergency, .reportEmergency,
            .correctAbout, .proposeAccount, .hearAccount, .decideAccount, .writeOwnLetter, .tellOwn, .noteTold,
            .payRemedy, .reversePayment, .startRecovery, .tickRecovery, .rateRecovery, .openReport, .makeReport,
            .waiveReport, .read, .readRestricted, .readIdentity, .readAccountability:
            true
        }
    }
}
