import Kernel
import Platform

/// What can be done with the library of strategies (补救策略库权限); starting one is a step of a case.
package enum RecoveryAction: String, Action {
    case read = "casework.recovery.read"
    case edit = "casework.recovery.edit"

    static let lines =
        Right.lines(RecoveryAction.read, [.employee, .auditor])
        + Right.lines(
            RecoveryAction.edit,
            [.complaintLeader, .qualitySupervisor, .serviceDesigner, .director, .chiefExecutive])
}
