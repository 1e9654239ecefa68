import Hummingbird
import Kernel
import Platform
import Web

/// All registers of the house that somebody may read, by their groups (台账总览).
enum OverviewRoutes {
    static func all(_ registers: RegisterDesk) -> [Route] {
        [.get("/registers", .signedIn) { visit in try await show(visit, registers) }]
    }

    /// A register somebody may read, with how much it holds.
    struct Line: Sendable {
        let version: RegisterVersion
        /// No further than 500.
        let count: Int

        var definition: RegisterDefinition { version.definition }
    }

    static func lines(_ visit: Visit, _ registers: RegisterDesk) async throws -> [Line] {
        let actor = visit.actor
        return try await registers.desk.read { db in
            let readable = try registers.shelf.all(of: actor.organisationID, in: db).filter { version in
                version.definition.rights.read.mayEver(actor)
            }
            return try readable.map { version in
                Line(
                    version: version,
                    count: try EntryPage.count(of: version.definition.code, actor.organisationID, in: db))
            }.filter { !$0.version.isWithdrawn || $0.count > 0 }
        }
    }

    static func told(_ count: Int) -> String { count > 500 ? "500+" : String(count) }

    private static func show(_ visit: Visit, _ registers: RegisterDesk) async throws -> Response {
        let (words, actor) = (visit.words, visit.actor)
        let lines = try await lines(visit, registers)
        let sections = RegisterDefinition.Group.allCases.compactMap { group -> PageSection? in
            let rows = lines.filter { $0.definition.group == group }.map { row($0, words) }
            guard !rows.isEmpty else { return nil }
            let heading = words("registers.group.\(group.rawValue)")
            return PageSection(
                group.rawValue, heading,
                table: TableView(
                    heading, columns: ["name", "about", "entries"].map { words("registers.column.\($0)") }, rows: rows))
        }
        let none = PageSection(
            "none", empty: EmptyState(icon: "journal-text", sentence: words("registers.overview.none")))
        let mayDefine = registers.desk.rights.allows(RegistersAction.define.rawValue, to: actor)
        let actions =
            mayDefine ? [ActionLink("/admin/registers", words("registers.admin.title"), icon: "gear")] : []
        return try visit.page(
            RecordPage(
                words("registers.title"), lead: words("registers.overview.lead"), actions: actions,
                sections.isEmpty ? [none] : sections))
    }

    private static func row(_ line: Line, _ words: Words) -> TableView.Row {
        let definition = line.definition
        return TableView.Row([
            .init(
                definition.plural(words), address: "/registers/\(definition.code)",
                state: line.version.isWithdrawn
                    ? StateBadge(words("registers.page.withdrawn_short"), tone: .waiting) : nil
            ),
            .init(definition.lead(words)), .init(told(line.count)),
        ])
    }
}
