import Casework
import Kernel
import People
import Platform
import Web

/// The list of who is to be followed up in a month or quarter, with how far it is done.
struct FollowUpListPage {
    let asked: FollowUpRoutes.Asked
    let list: FollowUpList
    let count: FollowUpCount
    let tree: UnitTree
    /// The heads of the persons' units, who see to it that it happens.
    let heads: [ID<Staff>: String]
    let isFirst: Bool
    let mayName: Bool
    let mayWork: Bool
    let words: Words

    private func word(_ key: String, _ arguments: [String: Message.Argument] = [:]) -> String {
        words("feedback.follow_up.\(key)", arguments)
    }

    private func address(_ audience: FollowUpAudience, _ period: FigurePeriod) -> String {
        "/follow-ups?audience=\(audience.rawValue)&period=\(period)" + (asked.unit.map { "&unit=\($0)" } ?? "")
    }

    var page: RecordPage {
        RecordPage(
            word("title"),
            tabs: Tabs(
                label: word("title"),
                FollowUpAudience.allCases.map { audience in
                    .init(
                        "/follow-ups?audience=\(audience.rawValue)", words("feedback.audience.\(audience.rawValue)"),
                        current: audience == asked.audience)
                }),
            lead: word("lead"),
            actions: [
                ActionLink(address(asked.audience, asked.period.moved(by: -1)), word("earlier"), icon: "arrow-left"),
                ActionLink(address(asked.audience, asked.period.moved(by: 1)), word("later"), icon: "arrow-right"),
            ], [done, people])
    }

    private var done: PageSection {
        let figure = FigureWords(words: words)
        let rate = figure.rate(count.rate)
        var facts = [
            DefinitionList.Item(
                word("completion"),
                count.rate.isTooSmall
                    ? word("so_many", ["met": .number(count.rate.met), "of": .number(count.rate.of)]) : rate.text)
        ]
        for mode in FollowUpMode.allCases {
            facts.append(.init(words("feedback.follow_up.modes.\(mode.rawValue)"), "\(count.modes[mode] ?? 0)"))
        }
        facts.append(.init(word("cases"), "\(count.cases)"))
        return PageSection("done", words(asked.period.message), facts: DefinitionList(facts))
    }

    private var people: PageSection {
        let rows = list.lines.map { line in
            let person = line.person
            let unit = person.unitID.flatMap { tree[$0] }
            let place = [person.place.room, person.place.bed].filter { !$0.isEmpty }.joined(separator: "-")
            return TableView.Row([
                .init(person.shownName(mayName ? .full : .masked), note: place), .init(unit?.name ?? ""),
                .init(person.unitID.flatMap { tree.responsible(for: $0) }.flatMap { heads[$0] } ?? ""),
                .init(word("way.\(line.way.rawValue)")), state(line),
            ])
        }
        let filter = FilterView(
            action: "/follow-ups",
            fields: [
                .hidden("audience", asked.audience.rawValue), .hidden("period", asked.period.description),
                .select(
                    "unit", word("column.unit"), options: tree.options(selected: asked.unit), blank: word("all_units")),
            ], submit: words("platform.admin.filter"))
        return PageSection(
            "people", word("people"), filter: filter,
            table: TableView(
                word("people"), columns: ["name", "unit", "responsible", "way", "state"].map { word("column.\($0)") },
                rows: rows), empty: EmptyState(icon: "people", sentence: word(list.next == nil ? "none" : "none_here")),
            pager: Pager(
                previous: isFirst ? nil : "/follow-ups?\(asked.query)",
                next: list.next.map { "/follow-ups?\(asked.query)&after=\($0)" }))
    }

    private func state(_ line: FollowUpList.Line) -> TableView.Cell {
        if let done = line.done {
            let text = word("done_by", ["mode": .text(word("modes.\(done.mode.rawValue)")), "day": .day(done.doneOn)])
            return .init(text, address: mayWork ? "/follow-ups/\(done.id)" : nil)
        }
        guard mayWork else { return .init(word("to_do")) }
        let query = "person=\(line.person.id)&audience=\(asked.audience.rawValue)&period=\(asked.period)"
        return .init(word("do"), address: "/follow-ups/new?\(query)")
    }
}

extension UnitTree {
    /// Who sees to what concerns the people of a unit: its head, or of the units above the nearest that has one.
    func responsible(for unit: ID<OrganisationUnit>) -> ID<Staff>? {
        ([unit] + above(unit)).lazy.compactMap { self[$0]?.headID }.first
    }
}
