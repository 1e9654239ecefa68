import Hummingbird
import Kernel
import Storage
import Web

/// The index of words for whoever looks after the program: how much it holds, and writing it anew.
enum SearchIndexRoutes {
    private static let address = "/admin/search"

    static func all(_ desk: Desk) -> [Route] {
        let area = ProgramArea(
            desk, about: "platform.api.operation", group: "administration", reading: .readAdministration,
            writing: .writeAdministration)
        let forms = PageForms(desk, home: { _ in address }) { visit, _ in try await show(visit, desk) }
        return [
            .get(address, .right(PlatformAction.manageJobs)) { visit in try await show(visit, desk) },
            forms.post(address, .right(PlatformAction.manageJobs), saying: "platform.search.was_begun", begin),
            area.read(
                "/search-index", .right(PlatformAction.manageJobs), "getSearchIndex", answer: shape.schema
            ) { visit, desk in
                try desk.rights.must(PlatformAction.manageJobs, visit.actor)
                let organisation = visit.actor.organisationID
                let state = try await desk.read { try State.read(of: organisation, in: $0) }
                return shape.json((state, visit.words))
            },
            area.change("/search-index", .right(PlatformAction.manageJobs), "rebuildSearchIndex", begin),
        ]
    }

    /// How the index of an organisation stands.
    private struct State: Sendable {
        let documents: Int
        let rebuild: SearchRebuild?
        /// The name of whoever asked for the last run.
        let name: String?

        static func read(of organisation: ID<Organisation>, in db: any Connection) throws -> State {
            let rebuild = try SearchRebuild.newest(of: organisation, in: db)
            let staff = rebuild.flatMap { ID<Staff>(String($0.begunBy.dropFirst("staff:".count))) }
            let names = try StaffMember.find(all: [staff].compactMap { $0 }, of: organisation, in: db)
            return State(
                documents: try SearchIndex.count(of: organisation, in: db), rebuild: rebuild,
                name: staff.flatMap { names[$0]?.name })
        }
    }

    private static let shape = JSONShape<(state: State, words: Words)>([
        ("documents", Schema.integer(), { .integer($0.state.documents) }),
        ("running", Schema.flag, { .flag($0.state.rebuild?.isRunning ?? false) }),
        (
            "begun_at", Schema.optional(Schema.moment),
            { told in .optional(told.state.rebuild.map { told.words.stamp($0.begunAt) }) }
        ),
        (
            "ended_at", Schema.optional(Schema.moment),
            { told in .optional(told.state.rebuild?.endedAt.map { told.words.stamp($0) }) }
        ),
        ("total", Schema.integer(), { .integer($0.state.rebuild?.total ?? 0) }),
        ("done", Schema.integer(), { .integer($0.state.rebuild?.done ?? 0) }),
        ("written", Schema.integer(), { .integer($0.state.rebuild?.written ?? 0) }),
        ("removed", Schema.integer(), { .integer($0.state.rebuild?.removed ?? 0) }),
    ])

    private static func begin(_ visit: Visit, _ desk: Desk) throws -> Deed<Done> {
        let actor = visit.actor
        try desk.rights.must(PlatformAction.manageJobs, actor)
        return { db in
            try SearchRebuild.begin(by: actor, at: desk, in: db)
            return Done(actor.organisationID)
        }
    }

    private static func show(_ visit: Visit, _ desk: Desk) async throws -> Response {
        let (actor, words) = (visit.actor, visit.words)
        try desk.rights.must(PlatformAction.manageJobs, actor)
        let organisation = actor.organisationID
        let state = try await desk.read { try State.read(of: organisation, in: $0) }
        func word(_ key: String) -> String { words("platform.search.\(key)") }
        let isRunning = state.rebuild?.isRunning ?? false
        var sections = [
            PageSection(
                "state", notices: isRunning ? [Notice(.info, word("running"))] : [], facts: facts(state, words))
        ]
        if !isRunning {
            sections.append(
                PageSection(
                    "begin", word("begin"), lead: word("begin_lead"),
                    form: FormView(action: address, fields: [], submit: word("begin"))))
        }
        return try visit.page(
            RecordPage(
                word("title"), lead: word("lead"),
                actions: isRunning ? [ActionLink(address, word("reload"), icon: "arrow-repeat")] : [], sections))
    }

    private static func facts(_ state: State, _ words: Words) -> DefinitionList {
        func word(_ key: String) -> String { words("platform.search.\(key)") }
        var facts: [DefinitionList.Item] = [.init(word("documents"), String(state.documents))]
        guard let rebuild = state.rebuild, rebuild.total > 0 || rebuild.isRunning else {
            return DefinitionList(facts + [.init(word("last"), word("never"))])
        }
        facts.append(.init(word("begun"), words.moment(rebuild.begunAt)))
        facts.append(.init(word("by"), state.name ?? word("by_system")))
        if rebuild.isRunning {
            facts.append(
                .init(
                    word("progress"),
                    words(
                        "platform.search.progress_told",
                        [
                            "done": .number(min(rebuild.done, rebuild.total)), "total": .number(rebuild.total),
                            "percent": .number(rebuild.percent),
                        ])))
        } else {
            facts.append(.init(word("ended"), rebuild.endedAt.map(words.moment) ?? ""))
            facts.append(
                .init(
                    word("result"),
                    words(
                        "platform.search.result_told",
                        ["n": .number(rebuild.written), "removed": .number(rebuild.removed)])))
        }
        return DefinitionList(facts)
    }
}
