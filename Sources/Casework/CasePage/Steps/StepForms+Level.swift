import Kernel
import Web

extension StepForms {
    /// How serious it is: a person confirms, raises or lowers the level (3.4).
    static let levelForms: [StepForm] = [grading, upgrade, downgrade]

    private static func levels(
        _ ask: StepAsk, _ levels: [ResponseLevel], selected: ResponseLevel?
    ) -> Field {
        .radio(
            "level", ask.word("level"),
            options: levels.map { level in
                Field.Option(
                    String(level.rawValue), ask.words(level.message), hint: promise(level, ask),
                    selected: level == selected)
            }, required: true)
    }

    /// What the level promises: first feedback and decision.
    private static func promise(_ level: ResponseLevel, _ ask: StepAsk) -> String? {
        let promises = ask.open.rules.levels.promises(
            for: ask.subject.kind, level: level, organisation: ask.open.profile.kind,
            severalDepartments: ask.subject.timing.severalDepartments)
        guard let feedback = promises[.firstFeedback]?.governing.first,
            let decision = promises[.decision]?.governing.first
        else { return nil }
        return ask.words(
            "casework.case_page.level_promise",
            ["feedback": .message(feedback.term.message), "decision": .message(decision.term.message)])
    }

    private static let grading = StepForm(
        "grading", .confirmLevel,
        fields: { ask in
            let least = (ask.subject.level.suggestion?.level ?? .four).orWorse(ask.subject.level.confirmed ?? .four)
            let open = ResponseLevel.allCases.filter { !least.isMoreSerious(than: $0) }
            return [
                levels(ask, open, selected: ask.subject.level.suggestion.map { _ in least }),
                .textarea("reason", ask.word("reason"), hint: ask.hint("grading_reason"), rows: 3),
            ]
        },
        read: { reader, _ in
            let level = reader.requiredNumber("level", as: ResponseLevel.self)
            let reason = reader.optionalText("reason", limit: 4000)
            return level.map { .grading(LevelConfirmation(level: $0, reason: reason)) }
        })

    private static let upgrade = StepForm(
        "upgrade", .upgrade,
        fields: { ask in
            let now = ask.subject.level.current ?? .four
            return [
                levels(ask, ResponseLevel.allCases.filter { $0.isMoreSerious(than: now) }, selected: nil),
                ask.text("reason", rows: 3),
            ]
        },
        read: { reader, _ in
            let level = reader.requiredNumber("level", as: ResponseLevel.self)
            let reason = reader.long("reason")
            return level.map { .upgrade(Upgrade(level: $0, reason: reason)) }
        })

    private static let downgrade = StepForm(
        "downgrade", .downgrade, isWeighty: true,
        fields: { ask in
            let now = ask.subject.level.current ?? .four
            return [
                levels(ask, ResponseLevel.allCases.filter { now.isMoreSerious(than: $0) }, selected: nil),
                ask.text("reason", rows: 3),
            ]
        },
        read: { reader, _ in
            let level = reader.requiredNumber("level", as: ResponseLevel.self)
            let reason = reader.long("reason")
            return level.map { .downgrade(Downgrade(level: $0, reason: reason)) }
        })
}
