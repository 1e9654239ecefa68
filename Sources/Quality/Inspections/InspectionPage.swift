import Casework
import Kernel
import Platform
import Web

/// `GET /inspections/:inspection`: what was looked at, how it scored, and what is done about what was found.
struct InspectionPage: Sendable {
    let one: Inspection
    let list: Checklist?
    let secret: MysterySecret?
    let actions: [ImprovementAction]
    let unit: String
    let word: ActionWords
    let routes: InspectionRoutes
    /// Whether the reader looks after mystery visits.
    let keeps: Bool
    let visit: Visit

    private var forms: InspectionForms { routes.forms(visit.words) }

    var page: RecordPage {
        let title = list?.name.text(in: visit.language) ?? one.checklist
        return RecordPage(
            title, breadcrumb: Breadcrumb([("/inspections", forms.word("title"))], here: one.number),
            state: one.isSecret ? StateBadge(forms.word("secret"), tone: .waiting, icon: "shield-lock") : nil,
            [facts] + hidden + [items, rectification])
    }

    private var facts: PageSection {
        let rows: [(String, String)] = [
            ("field.kind", forms.word("kind.\(one.kind.rawValue)")), ("field.unit", unit),
            ("field.held_on", visit.words.day(one.heldOn)),
            ("column.score", list.map { routes.told(one.score(by: $0), forms) } ?? ""), ("field.team", one.team),
            ("field.participants", one.participants.joined(separator: visit.words("web.format.list_separator"))),
            ("field.recorded_by", word.name(one.inspector)), ("field.summary", one.summary),
            ("field.next_on", one.nextOn.map { visit.words.day($0) } ?? ""),
        ]
        return PageSection(
            "facts", notices: one.isSecret ? [Notice(.warning, forms.word("secret_notice"))] : [],
            facts: DefinitionList(rows.filter { !$0.1.isEmpty }.map { .init(forms.word($0.0), $0.1) }))
    }

    private var hidden: [PageSection] {
        guard let secret else { return [] }
        let facts = DefinitionList(
            [
                DefinitionList.Item(forms.word("field.visitor"), secret.visitor, isConfidential: true),
                .init(forms.word("field.qualification"), secret.qualification, isConfidential: true),
                .init(forms.word("field.scenario"), secret.scenario, isConfidential: true),
            ]
                + one.cases.map {
                    .init(forms.word("field.cases"), forms.word("case"), address: "/cases/\($0)", isConfidential: true)
                })
        let release = FormView(
            action: "/inspections/\(one.id)/release", fields: [], submit: forms.word("release"), icon: "send",
            isWeighty: true)
        return [
            PageSection("secret", forms.word("secret_heading"), facts: facts, form: one.isSecret ? release : nil)
        ]
    }

    private var items: PageSection {
        let rows = (list?.items ?? []).map { item in
            let score = one.scores.first { $0.item == item.code }
            return TableView.Row([
                .init(item.text.text(in: visit.language), note: score?.note.isEmpty == false ? score?.note : nil),
                .init(score.map { forms.word("mark.\($0.mark.rawValue)") } ?? ""), .init(String(item.weight)),
            ])
        }
        return PageSection(
            "items", forms.word("items"),
            table: TableView(
                forms.word("items"), columns: ["item", "mark", "weight"].map { forms.word("column.\($0)") }, rows: rows)
        )
    }

    private var rectification: PageSection {
        let rows = actions.map { action in
            TableView.Row([
                .init(action.title, address: "/actions/\(action.id)", note: action.number),
                .init("", state: word.state(action, now: visit.now)), .init(word.name(action.owner)),
                .init(visit.words.day(action.round.dueOn)),
            ])
        }
        return PageSection(
            "rectification", forms.word("rectification"),
            table: TableView(
                forms.word("rectification"),
                columns: ["action", "state", "owner", "next"].map { word("column.\($0)") }, rows: rows),
            empty: EmptyState(
                icon: "check-circle", sentence: forms.word(one.isSecret ? "after_release" : "nothing_found")))
    }
}
