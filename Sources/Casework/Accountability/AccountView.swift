import Kernel
import Platform
import Web

/// One matter of accountability in words, for those who may know it and for the person concerned.
struct AccountView: Sendable {
    let state: StateBadge
    let lines: [String]

    init(_ account: Accountability, words: Words) {
        func word(_ key: String, _ gaps: [String: Message.Argument] = [:]) -> String {
            words("casework.account.\(key)", gaps)
        }
        let measures = FactSentence(words: words, names: [:], units: [:]).measures(account.measures)
        var lines = [
            word("grounds", ["text": .text(account.grounds)]), word("measures", ["measures": .text(measures)]),
        ]
        if let hearing = account.hearing {
            lines.append(
                hearing.statement.map {
                    word("statement", ["at": .instant(hearing.heardAt), "text": .text($0)])
                } ?? word("declined_at", ["at": .instant(hearing.heardAt)]))
        }
        if let ruling = account.ruling {
            lines.append(
                word(
                    ruling.agrees ? "agreed" : "refused",
                    ["at": .instant(ruling.at), "text": .text(ruling.reasons)]))
        }
        self.lines = lines
        state =
            switch (account.hearing, account.ruling) {
            case (_, .some(let ruling)):
                StateBadge(word(ruling.agrees ? "state.agreed" : "state.refused"), tone: .done, icon: "check-circle")
            case (.some, nil): StateBadge(word("state.heard"), tone: .waiting, icon: "hourglass-split")
            case (nil, nil): StateBadge(word("state.proposed"), tone: .open, icon: "hourglass-split")
            }
    }
}
