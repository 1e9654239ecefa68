import Kernel
import Platform
import Storage
import Web

/// One relative: what they may be told and why, their powers with papers, and what can be changed (E27, D16).
struct RelativePage: Sendable {
    let whole: PersonSheet
    /// `nil` for one not recorded yet.
    let relative: Relative?

    private var person: Person { whole.opened.person }
    private var base: String { "/people/\(person.id)/relatives" }

    func page(_ visit: Visit, faults: [String: Message] = [:]) -> RecordPage {
        let words = visit.words
        func answered(_ form: FormView) -> FormView {
            !faults.isEmpty && visit.request.uri.path == form.action ? form.refused(visit.form, faults, words) : form
        }
        let mayEdit = whole.opened.reader.may(.editRelatives)
        var sections: [PageSection] = []
        if let relative {
            sections.append(decisions(relative, visit))
            sections.append(powers(relative, visit, mayEdit: mayEdit))
            if mayEdit {
                sections.append(
                    PageSection(
                        "authority", words("people.page.add_authority"),
                        form: answered(authorityForm(relative, visit)), isFolded: true))
            }
        }
        if mayEdit {
            sections.append(
                PageSection(
                    "edit", relative == nil ? nil : words("platform.admin.edit"), form: answered(form(visit)),
                    isFolded: relative != nil))
            if let relative, !relative.isSpokesperson {
                sections.append(
                    PageSection(
                        "spokesperson", words("people.page.appoint"), lead: words("people.page.appoint_lead"),
                        form: answered(
                            FormView(
                                action: "\(base)/\(relative.id)/spokesperson", fields: [],
                                submit: words("people.page.appoint"))), isFolded: true))
            }
        }
        let names = whole.opened.reader.names
        let title = relative?.shownName(names) ?? words("people.page.add_relative")
        return RecordPage(
            title,
            breadcrumb: Breadcrumb(
                [
                    ("/people", words("people.page.title", ["label": .text(whole.label)])),
                    ("/people/\(person.id)", person.shownName(names)),
                ], here: title),
            lead: relative.map { words("people.kinship.\($0.relation.rawValue)") },
            state: relative.flatMap {
                $0.isSpokesperson ? StateBadge(words("people.field.is_spokesperson"), icon: "chat-dots") : nil
            }, sections)
    }

    private func decisions(_ relative: Relative, _ visit: Visit) -> PageSection {
        let words = visit.words
        let overview = Disclosure.overview(relative, about: person, consents: whole.consents, on: visit.today)
        let rows = DisclosureTopic.allCases.compactMap { topic in
            overview[topic].map { decision in
                TableView.Row([
                    .init(words(topic.label)),
                    .init(
                        "",
                        state: decision.allowed
                            ? StateBadge(words("people.page.may_tell"), tone: .done, icon: "check-lg")
                            : StateBadge(words("people.page.may_not_tell"), tone: .done, icon: "x-lg")),
                    .init(words(decision.reason)),
                ])
            }
        }
        let caution = overview.values.compactMap(\.caution).first
        return PageSection(
            "telling", words("people.page.telling"), lead: words("people.page.telling_lead"),
            notices: caution.map { [Notice(.warning, words($0))] } ?? [],
            table: TableView(
                words("people.page.telling"),
                columns: ["topic", "answer", "why"].map { words("people.page.column.\($0)") }, rows: rows))
    }

    private func powers(_ relative: Relative, _ visit: Visit, mayEdit: Bool) -> PageSection {
        let words = visit.words
        let rows = relative.authorities.map { authority in
            let kind = words("people.authority.kind.\(authority.kind.rawValue)")
            let paper = authority.document.map { words("people.document.\($0.kind.rawValue)") }
            let until = authority.revokedOn ?? authority.validUntil
            let revoke = ButtonView(
                "\(base)/\(relative.id)/authorities/\(authority.id)/revocation", words("people.page.revoke"),
                about: kind, isWeighty: true)
            let holds = authority.holds(on: visit.today)
            return TableView.Row([
                .init(kind), .init(paper ?? "", note: authority.document?.reference),
                .init(words.day(authority.validFrom)), .init(until.map { words.day($0) } ?? ""),
                holds && mayEdit
                    ? .init("", button: revoke)
                    : .init(words(holds ? "people.page.in_force" : "people.page.lapsed")),
            ])
        }
        return PageSection(
            "authorities", words("people.page.authority"),
            table: TableView(
                words("people.page.authority"),
                columns: [
                    words("people.page.authority"), words("people.field.document"),
                    words("people.field.valid_from"), words("people.field.valid_until"),
                    words("people.field.status"),
                ], rows: rows),
            empty: EmptyState(icon: "file-earmark-text", sentence: words("people.page.no_authority")))
    }

    private func form(_ visit: Visit) -> FormView {
        FormView(
            action: relative.map { "\(base)/\($0.id)" } ?? base,
            fields: RelativePage.fields(of: relative, isNew: relative == nil, visit.words),
            submit: visit.words("platform.admin.save"),
            cancel: ActionLink("/people/\(person.id)", visit.words("web.form.cancel")))
    }

    static func fields(of relative: Relative? = nil, isNew: Bool, _ words: Words) -> [Field] {
        let scope = DisclosureTopic.allCases.map {
            Field.Option($0.rawValue, words($0.label), selected: relative?.scope.contains($0) ?? false)
        }
        return [
            .text("name", words("people.field.name"), value: relative?.name ?? "", required: true, limit: 80)
                .width(.medium),
            .select(
                "relation", words("people.field.relation"),
                options: Field.options(of: Kinship.self, "people.kinship", words, selected: relative?.relation),
                blank: words("platform.admin.choose"), required: true),
            .text(
                "phone", words("people.field.phone"),
                hint: words(isNew ? "people.page.sealed_hint" : "people.page.sealed_keep"), limit: 40, type: .tel
            ).width(.medium),
            .checkboxes("scope", words("people.field.scope"), options: scope, hint: words("people.page.scope_hint")),
            .number(
                "priority", words("people.field.priority"), value: relative?.priority ?? 1, in: 1...99,
                required: true),
            .textarea(
                "conflict_note", words("people.field.conflict_note"), value: relative?.conflictNote ?? "",
                hint: words("people.page.conflict_hint"), limit: 1000, rows: 3),
        ]
    }

    private func authorityForm(_ relative: Relative, _ visit: Visit) -> FormView {
        FormView(
            action: "\(base)/\(relative.id)/authorities",
            fields: RelativePage.authorityFields(on: visit.today, visit.words),
            submit: visit.words("people.page.add_authority"))
    }

    static func authorityFields(on today: LocalDay? = nil, _ words: Words) -> [Field] {
        [
            .select(
                "kind", words("people.page.authority"),
                options: Field.options(of: Authority.Kind.self, "people.authority.kind", words),
                blank: words("platform.admin.choose"), required: true),
            .select(
                "document", words("people.field.document"),
                options: Field.options(of: Authority.Document.Kind.self, "people.document", words),
                blank: words("people.page.no_document"), hint: words("people.page.document_hint")),
            .text("document_reference", words("people.field.document_reference"), limit: 100).width(.medium),
            .day("valid_from", words("people.field.valid_from"), value: today, required: true),
            .day("valid_until", words("people.field.valid_until")),
        ]
    }
}
