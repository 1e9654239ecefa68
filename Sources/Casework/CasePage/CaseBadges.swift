import Kernel
import Web

extension Case {
    /// The level as a badge; `nil` for kinds without one, and before anybody suggested one.
    func levelBadge(_ words: Words) -> LevelBadge? {
        level.current.map {
            LevelBadge(number: $0.rawValue, word: words("casework.case_page.level_word.\($0.rawValue)"))
        }
    }

    func stateBadge(_ words: Words) -> StateBadge {
        let (tone, icon): (StateBadge.Tone, String) =
            switch state {
            case .registered: (.open, "inbox")
            case .acknowledged, .graded: (.open, "flag")
            case .assigned: (.waiting, "person-plus")
            case .investigating, .internalReview: (.open, "search")
            case .awaitingApproval: (.waiting, "hourglass-split")
            case .decisionReady: (.open, "file-earmark-text")
            case .decisionCommunicated, .confirming: (.waiting, "chat-heart")
            case .closed: (.done, "check2-all")
            case .notAccepted, .withdrawn: (.done, "x-circle")
            case .merged: (.done, "link-45deg")
            case .outsideDispute: (.waiting, "building")
            }
        return StateBadge(words(state.key), tone: tone, icon: icon)
    }

    /// The marks that lie over the state (3.5).
    func marks(_ words: Words) -> [CaseMark] {
        var marks: [CaseMark] = []
        func add(_ holds: Bool, _ key: String, _ icon: String) {
            if holds { marks.append(CaseMark(text: words(key), icon: icon)) }
        }
        add(secrecy != .open, "casework.secrecy.\(secrecy.rawValue)", "shield-lock")
        add(!redress.waivers.isEmpty, "casework.waivers.mark", "exclamation-triangle")
        add(timing.isEscalated, "casework.mark.escalated", "megaphone")
        add(timing.isExtended, "casework.mark.extended", "calendar-check")
        add(timing.isPaused, "casework.mark.paused", "pause-circle")
        add(isReopened, "casework.mark.reopened", "arrow-repeat")
        add(closing?.isUnresolved ?? false, "casework.mark.unresolved", "exclamation-circle")
        return marks
    }
}

/// A mark beside the state of a case.
struct CaseMark: Sendable {
    let text: String
    let icon: String
}
