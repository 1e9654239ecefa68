import Kernel
import Platform
import Storage

/// How long what is kept, and what becomes of it then (保存期限, standards 2.19). The longest term that touches a record
/// wins, and a legal hold stops all of them.
package enum RetentionRule: String, CaseIterable, Sendable, ColumnValue {
    /// 养老机构个案档案：five years from the end of the agreement, or from closing where that is later (Order 66 art. 32).
    case caseFiles = "case_files"
    /// 其他单位个案档案：five years from closing, three at the least (limitation, Civil Code art. 188).
    case otherCaseFiles = "other_case_files"
    /// 封存的医疗证据：settled, and three years from sealing (Order 701 art. 24).
    case sealedEvidence = "sealed_evidence"
    /// 门诊病历复印件：as the hospital keeps its own, fifteen years.
    case outpatientCopies = "outpatient_copies"
    /// 住院病历复印件：thirty years.
    case inpatientCopies = "inpatient_copies"
    /// 影响评估报告：three years (PIPL art. 56).
    case impactAssessments = "impact_assessments"
    /// 提供、委托处理记录：three years (PIPL, network data rules art. 12).
    case sharingRecords = "sharing_records"
    /// 未录用人员材料：a year, six months at the least (no longer than needed).
    case candidates
    /// 通话录音：two years from closing, by our own default.
    case recordings
    /// 访问与安全日志：three years; the law asks for six months (网安法 21).
    case securityLog = "security_log"
    /// 到期删除的台账记录：each register's own term.
    case registerEntries = "register_entries"
    /// 到期匿名、留作统计的台账记录：each register's own term.
    case registerFigures = "register_figures"

    /// The usual term; `nil` where each record has one of its own.
    package var months: Int? {
        switch self {
        case .registerEntries, .registerFigures: nil
        case .caseFiles, .otherCaseFiles: 60
        case .sealedEvidence, .impactAssessments, .sharingRecords, .securityLog: 36
        case .outpatientCopies: 180
        case .inpatientCopies: 360
        case .candidates: 12
        case .recordings: 24
        }
    }

    /// Nobody proposes to keep it shorter than that.
    package var leastMonths: Int? {
        switch self {
        case .registerEntries, .registerFigures: nil
        case .otherCaseFiles: 36
        case .candidates, .securityLog: 6
        case .recordings: 1
        case .caseFiles, .sealedEvidence, .outpatientCopies, .inpatientCopies, .impactAssessments, .sharingRecords:
            months
        }
    }

    /// The files it goes through, where it is about files that have a term of their own.
    package var recordClass: RecordClass? {
        switch self {
        case .sealedEvidence: .sealedEvidence
        case .outpatientCopies: .outpatientCopy
        case .inpatientCopies: .inpatientCopy
        case .impactAssessments: .impactAssessment
        case .sharingRecords: .sharingRecord
        case .candidates: .candidate
        case .caseFiles, .otherCaseFiles, .recordings, .securityLog, .registerEntries, .registerFigures: nil
        }
    }

    /// What may be done when the term is over; the first is usual.
    package var manners: [RetentionManner] {
        isOfCases ? [.anonymise, .delete] : self == .registerFigures ? [.anonymise] : [.delete]
    }

    package var isOfCases: Bool { self == .caseFiles || self == .otherCaseFiles }

    /// The rule for case files of such an organisation: where elders live, their files are kept by Order 66.
    package static func files(of kind: OrganisationKind) -> RetentionRule {
        switch kind {
        case .careHome, .combined: .caseFiles
        case .homeCare, .ltciProvider, .hospital: .otherCaseFiles
        }
    }

    /// The rules such an organisation goes by.
    package static func rules(of kind: OrganisationKind) -> [RetentionRule] {
        allCases.filter { !$0.isOfCases || $0 == files(of: kind) }
    }

    /// Nothing that ended after this day is due, at the usual term or at another; where each record has a term of its
    /// own, nothing that is to be kept through that day.
    package func cutoff(on today: LocalDay, months asked: Int? = nil) -> LocalDay {
        guard let months = asked ?? months else { return today.advanced(by: -1) }
        let count = today.year * 12 + today.month - 1 - months
        let (year, month) = (count / 12, count % 12 + 1)
        // A shorter month ends earlier.
        return (0..<4).lazy.compactMap { LocalDay(year: year, month: month, day: today.day - $0) }.first ?? today
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
