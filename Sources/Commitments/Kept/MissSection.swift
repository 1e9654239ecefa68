import Casework
import Kernel
import Platform
import Storage
import Web

/// The promises that were not kept towards a case, on its own page (个案页上的未兑现承诺).
package enum MissSection {
    package static let maker: CaseSectionMaker = { subject, visit, desk, db in
        guard desk.rights.allows(CommitmentAction.read.rawValue, to: visit.actor) else { return nil }
        let misses = try CommitmentMiss.list(towards: subject.id, of: subject.organisationID, in: db)
        guard !misses.isEmpty else { return nil }
        let book = try StandardBook.load(of: subject.organisationID, in: db)
        let word = CommitmentWords(words: visit.words)
        return PageSection(
            "misses", word("misses.of_case"), lead: word("misses.of_case_lead"),
            table: TableView(
                word("misses.of_case"), columns: ["standard", "due", "noticed", "action"].map { word("column.\($0)") },
                rows: misses.map { miss in
                    TableView.Row([
                        .init(
                            book[miss.standardID].map { word.text($0.terms.name) } ?? miss.code,
                            address: "\(StandardRoutes.address)/\(miss.standardID)"),
                        .init(visit.words.moment(miss.dueAt)), .init(visit.words.moment(miss.noticedAt)),
                        cell(miss, mayOpen: true, visit, desk),
                    ])
                }))
    }

    /// What the slice of improvement asks for where an action is opened, and where one is read.
    private static let opening = "quality.actions.open"
    private static let actions = "improvement_action"

    /// The action that answers a miss, or the press that opens one for whoever may and can read the case.
    static func cell(_ miss: CommitmentMiss, mayOpen: Bool, _ visit: Visit, _ desk: Desk) -> TableView.Cell {
        let word = CommitmentWords(words: visit.words)
        if miss.actionTakenAt != nil {
            return .init(
                word("misses.action_taken"),
                address: miss.action.flatMap { desk.address(of: Event.Subject(kind: actions, id: $0)) })
        }
        return .init(
            miss.wantsAction ? word("misses.action_wanted") : "",
            button: mayOpen && desk.rights.allows(opening, to: visit.actor)
                ? ButtonView("/actions/from/miss/\(miss.id)", word("misses.open_action"), about: miss.code) : nil)
    }
}
