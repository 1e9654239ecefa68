import Kernel
import Web

/// One filled-in questionnaire (一份答卷), already checked: everything voluntary, but something answered.
package struct SurveyAnswer: Hashable, Sendable {
    package let respondent: Respondent
    package let helper: HelperRelation?
    package let values: [String: Set<Int>]
    package let texts: [String: String]

    package static let textLimit = 2000

    /// Reads a form with the fields of `fields`; an employee's device in the hand of somebody else is an employee's
    /// help. `compact` also takes lines of `CODE=VALUE` under `answers`, as programs send them.
    static func read(
        _ reader: inout FormReader, _ questions: [Question], isStaffDevice: Bool
    ) throws(Problem) -> SurveyAnswer {
        let said = reader.requiredChoice("respondent", as: Respondent.self)
        var helper = reader.choice("helper", as: HelperRelation.self)
        var respondent = said ?? .own
        if isStaffDevice, respondent == .own { (respondent, helper) = (.assisted, .staff) }
        if respondent != .own, helper == nil { reader.fault("helper", Message("feedback.fault.helper")) }
        if respondent == .own { helper = nil }
        let lines = answerLines(&reader, questions)
        var (values, texts): ([String: Set<Int>], [String: String]) = ([:], [:])
        for question in questions {
            let name = field(question)
            if question.kind == .text {
                let text = lines[question.code] ?? reader.text(name, limit: textLimit)
                if !text.isEmpty { texts[question.code] = text }
                continue
            }
            let sent = lines[question.code].map { [$0] } ?? reader.form.values(name)
            let given = numbers(sent)
            if given.contains(where: { $0.map { !question.allowed.contains($0) } ?? true })
                || question.kind != .choices && given.count > 1
            {
                reader.fault(name, Message("web.form.not_listed"))
            }
            let listed = Set(given.compactMap { $0 })
            if !listed.isEmpty { values[question.code] = listed }
        }
        if values.isEmpty, texts.isEmpty { reader.fault("form", Message("feedback.fault.nothing_answered")) }
        try reader.finish()
        return SurveyAnswer(respondent: respondent, helper: helper, values: values, texts: texts)
    }

    static func field(_ question: Question) -> String { "q.\(question.code)" }

    /// The numbers of what was sent; `nil` in the place of what is none.
    private static func numbers(_ sent: [String]) -> [Int?] {
        sent.flatMap(FormReader.parts).prefix(20).map { Int($0) }
    }

    /// `CODE=VALUE` on each line; a code that is not asked is a fault.
    private static func answerLines(_ reader: inout FormReader, _ questions: [Question]) -> [String: String] {
        let text = reader.text("answers", limit: 60_000)
        var lines: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let halves = line.split(separator: "=", maxSplits: 1).map(String.init)
            guard halves.count == 2, questions.contains(where: { $0.code == halves[0] }) else {
                reader.fault("answers", Message("feedback.fault.answer_line", ["line": .text(String(line.prefix(60)))]))
                continue
            }
            lines[halves[0]] = String(halves[1].prefix(textLimit))
        }
        return lines
    }
}

/// How the questions of a survey are asked on a page (问卷题目的呈现).
struct QuestionFields {
    let words: Words

    /// Large cards to press, for whoever answers or reads out.
    func full(_ questions: [Question]) -> [Field] {
        questions.map { question in
            let label = question.text.told(in: words.language)
            let name = SurveyAnswer.field(question)
            switch question.kind {
            case .text:
                return .textarea(name, label, limit: SurveyAnswer.textLimit, rows: 3)
            case .choices:
                return .checkboxes(name, label, options: options(question))
            case .satisfaction, .rating, .recommend, .effort, .yesNo:
                return .radio(name, label, options: options(question))
            }
        }
    }

    /// One short line a question, for keying paper without leaving the keyboard.
    func compact(_ questions: [Question]) -> [Field] {
        questions.enumerated().map { place, question in
            let label = "\(place + 1). \(question.text.told(in: words.language))"
            let name = SurveyAnswer.field(question)
            let hint = words("feedback.keying.hint.\(question.kind.rawValue)")
            if question.kind == .text { return .textarea(name, label, limit: SurveyAnswer.textLimit, rows: 2) }
            return Field.text(
                name, label, hint: hint, limit: question.kind == .choices ? 40 : 2, autocomplete: "off",
                inputmode: "numeric"
            ).width(.short)
        }
    }

    /// Who answered, and with whose help.
    func who(isStaffDevice: Bool) -> [Field] {
        let staff = isStaffDevice ? words("feedback.answer.staff_device") : nil
        return [
            .radio(
                "respondent", words("feedback.answer.respondent"),
                options: Field.options(of: Respondent.self, "feedback.respondent", words), hint: staff, required: true),
            .select(
                "helper", words("feedback.answer.helper"),
                options: Field.options(of: HelperRelation.self, "feedback.helper", words),
                blank: words("feedback.answer.nobody"), hint: words("feedback.answer.helper_hint")),
        ]
    }

    /// What a value of a question is called.
    func option(_ question: Question, _ value: Int) -> String {
        switch question.kind {
        case .choices:
            question.options.indices.contains(value - 1) ? question.options[value - 1].told(in: words.language) : ""
        case .satisfaction: words("feedback.scale.satisfaction.\(value)")
        case .rating: words("feedback.scale.rating.\(value)")
        case .yesNo: words("feedback.scale.yes_no.\(value)")
        case .recommend, .effort, .text: String(value)
        }
    }

    private func options(_ question: Question) -> [Field.Option] {
        let values = question.kind == .choices ? question.options.indices.map { $0 + 1 } : question.kind.values
        return values.map { Field.Option(String($0), option(question, $0)) }
    }
}
