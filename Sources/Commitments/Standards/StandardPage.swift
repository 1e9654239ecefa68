import Casework
import Kernel
import Platform
import Web

/// `GET /commitments/standards/:standard`: one version as residents read it in both languages, with all that stands
/// behind it and the versions around it.
struct StandardPage: Sendable {
    let standard: ServiceStandard
    let book: StandardBook
    let tree: UnitTree
    let names: [ID<Staff>: String]
    let now: Instant
    let visit: Visit
    let rights: Rights
    let faults: [String: Message]

    private var word: CommitmentWords { CommitmentWords(words: visit.words) }
    private var address: String { "\(StandardRoutes.address)/\(standard.id)" }
    private var terms: ServiceStandard.Terms { standard.terms }
    private func may(_ action: CommitmentAction) -> Bool { rights.allows(action.rawValue, to: visit.actor) }

    var record: RecordPage {
        let state = book.state(of: standard, at: now)
        var actions: [ActionLink] = []
        if case .clock = terms.evidence, may(.trace) {
            actions.append(ActionLink(address + "/measures", word("kept.behind"), icon: "graph-up"))
        }
        if may(.write) {
            actions.append(
                ActionLink(
                    "\(StandardRoutes.address)/new?code=\(standard.code)", word("standards.new_version"),
                    icon: "pencil"))
        }
        var sections = [PageSection("preview", word("standards.preview"), notices: notices, facts: preview)]
        sections.append(PageSection("facts", word("standards.behind"), facts: facts))
        sections.append(history)
        if state == .inForce, may(.issueVersion) {
            let form = FormView(
                action: address + "/retirement", fields: StandardRoutes.retireFields(visit.words),
                submit: word("standards.retire"), icon: "archive", isWeighty: true)
            sections.append(
                PageSection(
                    "retirement", word("standards.retire_title"), lead: word("standards.retire_lead"),
                    form: faults.isEmpty ? form : form.refused(visit.form, faults, visit.words), isFolded: true))
        }
        let name = word.text(terms.name)
        return RecordPage(
            name,
            breadcrumb: Breadcrumb(
                [("/commitments", word("title")), (StandardRoutes.address, word("standards.title"))], here: name),
            lead: word("version", ["n": .number(standard.version)]) + " · " + standard.code, state: word.state(state),
            actions: actions, sections)
    }

    private var notices: [Notice] {
        terms.needsCheck ? [Notice(.warning, word("standards.needs_check"))] : []
    }

    /// Both languages, as they will be read.
    private var preview: DefinitionList {
        func lines(_ key: String, _ text: Bilingual) -> [DefinitionList.Item] {
            if text.zh.isEmpty { return [] }
            return [.init(word("field.\(key)_zh"), text.zh), .init(word("field.\(key)_en"), text.en)]
        }
        return DefinitionList(
            lines("name", terms.name) + lines("wording", terms.wording) + lines("exclusions", terms.exclusions)
                + lines("remedy", terms.remedy))
    }

    private var facts: DefinitionList {
        var items: [DefinitionList.Item] = [
            .init(word("column.target"), visit.words(terms.target.message)),
            .init(word("column.evidence"), visit.words(terms.evidence.message)),
            .init(word("field.scope"), scope),
            .init(word("field.opens_action"), StandardForm.opening(terms.opensAfter, visit.words)),
            .init(word("field.made"), told(standard.madeBy, at: standard.madeAt)),
        ]
        if let issued = standard.issued {
            items.append(.init(word("field.issued"), told(issued.by, at: issued.at)))
            items.append(.init(word("field.effective_on"), visit.words.day(issued.effectiveOn)))
        }
        if let retired = standard.retiredFrom {
            items.append(.init(word("field.retired"), visit.words.moment(retired)))
        }
        return DefinitionList(items)
    }

    private var scope: String {
        let parts = [
            terms.scope.unit.flatMap { tree[$0]?.name }, terms.scope.category.map { visit.words($0.message) },
            terms.scope.level.map { visit.words($0.message) },
        ].compactMap { $0 }
        return parts.isEmpty ? word("field.everywhere") : parts.joined(separator: " · ")
    }

    private func told(_ staff: ID<Staff>?, at moment: Instant) -> String {
        let name = staff.map { names[$0] ?? "" } ?? word("by_program")
        return "\(visit.words.moment(moment)) · \(name)"
    }

    private var history: PageSection {
        let rows = book.history(of: standard.code).reversed().map { version in
            TableView.Row([
                .init(
                    word("version", ["n": .number(version.version)]),
                    address: version.id == standard.id ? nil : "\(StandardRoutes.address)/\(version.id)"),
                .init(visit.words(version.terms.target.message)),
                .init(version.issued.map { visit.words.day($0.effectiveOn) } ?? ""),
                .init("", state: word.state(book.state(of: version, at: now))),
            ])
        }
        return PageSection(
            "history", word("standards.history"),
            table: TableView(
                word("standards.history"),
                columns: ["version", "target", "effective", "state"].map { word("column.\($0)") }, rows: rows))
    }
}
