import Platform

/// Everything a person may be allowed to do with a case (操作).
package enum CaseAction: String, Action, Codable {
    case register = "casework.register"
    case acknowledge = "casework.acknowledge"
    case giveFeedback = "casework.give_feedback"
    case makeSafe = "casework.make_safe"
    case suggestLevel = "casework.suggest_level"
    case confirmLevel = "casework.confirm_level"
    case upgrade = "casework.upgrade"
    case downgrade = "casework.downgrade"
    case addAllegation = "casework.add_allegation"
    case classify = "casework.classify"
    case convert = "casework.convert"
    case assign = "casework.assign"
    case arbitrate = "casework.arbitrate"
    case accept = "casework.accept"
    case giveBack = "casework.return"
    case standIn = "casework.stand_in"
    case endStandIn = "casework.end_stand_in"
    case addCoHandler = "casework.add_co_handler"
    case reportPart = "casework.report_part"
    case waivePart = "casework.waive_part"
    case addTask = "casework.add_task"
    case completeTask = "casework.complete_task"
    case dropTask = "casework.drop_task"
    case recordCommunication = "casework.record_communication"
    case recordInvestigation = "casework.record_investigation"
    case recordFinding = "casework.record_finding"
    case propose = "casework.propose"
    case approve = "casework.approve"
    case reject = "casework.reject"
    case writeLetter = "casework.write_letter"
    case communicateDecision = "casework.communicate_decision"
    case settle = "casework.settle"
    case recordAnswer = "casework.record_answer"
    case releaseAnswer = "casework.release_answer"
    case agreeUnsatisfied = "casework.agree_unsatisfied"
    case completeAction = "casework.complete_action"
    case confirmSecond = "casework.confirm_second"
    case close = "casework.close"
    case reopen = "casework.reopen"
    case requestReview = "casework.request_review"
    case appointReviewer = "casework.appoint_reviewer"
    case concludeReview = "casework.conclude_review"
    case disputeOutside = "casework.dispute_outside"
    case endDispute = "casework.end_dispute"
    case withdraw = "casework.withdraw"
    case decline = "casework.decline"
    case merge = "casework.merge"
    case unmerge = "casework.unmerge"
    case extend = "casework.extend"
    case pause = "casework.pause"
    case resume = "casework.resume"
    case escalate = "casework.escalate"
    case addNote = "casework.add_note"
    case addAttachment = "casework.add_attachment"
    case reissuePIN = "casework.reissue_pin"
    /// Taking over what a merged case still owed; only together with `merge`.
    case absorb = "casework.absorb"
    /// Only together with `unmerge`.
    case letGo = "casework.let_go"
    case split = "casework.split"
    case link = "casework.link"
    case unlink = "casework.unlink"
    case correct = "casework.correct"
    case reportBack = "casework.report_back"
    case proposeLimit = "casework.propose_limit"
    case approveLimit = "casework.approve_limit"
    case reviewLimit = "casework.review_limit"
    case supervise = "casework.supervise"
    case answerSupervision = "casework.answer_supervision"
    case acceptSupervision = "casework.accept_supervision"
    case returnSupervision = "casework.return_supervision"
    case declareEmergency = "casework.declare_emergency"
    case decideInEmergency = "casework.decide_in_emergency"
    case reportEmergency = "casework.report_emergency"
    case correctAbout = "casework.correct_about"
    case proposeAccount = "casework.propose_account"
    case hearAccount = "casework.hear_account"
    case decideAccount = "casework.decide_account"
    case writeOwnLetter = "casework.write_own_letter"
    case tellOwn = "casework.tell_own"
    /// That the complainant of a merged case has their answer; only together with `tellOwn`.
    case noteTold = "casework.note_told"
    case payRemedy = "casework.pay_remedy"
    case reversePayment = "casework.reverse_payment"
    case startRecovery = "casework.start_recovery"
    case tickRecovery = "casework.tick_recovery"
    case rateRecovery = "casework.rate_recovery"
    case openReport = "casework.open_report"
    case makeReport = "casework.make_report"
    case waiveReport = "casework.waive_report"
    case read = "casework.read"
    /// Reading a case that is confidential, anonymous or a report: stands apart so fewer people hold it.
    case readRestricted = "casework.read_restricted"
    /// Seeing who complained where that is hidden.
    case readIdentity = "casework.read_identity"
    /// Seeing who is held to account.
    case readAccountability = "casework.read_accountability"

    /// The name without the slice, by which texts are found.
    package var name: String { String(rawValue.dropFirst("casework.".count)) }
    package var key: String { "casework.action.\(name)" }

    /// Reading changes nothing, so it is no step and is kept as an access record instead of a fact.
    package var isReading: Bool {
        self == .read || self == .readRestricted || self == .readIdentity || self == .readAccountability
    }

    /// What whoever proved number and PIN may do with their own case, without any role.
    package static let forComplainants: Set<CaseAction> = [
        .recordAnswer, .reopen, .requestReview, .withdraw, .addNote, .addAttachment, .read,
    ]

    /// What an unknown visitor of the public pages may do.
    package static let forVisitors: Set<CaseAction> = [.register]

    /// What the program may do by itself; it never decides about a person (reading 8).
    package static let forSystem: Set<CaseAction> = [
        .register, .suggestLevel, .recordCommunication, .resume, .escalate, .addNote, .addAttachment,
        .standIn, .endStandIn, .noteTold, .openReport,
    ]
}
