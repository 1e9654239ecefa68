import Duties
import Foundation
import Kernel

/// The questions of a course as somebody types them (考题文本): a line each beginning with `?` for the question, `+` for
/// the right answer, `-` for a wrong one and `=` for the reason. What stands behind `|` is the English.
package enum QuestionText {
    static let limit = 20_000

    /// The questions, and what is wrong with which line. Both may be told: nothing typed is lost over a fault.
    package static func read(_ text: String) -> (questions: [QuizQuestion], faults: [Message]) {
        var (questions, faults): ([QuizQuestion], [Message]) = ([], [])
        var open: Draft?
        func close() {
            guard let draft = open else { return }
            switch draft.finished() {
            case .success(let question): questions.append(question)
            case .failure(let fault): faults.append(fault.message)
            }
        }
        let lines = text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
        for (place, line) in lines.enumerated() {
            let trimmed = line.trimmingCharacters(in: .whitespaces)
            guard let sign = trimmed.first else { continue }
            let told = bilingual(trimmed.dropFirst())
            let number = place + 1
            if told == nil { faults.append(fault("empty", number)) }
            switch sign {
            case "?", "？":
                close()
                open = Draft(line: number, ask: told)
            case "+", "＋", "-", "－", "=", "＝":
                if open == nil { faults.append(fault("before_question", number)) }
                if let told, open?.add(told, after: sign) == false { faults.append(fault("twice", number)) }
            default: faults.append(fault("sign", number))
            }
        }
        close()
        return (questions, faults)
    }

    package static func write(_ questions: [QuizQuestion]) -> String {
        questions.map { question in
            ([("?", question.ask), ("+", question.right)] + question.wrong.map { ("-", $0) } + [("=", question.why)])
                .map { "\($0.0) \($0.1.chinese) | \($0.1.english)" }.joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    private static func fault(_ key: String, _ line: Int) -> Message {
        Message("training.courses.line.\(key)", ["line": .number(line)])
    }

    private static func bilingual(_ text: Substring) -> BilingualText? {
        let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "|" || $0 == "｜" }
            .map { $0.trimmingCharacters(in: .whitespaces) }
        guard let first = parts.first, !first.isEmpty else { return nil }
        let second = parts.count > 1 ? parts[1] : ""
        return BilingualText(chinese: first, english: second.isEmpty ? first : second)
    }

    private struct Draft {
        struct Fault: Error { let message: Message }

        let line: Int
        let ask: BilingualText?
        var right: BilingualText?
        var wrong: [BilingualText] = []
        var why: BilingualText?

        init(line: Int, ask: BilingualText?) {
            self.line = line
            self.ask = ask
        }

        /// False when there is one of its kind already.
        mutating func add(_ text: BilingualText, after sign: Character) -> Bool {
            switch sign {
            case "+", "＋":
                guard right == nil else { return false }
                right = text
            case "=", "＝":
                guard why == nil else { return false }
                why = text
            default: wrong.append(text)
            }
            return true
        }

        func finished() -> Result<QuizQuestion, Fault> {
            guard let ask, let right, let why, QuizQuestion.wrongRange.contains(wrong.count) else {
                return .failure(Fault(message: fault("lacking", line)))
            }
            let question = QuizQuestion(ask: ask, right: right, wrong: wrong, why: why)
            return question.isWhole ? .success(question) : .failure(Fault(message: fault("too_long", line)))
        }
    }
}
