import Kernel
import Platform
import Web

/// Words the library of cases (典型案例库). No name stands on it, not even of whoever wrote.
struct KnowledgeCasePage: Sendable {
    let tree: CategoryTree
    let words: Words

    func word(_ key: String, _ gaps: [String: Message.Argument] = [:]) -> String {
        words("casework.knowledge_case.\(key)", gaps)
    }

    func outcome(_ outcome: KnowledgeCase.Outcome) -> StateBadge {
        outcome == .success
            ? StateBadge(word("outcome.success"), tone: .done, icon: "check-circle")
            : StateBadge(word("outcome.failure"), tone: .open, icon: "exclamation-triangle")
    }

    func table(_ cases: [KnowledgeCase], _ caption: String, now: Instant) -> TableView {
        TableView(
            caption, columns: ["title", "category", "outcome", "when"].map { word("column.\($0)") },
            rows: cases.map { one in
                TableView.Row([
                    .init(
                        one.content.title, address: "/knowledge/cases/\(one.id)",
                        note: one.wantsReview(at: now) ? word("wants_review") : nil),
                    .init(words(one.content.category.message)), .init("", state: outcome(one.content.outcome)),
                    .init(words.day(one.madeAt.day(in: words.zone))),
                ])
            })
    }

    /// What it tells, part by part; also on paper.
    func facts(_ content: KnowledgeCase.Content) -> DefinitionList {
        var items: [DefinitionList.Item] = [
            .init(word("field.outcome"), word("outcome.\(content.outcome.rawValue)")),
            .init(word("field.category"), words(content.category.message)),
        ]
        if let root = content.root { items.append(.init(word("field.root"), words("casework.cause.\(root.rawValue)"))) }
        for (field, text) in content.parts.dropFirst() where !text.isEmpty {
            items.append(.init(word("field.\(field)"), text))
        }
        return DefinitionList(items)
    }

    func comments(_ comments: [KnowledgeComment], form: FormView? = nil) -> PageSection {
        let rows = comments.map { comment in
            TableView.Row([
                .init(
                    comment.isExpert
                        ? word("expert", ["capacity": .text(comment.capacity)])
                        : comment.capacity.isEmpty ? word("colleague") : comment.capacity),
                .init(comment.words), .init(words.moment(comment.madeAt)),
            ])
        }
        return PageSection(
            "comments", word("comments"),
            table: TableView(
                word("comments"), columns: ["capacity", "comment", "when"].map { word("column.\($0)") }, rows: rows),
            form: form, empty: EmptyState(icon: "chat-square-text", sentence: word("no_comments")))
    }

    func fields(_ old: KnowledgeCase.Content?) -> [Field] {
        let limit = KnowledgeCase.Content.textLimit
        func area(_ name: String, _ text: String?, required: Bool = true, hint: Bool = false) -> Field {
            .textarea(
                name, word("field.\(name)"), value: text ?? "", hint: hint ? word("hint.\(name)") : nil,
                required: required, limit: limit, rows: 4)
        }
        return [
            .radio(
                "outcome", word("field.outcome"),
                options: KnowledgeCase.Outcome.allCases.map {
                    .init($0.rawValue, word("outcome.\($0.rawValue)"), selected: $0 == old?.outcome)
                }, required: true),
            .text(
                "title", word("field.title"), value: old?.title ?? "", hint: word("hint.title"), required: true,
                limit: KnowledgeCase.Content.titleLimit),
            category(old?.category),
            .select(
                "root", word("field.root"),
                options: RootCause.allCases.map {
                    .init($0.rawValue, words("casework.cause.\($0.rawValue)"), selected: $0 == old?.root)
                }, blank: word("none_chosen")),
            area("situation", old?.situation, hint: true), area("course", old?.course), area("result", old?.result),
            area("policies", old?.policies, required: false, hint: true),
            area("experience", old?.experience, hint: true),
        ]
    }

    func category(_ selected: CategoryCode?, required: Bool = true) -> Field {
        let options = tree.groups.flatMap { group in
            tree.offered(in: group, keeping: selected).map { category in
                Field.Option(
                    category.code.text, words(category.code.message),
                    group: words("casework.category_group.\(group)"), selected: category.code == selected)
            }
        }
        return .select(
            "category", word("field.category"), options: options, blank: word(required ? "choose" : "every_category"),
            required: required)
    }

    func commentFields() -> [Field] {
        [
            .textarea(
                "words", word("field.comment"), hint: word("hint.comment"), required: true,
                limit: KnowledgeComment.wordsLimit, rows: 3),
            .text(
                "capacity", word("field.capacity"), hint: word("hint.capacity"), limit: KnowledgeComment.capacityLimit),
            .checkbox("expert", word("field.expert")),
        ]
    }

    func reviewFields() -> [Field] {
        [
            .textarea(
                "words", word("field.review"), hint: word("hint.review"), required: true,
                limit: KnowledgeComment.wordsLimit, rows: 3)
        ]
    }

    func retireFields() -> [Field] {
        [.text("reason", word("field.reason"), required: true)]
    }

    /// Reads the form of a case.
    func content(_ reader: inout FormReader) throws(Problem) -> KnowledgeCase.Content {
        let limit = KnowledgeCase.Content.textLimit
        let outcome = reader.requiredChoice("outcome", as: KnowledgeCase.Outcome.self)
        let title = reader.text("title", limit: KnowledgeCase.Content.titleLimit, required: true)
        let category = CategoryCode(reader.text("category", limit: 6, required: true))
        if category.flatMap({ tree[$0] }) == nil { reader.fault("category", Message("web.form.not_listed")) }
        let root = reader.choice("root", as: RootCause.self)
        let texts = ["situation", "course", "result", "experience"].map {
            reader.text($0, limit: limit, required: true)
        }
        let policies = reader.text("policies", limit: limit)
        try reader.finish()
        guard let outcome, let category else { throw .notFound }
        return KnowledgeCase.Content(
            outcome: outcome, title: title, category: category, root: root, situation: texts[0], course: texts[1],
            result: texts[2], policies: policies, experience: texts[3])
    }
}

extension KnowledgeCase {
    /// What was learnt from cases like the one being worked (S4-45).
    static let section: CaseSectionMaker = { subject, visit, desk, db in
        guard desk.rights.allows(KnowledgeAction.read.rawValue, to: visit.actor) else { return nil }
        let categories = Set(subject.allegations.compactMap(\.category)).sorted()
        let found = try like(categories, limit: 3, of: subject.organisationID, in: db)
        guard !found.isEmpty else { return nil }
        func word(_ key: String) -> String { visit.words("casework.knowledge_case.\(key)") }
        return PageSection(
            "learnt", word("similar"),
            table: TableView(
                word("similar"), columns: ["title", "outcome"].map { word("column.\($0)") },
                rows: found.map { one in
                    TableView.Row([
                        .init(one.content.title, address: "/knowledge/cases/\(one.id)"),
                        .init(word("outcome.\(one.content.outcome.rawValue)")),
                    ])
                }))
    }
}
