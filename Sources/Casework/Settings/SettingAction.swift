import Kernel
import Platform

/// What can be done with an organisation's own rules (规则权限): one proposes, another approves, the auditor reads.
package enum SettingAction: String, Action {
    case read = "casework.rules.read"
    case propose = "casework.rules.propose"
    case approve = "casework.rules.approve"

    static let lines =
        Right.lines(
            SettingAction.read,
            [
                .systemAdministrator, .complaintLeader, .qualitySupervisor, .supervisor, .director, .chiefExecutive,
                .auditor,
            ])
        + Right.lines(SettingAction.propose, [.systemAdministrator, .director])
        + Right.lines(SettingAction.approve, [.director, .chiefExecutive])
}
