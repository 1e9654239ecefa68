import Kernel
import Platform

/// What can be done with the evidence of a case (证据权限).
package enum EvidenceAction: String, Action {
    /// Take a case out as a bundle anybody can check.
    case exportBundle = "casework.bundle.export"

    static let lines = Right.lines(
        EvidenceAction.exportBundle, [.complaintLeader, .privacyOfficer, .director, .chiefExecutive, .auditor])
}
