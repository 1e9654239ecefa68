import Kernel
import People
import Platform
import Web

extension StepForms {
    /// Hearing somebody: acknowledgement, first feedback, keeping people from harm, what it is about.
    static let intakeForms: [StepForm] = [acknowledgement, feedback, safety, allegation, classification, conversion]

    private static let acknowledgement = StepForm(
        "acknowledgement", .acknowledge,
        fields: { ask in
            let empathy = Field.checkbox(
                "empathy_shown", ask.word("empathy_shown"), hint: ask.hint("empathy_shown"),
                required: ask.subject.kind == .complaint)
            return ask.communication(about: .told, matter: ask.hint("acknowledgement_matter")) + [empathy]
        },
        read: { reader, ask in
            let talk = reader.communication(ask)
            let empathy = reader.agreed("empathy_shown", "empathy_needed", when: ask.subject.kind == .complaint)
            return talk.map { .acknowledgement(Acknowledgement(communication: $0, empathyShown: empathy)) }
        })

    private static let feedback = StepForm(
        "feedback", .giveFeedback,
        fields: { ask in
            [
                ask.employee(
                    "handler", selected: ask.subject.handler ?? ask.subject.handling.offer?.to,
                    hint: ask.hint("feedback_handler")),
                ask.text("understood", rows: 3), ask.text("next_step", rows: 3),
                .moment(
                    "expected_at", ask.word("expected_at"), value: ask.open.decisionClock?.reading.dueAt,
                    zone: ask.zone,
                    required: true),
            ] + ask.communication(about: .told)
        },
        read: { reader, ask in
            let handler = reader.requiredIdentity("handler", of: Staff.self)
            let understood = reader.long("understood")
            let next = reader.long("next_step")
            let expected = reader.moment("expected_at", zone: ask.zone, required: true)
            let talk = reader.communication(ask)
            guard let handler, let expected, let talk else { return nil }
            return .feedback(
                Feedback(
                    handler: handler, understood: understood, nextStep: next, expectedAt: expected,
                    communication: talk))
        })

    private static let safety = StepForm(
        "safety", .makeSafe, isAdditive: true,
        fields: { ask in
            [ask.text("measure"), .checkbox("representative_told", ask.word("representative_told"))]
        },
        read: { reader, _ in
            .safety(
                SafetyMeasure(
                    measure: reader.long("measure"), representativeTold: reader.flag("representative_told")))
        })

    private static func classFields(
        _ ask: StepAsk, category: CategoryCode?, severity: Severity, harm: Harm, _ perpetrator: Perpetrator?
    ) -> [Field] {
        [
            ask.category(selected: category),
            ask.number("severity", severity.rawValue, in: "severity", values: Severity.allCases.map(\.rawValue)),
            ask.number("harm", harm.rawValue, in: "harm", values: Harm.allCases.map(\.rawValue)),
            Field.select(
                "perpetrator", ask.word("perpetrator"),
                options: Perpetrator.allCases.map {
                    .init(
                        String($0.rawValue), ask.words("casework.perpetrator.\($0.rawValue)"),
                        selected: $0 == perpetrator)
                }, blank: ask.word("none"), hint: ask.hint("perpetrator")
            ).width(.medium),
        ]
    }

    private static let allegation = StepForm(
        "allegations", .addAllegation,
        fields: { ask in
            [
                .textarea(
                    "text", ask.word("allegation_text"), hint: ask.hint("allegation_text"), required: true, rows: 3)
            ] + classFields(ask, category: nil, severity: .low, harm: .none, nil)
        },
        read: { reader, _ in
            let text = reader.long("text")
            let category = reader.category()
            let severity = reader.requiredNumber("severity", as: Severity.self)
            let harm = reader.requiredNumber("harm", as: Harm.self)
            let perpetrator = reader.numbered("perpetrator", as: Perpetrator.self)
            guard let category, let severity, let harm else { return nil }
            return .allegation(
                NewAllegation(
                    text: text, category: category, severity: severity, harm: harm, perpetrator: perpetrator))
        })

    private static let classification = StepForm(
        "classification", .classify,
        fields: { ask in
            let point = Int(ask.form.value("point"))
            let now = ask.subject.allegations.first { $0.number == point } ?? ask.subject.allegations.first
            return [ask.allegation(selected: now?.number)]
                + classFields(
                    ask, category: now?.category, severity: now?.severity ?? .low, harm: now?.harm ?? .none,
                    now?.perpetrator)
        },
        read: { reader, _ in
            let allegation = reader.allegation()
            let category = reader.category()
            let severity = reader.requiredNumber("severity", as: Severity.self)
            let harm = reader.requiredNumber("harm", as: Harm.self)
            let perpetrator = reader.numbered("perpetrator", as: Perpetrator.self)
            guard let allegation, let category, let severity, let harm else { return nil }
            return .classification(
                Classification(
                    allegation: allegation, category: category, severity: severity, harm: harm,
                    perpetrator: perpetrator))
        })

    private static let conversion = StepForm(
        "conversion", .convert,
        fields: { ask in
            let subject = ask.subject
            let kinds = CaseKind.allCases.filter {
                // A report is always restricted, so an open case cannot become one.
                $0 != subject.kind && ($0 != .report || subject.secrecy != .open)
            }
            return [
                ask.list("kind", kinds, "kind", hint: ask.hint("kind")),
                ask.text("reason", rows: 3),
            ]
        },
        read: { reader, _ in
            let kind = reader.requiredChoice("kind", as: CaseKind.self)
            let reason = reader.long("reason")
            return kind.map { .conversion(Conversion(kind: $0, reason: reason)) }
        })
}
