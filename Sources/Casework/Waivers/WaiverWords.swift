import Kernel
import Platform
import Web

/// Words where two tasks are or were in one hand.
struct WaiverWords {
    let words: Words

    private func list(_ guards: some Sequence<Guard>) -> Message.Argument {
        .list(guards.map(\.rawValue).sorted().map { Message("casework.waivers.guard.\($0)") })
    }

    /// Said on the form before the step; `nil` where every separation is kept.
    func before(_ guards: Set<Guard>) -> Notice? {
        guards.isEmpty
            ? nil
            : Notice(
                .warning, words("casework.waivers.before", ["guards": list(guards)]),
                title: words("casework.waivers.mark"))
    }

    func told(_ waiver: SeparationWaiver, by name: String) -> String {
        words(
            "casework.waivers.told",
            [
                "step": .message(Message(waiver.action.key)), "name": .text(name), "at": .instant(waiver.at),
                "guards": list(waiver.guards),
            ])
    }
}

extension FactSentence {
    /// The line of a fact whose separation was waived.
    func waived(_ fact: CaseFact) -> [String] {
        guard let waived = fact.waived else { return [] }
        let guards = waived.map { Message("casework.waivers.guard.\($0.rawValue)") }
        return [words("casework.waivers.before_was", ["guards": .list(guards)])]
    }
}
