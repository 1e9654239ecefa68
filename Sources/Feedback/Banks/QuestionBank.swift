import Casework
import Foundation
import Yams

/// What a survey asks, ready to be sent out (题库), as `Data/banks.yaml` tells it. A survey keeps the questions it was
/// opened with.
package struct QuestionBank: Hashable, Codable, Sendable {
    package let kind: SurveyKind
    package let version: String
    package let name: Bilingual
    package let intro: Bilingual
    /// What is read out on the telephone before the first question.
    package let script: Bilingual
    package let isAnonymous: Bool
    /// Below this share of satisfied answers, in percent, a finding needs an action.
    package let threshold: Int
    package let questions: [Question]
}

/// All banks, and the forms of follow-ups.
package struct QuestionBanks: Hashable, Sendable {
    private let banks: [SurveyKind: QuestionBank]
    package let followUps: [FollowUpForm: [Question]]

    package subscript(kind: SurveyKind) -> QuestionBank? { banks[kind] }

    package static let questionLimit = 60

    private struct Told: Decodable {
        let banks: [QuestionBank]
        let followUps: [String: [Question]]
    }

    /// Throws when a bank is missing or stands twice, or a question is not whole.
    package static func load(_ file: URL) throws -> QuestionBanks {
        let told = try YAMLDecoder().decode(Told.self, from: String(contentsOf: file, encoding: .utf8))
        guard Set(told.banks.map(\.kind)) == Set(SurveyKind.allCases), told.banks.count == SurveyKind.allCases.count
        else { throw QuestionBankError(fault: "each kind of survey has one bank") }
        for bank in told.banks { try check(bank.questions, of: bank.kind.rawValue) }
        var forms: [FollowUpForm: [Question]] = [:]
        for form in FollowUpForm.allCases {
            guard let questions = told.followUps[form.rawValue] else {
                throw QuestionBankError(fault: "no questions for \(form.rawValue)")
            }
            try check(questions, of: form.rawValue)
            forms[form] = questions
        }
        return QuestionBanks(
            banks: Dictionary(told.banks.map { ($0.kind, $0) }, uniquingKeysWith: { first, _ in first }),
            followUps: forms)
    }

    private static func check(_ questions: [Question], of bank: String) throws {
        guard (1...questionLimit).contains(questions.count) else {
            throw QuestionBankError(fault: "\(bank) has \(questions.count) questions")
        }
        guard Set(questions.map(\.code)).count == questions.count else {
            throw QuestionBankError(fault: "a code stands twice in \(bank)")
        }
        for question in questions {
            let texts = [question.text] + question.options
            let isWhole = texts.allSatisfy { !$0.zh.isEmpty && !$0.en.isEmpty }
            let hasOptions = question.kind == .choices ? question.options.count >= 2 : question.options.isEmpty
            guard isWhole, hasOptions, question.code.wholeMatch(of: /[a-z][a-z_0-9]{0,39}/) != nil else {
                throw QuestionBankError(fault: "the question \(question.code) of \(bank) is not whole")
            }
        }
    }
}

/// A fault in the banks, for whoever starts the program.
package struct QuestionBankError: Error, CustomStringConvertible {
    package let fault: String
    package var description: String { "banks.yaml: \(fault)" }
}
