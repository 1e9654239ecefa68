import Kernel
import Platform

/// Looking at who has what to do across cases (督办看板, S4-36): supervisors and above, and the auditor.
package enum SupervisionAction: String, Action {
    case overview = "casework.supervision"
    /// The coordination group and its meetings (S4-19, S4-20).
    case readMeetings = "casework.meetings.read"
    case recordMeeting = "casework.meetings.record"

    static let lines =
        Right.lines(
            SupervisionAction.overview, [.supervisor, .director, .chiefExecutive, .qualitySupervisor, .auditor])
        + Right.lines(
            SupervisionAction.readMeetings,
            [.coordinator, .supervisor, .director, .chiefExecutive, .qualitySupervisor, .complaintLeader, .auditor])
        + Right.lines(SupervisionAction.recordMeeting, [.coordinator])
}
