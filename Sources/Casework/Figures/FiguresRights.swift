import Kernel
import Platform

/// What can be done with the statistics (统计权限).
package enum FiguresAction: String, Action {
    case read = "casework.figures.read"
    /// See the cases behind a number, each as far as the reader may read it.
    case trace = "casework.figures.trace"
    /// Have a period's analysis made anew, with the reason.
    case renew = "casework.figures.renew"
    /// Write down what an analysis showed and what is done about it (S0-19).
    case conclude = "casework.figures.conclude"

    /// Approve the system's analysis of an ended period, which then stays as it is.
    case issue = "casework.figures.issue"

    static let lines =
        Right.lines(
            FiguresAction.read, [.supervisor, .director, .chiefExecutive, .qualitySupervisor, .auditor, .regulator])
        + Right.lines(
            FiguresAction.trace, [.supervisor, .director, .chiefExecutive, .qualitySupervisor, .auditor])
        + Right.lines(FiguresAction.renew, [.qualitySupervisor])
        + Right.lines(FiguresAction.conclude, [.qualitySupervisor])
        + Right.lines(FiguresAction.issue, [.director, .chiefExecutive])
}

/// What can be done with the quarterly bulletin (季度通报, S0-20): everybody reads it, one writes, another approves.
package enum BulletinAction: String, Action {
    case read = "casework.bulletin.read"
    case write = "casework.bulletin.write"
    case approve = "casework.bulletin.approve"

    static let lines =
        Right.lines(BulletinAction.read, [.employee])
        + Right.lines(BulletinAction.write, [.qualitySupervisor])
        + Right.lines(BulletinAction.approve, [.director, .chiefExecutive])
}
