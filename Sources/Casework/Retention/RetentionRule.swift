import Kernel
import Platform
import Storage

/// How long what is kept, and what becomes of it then (保存期限, standards 2.19). The longest term that touches a record
/// wins, and a legal hold stops all of them.
package enum RetentionRule: String, CaseIterable, Sendable, ColumnValue {
    /// 个案档案：five years from the end of the agreement, or from closing where that is later (Order 66 art. 32).
    case caseFiles = "case_files"
    /// 通话录音：two years from closing, by our own default.
    case recordings
    /// 访问与安全日志：three years; the law asks for six months (网安法 21).
    case securityLog = "security_log"

    package var years: Int {
        switch self {
        case .caseFiles: 5
        case .recordings: 2
        case .securityLog: 3
        }
    }

    /// What may be done when the term is over; the first is usual.
    package var manners: [RetentionManner] {
        switch self {
        case .caseFiles: [.anonymise, .delete]
        case .recordings, .securityLog: [.delete]
        }
    }

    /// Nothing that ended after this day is due.
    package func cutoff(on today: LocalDay) -> LocalDay {
        // 29 February has its year's end on the 28th.
        LocalDay(year: today.year - years, month: today.month, day: today.day)
            ?? LocalDay(year: today.year - years, month: today.month, day: 28) ?? today
    }
}

/// What becomes of a record whose term is over (处置方式).
package enum RetentionManner: String, CaseIterable, Sendable, ColumnValue {
    /// Persons are taken out of it for good; dates, kinds, findings and figures stay.
    case anonymise
    case delete
}

/// One going-through of what is due (销毁批次): proposed by one person after a preview, approved by another.
package struct RetentionRun: Sendable, Hashable {
    package let id: ID<RetentionRun>
    package let organisationID: ID<Organisation>
    package let rule: RetentionRule
    package let manner: RetentionManner
    /// What ended on this day or before.
    package let untilOn: LocalDay
    /// How many were due when it was proposed.
    package let found: Int
    package let proposedBy: ID<Staff>
    package let proposedAt: Instant
    package var approvedBy: ID<Staff>?
    package var approvedAt: Instant?
    package var doneAt: Instant?
    package var done: Int

    package enum State: String, Sendable {
        case proposed, approved, done
    }

    package var state: State { doneAt != nil ? .done : approvedAt != nil ? .approved : .proposed }
    var subject: Event.Subject { Event.Subject(kind: "retention", id: id.text) }

    /// Lets a second person approve it. Throws `Problem.conflict` for the one who proposed it.
    mutating func approve(by staff: ID<Staff>, at now: Instant) throws(Problem) {
        guard approvedAt == nil else { throw .conflict("casework.retention.approved_already") }
        guard staff != proposedBy else { throw .conflict("casework.retention.second_person") }
        approvedBy = staff
        approvedAt = now
    }
}

/// What can be done about retention (保存期限权限).
package enum RetentionAction: String, Action {
    case read = "casework.retention.read"
    case propose = "casework.retention.propose"
    case approve = "casework.retention.approve"
    case hold = "casework.retention.hold"

    static let lines =
        Right.lines(
            RetentionAction.read, [.privacyOfficer, .complaintLeader, .director, .chiefExecutive, .auditor])
        + Right.lines(RetentionAction.propose, [.privacyOfficer])
        + Right.lines(RetentionAction.approve, [.director, .chiefExecutive])
        + Right.lines(RetentionAction.hold, [.privacyOfficer, .complaintLeader, .director, .chiefExecutive])
}
