import Casework
import Kernel
import Platform
import Storage
import Web

extension ImprovementAction {
    /// The actions that came of a case, on its own page, for whoever may see actions.
    package static let caseSection: CaseSectionMaker = { subject, visit, desk, db in
        guard desk.rights.allows(QualityAction.readActions.rawValue, to: visit.actor) else { return nil }
        let actions = try led(
            by: Event.Subject(kind: "case", id: subject.id.text), of: subject.organisationID, in: db)
        guard !actions.isEmpty else { return nil }
        let names = try StaffMember.names(
            of: Set(actions.map(\.owner)).sorted(), in: subject.organisationID, in: db)
        let word = ActionWords(words: visit.words, names: names, units: [:])
        return PageSection(
            "improvement", word("title"),
            table: TableView(
                word("title"), columns: ["action", "state", "owner", "next"].map { word("column.\($0)") },
                rows: actions.map { action in
                    TableView.Row([
                        .init(action.title, address: "/actions/\(action.id)", note: action.number),
                        .init("", state: word.state(action, now: visit.now)), .init(word.name(action.owner)),
                        .init(visit.words.day(action.round.dueOn)),
                    ])
                }))
    }
}
