import Kernel
import Platform

/// Who may do what with cases (权限表, 3.8). The relation says how the person must stand to the case.
package enum CaseworkRights {
    package static let lines: [Right] =
        [intake, teamwork, handling, deciding, confirming, redress, ending, reading, watching, accounting]
        .flatMap { $0 }.flatMap(\.lines) + HandoverAction.lines + FiguresAction.lines + BulletinAction.lines
        + SettingAction.lines + SupervisionAction.lines + AccountabilityAction.lines + FundAction.lines
        + RecoveryAction.lines + ReportAction.lines + WaiverAction.lines + KnowledgeAction.lines
        + EvidenceAction.lines + RetentionAction.lines

    private static let table = Rights(lines)
    private static let byName: [String: Set<Relation>] = Dictionary(grouping: lines, by: \.action)
        .mapValues { Set($0.map(\.relation)) }

    /// The relations by which an action can be had; empty for what only complainants or the program do.
    package static func relations(for action: CaseAction) -> Set<Relation> { byName[action.rawValue] ?? [] }

    /// Whether the actor may do the action to a case they stand in these relations to. Complainants and the program
    /// have their own short lists.
    package static func allows(_ action: CaseAction, _ actor: Actor, as relations: Set<Relation>) -> Bool {
        switch actor.kind {
        case .staff: table.allows(action.rawValue, to: actor, as: relations)
        case .complainant: CaseAction.forComplainants.contains(action)
        case .visitor: CaseAction.forVisitors.contains(action)
        case .system: CaseAction.forSystem.contains(action)
        }
    }

    /// Several actions given alike to several roles in one relation.
    private struct Grant {
        let actions: [CaseAction]
        let roles: [Role]
        let relation: Relation

        init(_ actions: [CaseAction], _ roles: [Role], _ relation: Relation = .any) {
            self.actions = actions
            self.roles = roles
            self.relation = relation
        }

        var lines: [Right] { actions.flatMap { Right.lines($0, roles, relation) } }
    }

    private static let everyday: [CaseAction] = [
        .makeSafe, .addAllegation, .recordCommunication, .escalate, .upgrade, .addNote, .addAttachment,
    ]
    private static let firstSteps: [CaseAction] = [
        .acknowledge, .classify, .convert, .suggestLevel, .confirmLevel, .settle,
    ]
    /// What an investigator or reviewer does: what was said and what was found belong to the record with its evidence.
    private static let lookingInto: [CaseAction] = [
        .recordInvestigation, .recordFinding, .recordCommunication, .addAttachment,
    ]
    private static let desk: [Role] = [.customerService, .complaintHandler, .complaintLeader]
    private static let group: [Role] = [.complaintHandler, .complaintLeader]
    private static let leaders: [Role] = [.supervisor, .director, .chiefExecutive, .qualitySupervisor]
    private static let deciders: [Role] = leaders + [.complaintLeader]

    private static let intake: [Grant] = [
        Grant([.register], [.employee]),
        Grant(everyday, [.employee], .firstReceiver),
        Grant(everyday, [.employee], .holder),
        Grant(everyday, [.employee], .handler),
        Grant(everyday, desk, .groupMember),
        Grant(everyday, [.unitHead], .unitHead),
        Grant(everyday, deciders, .approver),
        Grant(firstSteps, [.employee], .firstReceiver),
        Grant(firstSteps, [.employee], .holder),
        Grant(firstSteps, desk, .groupMember),
        Grant([.giveFeedback], [.employee], .firstReceiver),
        Grant([.giveFeedback], [.employee], .handler),
        Grant([.giveFeedback], desk, .groupMember),
        Grant([.escalate], [.mediator, .coordinator, .qualitySupervisor]),
        Grant([.recordCommunication], [.mediator, .customerService]),
    ]

    private static let sharing: [CaseAction] = [.addTask, .dropTask]

    /// Several hands in one case: the lead asks units for their parts, the coordinator alone lets one off.
    private static let teamwork: [Grant] = [
        Grant(sharing, [.employee], .firstReceiver),
        Grant(sharing, [.employee], .holder),
        Grant(sharing, [.employee], .handler),
        Grant(sharing, desk, .groupMember),
        Grant(sharing, [.unitHead], .unitHead),
        Grant(sharing, deciders, .approver),
        Grant([.addCoHandler], [.employee], .handler),
        Grant([.addCoHandler], group, .groupMember),
        Grant([.addCoHandler], deciders, .approver),
        Grant([.addCoHandler, .waivePart], [.coordinator]),
        Grant([.reportPart, .completeTask, .read, .readRestricted], [.employee], .helper),
        Grant([.recordInvestigation, .recordCommunication, .addNote, .addAttachment], [.employee], .helper),
    ]

    private static let handling: [Grant] = [
        Grant([.assign, .merge, .unmerge], group, .groupMember),
        Grant([.absorb, .letGo, .split], group, .groupMember),
        Grant([.split, .link, .unlink, .correct, .reportBack, .proposeLimit], [.employee], .handler),
        Grant([.link, .unlink, .correct, .reportBack, .proposeLimit], [.employee], .firstReceiver),
        Grant([.link, .unlink, .correct, .reportBack, .proposeLimit], desk, .groupMember),
        Grant([.proposeLimit], deciders, .approver),
        Grant([.approveLimit, .reviewLimit], [.director, .chiefExecutive]),
        Grant([.assign], [.unitHead], .unitHead),
        Grant([.assign, .pause, .resume], deciders, .approver),
        Grant([.arbitrate], [.coordinator]),
        Grant([.accept, .giveBack, .resume], [.employee], .handler),
        Grant([.recordInvestigation, .recordFinding], [.employee], .handler),
        Grant([.standIn, .endStandIn], [.complaintLeader], .groupMember),
        Grant(lookingInto, [.employee], .own),
        Grant(lookingInto, [.investigator]),
    ]

    /// The second extension of a case is for the level above, who need not be an approver of the case itself.
    private static let deciding: [Grant] = [
        Grant([.propose, .completeAction], [.employee], .handler),
        Grant([.propose, .completeAction], [.unitHead], .unitHead),
        Grant([.completeAction], desk, .groupMember),
        Grant([.approve, .reject, .downgrade, .convert, .extend, .agreeUnsatisfied], deciders, .approver),
        Grant([.extend], [.director, .chiefExecutive]),
        Grant([.writeLetter, .communicateDecision], [.employee], .handler),
        Grant([.writeLetter, .communicateDecision], [.employee], .firstReceiver),
        Grant([.writeLetter, .communicateDecision], desk, .groupMember),
    ]

    private static let confirming: [Grant] = [
        Grant([.recordAnswer], desk + [.qualitySupervisor], .uninvolved),
        Grant([.recordAnswer], [.employee], .firstReceiver),
        Grant([.releaseAnswer], deciders, .uninvolved),
        Grant([.confirmSecond], [.employee], .uninvolved),
    ]

    private static let recovering: [CaseAction] = [.startRecovery, .tickRecovery, .rateRecovery]
    private static let telling: [CaseAction] = [.openReport, .makeReport]

    /// Making good beside the decision: whoever works on the case begins recovery; money is paid by somebody who did
    /// not approve it; authorities are told by who is nearest, and only the approver says that none need be.
    private static let redress: [Grant] = [
        Grant(recovering + telling, [.employee], .firstReceiver),
        Grant(recovering + telling, [.employee], .holder),
        Grant(recovering + telling, [.employee], .handler),
        Grant(recovering + telling, desk, .groupMember),
        Grant(recovering + telling, [.unitHead], .unitHead),
        Grant(recovering + telling, deciders, .approver),
        Grant(telling, [.privacyOfficer, .director, .chiefExecutive]),
        Grant([.waiveReport], deciders, .approver),
        Grant([.payRemedy], desk, .groupMember),
        Grant([.payRemedy], [.customerService], .firstReceiver),
        Grant([.payRemedy], deciders, .approver),
        Grant([.payRemedy, .reversePayment], [.director, .chiefExecutive]),
        Grant([.reversePayment], deciders, .approver),
    ]

    private static let ending: [Grant] = [
        Grant([.close, .reopen, .requestReview], [.employee], .firstReceiver),
        Grant([.close, .reopen, .requestReview], [.employee], .handler),
        Grant([.close, .reopen, .requestReview], desk, .groupMember),
        Grant([.appointReviewer], [.complaintLeader], .groupMember),
        Grant([.appointReviewer], leaders),
        Grant([.concludeReview], [.employee], .own),
        Grant([.disputeOutside, .endDispute, .withdraw, .decline], desk, .groupMember),
        Grant([.disputeOutside, .endDispute, .withdraw, .decline], deciders, .approver),
        Grant([.withdraw], [.employee], .firstReceiver),
        Grant([.reissuePIN], [.employee], .firstReceiver),
        Grant([.reissuePIN], desk, .groupMember),
        Grant([.reissuePIN], [.coordinator]),
    ]

    private static let atOnce: [CaseAction] = [
        .decideInEmergency, .reportEmergency, .approve, .pause, .makeSafe, .upgrade, .addTask,
        .recordCommunication, .addNote, .addAttachment, .read, .readRestricted,
    ]

    /// Supervision from above, and what a temporary group may do while an emergency is declared (S3-41).
    private static let watching: [Grant] = [
        Grant([.supervise, .acceptSupervision, .returnSupervision], leaders),
        Grant([.answerSupervision], [.employee], .holder),
        Grant([.answerSupervision], [.employee], .handler),
        Grant([.answerSupervision], [.unitHead], .unitHead),
        Grant([.declareEmergency, .reportEmergency], leaders + [.complaintLeader, .coordinator]),
        Grant(atOnce, [.employee], .emergencyGroup),
        Grant([.correctAbout], [.employee], .handler),
        Grant([.correctAbout], [.employee], .firstReceiver),
        Grant([.correctAbout], desk, .groupMember),
        Grant([.correctAbout], deciders, .approver),
        Grant([.writeOwnLetter, .tellOwn], [.employee], .handler),
        Grant([.writeOwnLetter, .tellOwn], [.employee], .firstReceiver),
        Grant([.writeOwnLetter, .tellOwn], desk, .groupMember),
        Grant([.noteTold], group, .groupMember),
    ]

    /// Holding somebody to account belongs to those who answer for the staff; the auditor reads it (S4-37).
    private static let accounting: [Grant] = [
        Grant([.proposeAccount, .hearAccount], [.humanResources, .director]),
        Grant([.decideAccount], [.director, .chiefExecutive]),
        Grant([.readAccountability], [.humanResources, .director, .chiefExecutive, .auditor]),
    ]

    private static let reading: [Grant] = [
        Grant([.read, .readRestricted], [.employee], .firstReceiver),
        Grant([.read, .readRestricted], [.employee], .holder),
        Grant([.read, .readRestricted], [.employee], .handler),
        Grant([.read, .readRestricted], [.employee], .own),
        Grant([.read, .readRestricted], group, .groupMember),
        Grant([.read, .readRestricted], deciders, .approver),
        Grant([.read, .readRestricted], [.chiefExecutive, .privacyOfficer, .auditor]),
        Grant([.read], [.unitHead], .unitHead),
        Grant(
            [.read],
            [
                .customerService, .customerRelations, .complaintHandler, .complaintLeader, .investigator, .mediator,
                .humanResources, .coordinator, .qualitySupervisor, .supervisor, .director,
            ]),
        Grant([.readIdentity], [.employee], .firstReceiver),
        Grant([.readIdentity], [.customerService], .groupMember),
        Grant([.readIdentity], [.privacyOfficer]),
    ]
}
