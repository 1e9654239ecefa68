import Kernel
import Platform
import Web

/// What the complainant can do with their case now: only lawful steps are offered.
struct MyCaseForms {
    static let noteAddress = "/my-case/notes"
    static let answerAddress = "/my-case/answer"
    static let reviewAddress = "/my-case/review"
    static let withdrawalAddress = "/my-case/withdrawal"
    static let reopeningAddress = "/my-case/reopening"
    static let noteLimit = 4000

    let mine: MyCase
    let words: Words
    var refused: FormView?

    private func word(_ key: String) -> String { words("casework.public.\(key)") }

    private func offered(_ action: CaseAction, _ form: FormView) -> FormView? {
        guard mine.may(action) else { return nil }
        return refused.flatMap { $0.action == form.action ? $0 : nil } ?? form
    }

    var note: FormView? { offered(.addNote, MyCaseForms.note(mine.subject.number.description, words)) }
    var answer: FormView? { offered(.recordAnswer, MyCaseForms.answer(words)) }

    var ways: [MyCasePage.Way] {
        let all: [(String, FormView?)] = [
            ("review", offered(.requestReview, MyCaseForms.reasoned(MyCaseForms.reviewAddress, "review", words))),
            ("reopening", offered(.reopen, MyCaseForms.reasoned(MyCaseForms.reopeningAddress, "reopening", words))),
            ("withdrawal", offered(.withdraw, MyCaseForms.withdrawal(words))),
        ]
        return all.compactMap { key, form in
            form.map { .init(title: word("way.\(key)"), isOpen: $0.action == refused?.action, form: $0) }
        }
    }

    static func note(_ number: String, _ words: Words) -> FormView {
        FormView(
            action: noteAddress,
            fields: [
                .textarea("text", words("casework.public.note.text"), limit: noteLimit, rows: 4),
                .file(
                    "files", words("casework.public.form.files"), accept: "image/*,audio/*,video/*,.pdf",
                    multiple: true,
                    hint: words("casework.public.form.files_hint")),
            ], submit: words("casework.public.note.submit"), icon: "send", draft: "note-\(number)")
    }

    static func answer(_ words: Words) -> FormView {
        func word(_ key: String) -> String { words("casework.public.answer.\(key)") }
        let ratings = ["respect", "process", "result"].map { name in
            Field.radio(
                name, word(name),
                options: (1...5).reversed().map { .init(String($0), words("casework.public.rating.\($0)")) },
                required: true)
        }
        let satisfied = Satisfaction.allCases.map {
            Field.Option($0.rawValue, words("casework.satisfaction.\($0.rawValue)"))
        }
        let understood = ["yes", "no"].map { Field.Option($0, word("understood_\($0)")) }
        return FormView(
            action: answerAddress,
            fields: [.radio("understood", word("understood"), options: understood, required: true)] + ratings + [
                .radio("satisfied", word("satisfied"), options: satisfied, required: true),
                .checkbox("agrees_to_close", word("agrees"), hint: word("agrees_hint")),
                .textarea("words", word("words"), hint: word("words_hint"), limit: 4000, rows: 4),
            ], submit: word("submit"), icon: "send")
    }

    static func reasoned(_ address: String, _ key: String, _ words: Words) -> FormView {
        FormView(
            action: address,
            fields: [
                .textarea(
                    "reason", words("casework.public.\(key).reason"), hint: words("casework.public.\(key).hint"),
                    required: true, limit: 4000, rows: 4)
            ], submit: words("casework.public.\(key).submit"))
    }

    static func withdrawal(_ words: Words) -> FormView {
        FormView(
            action: withdrawalAddress,
            fields: [
                .textarea(
                    "reason", words("casework.public.withdrawal.reason"),
                    hint: words("casework.public.withdrawal.hint"),
                    required: true, limit: 4000, rows: 3),
                .checkbox("of_own_free_will", words("casework.public.withdrawal.free_will"), required: true),
            ], submit: words("casework.public.withdrawal.submit"), isWeighty: true)
    }
}
