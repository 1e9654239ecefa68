import HTTPTypes
import Hummingbird
import Kernel
import Storage
import Web

/// The posts of the establishment: seen, added to, renamed, described and retired (S3-20, S3-22).
enum PostRoutes {
    static func all(_ desk: Desk) -> [Route] {
        let access = Access.right(PlatformAction.editUnits)
        return [
            .get("/admin/posts", access) { visit in try await list(visit, desk) },
            .post("/admin/posts", access) { visit in try await create(visit, desk) },
            .get("/admin/posts/:post", access) { visit in try await show(visit, desk) },
            .post("/admin/posts/:post", access) { visit in try await change(visit, desk) },
            .post("/admin/posts/:post/retirement", access) { visit in try await retire(visit, desk) },
            .post("/admin/posts/:post/restoration", access) { visit in try await restore(visit, desk) },
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

    private static func create(_ visit: Visit, _ desk: Desk) async throws -> Response {
        try desk.rights.must(PlatformAction.editUnits, visit.actor)
        let actor = visit.actor
        return try await visit.answering {
            let draft = try PostDraft(visit.form)
            let address = try await desk.once(visit) { db in
                let post = draft.applied(
                    to: Post(id: db.newID(), organisationID: actor.organisationID, name: draft.name))
                try post.check(beside: Post.list(of: actor.organisationID, in: db))
                try post.save(in: db)
                try Event.record(
                    "platform.post_created", of: post.subject, by: actor, facts: draft.facts, at: desk, in: db)
                return "/admin/posts"
            }
            return visit.redirect(to: address, saying: "platform.admin.post.saved")
        } again: { faults in
            try await list(visit, desk, faults: faults)
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

    private static func change(_ visit: Visit, _ desk: Desk) async throws -> Response {
        try await visit.answering {
            let draft = try PostDraft(visit.form)
            return try await step(visit, desk, "platform.post_changed", saying: "platform.admin.post.saved") {
                post, db in
                post = draft.applied(to: post)
                try post.check(beside: Post.list(of: post.organisationID, in: db))
                return draft.facts
            }
        } again: { faults in
            try await show(visit, desk, faults: faults)
        }
    }

    private static func retire(_ visit: Visit, _ desk: Desk) async throws -> Response {
        try await visit.answering {
            var reader = FormReader(visit.form)
            let day = reader.day("retired_on", required: true)
            try reader.finish()
            guard let day else { throw Problem.notFound }
            return try await step(visit, desk, "platform.post_retired", saying: "platform.admin.post.retired") {
                post, db in
                try post.retire(on: day, holders: post.holders(after: day, in: db))
                return ["last_day": day.description]
            }
        } again: { faults in
            try await show(visit, desk, faults: faults)
        }
    }

    private static func restore(_ visit: Visit, _ desk: Desk) async throws -> Response {
        try await step(visit, desk, "platform.post_restored", saying: "platform.admin.post.restored") { post, _ in
            post.restore()
            return ["name": post.name]
        }
    }

    /// Changes the post of the path once and writes down what was done; `body` gives the facts.
    private static func step(
        _ visit: Visit, _ desk: Desk, _ kind: String, saying flash: String,
        _ body: @escaping @Sendable (inout Post, any Connection) throws -> [String: String]
    ) async throws -> Response {
        try desk.rights.must(PlatformAction.editUnits, visit.actor)
        let id = try visit.id("post", of: Post.self)
        let actor = visit.actor
        let address = try await desk.once(visit) { db in
            var post = try Post.find(id, of: actor.organisationID, in: db)
            let facts = try body(&post, db)
            try post.save(in: db)
            try Event.record(kind, of: post.subject, by: actor, facts: facts, at: desk, in: db)
            return "/admin/posts/\(id)"
        }
        return visit.redirect(to: address, saying: flash)
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
