import Kernel
import Platform

/// What can be done with promises, letters and their issues (服务承诺权限).
package enum CommitmentAction: String, Platform.Action {
    /// See standards, letters, coverage and kept rates.
    case read = "commitments.read"
    /// Read the standards in force and say so (S0-21).
    case acknowledge = "commitments.acknowledge"
    /// Write drafts of standards and letters.
    case write = "commitments.write"
    /// Put a version in force that somebody else wrote, or retire one.
    case issueVersion = "commitments.issue_version"
    /// Give a resident the letter and record how it was signed.
    case issueLetter = "commitments.issue_letter"
    /// See who holds which letter, and who has not read the standards.
    case readIssues = "commitments.read_issues"
    /// Follow a kept rate to its cases, and see the misses.
    case trace = "commitments.trace"

    static let lines =
        Right.lines(read, workers) + Right.lines(acknowledge, workers)
        + Right.lines(write, [.qualitySupervisor, .director])
        + Right.lines(issueVersion, [.qualitySupervisor, .director, .chiefExecutive])
        + Right.lines(issueLetter, [.customerRelations, .customerService])
        + Right.lines(
            readIssues,
            [
                .customerRelations, .customerService, .qualitySupervisor, .director, .chiefExecutive, .privacyOfficer,
                .auditor,
            ])
        + Right.lines(
            trace, [.qualitySupervisor, .supervisor, .director, .chiefExecutive, .complaintLeader, .auditor])

    /// Everybody who works here; administrators of the machine and the authority promise nothing.
    private static let workers = Role.allCases.filter {
        ![.systemAdministrator, .securityAdministrator, .regulator].contains($0)
    }
}
