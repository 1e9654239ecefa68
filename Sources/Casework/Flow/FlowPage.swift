import Kernel
import Platform
import Web

/// `GET /flow`: the way of a case as a chart for the eye and the printer, and as tables for everybody.
struct FlowPage: Page {
    static let template = "casework/flow"

    struct Stage: Sendable {
        let name: String
        let steps: [Step]
    }

    struct Step: Sendable {
        let name: String
        let next: String
        let isBack: Bool
        let who: String
    }

    let title: String
    let lead: String
    let wayHeading: String
    let stages: [Stage]
    let sections: [PageSection]

    init(_ posts: [FlowPost], _ words: Words) {
        let writer = FlowWriter(words: words)
        title = writer.word("title")
        lead = writer.word("lead")
        wayHeading = writer.word("way")
        stages = CaseFlow.way.map(writer.stage)
        sections = [writer.handOvers, writer.posts(posts)] + writer.roles
    }
}

/// A post with the roles its holders have, for the chart.
struct FlowPost: Sendable {
    let post: Post
    let holders: Int
    let roles: Set<Role>
}

/// Words the flow (流程措辞).
struct FlowWriter: Sendable {
    let words: Words

    func word(_ key: String, _ gaps: [String: Message.Argument] = [:]) -> String { words("casework.flow.\(key)", gaps) }

    private func role(_ role: Role) -> String { words("platform.role.\(role.rawValue)") }

    private func joined(_ names: [String]) -> String { names.joined(separator: words("web.format.list_separator")) }

    private func roles(_ roles: Set<Role>) -> String { joined(roles.sorted().map(role)) }

    /// `经办人（员工）、责任小组（投诉专员、组长）`: how one must stand to the case, and with which roles.
    private func doers(_ action: CaseAction) -> String {
        let doers = CaseFlow.doers(of: action)
        var relations: [Relation] = []
        for doer in doers where !relations.contains(doer.relation) { relations.append(doer.relation) }
        let staff = relations.map { relation in
            word(
                "as.\(relation.rawValue)",
                ["roles": .text(roles(Set(doers.filter { $0.relation == relation }.map(\.role))))])
        }
        let others =
            (CaseAction.forComplainants.contains(action) ? [word("complainant")] : [])
            + (CaseAction.forSystem.contains(action) ? [word("system")] : [])
        return joined(staff + others)
    }

    func stage(_ state: CaseState) -> FlowPage.Stage {
        let here = CaseFlow.way.firstIndex(of: state) ?? 0
        return FlowPage.Stage(
            name: words(state.key),
            steps: CaseFlow.steps(from: state).map { step in
                let there = CaseFlow.way.firstIndex(of: step.to)
                return FlowPage.Step(
                    name: words(step.action.key), next: words(step.to.key),
                    isBack: there.map { $0 < here } ?? true, who: doers(step.action))
            })
    }

    var handOvers: PageSection {
        PageSection(
            "hand-overs", word("handovers"), lead: word("handovers_lead"),
            table: TableView(
                word("handovers"), columns: ["state", "from", "to"].map { word("column.\($0)") },
                rows: CaseFlow.handOvers.map { line in
                    TableView.Row([.init(words(line.state.key)), .init(roles(line.from)), .init(roles(line.to))])
                }))
    }

    func posts(_ posts: [FlowPost]) -> PageSection {
        let main = Set(CaseFlow.onTheWay.map(\.action))
        let rows = posts.map { line in
            let steps = CaseFlow.duties(of: line.roles).map(\.action).filter(main.contains).map { words($0.key) }
            return TableView.Row([
                .init(line.post.name, note: words("platform.admin.post.held", ["n": .number(line.holders)])),
                .init(line.post.duties), .init(roles(line.roles)), .init(joined(steps)),
            ])
        }
        return PageSection(
            "posts", word("posts"), lead: word("posts_lead"),
            table: TableView(
                word("posts"), columns: ["post", "duties", "roles", "steps"].map { word("column.\($0)") }, rows: rows),
            empty: EmptyState(icon: "person-badge", sentence: word("no_posts")))
    }

    /// A table for each role that works with cases.
    var roles: [PageSection] {
        Role.allCases.compactMap { role in
            let duties = CaseFlow.duties(of: [role])
            if duties.isEmpty { return nil }
            let rows = duties.map { duty in
                TableView.Row([
                    .init(words(duty.action.key)), .init(joined(duty.relations.map { word("tie.\($0.rawValue)") })),
                    .init(
                        duty.states.count == CaseState.allCases.count
                            ? word("any_state") : joined(duty.states.map { words($0.key) })),
                ])
            }
            let name = self.role(role)
            return PageSection(
                "role-\(role.rawValue.replacing("_", with: "-"))", name,
                table: TableView(name, columns: ["step", "tie", "states"].map { word("column.\($0)") }, rows: rows),
                isFolded: true)
        }
    }
}
