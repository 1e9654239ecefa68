import Kernel
import Web

extension StepForms {
    /// The two confirmations and what lies between (S4-16, S4-29).
    static let confirmationForms: [StepForm] = [answer, release, completion, second, agreement]

    private static func rating(_ name: String, _ ask: StepAsk, hint: String? = nil) -> Field {
        .radio(
            name, ask.word(name),
            options: (1...5).reversed().map { .init(String($0), ask.words("casework.case_page.rating.\($0)")) },
            hint: hint, required: true)
    }

    private static let answer = StepForm(
        "answer", .recordAnswer,
        fields: { ask in
            var fields: [Field] = [
                ask.choice(
                    "given_by", [Party.complainant, .representative, .personServed], "party", selected: .complainant),
                .checkbox("understood", ask.word("answer_understood"), hint: ask.hint("answer_understood")),
                ask.choice("satisfied", Satisfaction.allCases, "satisfaction"),
                rating("respect", ask, hint: ask.hint("rating")), rating("process", ask), rating("result", ask),
                .textarea("words", ask.word("answer_words"), hint: ask.hint("answer_words"), rows: 4),
                .checkbox("agrees_to_close", ask.word("agrees_to_close"), hint: ask.hint("agrees_to_close")),
                .checkbox("refuses", ask.word("refuses"), hint: ask.hint("refuses")),
            ]
            if ask.subject.level.current == .one {
                fields.append(
                    .text("evidence", ask.word("answer_evidence"), hint: ask.hint("answer_evidence"), required: true))
            }
            return fields
        },
        read: { reader, ask in
            let givenBy = reader.requiredChoice("given_by", as: Party.self)
            let satisfied = reader.requiredChoice("satisfied", as: Satisfaction.self)
            let refuses = reader.flag("refuses")
            let ratings = ["respect", "process", "result"].map {
                reader.number($0, in: 1...5, required: !refuses) ?? 0
            }
            let words = reader.optionalText("words", limit: 4000)
            let mustShow = ask.subject.level.current == .one
            let evidence = reader.text("evidence", limit: 200, required: mustShow)
            guard let givenBy, let satisfied else { return nil }
            let answer = ComplainantAnswer(
                understood: reader.flag("understood"), respect: ratings[0], process: ratings[1], result: ratings[2],
                satisfied: satisfied, agreesToClose: reader.flag("agrees_to_close"),
                refusesFurtherContact: refuses, words: words, givenBy: givenBy,
                evidence: evidence.isEmpty ? nil : evidence)
            return .answer(ask.open.rules.contradictions.judged(answer))
        })

    private static let release = StepForm(
        "release", .releaseAnswer,
        fields: { ask in
            [
                ask.choice("taken_as", Satisfaction.allCases, "satisfaction"),
                ask.text("explanation", rows: 3, hint: ask.hint("release")),
            ]
        },
        read: { reader, _ in
            let taken = reader.requiredChoice("taken_as", as: Satisfaction.self)
            let explanation = reader.long("explanation")
            return taken.map { .release(AnswerRelease(takenAs: $0, explanation: explanation)) }
        })

    private static let completion = StepForm(
        "completion", .completeAction,
        fields: { ask in
            let open = ask.subject.decision.actions.filter { $0.doneAt == nil }
            let asked = Int(ask.form.value("action"))
            return [
                .radio(
                    "number", ask.word("number"),
                    options: open.map {
                        .init(
                            String($0.number), $0.text,
                            hint: ask.words("casework.case_page.due_on", ["day": .day($0.dueOn)]),
                            selected: $0.number == asked || open.count == 1)
                    }, required: true), ask.text("evidence", rows: 3, hint: ask.hint("evidence")),
            ]
        },
        read: { reader, _ in
            if reader.form.value("number").isEmpty { reader.fault("number", Message("web.form.choose")) }
            let number = reader.number("number", in: 1...100_000)
            let evidence = reader.long("evidence")
            return number.map { .completion(ActionCompletion(number: $0, evidence: evidence)) }
        })

    private static let second = StepForm(
        "confirmation", .confirmSecond, isWeighty: true,
        fields: { ask in
            [
                ask.text("actions_seen", rows: 4, hint: ask.hint("actions_seen")),
                .checkbox(
                    "guidance_given", ask.word("guidance_given"), hint: ask.hint("guidance_given"), required: true),
            ]
        },
        read: { reader, _ in
            let seen = reader.long("actions_seen")
            let isGuided = reader.agreed("guidance_given", "guidance_needed")
            return .secondConfirmation(SecondConfirmation(actionsSeen: seen, guidanceGiven: isGuided))
        })

    private static let agreement = StepForm(
        "agreement", .agreeUnsatisfied, isWeighty: true,
        fields: { ask in [ask.text("reason", hint: ask.hint("agreement"))] },
        read: { reader, _ in .agreement(UnsatisfiedAgreement(reason: reader.long("reason"))) })
}
