import Kernel
import People
import Platform
import Web

extension StepAsk {
    /// A text that must be written.
    func text(_ name: String, value: String = "", limit: Int = 4000, rows: Int = 4, hint: String? = nil) -> Field {
        .textarea(name, word(name), value: value, hint: hint, required: true, limit: limit, rows: rows)
    }

    /// One of the values of an enum, worded by `casework.GROUP.VALUE`.
    func choice<Value: RawRepresentable>(
        _ name: String, _ values: some Sequence<Value>, _ group: String, selected: Value? = nil, required: Bool = true
    ) -> Field where Value.RawValue == String {
        .radio(name, word(name), options: options(values, group, selected: selected), required: required)
    }

    /// One of the coded reasons in force.
    func reason(_ name: String, of list: ReasonList) -> Field {
        .radio(
            name, word(name),
            options: open.rules.offered(list).map { Field.Option($0, words(list.message(of: $0))) }, required: true)
    }

    func list<Value: RawRepresentable>(
        _ name: String, _ values: some Sequence<Value>, _ group: String, selected: Value? = nil, required: Bool = true,
        hint: String? = nil
    ) -> Field where Value.RawValue == String {
        Field.select(
            name, word(name), options: options(values, group, selected: selected), blank: word("choose"), hint: hint,
            required: required
        ).width(.medium)
    }

    func options<Value: RawRepresentable>(
        _ values: some Sequence<Value>, _ group: String, selected: Value? = nil
    ) -> [Field.Option] where Value.RawValue == String {
        values.map {
            Field.Option(
                $0.rawValue, words("casework.\(group).\($0.rawValue)"), selected: $0.rawValue == selected?.rawValue)
        }
    }

    /// An employee, with unit and load; never one who is complained about.
    func employee(
        _ name: String, selected: ID<Staff>? = nil, without left: Set<ID<Staff>> = [], required: Bool = true,
        hint: String? = nil
    ) -> Field {
        Field.select(
            name, word(name),
            options: staff.filter { !left.contains($0.id) }.map { option($0, selected: $0.id == selected) },
            blank: word("choose"), hint: hint, required: required
        ).width(.medium)
    }

    private func option(_ choice: StaffChoice, selected: Bool) -> Field.Option {
        Field.Option(choice.id.text, choice.label(words), selected: selected)
    }

    func unit(_ name: String, selected: ID<OrganisationUnit>?, required: Bool) -> Field {
        let shut = subject.isRestricted ? subject.complainedAbout.units : []
        return Field.select(
            name, word(name),
            options: units.filter { !shut.contains($0.id) }.map {
                Field.Option($0.id.text, $0.name, selected: $0.id == selected)
            }, blank: word("choose"), required: required
        ).width(.medium)
    }

    /// One of the case's points of complaint.
    func allegation(selected: Int?) -> Field {
        .radio(
            "allegation", word("allegation"),
            options: subject.allegations.map {
                Field.Option(
                    String($0.number), "\($0.number). \($0.text)", hint: words($0.category.message),
                    selected: $0.number == selected)
            }, required: true)
    }

    func number(_ name: String, _ value: Int, in group: String, values: [Int]) -> Field {
        .radio(
            name, word(name),
            options: values.map {
                Field.Option(String($0), words("casework.\(group).\($0)"), selected: $0 == value)
            }, required: true)
    }

    /// The categories as one list, each after the name of its group.
    func category(selected: CategoryCode?) -> Field {
        let tree = open.rules.categories
        let options = tree.groups.flatMap { group in
            tree.offered(in: group, keeping: selected).map { category in
                let name = words("casework.category_group.\(group)")
                return Field.Option(
                    category.code.text, "\(category.code) \(name) · \(category.code.told(words))",
                    selected: category.code == selected)
            }
        }
        return .select("category", word("category"), options: options, blank: word("choose"), required: true)
    }

    /// The four parts of a talk, with whom, and whether somebody was reached (S1-58). `about` names the texts: plain
    /// talk, or proof that somebody was told.
    func communication(
        prefix: String = "", about: Talk = .talk, mode: CommunicationMode? = nil, matter: String = "",
        party: Party = .complainant, parties: [Party] = Party.allCases
    ) -> [Field] {
        func word(_ name: String) -> String { self.word("\(about.rawValue).\(name)") }
        return [
            Field.select(
                prefix + "party", word("party"), options: options(parties, "party", selected: party), required: true
            ).width(.medium),
            .moment(prefix + "happened_at", word("happened_at"), value: now, zone: zone, required: true),
            Field.text(
                prefix + "place", word("place"), hint: hint("place"), required: true, limit: 200
            ).width(.medium),
            Field.select(
                prefix + "mode", word("mode"),
                options: options(
                    CommunicationMode.allCases, "mode", selected: mode ?? subject.complainant.replyChannel),
                blank: self.word("choose"), required: true
            ).width(.medium),
            .textarea(prefix + "matter", word("matter"), value: matter, required: true, rows: 4),
            .checkbox(
                prefix + "reached", self.word("reached"), checked: true,
                hint: hint(about == .talk ? "reached" : "reached_needed")),
        ]
    }
}

/// What a talk is recorded for: any talk, or that somebody was told something (沟通、告知).
enum Talk: String { case talk, told }

extension FormReader {
    /// A tick without which the step cannot be taken; `key` says why, together with every other fault.
    mutating func agreed(_ name: String, _ key: String, when needed: Bool = true) -> Bool {
        if needed, !flag(name) { fault(name, Message("casework.field.\(key)")) }
        return flag(name)
    }

    /// A talk as `StepAsk.communication` asks for it.
    mutating func communication(prefix: String = "", _ ask: StepAsk) -> CaseCommunication? {
        let at = moment(prefix + "happened_at", zone: ask.zone, required: true)
        let place = text(prefix + "place", limit: 200, required: true)
        let mode = requiredChoice(prefix + "mode", as: CommunicationMode.self)
        let matter = text(prefix + "matter", limit: 4000, required: true)
        let party = requiredChoice(prefix + "party", as: Party.self)
        guard let at, let mode, let party else { return nil }
        return CaseCommunication(
            happenedAt: at, place: place, mode: mode, matter: matter, party: party, reached: flag(prefix + "reached"))
    }

    /// A whole number that stands for one of our own listed values.
    mutating func numbered<Value: RawRepresentable>(_ name: String, as type: Value.Type) -> Value?
    where Value.RawValue == Int {
        let raw = form.value(name)
        if raw.isEmpty { return nil }
        if let value = Int(raw).flatMap(Value.init(rawValue:)) { return value }
        fault(name, Message("web.form.not_listed"))
        return nil
    }

    mutating func requiredNumber<Value: RawRepresentable>(_ name: String, as type: Value.Type) -> Value?
    where Value.RawValue == Int {
        if form.value(name).isEmpty { fault(name, Message("web.form.choose")) }
        return numbered(name, as: type)
    }

    mutating func allegation() -> Int? {
        if form.value("allegation").isEmpty { fault("allegation", Message("web.form.choose")) }
        return number("allegation", in: 1...1000)
    }

    mutating func category() -> CategoryCode? {
        let raw = form.value("category")
        guard let code = CategoryCode(raw) else {
            fault("category", Message(raw.isEmpty ? "web.form.choose" : "web.form.not_listed"))
            return nil
        }
        return code
    }

    /// A text that must be written.
    mutating func long(_ name: String, limit: Int = 4000) -> String { text(name, limit: limit, required: true) }
}

extension StaffChoice {
    /// Name, unit, what lies on their desk, and whether they are off duty.
    func label(_ words: Words) -> String {
        var text = unit.map { "\(name) · \($0)" } ?? name
        text += " · " + words("casework.case_page.load", ["n": .number(held)])
        if !isOnDuty { text += " · " + words("casework.case_page.off_duty") }
        return text
    }
}
