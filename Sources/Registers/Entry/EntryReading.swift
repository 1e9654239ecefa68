import Kernel
import Platform
import Storage
import Web

/// The answers of a form, read and checked (读取台账表单).
struct EntryAnswers: Hashable, Sendable {
    var values: [String: String] = [:]
    /// Sealed answers in the open; only those typed now.
    var sealed: [String: String] = [:]
}

/// Reads the answers of a form by a definition; collects every fault by field.
struct EntryReading {
    let definition: RegisterDefinition
    let registers: RegisterDesk
    let organisation: ID<Organisation>
    let zone: Zone
    /// What there was before; a sealed answer or file left empty stays.
    let earlier: RegisterEntry?
    /// Fields files came for, or are kept in.
    let filed: Set<String>

    /// Answers to the questions of `fields`, or of all of the register. Throws `Problem.invalid` by field.
    func read(
        _ form: FormData, only fields: [RegisterField]? = nil, requiring: Set<String> = [], in db: any Connection
    ) throws -> EntryAnswers {
        let (answers, faults) = try gather(form, only: fields, requiring: requiring, in: db)
        if !faults.isEmpty { throw Problem.invalid(faults) }
        return answers
    }

    /// What could be read, and what is wrong with the rest.
    func gather(
        _ form: FormData, only fields: [RegisterField]? = nil, requiring: Set<String> = [], in db: any Connection
    ) throws -> (answers: EntryAnswers, faults: [String: Message]) {
        var reader = FormReader(form)
        var answers = EntryAnswers()
        for field in fields ?? definition.asked {
            let isRequired = field.isRequired || requiring.contains(field.code)
            guard let answer = try answer(field, isRequired, &reader, in: db), !answer.isEmpty else { continue }
            if field.kind == .sealed {
                answers.sealed[field.code] = answer
            } else {
                answers.values[field.code] = answer
            }
        }
        return (answers, reader.faults)
    }

    private func answer(
        _ field: RegisterField, _ isRequired: Bool, _ reader: inout FormReader, in db: any Connection
    ) throws -> String? {
        let code = field.code
        switch field.kind {
        case .text, .longText: return reader.text(code, limit: field.limit, required: isRequired)
        case .sealed:
            let isKept = earlier?.values[RegisterEntry.mark(code)] != nil
            return reader.text(code, limit: field.limit, required: isRequired && !isKept)
        case .number: return reader.number(code, in: field.bounds, required: isRequired).map(String.init)
        case .money: return money(field, isRequired, &reader)
        case .day: return reader.day(code, required: isRequired)?.description
        case .moment:
            return reader.moment(code, zone: zone, required: isRequired).map { String($0.milliseconds) }
        case .choice:
            let text = reader.form.value(code)
            if text.isEmpty, isRequired { reader.fault(code, Message("web.form.choose")) }
            if !text.isEmpty, !field.choices.contains(where: { $0.code == text }) {
                reader.fault(code, Message("web.form.not_listed"))
            }
            return text
        case .yesNo: return reader.flag(code) ? "1" : "0"
        case .staff, .unit, .person, .complaint, .entry: return try pointed(field, isRequired, &reader, in: db)
        case .file:
            if isRequired, !filed.contains(code) { reader.fault(code, Message("registers.refusal.file_missing")) }
            return nil
        case .computed: return nil
        }
    }

    private func money(_ field: RegisterField, _ isRequired: Bool, _ reader: inout FormReader) -> String? {
        let text = reader.text(field.code, limit: 20, required: isRequired)
        if text.isEmpty { return nil }
        guard let money = Money(yuan: text) else {
            reader.fault(field.code, Message("registers.refusal.not_money"))
            return nil
        }
        guard field.bounds.contains(Int(money.fen)) else {
            let bounds = [field.bounds.lowerBound, field.bounds.upperBound].map { Money(fen: Int64($0)).yuanText }
            reader.fault(
                field.code,
                Message("registers.refusal.money_range", ["low": .text(bounds[0]), "high": .text(bounds[1])]))
            return nil
        }
        return String(money.fen)
    }

    private func pointed(
        _ field: RegisterField, _ isRequired: Bool, _ reader: inout FormReader, in db: any Connection
    ) throws -> String? {
        let text = reader.text(field.code, limit: 80, required: isRequired)
        if text.isEmpty { return nil }
        if let found = try field.pointed(to: text, registers, of: organisation, in: db) { return found }
        let key = field.kind == .person || field.kind == .complaint ? "no_such_\(field.kind.rawValue)" : "not_found"
        reader.fault(field.code, Message("registers.refusal.\(key)"))
        return nil
    }
}

extension RegisterEntry {
    /// Where it is noted that a sealed field is answered, without what it says.
    static func mark(_ code: String) -> String { "\(code)#" }

    /// Where the files of a field are noted.
    func hasAnswer(_ field: RegisterField) -> Bool {
        values[field.code] != nil || values[RegisterEntry.mark(field.code)] != nil
    }
}
