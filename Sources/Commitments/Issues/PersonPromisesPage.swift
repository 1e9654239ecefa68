import Casework
import Kernel
import People
import Platform
import Web

/// `GET /commitments/persons/:person?on=`: what was promised to whom on a given day, in the words of that day.
struct PersonPromisesPage: Sendable {
    let found: HoldingRoutes.Promised
    let visit: Visit
    let rights: Rights

    private var word: CommitmentWords { CommitmentWords(words: visit.words) }
    private var address: String { "/commitments/persons/\(found.person.id)" }
    private var names: ViewGrant {
        rights.allows(PeopleAction.readNames.rawValue, to: visit.actor) ? .full : .masked
    }

    var record: RecordPage {
        let name = found.person.shownName(names)
        var actions: [ActionLink] = []
        let isServed = [.inService, .inHospital].contains(found.person.status(on: visit.today))
        if isServed, !found.hasCurrent, rights.allows(CommitmentAction.issueLetter.rawValue, to: visit.actor) {
            actions.append(
                ActionLink("\(IssueRoutes.address)/new?person=\(found.person.id)", word("issues.give"), icon: "pencil"))
        }
        if let letter = found.promised?.letter {
            actions.append(
                ActionLink(
                    "/commitments/letters/\(letter.version)?person=\(found.person.id)", word("issue.letter"),
                    icon: "file-earmark-text"))
        }
        let filter = FilterView(
            action: address, fields: [.day("on", word("person.on"), value: found.on)],
            submit: word("person.show"))
        return RecordPage(
            word("person.title", ["name": .text(name)]),
            breadcrumb: Breadcrumb(
                [("/commitments", word("title")), (IssueRoutes.address, word("issues.title"))], here: name),
            lead: found.person.code.description, actions: actions,
            [PageSection("promised", word("person.on_day", ["day": .day(found.on)]), filter: filter)]
                + promises + [issues])
    }

    private var promises: [PageSection] {
        guard let promised = found.promised else {
            return [
                PageSection("none", empty: EmptyState(icon: "file-earmark-text", sentence: word("person.nothing")))
            ]
        }
        let rows = promised.promises.map { standard in
            TableView.Row([
                .init(word.text(standard.terms.name)), .init(word.text(standard.terms.wording)),
                .init(visit.words(standard.terms.target.message)), .init(word.text(standard.terms.remedy)),
            ])
        }
        let signed = word(
            "person.signed",
            [
                "n": .number(promised.letter.version), "day": .day(promised.issue.issuedOn),
                "signer": .text(IssuePage.signer(promised.issue, found.relatives, names: names, word)),
            ])
        return [
            PageSection(
                "promises", notices: [Notice(.info, signed)],
                table: TableView(
                    word("person.promises"),
                    columns: ["standard", "wording", "target", "remedy"].map { word("column.\($0)") }, rows: rows))
        ]
    }

    private var issues: PageSection {
        let rows = found.issues.map { issue in
            TableView.Row([
                .init(visit.words.day(issue.issuedOn), address: "\(IssueRoutes.address)/\(issue.id)"),
                .init(word("version", ["n": .number(issue.letterVersion)])),
                .init("", state: IssuePage.state(issue, word)),
                .init(IssuePage.signer(issue, found.relatives, names: names, word)),
            ])
        }
        return PageSection(
            "issues", word("person.issues"),
            table: TableView(
                word("person.issues"),
                columns: ["issued", "version", "outcome", "signer"].map { word("column.\($0)") }, rows: rows),
            empty: EmptyState(icon: "journal-text", sentence: word("person.no_issues")))
    }
}
