/// Where a case stands (个案状态, 3.5). Escalated, extended, paused, reopened and merged-into are marks on the case and
/// no states: they can be true together with any of these.
package enum CaseState: String, Codable, Sendable, CaseIterable {
    /// 登记
    case registered
    /// 已受理
    case acknowledged
    /// 已定级
    case graded
    /// 已派单：offered to somebody who has not yet accepted.
    case assigned
    /// 调查中
    case investigating
    /// 方案待批
    case awaitingApproval = "awaiting_approval"
    /// 待反馈
    case decisionReady = "decision_ready"
    /// 已反馈
    case decisionCommunicated = "decision_communicated"
    /// 双确认中
    case confirming
    /// 已结案
    case closed
    /// 不予受理：explained to the person.
    case notAccepted = "not_accepted"
    /// 已撤回
    case withdrawn
    /// 已并案
    case merged
    /// 复核中：by somebody not involved.
    case internalReview = "internal_review"
    /// 外部争议中
    case outsideDispute = "outside_dispute"

    /// States beside the way, from which a case returns to where it was.
    package var isAside: Bool { self == .merged || self == .outsideDispute }

    /// Whether somebody still owes the complainant something.
    package var isOpen: Bool {
        switch self {
        case .registered, .acknowledged, .graded, .assigned, .investigating, .awaitingApproval, .decisionReady,
            .decisionCommunicated, .confirming, .internalReview, .outsideDispute:
            true
        case .closed, .notAccepted, .withdrawn, .merged: false
        }
    }

    /// The plain words a complainant reads for it.
    package var publicKey: String { "casework.state_public.\(rawValue)" }
    package var key: String { "casework.state.\(rawValue)" }
}
