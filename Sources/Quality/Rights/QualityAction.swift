import Kernel
import Platform

/// What can be done with improvement (改进权限). An owner works on an action, another person verifies it (S2-19).
package enum QualityAction: String, Action {
    case readActions = "quality.actions.read"
    case openAction = "quality.actions.open"
    /// Write down what will be done.
    case planAction = "quality.actions.plan"
    /// Give it to another owner or move its day.
    case assignAction = "quality.actions.assign"
    case completeAction = "quality.actions.complete"
    case verifyAction = "quality.actions.verify"
    case checkEffect = "quality.actions.check"
    case cancelAction = "quality.actions.cancel"
    /// Say when actions open by themselves.
    case setRules = "quality.actions.rules"
    /// Say of a closed case whether anything must change (S0-8).
    case answerLesson = "quality.lessons.answer"
    case readSuggestions = "quality.suggestions.read"
    /// Ask a unit to study a suggestion, adopt or decline it.
    case reviewSuggestion = "quality.suggestions.review"
    /// Say what one's unit thinks of it.
    case giveOpinion = "quality.suggestions.opinion"
    case tellProposer = "quality.suggestions.tell"
    case readInspections = "quality.inspections.read"
    case recordInspection = "quality.inspections.record"
    /// Know of mystery visits before they are released, record and release them (S4-56).
    case keepMystery = "quality.mystery.keep"
    case readReviews = "quality.reviews.read"
    case recordReview = "quality.reviews.record"
    case readBroadcasts = "quality.broadcasts.read"
    case writeBroadcast = "quality.broadcasts.write"
    /// Approve and send a lesson somebody else wrote, or call one back.
    case sendBroadcast = "quality.broadcasts.send"
    /// See who has not read a lesson: leaders of all, heads of the people they lead.
    case followBroadcasts = "quality.broadcasts.follow"

    static let leaders: [Role] = [.qualitySupervisor, .supervisor, .director, .chiefExecutive]
    static let desk: [Role] = [.complaintHandler, .complaintLeader, .coordinator, .unitHead]

    static let lines: [Right] =
        Right.lines(
            QualityAction.readActions,
            leaders + desk + [.customerService, .customerRelations, .investigator, .mediator, .auditor])
        + Right.lines(QualityAction.readActions, [.employee], .holder)
        + Right.lines(QualityAction.openAction, leaders + desk + [.customerService, .investigator])
        + Right.lines(QualityAction.planAction, leaders)
        + Right.lines(QualityAction.planAction, [.employee], .holder)
        + Right.lines(QualityAction.planAction, [.unitHead], .unitHead)
        + Right.lines(QualityAction.assignAction, leaders)
        + Right.lines(QualityAction.assignAction, [.unitHead], .unitHead)
        + Right.lines(QualityAction.completeAction, [.employee], .holder)
        + Right.lines(QualityAction.verifyAction, leaders + [.coordinator])
        + Right.lines(QualityAction.verifyAction, [.unitHead], .unitHead)
        + Right.lines(QualityAction.checkEffect, leaders + [.coordinator])
        + Right.lines(QualityAction.cancelAction, [.qualitySupervisor, .director, .chiefExecutive])
        + Right.lines(QualityAction.setRules, [.qualitySupervisor, .director, .chiefExecutive])
        + Right.lines(QualityAction.answerLesson, leaders + desk + [.customerService])
        + Right.lines(
            QualityAction.readSuggestions,
            leaders + desk + [.customerService, .customerRelations, .serviceDesigner, .auditor])
        + Right.lines(QualityAction.reviewSuggestion, leaders + [.complaintLeader, .serviceDesigner])
        + Right.lines(QualityAction.giveOpinion, leaders)
        + Right.lines(QualityAction.giveOpinion, [.unitHead], .unitHead)
        + Right.lines(QualityAction.tellProposer, leaders + desk + [.customerService, .customerRelations])
        + Right.lines(QualityAction.readInspections, leaders + desk + [.investigator, .auditor])
        + Right.lines(QualityAction.recordInspection, leaders + [.coordinator, .investigator])
        + Right.lines(QualityAction.keepMystery, [.qualitySupervisor, .chiefExecutive])
        + Right.lines(QualityAction.readReviews, leaders + [.complaintLeader, .coordinator, .unitHead, .auditor])
        + Right.lines(QualityAction.recordReview, [.qualitySupervisor, .director, .chiefExecutive])
        + Right.lines(QualityAction.readBroadcasts, [.employee])
        + Right.lines(QualityAction.writeBroadcast, leaders + [.complaintLeader, .coordinator, .unitHead])
        + Right.lines(QualityAction.sendBroadcast, [.qualitySupervisor, .director, .chiefExecutive])
        + Right.lines(QualityAction.followBroadcasts, leaders + [.complaintLeader, .unitHead])
}
