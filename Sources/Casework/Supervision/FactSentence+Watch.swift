import Kernel
import Platform
import Web

extension FactSentence {
    /// What the sentences of supervision, emergencies and accountability have in their gaps.
    func watchGaps(_ step: CaseStep) -> [String: Message.Argument] {
        switch step {
        case .supervision(let step): step.dueAt.map { ["at": .due($0)] } ?? ["at": .text("")]
        case .supervisionAnswer(let step): ["number": .number(step.number)]
        case .supervisionAcceptance(let step): ["number": .number(step.number)]
        case .supervisionReturn(let step):
            ["number": .number(step.number), "at": step.dueAt.map { .due($0) } ?? .text("")]
        case .emergency(let step):
            [
                "names": .text(
                    step.members.sorted().map(name).joined(separator: words("web.format.list_separator")))
            ]
        case .attribution(let step): ["names": .text(about(step))]
        case .account(let step):
            [
                "staff": .text(name(step.person)),
                "reason": .message(Message("casework.account_reason.\(step.reason.rawValue)")),
            ]
        case .ownNotice(let step): talk(step.communication)
        case .otherTold(let step): ["number": .text(step.number.description)]
        default: [:]
        }
    }

    func watchDetails(_ step: CaseStep) -> [String] {
        switch step {
        case .supervision(let step): [step.wanted]
        case .supervisionAnswer(let step): [step.answer]
        case .supervisionAcceptance(let step): quote(step.remark)
        case .supervisionReturn(let step): [step.reason]
        case .emergency(let step): [step.situation]
        case .emergencyDecision(let step): [step.decided]
        case .emergencyReport(let step): [step.done, line("why", step.why)]
        case .attribution(let step): [step.reason]
        case .account(let step): [step.grounds, measures(step.measures)]
        case .accountHearing(let step): quote(step.statement)
        case .accountRuling(let step): [step.reasons]
        case .ownLetter(let step): [line("looked_at", step.letter.lookedAt)]
        case .ownNotice(let step): talk(step.communication)
        default: []
        }
    }

    func measures(_ measures: Set<AccountMeasure>) -> String {
        AccountMeasure.allCases.filter(measures.contains).map { words("casework.account_measure.\($0.rawValue)") }
            .joined(separator: words("web.format.list_separator"))
    }

    private func about(_ step: Attribution) -> String {
        let all = step.staff.sorted().map(name) + step.units.sorted().compactMap { units[$0] }
        return all.isEmpty
            ? words("casework.case_page.nobody") : all.joined(separator: words("web.format.list_separator"))
    }
}
