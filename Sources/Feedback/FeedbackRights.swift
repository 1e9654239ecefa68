import Kernel
import Platform

/// What can be done with surveys and follow-ups.
package enum FeedbackAction: String, Platform.Action {
    /// Read reports, how a survey stands and how follow-ups go.
    case read = "feedback.read"
    /// Make, open and close surveys; see who has not answered; remind.
    case manage = "feedback.manage"
    /// Key answers from paper and ask on the telephone. Never about one's own work.
    case key = "feedback.key"
    /// Look into low scores.
    case handle = "feedback.handle"
    /// Read what people wrote and release what nobody can be known from.
    case release = "feedback.release"
    /// Do follow-ups and read what was said.
    case followUp = "feedback.follow_up"
    /// Tell what one overheard, and see what came of it (S0-32).
    case hear = "feedback.hear"
    /// See to what staff overheard.
    case answerHeard = "feedback.answer_heard"
}

/// Who may do what with feedback (3.8): those who care for customers ask, the quality supervisor judges.
package enum FeedbackRights {
    package static let lines: [Right] =
        Right.lines(FeedbackAction.read, keepers + heads + [.auditor, .privacyOfficer])
        + Right.lines(FeedbackAction.manage, [.customerRelations, .qualitySupervisor])
        + Right.lines(FeedbackAction.key, keepers)
        + Right.lines(FeedbackAction.handle, [.customerRelations, .qualitySupervisor])
        + Right.lines(FeedbackAction.release, [.qualitySupervisor])
        + Right.lines(FeedbackAction.followUp, keepers)
        + Right.lines(FeedbackAction.hear, [.employee]) + Right.lines(FeedbackAction.answerHeard, keepers)

    private static let keepers: [Role] = [.customerService, .customerRelations, .qualitySupervisor]
    private static let heads: [Role] = [
        .unitHead, .complaintLeader, .supervisor, .director, .chiefExecutive, .coordinator,
    ]
}
