import Kernel
import Platform

/// Lists of who is held to account (问责台账、本人记录, S4-37): few see it, each employee what concerns them.
package enum AccountabilityAction: String, Action {
    case overview = "casework.accountability"
    case own = "casework.accountability.own"

    static let lines =
        Right.lines(AccountabilityAction.overview, [.humanResources, .director, .chiefExecutive, .auditor])
        + Right.lines(AccountabilityAction.own, [.employee], .own)
}
