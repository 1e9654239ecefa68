import Kernel
import Platform
import Web

/// Words the knowledge of the house.
struct KnowledgePage {
    let words: Words
    let today: LocalDay
    let staff: [StaffChoice]

    func word(_ key: String, _ gaps: [String: Message.Argument] = [:]) -> String {
        words("casework.knowledge.\(key)", gaps)
    }

    private func state(_ article: Article) -> StateBadge {
        if article.isRetired { return StateBadge(word("state.retired"), tone: .done) }
        return article.holds(on: today)
            ? StateBadge(word("state.holds"), tone: .done, icon: "check-circle")
            : StateBadge(word("state.expired"), tone: .open, icon: "exclamation-triangle")
    }

    func table(_ articles: [Article]) -> TableView {
        TableView(
            word("title"), columns: ["question", "version", "until", "state"].map { word("column.\($0)") },
            rows: articles.map { article in
                TableView.Row([
                    .init(article.question, address: "/knowledge/\(article.id)"), .init(String(article.version)),
                    .init(article.validUntil.map { words.day($0) } ?? word("always")), .init("", state: state(article)),
                ])
            })
    }

    func page(_ versions: [Article], mayEdit: Bool, _ typed: FormData, _ faults: [String: Message]) -> RecordPage {
        let article = versions[0]
        let names = Dictionary(staff.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        var sections = [
            PageSection(
                "answer",
                facts: DefinitionList([
                    .init(word("answer"), article.answer), .init(word("keywords"), article.keywords),
                    .init(word("owner"), names[article.owner] ?? words("casework.told.somebody")),
                    .init(word("column.until"), article.validUntil.map { words.day($0) } ?? word("always")),
                ]))
        ]
        if mayEdit {
            sections.append(
                PageSection(
                    "version", word("new_version"),
                    form: form(article, "/knowledge/\(article.id)", typed, faults), isFolded: true))
            if !article.isRetired {
                sections.append(
                    PageSection(
                        "retirement", word("retire"),
                        form: FormView(
                            action: "/knowledge/\(article.id)/retirement", fields: [], submit: word("retire"),
                            isWeighty: true), isFolded: true))
            }
        }
        if versions.count > 1 {
            sections.append(
                PageSection(
                    "versions", word("earlier"),
                    lines: versions.dropFirst().map {
                        word(
                            "version_line",
                            ["n": .number($0.version), "at": .instant($0.madeAt), "answer": .text($0.answer)])
                    }, isFolded: true))
        }
        return RecordPage(
            article.question, breadcrumb: Breadcrumb([("/knowledge", word("title"))], here: article.question),
            lead: word("version_of", ["n": .number(article.version)]), state: state(article), sections)
    }

    func form(_ old: Article?, _ action: String, _ typed: FormData, _ faults: [String: Message]) -> FormView {
        let form = FormView(
            action: action,
            fields: [
                .text("question", word("question"), value: old?.question ?? "", required: true, limit: 300),
                .textarea(
                    "answer", word("answer"), value: old?.answer ?? "", required: true, limit: 10_000, rows: 6),
                .text(
                    "keywords", word("keywords"), value: old?.keywords ?? "", hint: word("keywords_hint"), limit: 500),
                .day("valid_until", word("valid_until"), value: old?.validUntil, hint: word("valid_hint")),
                Field.select(
                    "owner", word("owner"),
                    options: staff.map { .init($0.id.text, $0.name, selected: $0.id == old?.owner) },
                    blank: words("casework.step_field.choose"), required: true
                ).width(.medium),
            ], submit: word(old == nil ? "add" : "new_version"))
        return faults.isEmpty ? form : form.refused(typed, faults, words)
    }
}
