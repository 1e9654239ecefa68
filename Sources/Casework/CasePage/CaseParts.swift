import Kernel
import Platform
import Web

/// One point of complaint as the case page shows it.
struct AllegationView: Sendable {
    let number: Int
    let text: String
    let category: String
    let gravity: String
    let finding: String?
    let reasons: String?
    let causes: [String]
    let hasCauses: Bool
    let answerable: String?
    /// The address at which its finding is written, for those who may.
    let address: String?

    init(_ allegation: Allegation, _ contents: CaseContents, _ words: Words) {
        let open = contents.open
        number = allegation.number
        text = allegation.text
        category = "\(allegation.category) \(words(allegation.category.message))"
        gravity = words(
            "casework.case_page.gravity",
            [
                "severity": .message(Message("casework.severity.\(allegation.severity.rawValue)")),
                "harm": .message(Message("casework.harm.\(allegation.harm.rawValue)")),
            ])
        finding = allegation.finding.map { words("casework.finding.\($0.rawValue)") }
        reasons = allegation.reasons
        causes = FactSentence(words: words, names: contents.names, units: contents.units).causes(allegation.causes)
        hasCauses = !causes.isEmpty
        let blamed = [
            allegation.responsibleUnit.flatMap { contents.units[$0] }, contents.name(allegation.responsiblePerson),
        ].compactMap { $0 }
        answerable =
            blamed.isEmpty
            ? nil
            : words(
                "casework.case_page.answerable",
                ["names": .text(blamed.joined(separator: words("web.format.list_separator")))])
        address =
            open.lawful.contains(.recordFinding) ? "\(open.address)/findings?point=\(allegation.number)" : nil
    }
}

/// The decision as the case page shows it: plan, remedies, money, actions, letter, confirmations.
struct DecisionView: Sendable {
    struct Action: Sendable {
        let text: String
        let owner: String
        let due: String
        let done: String?
        let evidence: String?
        let isLate: Bool
        /// Where it is reported done, for those who may.
        let address: String?
    }

    let plan: String?
    let facts: DefinitionList
    let actions: [Action]
    let hasActions: Bool
    let printActions: String
    let letter: String?
    let settlement: String?
    let confirmations: [String]
    let hasConfirmations: Bool

    /// `nil` before anything was proposed or settled.
    init?(_ contents: CaseContents, _ words: Words) {
        let open = contents.open
        let decision = open.subject.decision
        guard decision.proposal != nil || decision.settlement != nil else { return nil }
        plan = decision.proposal?.plan
        settlement = decision.settlement?.answer
        facts = DefinitionList(DecisionView.facts(contents, words))
        let today = open.now.day(in: words.zone)
        let mayComplete = open.lawful.contains(.completeAction)
        actions = decision.actions.map { action in
            Action(
                text: action.text, owner: contents.name(action.owner) ?? words("casework.case_page.nobody"),
                due: words("casework.case_page.due_on", ["day": .day(action.dueOn)]),
                done: action.doneAt.map { words("casework.case_page.done_at", ["at": .instant($0)]) },
                evidence: action.evidence, isLate: action.doneAt == nil && action.dueOn < today,
                address: mayComplete && action.doneAt == nil
                    ? "\(open.address)/completion?action=\(action.number)" : nil)
        }
        hasActions = !actions.isEmpty
        printActions = "\(open.address)/actions"
        letter = decision.letter.map { _ in "\(open.address)/letter" }
        confirmations = DecisionView.confirmations(contents, words)
        hasConfirmations = !confirmations.isEmpty
    }

    private static func facts(_ contents: CaseContents, _ words: Words) -> [DefinitionList.Item] {
        let decision = contents.open.subject.decision
        func word(_ key: String) -> String { words("casework.case_page.\(key)") }
        let remedies = decision.proposal?.remedies ?? decision.settlement?.remedies ?? []
        var items: [DefinitionList.Item] = []
        if !remedies.isEmpty {
            let list = remedies.map { words("casework.remedy.\($0.rawValue)") }
            items.append(.init(word("remedies"), list.joined(separator: words("web.format.list_separator"))))
        }
        if let amount = decision.proposal?.amount, amount.fen > 0 {
            items.append(.init(word("amount"), "¥\(amount.yuanText)"))
        }
        if let proposer = contents.name(decision.proposedBy) { items.append(.init(word("proposed_by"), proposer)) }
        if decision.proposal != nil {
            items.append(.init(word("approved_by"), contents.name(decision.approvedBy) ?? word("not_yet")))
        }
        return items
    }

    private static func confirmations(_ contents: CaseContents, _ words: Words) -> [String] {
        let subject = contents.open.subject
        let confirmation = subject.confirmation
        var lines: [String] = []
        if let answer = confirmation.answer {
            lines.append(
                words(
                    "casework.case_page.complainant_says",
                    ["satisfied": .message(Message("casework.satisfaction.\(answer.satisfied.rawValue)"))]))
        }
        if confirmation.agreement != nil {
            let who = contents.name(confirmation.agreedBy) ?? words("casework.case_page.nobody")
            lines.append(words("casework.case_page.agreed_unsatisfied", ["name": .text(who)]))
        }
        if confirmation.second != nil {
            let who = contents.name(confirmation.secondBy) ?? words("casework.case_page.nobody")
            lines.append(words("casework.case_page.second_says", ["name": .text(who)]))
        }
        return lines
    }
}
