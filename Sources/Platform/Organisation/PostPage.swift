import Kernel
import Web

/// How posts are shown: a line in the list, a page with holders, duties and what can be done.
enum PostPage {
    /// Standing posts first, each with how many hold it and how many are planned.
    static func rows(_ posts: [Post], holders: [ID<Post>: Int], _ words: Words) -> [TableView.Row] {
        let standing = posts.filter { $0.retiredOn == nil }
        return (standing + posts.filter { $0.retiredOn != nil }).map { post in
            let held = Message.Argument.number(holders[post.id] ?? 0)
            let count =
                post.establishment.map {
                    words("platform.admin.post.held_of", ["held": held, "planned": .number($0)])
                } ?? words("platform.admin.post.held", ["n": held])
            return TableView.Row([
                .init(post.name, address: "/admin/posts/\(post.id)"), .init(count), .init(firstLine(post.duties)),
                .init("", state: state(post, words)),
            ])
        }
    }

    static func page(
        _ post: Post, holders: [StaffMember], _ visit: Visit, faults: [String: Message]
    ) -> RecordPage {
        let (words, address) = (visit.words, "/admin/posts/\(post.id)")
        let rows = holders.map { TableView.Row([.init($0.name, address: "/admin/staff/\($0.id)"), .init($0.number)]) }
        let people = PageSection(
            "holders", words("platform.admin.post.holders"),
            table: TableView(
                words("platform.admin.post.holders"),
                columns: [words("platform.admin.staff.name"), words("platform.admin.staff.number")], rows: rows),
            empty: EmptyState(icon: "people", sentence: words("platform.admin.post.no_holders")))
        return RecordPage(
            post.name,
            breadcrumb: Breadcrumb([("/admin/posts", words("platform.admin.post.title"))], here: post.name),
            state: state(post, words), [people] + steps(post, address, visit, faults))
    }

    private static func steps(
        _ post: Post, _ address: String, _ visit: Visit, _ faults: [String: Message]
    ) -> [PageSection] {
        let words = visit.words
        if post.retiredOn != nil {
            let back = FormView(
                action: address + "/restoration", fields: [], submit: words("platform.admin.post.restore"))
            return [
                PageSection(
                    "duties", words("platform.admin.post.duties"), lead: post.duties.isEmpty ? nil : post.duties,
                    form: nil),
                PageSection("restoration", words("platform.admin.post.restore"), form: back, isFolded: true),
            ]
        }
        let isRetiring = visit.request.uri.path.hasSuffix("/retirement")
        let edit = form(address, post, words, submit: "platform.admin.save")
        let retirement = FormView(
            action: address + "/retirement",
            fields: retirementFields(on: visit.today, words),
            submit: words("platform.admin.post.retire"), isWeighty: true)
        return [
            PageSection(
                "edit", words("platform.admin.edit"),
                form: faults.isEmpty || isRetiring ? edit : edit.refused(visit.form, faults, words)),
            PageSection(
                "retirement", words("platform.admin.post.retire"), lead: words("platform.admin.post.retire_lead"),
                form: isRetiring && !faults.isEmpty ? retirement.refused(visit.form, faults, words) : retirement,
                isFolded: true),
        ]
    }

    static func retirementFields(on today: LocalDay? = nil, _ words: Words) -> [Field] {
        [.day("retired_on", words("platform.admin.post.last_day"), value: today, required: true)]
    }

    static func form(_ action: String, _ post: Post?, _ words: Words, submit: String) -> FormView {
        FormView(
            action: action, fields: fields(of: post, words), submit: words(submit),
            cancel: post == nil ? nil : ActionLink("/admin/posts", words("web.form.cancel")))
    }

    static func fields(of post: Post? = nil, _ words: Words) -> [Field] {
        func word(_ key: String) -> String { words("platform.admin.post.\(key)") }
        return [
            .text("name", word("name"), value: post?.name ?? "", required: true, limit: 100),
            .textarea(
                "duties", word("duties"), value: post?.duties ?? "", hint: word("duties_hint"),
                limit: Post.dutiesLimit, rows: 6),
            .number(
                "establishment", word("planned"), value: post?.establishment, in: 0...9999, hint: word("planned_hint")),
        ]
    }

    private static func state(_ post: Post, _ words: Words) -> StateBadge {
        post.retiredOn.map {
            StateBadge(words("platform.admin.post.retired_on", ["day": .day($0)]), tone: .waiting)
        } ?? StateBadge(words("platform.admin.post.standing"), tone: .done)
    }

    private static func firstLine(_ text: String) -> String {
        let line = text.prefix { $0 != "\n" }
        return line.count > 60 ? line.prefix(60) + "…" : String(line)
    }
}
