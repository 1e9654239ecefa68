import Kernel
import Platform

/// What can be done with indicators (指标权限).
package enum IndicatorAction: String, Platform.Action {
    /// See the own dashboard.
    case read = "indicators.read"
    /// See what stands behind a value, each record as far as the reader may open it.
    case trace = "indicators.trace"
    /// See whether all are served alike (S2-6).
    case readEquity = "indicators.read_equity"
    /// Record how much was done in a month.
    case recordVolume = "indicators.record_volume"

    static let leaders: [Role] = [.director, .chiefExecutive, .qualitySupervisor, .supervisor, .auditor]

    static let lines =
        Right.lines(
            read,
            leaders + [
                .regulator, .unitHead, .customerService, .customerRelations, .mediator, .complaintLeader, .coordinator,
            ])
        + Right.lines(trace, leaders + [.unitHead, .complaintLeader])
        + Right.lines(readEquity, [.director, .chiefExecutive, .qualitySupervisor, .auditor])
        + Right.lines(recordVolume, [.qualitySupervisor, .director, .customerRelations])
}
