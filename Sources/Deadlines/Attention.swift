import Kernel

/// A moment at which a clock wants somebody to look (提醒与升级). Its id never changes however dues move, so what was
/// seen to is never fired again.
package struct Attention: Hashable, Sendable {
    package let kind: Kind
    package let at: Instant
    /// 0 against the due as promised; n against the n-th extension.
    package let extensionNumber: Int

    package enum Kind: Hashable, Sendable {
        /// So much percent of the time is used.
        case warning(Int)
        /// The morning of the day so many days before the last.
        case daysBefore(Int)
        case due
        case ladder(LadderStep)
        /// A pause ended by itself.
        case pauseEnded(since: Instant)
    }

    package var id: String {
        let name =
            switch kind {
            case .warning(let percent): "warning-\(percent)"
            case .daysBefore(let days): "days-before-\(days)"
            case .due: "due"
            case .ladder(let step): "ladder-\(step.level)-\(step.role)-\(step.timing)"
            case .pauseEnded(let since): "pause-ended-\(since.milliseconds)"
            }
        return extensionNumber == 0 ? name : "\(name)/\(extensionNumber)"
    }

    /// Of what reaches the holder at one moment only the weightiest is fired.
    var reachesHolder: Bool {
        switch kind {
        case .warning, .daysBefore, .due: true
        case .ladder(let step): step.level == 0
        case .pauseEnded: false
        }
    }

    var weight: Int {
        switch kind {
        case .pauseEnded: 0
        case .warning: 1
        case .daysBefore: 2
        case .ladder(let step): step.level == 0 ? 3 : 5 + step.level
        case .due: 4
        }
    }
}

extension [Attention] {
    /// In order of time, the lighter first, and not two for the holder at one moment.
    func inOrder() -> [Attention] {
        let sorted = sorted { ($0.at, $0.weight, $0.id) < ($1.at, $1.weight, $1.id) }
        return sorted.filter { attention in
            !attention.reachesHolder
                || !sorted.contains { $0.reachesHolder && $0.at == attention.at && $0.weight > attention.weight }
        }
    }
}
