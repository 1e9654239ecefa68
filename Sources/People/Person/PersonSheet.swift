import Kernel
import Platform
import Storage
import Web

/// One person with relatives, consents and, when just asked for with a purpose, what is sealed.
struct PersonSheet: Sendable {
    let opened: OpenedPerson
    let tree: UnitTree
    let relatives: [Relative]
    let consents: [Consent]
    let label: String

    /// Something sealed that was opened for this one answer.
    struct Shown: Sendable {
        let term: String
        let text: String
    }

    static func load(_ opened: OpenedPerson, label: String, in db: any Connection) throws -> PersonSheet {
        let (person, organisation) = (opened.person, opened.organisationID)
        return PersonSheet(
            opened: opened, tree: try UnitTree.load(of: organisation, in: db),
            relatives: try Relative.list(of: person.id, organisation, keys: opened.keys, in: db),
            consents: try Consent.list(of: person.id, organisation, in: db), label: label)
    }

    static func state(_ status: ServiceStatus, _ words: Words) -> StateBadge {
        let word = words("people.status.\(status.rawValue)")
        return switch status {
        case .inService: StateBadge(word, tone: .done)
        case .inHospital, .expected, .left, .deceased: StateBadge(word, tone: .waiting)
        }
    }

    private var address: String { "/people/\(opened.person.id)" }
    private var person: Person { opened.person }

    func page(_ visit: Visit, shown: [Shown] = [], faults: [String: Message] = [:]) -> RecordPage {
        let words = visit.words
        func answered(_ form: FormView) -> FormView {
            !faults.isEmpty && visit.request.uri.path == form.action ? form.refused(visit.form, faults, words) : form
        }
        let vulnerability = Vulnerability.judge(person, relatives: relatives, on: visit.today)
        var notices: [Notice] = []
        if opened.reader.isByTie { notices.append(Notice(.info, words("people.page.by_tie"))) }
        if vulnerability.isVulnerable {
            notices.append(Notice(.warning, words(vulnerability.reason), title: words("people.page.vulnerable")))
        }
        var sections = [PageSection("facts", notices: notices, facts: facts(visit))]
        if !shown.isEmpty {
            sections.append(
                PageSection(
                    "shown", words("people.page.shown"), lead: words("people.page.shown_lead"),
                    facts: DefinitionList(shown.map { .init($0.term, $0.text, isConfidential: true) })))
        }
        if opened.reader.may(.readContacts) || opened.reader.may(.readConfidential) {
            sections.append(
                PageSection(
                    "disclosure", words("people.page.show_sealed"), lead: words("people.page.show_sealed_lead"),
                    form: answered(disclosureForm(words)), isFolded: true))
        }
        sections.append(relativesSection(visit))
        if !opened.reader.isByTie { sections.append(consentsSection(visit)) }
        if opened.reader.may(.recordConsent) {
            sections.append(
                PageSection(
                    "consent", words("people.page.record_consent"), form: answered(ConsentRoutes.form(self, visit)),
                    isFolded: true))
        }
        var actions: [ActionLink] = []
        if opened.reader.may(.edit) {
            actions.append(ActionLink(address + "/edit", words("platform.admin.edit"), icon: "pencil"))
        }
        if opened.reader.may(.editRelatives) {
            actions.append(
                ActionLink(address + "/relatives/new", words("people.page.add_relative"), icon: "person-plus"))
        }
        let name = person.shownName(opened.reader.names)
        return RecordPage(
            name,
            breadcrumb: Breadcrumb(
                [("/people", words("people.page.title", ["label": .text(label)]))], here: name),
            lead: "\(label) · \(person.code)", state: PersonSheet.state(person.status(on: visit.today), words),
            actions: actions, sections)
    }

    private func facts(_ visit: Visit) -> DefinitionList {
        let words = visit.words
        let separator = words("web.format.list_separator")
        var items: [DefinitionList.Item] = []
        func add(_ key: String, _ text: String?) {
            if let text, !text.isEmpty { items.append(.init(words("people.field.\(key)"), text)) }
        }
        add("sex", words("people.sex.\(person.sex.rawValue)"))
        add("age", person.age(on: visit.today).map { words("people.page.age", ["n": .number($0)]) })
        add("unit", person.unitID.flatMap { tree[$0]?.name })
        add("room", [person.place.room, person.place.bed].filter { !$0.isEmpty }.joined(separator: "-"))
        if !opened.reader.isByTie { add("payer", words("people.payer.\(person.payer.rawValue)")) }
        if let ability = person.ability {
            add(
                "ability",
                words(
                    "people.page.assessed", ["level": .message(ability.level.label), "day": .day(ability.assessedOn)]))
        }
        if !opened.reader.isByTie { add("insurance_level", person.insuranceLevel.map { words($0.label) }) }
        if person.cognitionImpaired { add("cognition_impaired", words("people.page.present_fact")) }
        let needs = person.communication.needs.sorted().map { words("people.need.\($0.rawValue)") }
        let dialect = person.communication.dialect.isEmpty ? [] : [person.communication.dialect]
        add("needs", (needs + dialect).joined(separator: separator))
        for period in person.periods.sorted(by: { $0.fromOn < $1.fromOn }) {
            let days = period.untilOn.map {
                words("people.page.period", ["from": .day(period.fromOn), "until": .day($0)])
            }
            items.append(
                .init(
                    words("people.period.\(period.kind.rawValue)"),
                    days ?? words("people.page.period_open", ["from": .day(period.fromOn)])))
        }
        add("died_on", person.diedOn.map { words.day($0) })
        return DefinitionList(items)
    }

    private func disclosureForm(_ words: Words) -> FormView {
        var open: Set<String> = []
        if opened.reader.may(.readContacts) {
            open.formUnion(relatives.isEmpty ? ["phone"] : ["phone", "relative_phones"])
        }
        if opened.reader.may(.readConfidential) { open.formUnion(["id_number", "health_notes"]) }
        return FormView(
            action: address + "/disclosure", fields: PersonSheet.disclosureFields(open, words),
            submit: words("people.page.show"), icon: "eye")
    }

    /// What can be opened, as far as it is in `open`; all of it without.
    static func disclosureFields(_ open: Set<String>?, _ words: Words) -> [Field] {
        let all = ["phone", "relative_phones", "id_number", "health_notes"]
        let options = all.filter { open?.contains($0) ?? true }.map { name in
            Field.Option(
                name, words(name == "relative_phones" ? "people.page.relative_phones" : "people.field.\(name)"))
        }
        return [
            .checkboxes("fields", words("people.page.what"), options: options),
            .select(
                "purpose", words("people.field.read_purpose"),
                options: Field.options(of: ReadPurpose.self, "people.read_purpose", words),
                blank: words("platform.admin.choose"), required: true),
        ]
    }

    private func relativesSection(_ visit: Visit) -> PageSection {
        let words = visit.words
        let separator = words("web.format.list_separator")
        let rows = relatives.map { relative in
            let powers = relative.authorities.filter { $0.holds(on: visit.today) }
                .map { words("people.authority.kind.\($0.kind.rawValue)") }
            let scope = relative.scope.sorted().map { words($0.label) }
            return TableView.Row([
                .init(
                    relative.shownName(opened.reader.names), address: "\(address)/relatives/\(relative.id)",
                    note: relative.isSpokesperson ? words("people.field.is_spokesperson") : nil),
                .init(words("people.kinship.\(relative.relation.rawValue)")),
                .init(powers.joined(separator: separator)),
                .init(scope.isEmpty ? words("people.page.told_nothing") : scope.joined(separator: separator)),
                .init(String(relative.priority)),
            ])
        }
        return PageSection(
            "relatives", words("people.page.relatives"),
            table: TableView(
                words("people.page.relatives"),
                columns: [
                    words("people.field.name"), words("people.field.relation"), words("people.page.authority"),
                    words("people.field.scope"), words("people.field.priority"),
                ], rows: rows),
            empty: EmptyState(icon: "people", sentence: words("people.page.no_relatives")))
    }

    private func consentsSection(_ visit: Visit) -> PageSection {
        let words = visit.words
        let names = Dictionary(
            relatives.map { ($0.id, $0.shownName(opened.reader.names)) }, uniquingKeysWith: { first, _ in first })
        let rows = consents.reversed().map { consent in
            let about = consent.relativeID.flatMap { names[$0] }
            let giver: String =
                switch consent.givenBy {
                case .person: words("people.consent.giver.person")
                case .relative(let id): names[id] ?? words("people.consent.giver.relative")
                }
            return TableView.Row([
                .init(words("people.consent.kind.\(consent.kind.rawValue)"), note: about),
                .init(
                    "",
                    state: StateBadge(
                        words("people.consent.decision.\(consent.decision.rawValue)"),
                        tone: .done, icon: consent.decision == .given ? "check-lg" : "x-lg")),
                .init(words.day(consent.decidedOn)), .init(giver), .init(consent.version),
            ])
        }
        return PageSection(
            "consents", words("people.page.consents"),
            table: TableView(
                words("people.page.consents"),
                columns: [
                    words("people.page.consent"), words("people.page.decision"), words("people.field.decided_on"),
                    words("people.page.giver"), words("people.field.version"),
                ], rows: rows),
            empty: EmptyState(icon: "clipboard-check", sentence: words("people.page.no_consents")))
    }
}
