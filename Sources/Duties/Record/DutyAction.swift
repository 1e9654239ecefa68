import Kernel
import Platform

/// What can be done with duties and their rules.
package enum DutyAction: String, Action {
    case read = "duties.read"
    case complete = "duties.complete"
    case claim = "duties.claim"
    case handOver = "duties.hand_over"
    case answerOffer = "duties.offer.answer"
    case askWaiver = "duties.waiver.ask"
    case decideWaiver = "duties.waiver.decide"
    case reopen = "duties.reopen"
    case readPunctuality = "duties.punctuality.read"
    case editRules = "duties.rules.edit"
    /// One's own calendar feed.
    case feed = "duties.feed"
}

extension DutyStep {
    package var action: DutyAction {
        switch self {
        case .completion: .complete
        case .claim: .claim
        case .offer: .handOver
        case .acceptance, .decline: .answerOffer
        case .waiver: .askWaiver
        case .approval, .rejection: .decideWaiver
        case .reopening: .reopen
        }
    }
}

/// Lines of the table of rights: whoever holds a duty does it and hands it on, the head of its unit besides; a waiver is
/// decided by those who lead; quality keeps the rules.
package enum DutyRights {
    private static let staff = Role.allCases.filter { $0 != .regulator && $0 != .auditor }
    private static let leads: [Role] = [.supervisor, .director, .chiefExecutive]

    package static let lines: [Right] =
        Right.lines(DutyAction.read, Role.allCases.filter { $0 != .regulator })
        + Right.lines(DutyAction.complete, staff, .holder) + Right.lines(DutyAction.complete, staff, .unitHead)
        + Right.lines(DutyAction.claim, staff, .holder)
        + Right.lines(DutyAction.handOver, staff, .holder) + Right.lines(DutyAction.handOver, staff, .unitHead)
        + Right.lines(DutyAction.handOver, leads)
        + Right.lines(DutyAction.answerOffer, staff, .own)
        + Right.lines(DutyAction.askWaiver, staff, .holder) + Right.lines(DutyAction.askWaiver, staff, .unitHead)
        + Right.lines(DutyAction.decideWaiver, leads)
        + Right.lines(DutyAction.reopen, staff, .holder)
        + Right.lines(DutyAction.reopen, leads + [.qualitySupervisor])
        + Right.lines(
            DutyAction.readPunctuality,
            leads + [.qualitySupervisor, .unitHead, .coordinator, .complaintLeader, .auditor])
        + Right.lines(DutyAction.editRules, [.qualitySupervisor, .director, .chiefExecutive])
        + Right.lines(DutyAction.feed, staff)
}
