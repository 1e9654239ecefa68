import Foundation
import Kernel
import Platform
import Web

/// Kept filters (个人视图接口), and several cases given to one handler (批量交办接口).
enum ViewsApi {
    static func all(_ group: ApiGroup) -> [Route] {
        [list(group), save(group), rename(group), delete(group), assign(group)]
    }

    private static let lists = Schema.text(choices: SavedView.List.allCases.map(\.rawValue))

    private static let view = JSONShape<ToldRecord<SavedView>>([
        ("id", Schema.id, { .text($0.value.id.text) }), ("name", Schema.text(), { .text($0.value.name) }),
        ("list", lists, { .text($0.value.list.rawValue) }), ("query", Schema.text(), { .text($0.value.query) }),
        ("owner", Schema.id, { .text($0.value.owner.text) }),
        ("unit", Schema.optional(Schema.id), { .optional($0.value.unit?.text) }),
    ])

    private static func told(_ view: SavedView, _ words: Words, at now: Instant) -> JSON {
        self.view.json(ToldRecord(value: view, words: words, names: Names(), now: now))
    }

    private static func list(_ group: ApiGroup) -> Route {
        group.get("listViews", "/views", .signedIn, answer: Schema.items(view.schema)) { asked in
            let reader = try asked.reader()
            return [
                "items": asked.list(view, try SavedView.list(for: reader.standing, asked.visit.actor, in: asked.db))
            ]
        }
    }

    private static func save(_ group: ApiGroup) -> Route {
        group.post(
            "saveView", "/views", .signedIn,
            questions: { words in
                let bar = ViewBar([], list: .register, query: "", units: [], words)
                return JSONForm([
                    [
                        bar.name, bar.unit,
                        .select(
                            "list", words("casework.lists_api.parameter.list"),
                            options: SavedView.List.allCases.map {
                                .init($0.rawValue, words("casework.views.list.\($0.rawValue)"))
                            }, required: true),
                        .text("query", words("casework.lists_api.parameter.query"), limit: 1000),
                    ]
                ])
            }, status: 201, answer: view.schema
        ) { visit in
            let saved = try SavedViewRoutes.saving(visit)
            return { db in told(try saved(db), visit.words, at: db.now) }
        }
    }

    private static let name: @Sendable (Words) -> JSONForm = { words in
        JSONForm([[.text("view_name", words("casework.views.name"), required: true, limit: SavedView.nameLimit)]])
    }

    private static func rename(_ group: ApiGroup) -> Route {
        group.post(
            "renameView", "/views/:view", .signedIn, questions: name, answer: Schema.object(["id": Schema.id])
        ) { visit in
            let id = try visit.id("view", of: SavedView.self)
            let renamed = try SavedViewRoutes.renaming(id, visit, field: "view_name")
            return { db in
                try renamed(db)
                return ["id": .text(id.text)]
            }
        }
    }

    private static func delete(_ group: ApiGroup) -> Route {
        group.post(
            "deleteView", "/views/:view/removal", .signedIn, answer: Schema.object(["id": Schema.id])
        ) { visit in
            let id = try visit.id("view", of: SavedView.self)
            return { db in
                try SavedView.delete(id, by: visit.actor, in: db)
                return ["id": .text(id.text)]
            }
        }
    }

    /// Each case is taken by itself, so that one refusal holds up no other.
    private static func assign(_ group: ApiGroup) -> Route {
        let outcome = Schema.object([
            "case": Schema.id, "done": Schema.flag, "reasons": Schema.list(Schema.text()),
        ])
        let questions: @Sendable (Words) -> JSONForm = { words in
            JSONForm([
                BulkAssignmentPage.fields([], words) + [
                    .checkboxes("case", words("casework.lists_api.parameter.case"), options: [])
                ]
            ])
        }
        let declared = group.area.declaration("assignCases", form: questions, answer: Schema.items(outcome))
        return .api(.post, "/bulk-assignment", .right(CaseAction.assign), declared) { visit in
            let sent = try visit.filled(questions)
            let outcomes = try await group.cases.assign(try BulkAssignment(sent.form), sent)
            let items: [JSON] = outcomes.map { outcome in
                [
                    "case": .text(outcome.id.text), "done": .flag(outcome.isDone),
                    "reasons": .texts(outcome.refusal.map { visit.words($0) }),
                ]
            }
            return .json(["items": .list(items)])
        }
    }
}
