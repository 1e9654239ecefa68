import Kernel
import Web

extension StepForms {
    /// Time and a call upwards (S0-18).
    static let timingForms: [StepForm] = [later, pause, resumption, escalation]

    private static let later = StepForm(
        "extension", .extend, isWeighty: true,
        fields: { ask in
            let due = ask.open.decisionClock?.reading.dueAt
            return [
                .moment(
                    "new_due", ask.word("new_due"), zone: ask.zone,
                    hint: due.map { ask.words("casework.step_hint.due_now", ["at": .due($0)]) }, required: true),
                ask.text("reason", rows: 3), ask.text("plan", rows: 3, hint: ask.hint("extension_plan")),
            ]
                + ask.communication(prefix: "notice.", about: .told, parties: [.complainant, .representative])
        },
        read: { reader, ask in
            let newDue = reader.moment("new_due", zone: ask.zone, required: true)
            let reason = reader.long("reason")
            let plan = reader.long("plan")
            let notice = reader.communication(prefix: "notice.", ask)
            guard let due = ask.open.decisionClock?.reading.dueAt else {
                reader.fault("new_due", Message("casework.step_hint.no_decision_clock"))
                return nil
            }
            guard let newDue, let notice else { return nil }
            return .extensionOfTime(
                ExtensionOfTime(dueAt: due, newDueAt: newDue, reason: reason, plan: plan, notice: notice))
        })

    private static let pause = StepForm(
        "pause", .pause,
        fields: { ask in
            [
                ask.reason("reason", of: .pauses), ask.text("explanation", rows: 3),
                .moment("until", ask.word("until"), zone: ask.zone, hint: ask.hint("until"), required: true),
            ]
        },
        read: { reader, ask in
            let reason = reader.requiredChoice("reason", as: PauseReason.self)
            let explanation = reader.long("explanation")
            let until = reader.moment("until", zone: ask.zone, required: true)
            guard let reason, let until else { return nil }
            return .pause(CasePause(reason: reason, explanation: explanation, until: until))
        })

    private static let resumption = StepForm(
        "resumption", .resume, fields: { _ in [] }, read: { _, _ in .resumption(Resumption()) })

    /// Whom one can call; every office of the line and those beside it.
    private static let called: [Role] = [
        .complaintLeader, .supervisor, .director, .chiefExecutive, .coordinator, .mediator, .qualitySupervisor,
    ]

    private static let escalation = StepForm(
        "escalation", .escalate, isAdditive: true,
        fields: { ask in
            [
                .radio(
                    "role", ask.word("role"),
                    options: called.filter { !ask.subject.complainedAbout.roles.contains($0) }.map {
                        .init($0.rawValue, ask.words("platform.role.\($0.rawValue)"))
                    }, required: true), ask.text("reason", limit: 1000, rows: 3),
            ]
        },
        read: { reader, _ in
            let role = reader.requiredChoice("role", as: Role.self)
            let reason = reader.long("reason", limit: 1000)
            guard let role else { return nil }
            guard called.contains(role) else {
                reader.fault("role", Message("web.form.not_listed"))
                return nil
            }
            return .escalation(
                Escalation(role: role, reason: Message("casework.step_hint.said", ["text": .text(reason)])))
        })
}
