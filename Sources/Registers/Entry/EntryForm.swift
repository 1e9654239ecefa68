import Kernel
import Platform
import Web

/// The questions of a register as a form (台账表单).
struct EntryForm: Sendable {
    let definition: RegisterDefinition
    let choices: EntryChoices
    let labels: EntryLabels
    let words: Words

    /// The questions, answered as far as `values` go. Sealed answers are never sent out; left empty they stay.
    func fields(_ values: [String: String] = [:], isNew: Bool = true) -> [Field] {
        definition.asked.map { field($0, values[$0.code], isNew: isNew) }
    }

    /// What a move asks for besides, where it is not answered yet.
    func fields(of move: RegisterState.Move, _ values: [String: String]) -> [Field] {
        move.requires.compactMap { definition[$0] }.filter { values[$0.code] == nil }.map {
            field($0, nil, isNew: true, isRequired: true)
        }
    }

    private func field(
        _ asked: RegisterField, _ value: String?, isNew: Bool, isRequired: Bool? = nil
    ) -> Field {
        let (code, name) = (asked.code, asked.name(words))
        var hint = asked.hint?(words)
        let required = (isRequired ?? asked.isRequired) && (isNew || asked.kind != .sealed && asked.kind != .file)
        switch asked.kind {
        case .text:
            return .text(code, name, value: value ?? "", hint: hint, required: required, limit: asked.limit)
        case .longText:
            return .textarea(
                code, name, value: value ?? "", hint: hint, required: required, limit: asked.limit, rows: 3)
        case .sealed:
            hint = [hint, words(isNew ? "registers.form.sealed" : "registers.form.sealed_kept")].compactMap { $0 }
                .joined(separator: " ")
            return .textarea(code, name, hint: hint, required: required, limit: asked.limit, rows: 3)
        case .number:
            return .number(
                code, name, value: value.flatMap { Int($0) }, in: asked.bounds, hint: hint, required: required)
        case .money:
            return .text(
                code, name, value: value.flatMap { Int64($0) }.map { Money(fen: $0).typed } ?? "",
                hint: hint ?? words("registers.form.money"), required: required, limit: 16, inputmode: "decimal"
            ).width(.short)
        case .day:
            return .day(code, name, value: value.flatMap { LocalDay($0) }, hint: hint, required: required)
        case .moment:
            return .moment(
                code, name, value: value.flatMap { Int64($0) }.map { Instant(milliseconds: $0) }, zone: words.zone,
                hint: hint, required: required)
        case .yesNo: return .checkbox(code, name, checked: value == "1", hint: hint)
        case .file:
            return .file(code, name, accept: "image/*,.pdf,.txt", hint: hint, required: required)
        case .choice, .staff, .unit, .entry:
            return chosen(asked, value, hint: hint, required: required)
        case .person, .complaint:
            let target: RegisterTarget = asked.kind == .person ? .person : .complaint
            let told = value.flatMap { labels.name(target, $0) } ?? ""
            return Field.text(
                code, name, value: told, hint: hint ?? words("registers.form.\(target.rawValue)"), required: required,
                limit: 40
            ).width(.medium)
        case .computed: return .hidden(code, "")
        }
    }

    private func chosen(_ asked: RegisterField, _ value: String?, hint: String?, required: Bool) -> Field {
        var options = options(asked, selected: value)
        // What was chosen once stays to be chosen, though it has left the list.
        if let value, !options.contains(where: { $0.value == value }) {
            let told = RegisterTarget(asked.kind).flatMap { labels.name($0, value) } ?? value
            options.insert(Field.Option(value, told, selected: true), at: 0)
        }
        if asked.kind == .choice, options.count <= 4, required {
            return .radio(asked.code, asked.name(words), options: options, hint: hint, required: true)
        }
        return .select(
            asked.code, asked.name(words), options: options, blank: words("registers.form.choose"), hint: hint,
            required: required)
    }

    /// The answers there are to choose from.
    func options(_ field: RegisterField, selected: String? = nil) -> [Field.Option] {
        switch field.kind {
        case .choice:
            field.choices.map { Field.Option($0.code, $0.name(words), selected: $0.code == selected) }
        case .yesNo:
            ["1", "0"].map {
                Field.Option($0, words("registers.form.\($0 == "1" ? "yes" : "no")"), selected: $0 == selected)
            }
        case .staff:
            choices.staff.map { Field.Option($0.id.text, $0.name, selected: $0.id.text == selected) }
        case .unit:
            choices.tree.options(selected: selected.flatMap { ID<OrganisationUnit>($0) })
        case .entry:
            (choices.entries[field.code] ?? []).map { Field.Option($0.id, $0.name, selected: $0.id == selected) }
        case .text, .longText, .number, .money, .day, .moment, .person, .complaint, .file, .sealed, .computed: []
        }
    }
}
