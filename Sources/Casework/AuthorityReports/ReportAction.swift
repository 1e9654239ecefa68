import Kernel
import Platform

/// Looking at reports to authorities across cases (报告清单权限).
package enum ReportAction: String, Action {
    case list = "casework.reports.list"

    static let lines = Right.lines(
        ReportAction.list,
        [.director, .chiefExecutive, .privacyOfficer, .qualitySupervisor, .complaintLeader, .supervisor, .auditor])
}
