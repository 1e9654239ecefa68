import Kernel
import Platform
import Web

extension StepForms {
    /// Winning back trust: a strategy begun, its script ticked, its effect (S4-42…44).
    static let recoveryForms: [StepForm] = [recoveryStart, recoveryTicks, recoveryRating]

    private static let recoveryStart = StepForm(
        "recovery", .startRecovery, isAdditive: true, leadsTo: "#recovery",
        fields: { ask in
            let asked = ask.form.value("strategy").isEmpty ? ask.form.value("point") : ask.form.value("strategy")
            let fitting = RecoverySuggestion.list(ask.open.strategies, for: ask.subject)
            let codes = Set(fitting.map(\.strategy.code))
            let rest = ask.open.strategies.filter { !codes.contains($0.code) }
            func option(_ strategy: RecoveryStrategy, fits: Bool) -> Field.Option {
                let name = strategy.name.text(in: ask.words.language)
                let text = fits ? ask.words("casework.recovery.fits", ["name": .text(name)]) : name
                return Field.Option(strategy.code, text, selected: strategy.code == asked)
            }
            return [
                Field.select(
                    "strategy", ask.word("strategy"),
                    options: fitting.map { option($0.strategy, fits: true) } + rest.map { option($0, fits: false) },
                    blank: ask.word("choose"), hint: ask.hint("strategy"), required: true
                ).width(.medium)
            ]
        },
        read: { reader, ask in
            let code = reader.text("strategy", limit: 60)
            if code.isEmpty { reader.fault("strategy", Message("web.form.choose")) }
            guard let strategy = ask.open.strategies.first(where: { $0.code == code }) else {
                reader.fault("strategy", Message("web.form.not_listed"))
                return nil
            }
            return .recovery(RecoveryStart(strategy: strategy))
        })

    private static let recoveryTicks = StepForm(
        "recovery-steps", .tickRecovery, isAdditive: true, leadsTo: "#recovery",
        fields: { ask in
            let options = ask.subject.redress.recoveries.flatMap { recovery in
                recovery.openSteps.map { step in
                    let line = recovery.strategy.steps[step]
                    return Field.Option(
                        "\(recovery.number).\(step)", line.text.text(in: ask.words.language),
                        hint: recovery.strategy.name.text(in: ask.words.language) + " · "
                            + ask.words("casework.recovery.step_kind.\(line.kind.rawValue)"))
                }
            }
            return [
                .checkboxes("steps", ask.word("recovery_steps"), options: options, required: true)
            ]
        },
        read: { reader, _ in
            let marks = reader.form.values("steps").compactMap { text -> RecoveryTick.Mark? in
                let parts = text.split(separator: ".").compactMap { Int($0) }
                return parts.count == 2 ? RecoveryTick.Mark(recovery: parts[0], step: parts[1]) : nil
            }
            if marks.isEmpty { reader.fault("steps", Message("web.form.choose")) }
            return .recoveryTick(RecoveryTick(marks: marks))
        })

    private static let recoveryRating = StepForm(
        "recovery-effect", .rateRecovery, isAdditive: true, leadsTo: "#recovery",
        fields: { ask in
            let recoveries = ask.subject.redress.recoveries
            let asked = Int(ask.form.value("number")) ?? Int(ask.form.value("point"))
            return [
                .radio(
                    "number", ask.word("which_recovery"),
                    options: recoveries.map {
                        .init(
                            String($0.number), $0.strategy.name.text(in: ask.words.language),
                            selected: $0.number == asked || recoveries.count == 1)
                    }, required: true),
                .radio(
                    "effect", ask.word("effect"),
                    options: (1...5).map { .init(String($0), ask.words("casework.recovery.effect.\($0)")) },
                    hint: ask.hint("effect")),
                ask.text("effect_note", limit: 2000, rows: 3, hint: ask.hint("effect_note")),
            ]
        },
        read: { reader, _ in
            let number = reader.picked("number")
            let effect = reader.number("effect", in: 1...5)
            let note = reader.long("effect_note", limit: 2000)
            return number.map { .recoveryRating(RecoveryRating(number: $0, effect: effect, note: note)) }
        })
}

extension Bilingual {
    /// The words in one of the languages.
    package func text(in language: Language) -> String {
        switch language {
        case .chinese: zh
        case .english: en
        }
    }
}
