import Kernel
import People
import Platform
import Web

/// `GET /commitments/issues/:issue`: one giving of a letter, as it was recorded.
struct IssuePage: Sendable {
    let issue: CommitmentIssue
    let person: Person
    let relatives: [Relative]
    let file: Attachment?
    let staff: [ID<Staff>: String]
    let visit: Visit
    let rights: Rights
    let faults: [String: Message]

    private var word: CommitmentWords { CommitmentWords(words: visit.words) }
    private var address: String { "\(IssueRoutes.address)/\(issue.id)" }
    private var names: ViewGrant {
        rights.allows(PeopleAction.readNames.rawValue, to: visit.actor) ? .full : .masked
    }

    var record: RecordPage {
        let title = word(
            "issue.title", ["name": .text(person.shownName(names)), "n": .number(issue.letterVersion)])
        var actions = [
            ActionLink(
                "/commitments/letters/\(issue.letterVersion)?person=\(person.id)", word("issue.letter"),
                icon: "file-earmark-text")
        ]
        if file != nil {
            actions.append(ActionLink(address + "/signature", word("issue.signature"), icon: "eye"))
        }
        var sections = [PageSection("facts", notices: notices, facts: facts)]
        if issue.annulment == nil, rights.allows(CommitmentAction.issueLetter.rawValue, to: visit.actor) {
            let form = FormView(
                action: address + "/annulment", fields: IssueRoutes.annulFields(visit.words),
                submit: word("issue.annul"), icon: "x-lg", isWeighty: true)
            sections.append(
                PageSection(
                    "annulment", word("issue.annul_title"), lead: word("issue.annul_lead"),
                    form: faults.isEmpty ? form : form.refused(visit.form, faults, visit.words), isFolded: true))
        }
        return RecordPage(
            title,
            breadcrumb: Breadcrumb(
                [
                    ("/commitments", word("title")),
                    ("/commitments/persons/\(person.id)", person.shownName(names)),
                ], here: word("issue.here", ["n": .number(issue.letterVersion)])),
            state: IssuePage.state(issue, word), actions: actions, sections)
    }

    static func state(_ issue: CommitmentIssue, _ word: CommitmentWords) -> StateBadge {
        if issue.annulment != nil { return StateBadge(word("issue.annulled"), tone: .waiting, icon: "x-lg") }
        let text = word("issue.outcome.\(issue.outcome.rawValue)")
        return StateBadge(text, tone: issue.outcome.isSigned ? .done : .open)
    }

    /// Who signed, in which relation: 本人, or a relative with the power they held on the day.
    static func signer(
        _ issue: CommitmentIssue, _ relatives: [Relative], names: ViewGrant, _ word: CommitmentWords
    ) -> String {
        guard let id = issue.relativeID else { return word("issue.signer_self") }
        let name = relatives.first { $0.id == id }?.shownName(names) ?? ""
        let power = issue.relation.authority.map { word.words("people.authority.kind.\($0.rawValue)") }
        return [
            word.words("people.kinship.\(issue.relation.relation)"), name,
            power ?? word("issue.without_power"),
        ].filter { !$0.isEmpty }.joined(separator: " · ")
    }

    private var notices: [Notice] {
        guard let annulment = issue.annulment else { return [] }
        return [
            Notice(
                .warning,
                word(
                    "issue.annulled_because",
                    ["moment": .instant(annulment.at), "reason": .text(annulment.reason)]))
        ]
    }

    private var facts: DefinitionList {
        var items: [DefinitionList.Item] = [
            .init(word("issue.issued_on"), visit.words.day(issue.issuedOn)),
            .init(word("issue.way_title"), word("issue.way.\(issue.way.rawValue)")),
        ]
        let explained = issue.explained.sorted().map { word("issue.explained.\($0.rawValue)") }
        if !explained.isEmpty {
            let list = explained.joined(separator: visit.words("web.format.list_separator"))
            items.append(.init(word("issue.explained_title"), list))
        }
        items.append(.init(word("issue.outcome_title"), word("issue.outcome.\(issue.outcome.rawValue)")))
        items.append(.init(word("issue.signer"), IssuePage.signer(issue, relatives, names: names, word)))
        if !issue.reason.isEmpty { items.append(.init(word("issue.reason"), issue.reason)) }
        if let witness = issue.witness { items.append(.init(word("issue.witness"), staff[witness] ?? "")) }
        if let file {
            items.append(.init(word("issue.digest"), file.digest.text, address: address + "/signature"))
        }
        items.append(.init(word("issue.recorded"), visit.words.moment(issue.recordedAt)))
        return DefinitionList(items)
    }
}
