import Foundation
import Kernel
import Platform
import Web

/// Words the library of strategies.
struct RecoveryPage {
    let tree: CategoryTree
    let words: Words

    func word(_ key: String, _ gaps: [String: Message.Argument] = [:]) -> String {
        words("casework.recovery.\(key)", gaps)
    }

    private func joined(_ texts: [String]) -> String { texts.joined(separator: words("web.format.list_separator")) }

    func table(_ kept: [KeptStrategy], _ scores: [String: RecoveryScore], _ caption: String) -> TableView {
        TableView(
            caption, columns: ["strategy", "situation", "started", "waited", "effect"].map { word("column.\($0)") },
            rows: kept.map { one in
                let score = scores[one.strategy.code]
                return TableView.Row([
                    .init(
                        one.strategy.name.text(in: words.language), address: "/recovery/\(one.strategy.code)",
                        note: word(one.isOwn ? "own_version" : "built_in", ["n": .number(one.strategy.version)])),
                    .init(situation(one.strategy.situation)), .init(String(score?.started ?? 0)),
                    .init(
                        (score?.started ?? 0) == 0 ? "" : word("minutes", ["n": .number(score?.averageMinutes ?? 0)])),
                    effect(score),
                ])
            })
    }

    /// The score with its number; below five answers only how many there are.
    private func effect(_ score: RecoveryScore?) -> TableView.Cell {
        guard let score, let tenths = score.tenths else {
            return .init(word("too_few"), note: word("answers", ["n": .number(score?.answers ?? 0)]))
        }
        return .init("\(tenths / 10).\(tenths % 10)", note: word("answers", ["n": .number(score.answers)]))
    }

    func situation(_ situation: RecoveryStrategy.Situation) -> String {
        var parts: [String] = []
        if !situation.groups.isEmpty {
            parts.append(joined(situation.groups.map { words("casework.category_group.\($0)") }))
        }
        if !situation.levels.isEmpty { parts.append(joined(situation.levels.map { words($0.message) })) }
        if !situation.people.isEmpty {
            parts.append(joined(situation.people.map { words("casework.complainant_kind.\($0.rawValue)") }))
        }
        return parts.isEmpty ? word("any_situation") : parts.joined(separator: " · ")
    }

    func page(
        _ one: KeptStrategy, _ score: RecoveryScore?, mayEdit: Bool, _ typed: FormData, _ faults: [String: Message]
    ) -> RecordPage {
        let strategy = one.strategy
        let name = strategy.name.text(in: words.language)
        let result = effect(score)
        var sections = [
            PageSection(
                "strategy",
                facts: DefinitionList([
                    .init(word("column.situation"), situation(strategy.situation)),
                    .init(
                        word("remedies"), joined(strategy.remedies.map { words("casework.remedy.\($0.rawValue)") })),
                    .init(word("not_when"), strategy.notWhen.text(in: words.language)),
                    .init(word("column.started"), String(score?.started ?? 0)),
                    .init(
                        word("column.effect"), [result.text, result.note].compactMap { $0 }.joined(separator: " · ")),
                ]),
                table: TableView(
                    word("script"), columns: ["step", "kind"].map { word("column.\($0)") },
                    rows: strategy.steps.enumerated().map { place, step in
                        TableView.Row([
                            .init("\(place + 1). \(step.text.text(in: words.language))"),
                            .init(word("step_kind.\(step.kind.rawValue)")),
                        ])
                    }))
        ]
        if mayEdit {
            sections.append(
                PageSection(
                    "version", word("new_version"), lead: word("new_version_lead"), form: form(strategy, typed, faults),
                    isFolded: true))
            if one.retiredAt == nil {
                sections.append(
                    PageSection(
                        "retirement", word("retire"), lead: word("retire_lead"),
                        form: FormView(
                            action: "/recovery/\(strategy.code)/retirement", fields: [], submit: word("retire"),
                            isWeighty: true), isFolded: true))
            }
        }
        let state = one.retiredAt.map { _ in StateBadge(word("retired_state"), tone: .done) }
        return RecordPage(
            name, breadcrumb: Breadcrumb([("/recovery", word("title"))], here: name),
            lead: word(one.isOwn ? "own_version" : "built_in", ["n": .number(strategy.version)]), state: state, sections
        )
    }

    func form(_ old: RecoveryStrategy?, _ typed: FormData, _ faults: [String: Message]) -> FormView {
        func line(_ step: RecoveryStrategy.Step) -> String {
            let text = step.text.text(in: words.language)
            return step.kind == .say ? word("say_mark") + text : text
        }
        let fields: [Field] = [
            .hidden("code", old?.code ?? ""),
            Field.text(
                "name", word("field.name"), value: old?.name.text(in: words.language) ?? "", required: true, limit: 80
            ).width(.medium),
            .checkboxes(
                "groups", word("field.groups"),
                options: tree.groups.map {
                    .init(
                        $0, words("casework.category_group.\($0)"),
                        selected: old?.situation.groups.contains($0) ?? false)
                }, hint: word("field.any_hint")),
            .checkboxes(
                "levels", word("field.levels"),
                options: ResponseLevel.allCases.map {
                    .init(
                        String($0.rawValue), words($0.message), selected: old?.situation.levels.contains($0) ?? false)
                }, hint: word("field.any_hint")),
            .checkboxes(
                "people", word("field.people"),
                options: ComplainantKind.allCases.map {
                    .init(
                        $0.rawValue, words("casework.complainant_kind.\($0.rawValue)"),
                        selected: old?.situation.people.contains($0) ?? false)
                }, hint: word("field.any_hint")),
            .textarea(
                "steps", word("field.steps"), value: old?.steps.map(line).joined(separator: "\n") ?? "",
                hint: word("field.steps_hint", ["mark": .text(word("say_mark"))]), required: true, limit: 4000, rows: 8),
            .checkboxes(
                "remedies", word("field.remedies"),
                options: Remedy.allCases.map {
                    .init(
                        $0.rawValue, words("casework.remedy.\($0.rawValue)"),
                        selected: old?.remedies.contains($0) ?? false)
                }),
            .textarea(
                "not_when", word("not_when"), value: old?.notWhen.text(in: words.language) ?? "", required: true,
                limit: 1000, rows: 3),
        ]
        let form = FormView(action: "/recovery", fields: fields, submit: word(old == nil ? "add" : "new_version"))
        return faults.isEmpty ? form : form.refused(typed, faults, words)
    }

    /// What the form says; a line that begins with the mark of words is said, any other is done.
    func read(_ reader: inout FormReader) -> RecoveryStrategy {
        let code = reader.text("code", limit: 60)
        let name = reader.text("name", limit: 80, required: true)
        let steps = reader.text("steps", limit: 4000, required: true)
        let notWhen = reader.text("not_when", limit: 1000, required: true)
        return RecoveryStrategy(
            code: code, version: 1, name: Bilingual(name),
            situation: .init(
                groups: reader.form.values("groups"),
                levels: reader.form.values("levels").compactMap { Int($0).flatMap(ResponseLevel.init(rawValue:)) },
                people: reader.form.values("people").compactMap(ComplainantKind.init(rawValue:))),
            steps: steps.split(separator: "\n").map { step(String($0)) }.filter { !$0.text.zh.isEmpty },
            remedies: reader.form.values("remedies").compactMap(Remedy.init(rawValue:)), notWhen: Bilingual(notWhen))
    }

    /// The line is in the language of whoever wrote it, which need not be that of the page.
    private func step(_ line: String) -> RecoveryStrategy.Step {
        let text = line.trimmingCharacters(in: .whitespaces)
        for language in Language.allCases {
            let mark = words.catalogue.template("casework.recovery.say_mark", language) ?? ""
            let word = mark.prefix { !RecoveryPage.colons.contains($0) }
            guard !word.isEmpty, text.lowercased().hasPrefix(word.lowercased()) else { continue }
            let rest = text.dropFirst(word.count)
            guard let first = rest.first, RecoveryPage.colons.contains(first) else { continue }
            return .init(kind: .say, text: Bilingual(rest.dropFirst().trimmingCharacters(in: .whitespaces)))
        }
        return .init(kind: .act, text: Bilingual(text))
    }

    private static let colons: [Character] = [":", "\u{FF1A}"]
}
