import Deadlines
import Foundation
import Kernel
import Platform
import Web

extension SettingLine {
    /// The line as a question, filled with the value of a document.
    func field(_ document: SettingDocument, _ words: Words) -> Field {
        let (value, label) = (document[key] ?? "", words(label))
        switch self.value {
        case .term(let isRequired):
            return Field.text(
                key, label, value: Term(value).map { words($0.message) } ?? value, required: isRequired, limit: 30
            ).width(.medium)
        case .level:
            return Field.select(
                key, label,
                options: ResponseLevel.allCases.map { level in
                    .init(
                        String(level.rawValue), words("casework.rules.short_level.\(level.rawValue)"),
                        selected: value == String(level.rawValue))
                }, required: true
            ).width(.medium)
        case .number(let range): return .number(key, label, value: Int(value), in: range, required: true)
        case .text:
            return .textarea(
                key, label, value: value, hint: shippedText(words.catalogue), limit: LetterTexts.limit, rows: 3)
        case .words(let limit):
            return .text(key, label, value: value, hint: presentText(words), limit: limit)
        case .flag: return .checkbox(key, label, checked: !value.isEmpty)
        case .choice(let options, let isRequired):
            return Field.select(
                key, label, options: options.map { .init($0.value, words($0.label), selected: $0.value == value) },
                blank: words("casework.rules.not_set"), required: isRequired
            ).width(.medium)
        }
    }

    /// What a person typed, as documents keep it; empty for a line that is not there.
    func read(_ reader: inout FormReader, _ words: Words) -> String {
        switch value {
        case .term(let isRequired):
            let text = reader.text(key, limit: 30, required: isRequired)
            if text.isEmpty { return "" }
            guard let term = SettingLine.term(text, words) else {
                reader.fault(key, Message("casework.rules.fault.not_a_term"))
                return text
            }
            return term.description
        case .level: return reader.requiredNumber(key, as: ResponseLevel.self).map { String($0.rawValue) } ?? ""
        case .number(let range): return reader.number(key, in: range, required: true).map(String.init) ?? ""
        case .text: return reader.text(key, limit: LetterTexts.limit)
        case .words(let limit): return reader.text(key, limit: limit)
        case .flag: return reader.flag(key) ? "yes" : ""
        case .choice(let options, let isRequired):
            let chosen = reader.text(key, limit: 60, required: isRequired)
            if !chosen.isEmpty, !options.contains(where: { $0.value == chosen }) {
                reader.fault(key, Message("web.form.not_listed"))
            }
            return chosen
        }
    }

    /// A value as people read it.
    func shown(_ value: String, _ words: Words) -> String {
        switch self.value {
        case .term: value.isEmpty ? words("casework.rules.as_level") : Term(value).map { words($0.message) } ?? value
        case .level: value.isEmpty ? "" : words("casework.rules.short_level.\(value)")
        case .number: value
        case .text: value.isEmpty ? words("casework.rules.as_shipped") : value
        case .words: value.isEmpty ? words("casework.rules.unchanged") : value
        case .flag: words("casework.rules.\(value.isEmpty ? "no" : "yes")")
        case .choice(let options, _):
            options.first { $0.value == value }.map { words($0.label) }
                ?? (value.isEmpty ? words("casework.rules.not_set") : value)
        }
    }

    /// `48 hours`, `48小时` or `48h`, in the reader's words for the units.
    static func term(_ text: String, _ words: Words) -> Term? {
        let plain = text.precomposedStringWithCompatibilityMapping.lowercased().filter { !$0.isWhitespace }
        if let term = Term(plain) { return term }
        let digits = plain.prefix { $0.isASCII && $0.isNumber }
        guard let amount = Int(digits) else { return nil }
        let name = String(plain.dropFirst(digits.count))
        let unit = Term.Unit.allCases.first { unit in
            words("casework.rules.unit.\(unit.rawValue)").split(separator: "|").contains { $0 == name }
        }
        return unit.flatMap { Term(amount, $0) }
    }

    /// What is said at present where the line may say otherwise.
    private func presentText(_ words: Words) -> String? {
        guard let shownKey, let language = Language(rawValue: String(key.split(separator: ".").last ?? "")) else {
            return nil
        }
        return words.catalogue.template(shownKey, language).map {
            words("casework.rules.at_present", ["text": .text($0)])
        }
    }

    /// What the program says where the organisation says nothing.
    private func shippedText(_ catalogue: Catalogue) -> String? {
        let parts = key.split(separator: ".").map(String.init)
        guard parts.count == 2, let passage = LetterTexts.Passage(rawValue: parts[0]),
            let language = Language(rawValue: parts[1])
        else { return nil }
        let key =
            switch passage {
            case .opening: "casework.letter.opening"
            case .apology: "casework.step_hint.apology_draft"
            case .outside: "casework.letter.ladder_lead"
            case .closing: "casework.rules.no_closing"
            }
        return catalogue.template(key, language)
    }
}

/// What was typed in a form of settings, beside what it began from (设定表单).
struct SettingDraft: Sendable {
    let subject: SettingSubject
    let part: String?
    let base: Int
    let groups: [SettingGroup]
    let document: SettingDocument

    /// The form's start: the newest version.
    init(_ subject: SettingSubject, part: String?, _ history: RuleHistory, _ house: SettingHouse) throws(Problem) {
        let parts = subject.parts(history.latest)
        guard part.map(parts.contains) ?? parts.isEmpty else { throw .notFound }
        self.subject = subject
        self.part = part
        base = history.newest(subject)?.number ?? 0
        groups = subject.groups(history.latest, house, part: part)
        document = history.document(of: subject, number: base)
    }

    private init(_ draft: SettingDraft, base: Int, document: SettingDocument) {
        (subject, part, groups) = (draft.subject, draft.part, draft.groups)
        self.base = base
        self.document = document
    }

    /// The draft with what was typed. Faults are left in the reader.
    func filled(
        _ reader: inout FormReader, _ history: RuleHistory, _ words: Words
    ) -> SettingDraft {
        let base = reader.number("base", in: 0...SettingVersion.most) ?? base
        var document = history.document(of: subject, number: base)
        for line in groups.flatMap(\.lines) {
            let value = line.read(&reader, words)
            document[line.key] = value.isEmpty ? nil : value
        }
        return SettingDraft(self, base: base, document: document)
    }

    /// The values as hidden fields, so that what was previewed is what is proposed.
    func hidden(_ words: Words) -> [Field] {
        [.hidden("base", String(base)), .hidden("part", part ?? "")]
            + groups.flatMap(\.lines).map { line in .hidden(line.key, document[line.key] ?? "") }
    }
}
