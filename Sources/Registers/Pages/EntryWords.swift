import Kernel
import Platform
import Web

/// The answers of an entry as people read them (台账文字).
struct EntryWords: Sendable {
    let definition: RegisterDefinition
    let labels: EntryLabels
    let words: Words

    /// The text of one field; empty where nothing was answered. Sealed answers are hidden.
    func text(_ field: RegisterField, _ values: [String: String], computed: [String: Int] = [:]) -> String {
        if field.kind == .computed {
            return computed[field.code].map { definition.told($0, field.code) } ?? words("registers.page.no_figure")
        }
        if field.kind == .sealed { return values[RegisterEntry.mark(field.code)] == nil ? "" : Masking.hidden }
        guard let value = values[field.code] else { return "" }
        switch field.kind {
        case .text, .longText: return value
        case .number: return value
        case .money: return Int(value).map { definition.told($0, field.code) } ?? value
        case .day: return LocalDay(value).map { words.day($0) } ?? value
        case .moment: return Int64(value).map { words.moment(Instant(milliseconds: $0)) } ?? value
        case .choice: return field.choices.first { $0.code == value }?.name(words) ?? value
        case .yesNo: return words("registers.form.\(value == "1" ? "yes" : "no")")
        case .staff, .unit, .person, .complaint, .entry:
            return RegisterTarget(field.kind).flatMap { labels.name($0, value) } ?? words("registers.page.gone")
        case .file, .sealed, .computed: return ""
        }
    }

    /// Where the thing a field points to has its page.
    func address(_ field: RegisterField, _ values: [String: String]) -> String? {
        guard let value = values[field.code] else { return nil }
        switch field.kind {
        case .complaint: return "/cases/\(value)"
        case .person: return "/people/\(value)"
        case .entry: return field.register.map { "/registers/\($0)/\(value)" }
        case .text, .longText, .number, .money, .day, .moment, .choice, .yesNo, .staff, .unit, .file, .sealed,
            .computed:
            return nil
        }
    }

    /// The same for a table that is read again: sums without signs, days and moments as they are written.
    func cell(_ field: RegisterField, _ values: [String: String], computed: [String: Int] = [:]) -> String {
        switch field.kind {
        case .money: return values[field.code].flatMap { Int64($0) }.map { Money(fen: $0).typed } ?? ""
        case .day: return values[field.code] ?? ""
        case .moment:
            guard let at = values[field.code].flatMap({ Int64($0) }) else { return "" }
            let (day, minute) = Instant(milliseconds: at).local(in: words.zone)
            return "\(day) \(twoDigits(minute / 60)):\(twoDigits(minute % 60))"
        case .text, .longText, .number, .choice, .yesNo, .staff, .unit, .person, .complaint, .entry, .file, .sealed,
            .computed:
            return text(field, values, computed: computed)
        }
    }

    func badge(_ state: String) -> StateBadge? {
        guard definition.hasStates, let state = definition.state(state) else { return nil }
        return StateBadge(state.name(words), tone: state.tone.badge)
    }
}
