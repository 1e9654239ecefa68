import Kernel
import Platform
import Web

extension SettingWriter {
    /// Every category or reason as it stands, what is no longer given included.
    func list(_ subject: SettingSubject, _ rules: CaseworkData) -> [PageSection] {
        switch subject {
        case .categories: categories(rules)
        case .reasons: ReasonList.allCases.map { reasons($0, rules) }
        case .promises, .targets, .grading, .letters, .limits, .routes: []
        }
    }

    private func categories(_ rules: CaseworkData) -> [PageSection] {
        let tree = rules.categories
        return tree.groups.map { group in
            let name = words("casework.category_group.\(group)")
            let rows = tree.list(in: group).map { category in
                let about = category.code.aboutMessage
                let levels = category.overrides.compactMap(\.level).map(\.rawValue).min()
                return TableView.Row([
                    .init(category.code.text),
                    .init(
                        words(category.code.message), note: words.catalogue.has(about.key) ? words(about) : nil),
                    .init(levels.map { word("short_level.\($0)") } ?? ""),
                    .init("", state: offer(tree.isOffered(category.code), CategorySettings.isOwn(category.code))),
                ])
            }
            return PageSection(
                "list-\(group)", "\(group) \(name)",
                table: TableView(
                    name, columns: ["code", "name", "least", "state"].map { word("column.\($0)") }, rows: rows),
                isFolded: true)
        }
    }

    private func reasons(_ list: ReasonList, _ rules: CaseworkData) -> PageSection {
        let name = word("list.\(list.rawValue)")
        let known = ReasonSettings.known(list, rules.adaptations[.reasons] ?? [:])
        let offered = rules.offered(list)
        return PageSection(
            "list-\(list.rawValue)", name, lead: word("list_lead.\(list.rawValue)"),
            table: TableView(
                name, columns: ["name", "code", "state"].map { word("column.\($0)") },
                rows: known.map { code in
                    TableView.Row([
                        .init(words(list.message(of: code))), .init(code),
                        .init("", state: offer(offered.contains(code), !list.shipped.contains(code))),
                    ])
                }))
    }

    private func offer(_ isOffered: Bool, _ isOwn: Bool) -> StateBadge? {
        if !isOffered { return StateBadge(word("state.retired"), tone: .waiting, icon: "archive") }
        return isOwn ? StateBadge(word("state.own"), tone: .open, icon: "house") : nil
    }
}
