import Casework
import Kernel
import Platform
import Web

/// `GET /actions`: the actions of a view, with the two rates of the year (措施清单页).
struct ActionListPage: Sendable {
    let view: ActionView
    let list: ActionList
    let figures: ActionFigures?
    let lessons: Int
    let own: (open: Int, late: Int)
    let word: ActionWords
    let visit: Visit
    let unit: ID<OrganisationUnit>?
    let units: [Field.Option]
    let seesAll: Bool
    let mayOpen: Bool
    let mayAnswer: Bool
    let isFirst: Bool

    private func address(_ view: ActionView) -> String { "/actions?view=\(view.rawValue)" }
    private var here: String { address(view) + (unit.map { "&unit=\($0)" } ?? "") }

    var page: RecordPage {
        let views = seesAll ? ActionView.allCases : [.mine, .ended]
        let tabs = Tabs(
            label: word("views"),
            views.map {
                Tabs.Item(
                    address($0), word("view.\($0.rawValue)"), count: $0 == .mine ? own.open : nil, current: $0 == view)
            })
        var actions: [ActionLink] = []
        if mayOpen {
            actions.append(ActionLink("/actions/new", word("new"), icon: "plus-lg"))
            actions.append(ActionLink("/actions/rules", visit.words("quality.rules.title"), icon: "sliders"))
        }
        if mayAnswer {
            actions.append(
                ActionLink(
                    "/actions/lessons", word("lessons_waiting", ["n": .number(lessons)]), icon: "lightbulb"))
        }
        return RecordPage(
            word("title"), tabs: tabs, lead: word("lead"), actions: actions,
            [table] + (figures.map { [rates($0)] } ?? []))
    }

    private var table: PageSection {
        let rows = list.actions.map { action in
            TableView.Row([
                .init(
                    action.title, address: "/actions/\(action.id)",
                    note: "\(action.number) · \(word.source(action.source))"),
                .init("", state: word.state(action, now: visit.now)),
                .init(word.name(action.owner), note: word.unit(action.unit)),
                .init(next(action)),
            ])
        }
        let isFiltered = unit != nil
        return PageSection(
            "actions",
            notices: own.late > 0 && view == .mine
                ? [Notice(.warning, word("own_late", ["n": .number(own.late)]))] : [],
            filter: seesAll
                ? FilterView(
                    action: "/actions",
                    fields: [
                        .hidden("view", view.rawValue),
                        .select("unit", word("field.unit"), options: units, blank: word("every_unit")),
                    ], submit: word("filter"), clear: isFiltered ? ActionLink(address(view), word("clear")) : nil)
                : nil,
            table: TableView(
                word("title"), columns: ["action", "state", "owner", "next"].map { word("column.\($0)") }, rows: rows),
            empty: EmptyState(icon: "list-check", sentence: word("none.\(view.rawValue)")),
            pager: Pager(previous: isFirst ? nil : here, next: list.next.map { "\(here)&after=\($0.text)" }))
    }

    /// What comes next, and when.
    private func next(_ action: ImprovementAction) -> String {
        switch action.state {
        case .open: visit.words.day(action.round.dueOn)
        case .awaitingVerification: word("next.verification")
        case .awaitingEffect:
            action.nextCheckDay(in: visit.zone).map { word("next.effect", ["day": .day($0)]) } ?? ""
        case .effective, .cancelled: action.ending.map { visit.words.moment($0.at) } ?? ""
        }
    }

    private func rates(_ figures: ActionFigures) -> PageSection {
        func told(_ rate: Rate) -> String {
            rate.of == 0
                ? word("rate_none")
                : word(
                    "rate",
                    [
                        "percent": .number(Int((Double(rate.met) * 100 / Double(rate.of)).rounded())),
                        "met": .number(rate.met), "of": .number(rate.of),
                    ])
        }
        return PageSection(
            "figures", word("figures", ["year": .text(String(visit.today.year))]),
            facts: DefinitionList([
                .init(word("figure.on_time"), told(figures.onTime)),
                .init(word("figure.effective"), told(figures.effective)),
            ]))
    }
}
