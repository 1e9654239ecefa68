import Kernel
import Platform

/// What can be done with the special fund itself (专项资金权限); paying is a step of a case.
package enum FundAction: String, Action {
    case read = "casework.fund.read"
    case plan = "casework.fund.plan"

    static let lines =
        Right.lines(
            FundAction.read,
            [.supervisor, .director, .chiefExecutive, .qualitySupervisor, .complaintLeader, .coordinator, .auditor])
        + Right.lines(FundAction.plan, [.director, .chiefExecutive])
}
