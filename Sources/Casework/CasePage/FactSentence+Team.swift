import Kernel
import Platform
import Web

extension FactSentence {
    /// What the sentences of stand-ins, parts and sub-tasks have in their gaps.
    func teamGaps(_ step: CaseStep) -> [String: Message.Argument] {
        switch step {
        case .standIn(let step):
            [
                "absent": .text(name(step.absent)), "by": .text(name(step.by)),
                "reason": .message(Message("casework.stand_in_reason.\(step.reason.rawValue)")),
            ]
        case .standInEnd(let step): ["absent": .text(name(step.absent))]
        case .joining(let step):
            [
                "unit": .text(units[step.unit] ?? ""), "staff": .text(name(step.owner)), "at": .due(step.dueAt),
            ]
        case .partReport(let step): ["number": .number(step.number)]
        case .partWaiver(let step): ["number": .number(step.number)]
        case .task(let step): ["staff": .text(name(step.owner)), "at": .due(step.dueAt)]
        case .taskCompletion(let step): ["number": .number(step.number)]
        case .taskRemoval(let step): ["number": .number(step.number)]
        default: [:]
        }
    }

    func name(_ holder: Holder) -> String {
        switch holder {
        case .staff(let id): name(id)
        case .group(let id): units[id] ?? words("casework.case_page.nobody")
        }
    }
}

extension Teamwork {
    /// Every employee these speak of.
    var staffMentioned: Set<ID<Staff>> {
        var found = Set(hops.map(\.to) + parts.map(\.owner) + tasks.map(\.owner))
        found.formUnion(parts.compactMap(\.reportedBy) + tasks.compactMap(\.doneBy))
        found.formUnion(standIns.flatMap { [$0.absent, $0.by.staffID].compactMap { $0 } })
        found.formUnion(tasks.compactMap(\.givenBy.staffID))
        return found
    }
}
