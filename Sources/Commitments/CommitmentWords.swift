import Casework
import Foundation
import Kernel
import People
import Platform
import Web

/// What the pages of this slice say alike (承诺页面用语).
struct CommitmentWords: Sendable {
    let words: Words

    func callAsFunction(_ key: String, _ gaps: [String: Message.Argument] = [:]) -> String {
        words("commitments.\(key)", gaps)
    }

    /// `92.3% (12/13)`, never without both numbers.
    func rate(_ rate: Rate) -> String {
        guard rate.of > 0 else { return self("kept.nothing_due") }
        let percent = String(format: "%.1f%%", Double(rate.met) * 100 / Double(rate.of))
        return self("kept.rate", ["percent": .text(percent), "met": .number(rate.met), "of": .number(rate.of)])
    }

    /// What is known of a promise; a rate of fewer than five is not told.
    func measure(_ measure: KeptRates.Measure) -> String {
        switch measure {
        case .kept(let rate): rate.of > 0 && rate.isTooSmall ? self("kept.too_few") : self.rate(rate)
        case .figure(let rate): self.rate(rate)
        case .elsewhere: self("kept.elsewhere")
        case .unmeasured: self("kept.unmeasured")
        }
    }

    func text(_ bilingual: Bilingual) -> String { bilingual.text(in: words.language) }

    func state(_ state: StandardBook.State) -> StateBadge {
        let tone: StateBadge.Tone =
            switch state {
            case .draft, .planned: .open
            case .inForce: .done
            case .superseded, .replaced, .retired: .waiting
            }
        return StateBadge(self("state.\(state.rawValue)"), tone: tone)
    }

    /// Room and bed.
    func place(_ place: Place) -> String {
        [place.room, place.bed].filter { !$0.isEmpty }.joined(separator: "-")
    }
}
