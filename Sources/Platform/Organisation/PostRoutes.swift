import HTTPTypes
import Hummingbird
import Kernel
import Storage
import Web

/// The posts of the establishment: seen, added to, renamed, described and retired (S3-20, S3-22).
enum PostRoutes {
    static func all(_ desk: Desk) -> [Route] {
        let access = Access.right(PlatformAction.editUnits)
        let added = PageForms(desk, home: { _ in "/admin/posts" }) { try await list($0, desk, faults: $1) }
        let forms = PageForms(desk, home: { "/admin/posts/\(try $0.id("post", of: Post.self))" }) {
            try await show($0, desk, faults: $1)
        }
        return [
            .get("/admin/posts", access) { visit in try await list(visit, desk) },
            added.post("/admin/posts", access, saying: "platform.admin.post.saved", create),
            .get("/admin/posts/:post", access) { visit in try await show(visit, desk) },
            forms.post("/admin/posts/:post", access, saying: "platform.admin.post.saved", change),
            forms.post("/admin/posts/:post/retirement", access, saying: "platform.admin.post.retired", retire),
            forms.post("/admin/posts/:post/restoration", access, saying: "platform.admin.post.restored", restore),
        ]
    }

    private static func list(
        _ visit: Visit, _ desk: Desk, faults: [String: Message] = [:]
    ) async throws -> Response {
        try desk.rights.must(PlatformAction.editUnits, visit.actor)
        let (words, actor, today) = (visit.words, visit.actor, visit.today)
        let (posts, holders) = try await desk.read { db in
            (
                try Post.list(of: actor.organisationID, in: db),
                try Post.holders(of: actor.organisationID, on: today, in: db)
            )
        }
        let rows = PostPage.rows(posts, holders: holders, words)
        let form = PostPage.form("/admin/posts", nil, words, submit: "platform.admin.post.add")
        let page = RecordPage(
            words("platform.admin.post.title"), lead: words("platform.admin.post.lead"),
            actions: [ActionLink("/flow", words("platform.admin.post.flow"), icon: "diagram-3")],
            [
                PageSection(
                    "list",
                    table: TableView(
                        words("platform.admin.post.title"),
                        columns: ["name", "holders", "duties", "state"].map { words("platform.admin.post.\($0)") },
                        rows: rows),
                    empty: EmptyState(icon: "person-badge", sentence: words("platform.admin.post.none"))),
                PageSection(
                    "add", words("platform.admin.post.add"),
                    form: faults.isEmpty ? form : form.refused(visit.form, faults, words), isFolded: !rows.isEmpty),
            ])
        return try visit.page(page, status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    static func create(_ visit: Visit, _ desk: Desk) throws -> Deed<Done> {
        try desk.rights.must(PlatformAction.editUnits, visit.actor)
        let (actor, draft) = (visit.actor, try PostDraft(visit.form))
        return { db in
            let post = draft.applied(
                to: Post(id: db.newID(), organisationID: actor.organisationID, name: draft.name))
            try post.check(beside: Post.list(of: actor.organisationID, in: db))
            try post.save(in: db)
            try Event.record(
                "platform.post_created", of: post.subject, by: actor, facts: draft.facts, at: desk, in: db)
            return Done(post.id)
        }
    }

    private static func show(
        _ visit: Visit, _ desk: Desk, faults: [String: Message] = [:]
    ) async throws -> Response {
        try desk.rights.must(PlatformAction.editUnits, visit.actor)
        let id = try visit.id("post", of: Post.self)
        let (actor, today) = (visit.actor, visit.today)
        let (post, holders) = try await desk.read { db in
            let post = try Post.find(id, of: actor.organisationID, in: db)
            return (post, try post.holders(on: today, in: db))
        }
        let page = PostPage.page(post, holders: holders, visit, faults: faults)
        return try visit.page(page, status: faults.isEmpty ? .ok : .unprocessableContent)
    }

    static func change(_ visit: Visit, _ desk: Desk) throws -> Deed<Done> {
        let form = visit.form
        return try deed(visit, desk, "platform.post_changed") { post, db in
            let draft = try PostDraft(form)
            post = draft.applied(to: post)
            try post.check(beside: Post.list(of: post.organisationID, in: db))
            return draft.facts
        }
    }

    static func retire(_ visit: Visit, _ desk: Desk) throws -> Deed<Done> {
        let form = visit.form
        return try deed(visit, desk, "platform.post_retired") { post, db in
            var reader = FormReader(form)
            let day = reader.day("retired_on", required: true)
            try reader.finish()
            guard let day else { throw Problem.notFound }
            try post.retire(on: day, holders: post.holders(after: day, in: db))
            return ["last_day": day.description]
        }
    }

    static func restore(_ visit: Visit, _ desk: Desk) throws -> Deed<Done> {
        try deed(visit, desk, "platform.post_restored") { post, _ in
            post.restore()
            return ["name": post.name]
        }
    }

    /// Changes the post of the path and writes down what was done; `body` gives the facts.
    private static func deed(
        _ visit: Visit, _ desk: Desk, _ kind: String,
        _ body: @escaping @Sendable (inout Post, any Connection) throws -> [String: String]
    ) throws -> Deed<Done> {
        try desk.rights.must(PlatformAction.editUnits, visit.actor)
        let (id, actor) = (try visit.id("post", of: Post.self), visit.actor)
        return { db in
            var post = try Post.find(id, of: actor.organisationID, in: db)
            let facts = try body(&post, db)
            try post.save(in: db)
            try Event.record(kind, of: post.subject, by: actor, facts: facts, at: desk, in: db)
            return Done(id)
        }
    }
}

/// What the form of a post says.
private struct PostDraft: Sendable {
    let name: String
    let duties: String
    let establishment: Int?

    init(_ form: FormData) throws(Problem) {
        var reader = FormReader(form)
        name = reader.text("name", limit: 100, required: true)
        duties = reader.text("duties", limit: Post.dutiesLimit)
        establishment = reader.number("establishment", in: 0...9999)
        try reader.finish()
    }

    func applied(to post: Post) -> Post {
        var post = post
        post.name = name
        post.duties = duties
        post.establishment = establishment
        return post
    }

    var facts: [String: String] {
        ["name": name, "duties": duties, "establishment": establishment.map(String.init) ?? ""]
    }
}

extension Post {
    /// What a post is called in events.
    var subject: Event.Subject { Event.Subject(kind: "post", id: id.text) }
}
