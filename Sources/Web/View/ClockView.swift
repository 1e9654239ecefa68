/// A promise and its clock 时限 as people read it: by when, how long, and why then.
package struct ClockView: Hashable, Sendable {
    package enum State: String, Sendable {
        case running, soon, late, paused, met, missed

        var icon: String {
            switch self {
            case .running: "clock"
            case .soon: "alarm"
            case .late, .missed: "exclamation-triangle"
            case .paused: "pause-circle"
            case .met: "check-circle"
            }
        }

        /// True while the time left changes by itself.
        var isLive: Bool {
            switch self {
            case .running, .soon, .late: true
            case .paused, .met, .missed: false
            }
        }
    }

    package let label: String
    package let stateWord: String
    package let stateClass: String
    package let dueText: String
    /// ISO 8601 with offset.
    package let dueStamp: String
    package let remainingText: String
    /// Sentences a person can check, in order.
    package let explanation: [String]
    /// 0…100, how much of the time is used.
    package let percent: Int
    /// Why the due time may still change; absent when it is certain.
    package let provisional: String?
    /// The due time before it was extended.
    package let originalDue: String?
    let icon: String
    let isLive: Bool
    let hasExplanation: Bool

    package init(
        label: String, state: State, stateWord: String, dueText: String, dueStamp: String, remainingText: String,
        explanation: [String] = [], percent: Int, provisional: String? = nil, originalDue: String? = nil
    ) {
        self.label = label
        self.stateWord = stateWord
        stateClass = state.rawValue
        self.dueText = dueText
        self.dueStamp = dueStamp
        self.remainingText = remainingText
        self.explanation = explanation
        self.percent = min(100, max(0, percent))
        self.provisional = provisional
        self.originalDue = originalDue
        icon = state.icon
        isLive = state.isLive
        hasExplanation = !explanation.isEmpty
    }
}
