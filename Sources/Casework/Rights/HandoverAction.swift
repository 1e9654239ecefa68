import Kernel
import Platform

/// Looking at hand-overs across cases (交接统计): figures by unit, never whose fault.
package enum HandoverAction: String, Action {
    case overview = "casework.handovers"

    static let lines = Right.lines(
        HandoverAction.overview,
        [.coordinator, .qualitySupervisor, .complaintLeader, .supervisor, .director, .chiefExecutive])
}
