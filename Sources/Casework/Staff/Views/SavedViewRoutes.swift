import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import Platform
import Web

/// Keeping, renaming and deleting views.
enum SavedViewRoutes {
    static func all(_ cases: CaseDesk) -> [Route] {
        [
            .get("/views", .signedIn) { visit in try await page(visit, cases) },
            .post("/views", .signedIn) { visit in
                try await refilling(visit, cases) {
                    let saved = try saving(visit)
                    let address = try await cases.desk.once(visit) { try saved($0).address }
                    return visit.redirect(to: address, saying: "casework.views.saved")
                }
            },
            .post("/views/:view", .signedIn) { visit in
                let id = try visit.id("view", of: SavedView.self)
                return try await refilling(visit, cases) {
                    let renamed = try renaming(id, visit, field: "view_name.\(id)")
                    try await cases.desk.write { try renamed($0) }
                    return visit.redirect(to: "/views", saying: "casework.views.renamed")
                }
            },
            .post("/views/:view/removal", .signedIn) { visit in
                let id = try visit.id("view", of: SavedView.self)
                try await cases.desk.write { try SavedView.delete(id, by: visit.actor, in: $0) }
                return visit.redirect(to: "/views", saying: "casework.views.deleted")
            },
        ]
    }

    /// Reads which filter is to be kept under which name.
    static func saving(_ visit: Visit) throws -> Deed<SavedView> {
        var reader = FormReader(visit.form)
        let name = reader.text("view_name", limit: SavedView.nameLimit, required: true)
        let list = reader.requiredChoice("list", as: SavedView.List.self) ?? .register
        let unit = reader.identity("view_unit", of: OrganisationUnit.self)
        try reader.finish()
        let given = try FormData.parseURLEncoded(visit.form.value("query").utf8)
        let actor = visit.actor
        return { db in
            try SavedView.save(
                name, list: list, query: list.query { given.value($0) }, unit: unit, by: Standing.of(actor, in: db),
                actor, in: db)
        }
    }

    /// Reads the new name of a view.
    static func renaming(_ id: ID<SavedView>, _ visit: Visit, field: String) throws -> Deed<Void> {
        var reader = FormReader(visit.form)
        let name = reader.text(field, limit: SavedView.nameLimit, required: true)
        try reader.finish()
        let actor = visit.actor
        return { try SavedView.rename(id, to: name, by: actor, in: $0) }
    }

    /// What a form refuses is told above the list of views.
    private static func refilling(
        _ visit: Visit, _ cases: CaseDesk, _ body: () async throws -> Response
    ) async throws -> Response {
        do { return try await body() } catch Problem.invalid(let faults) {
            let told = faults.sorted { $0.key < $1.key }.map { visit.words($0.value) }.joined(separator: " ")
            return try await page(visit, cases, refusal: told)
        }
    }

    private static func page(_ visit: Visit, _ cases: CaseDesk, refusal: String? = nil) async throws -> Response {
        let page = try await cases.desk.read { db in
            let reader = try CaseReader.of(visit.actor, in: db)
            let views = try SavedView.list(for: reader.standing, visit.actor, in: db)
            let units = try ViewBar.units(of: reader, in: db)
            return SavedViewsPage(views, reader: reader, units: units, refusal: refusal, visit.words)
        }
        return try visit.page(page, status: refusal == nil ? .ok : .unprocessableContent)
    }
}

/// `GET /views`: all views one has, to rename and delete.
struct SavedViewsPage: Page {
    static let template = "casework/lists/views"

    let title: String
    let refusal: Notice?
    let lines: [Line]
    let empty: EmptyState?

    struct Line: Sendable {
        let address: String
        let action: String
        let name: String
        let list: String
        let shared: String?
        let isOwn: Bool
        let field: Field
    }

    init(
        _ views: [SavedView], reader: CaseReader, units: [(id: ID<OrganisationUnit>, name: String)], refusal: String?,
        _ words: Words
    ) {
        title = words("casework.views.title")
        self.refusal = refusal.map { Notice(.warning, $0) }
        lines = views.map { view in
            Line(
                address: view.address, action: "/views/\(view.id)", name: view.name,
                list: words("casework.views.list.\(view.list.rawValue)"),
                shared: units.first { $0.id == view.unit }.map {
                    words("casework.views.shared", ["unit": .text($0.name)])
                }, isOwn: view.owner == reader.standing.staffID,
                field: Field.text(
                    "view_name.\(view.id)", words("casework.views.name"), value: view.name, required: true,
                    limit: SavedView.nameLimit))
        }
        empty =
            views.isEmpty
            ? EmptyState(
                icon: "funnel", sentence: words("casework.views.none"), hint: words("casework.views.none_hint"))
            : nil
    }
}
