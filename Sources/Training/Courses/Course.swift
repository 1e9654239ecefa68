import Duties
import Kernel

/// What a course is about (课程主题, S0-29, S0-30, S1-15…S1-18, S1-80, S3-57).
package enum CurriculumTag: String, Codable, Sendable, CaseIterable {
    /// 服务意识
    case serviceAwareness = "service_awareness"
    /// 沟通技巧：talking with residents
    case communication
    /// 投诉处理
    case complaintHandling = "complaint_handling"
    /// 各种情形的应对
    case situations
    /// 养老专业知识 (S1-15)
    case eldercare
    /// 礼仪与情绪管理 (S1-16)
    case etiquette
    /// 制度与规范 (S1-17)
    case norms
    /// 突发情况 (S1-18, S1-80)
    case emergencies
    /// 合规 (S3-57)
    case compliance

    /// What the quarterly duty asks for (S0-29).
    package static let quarterly: Set<CurriculumTag> = [
        .serviceAwareness, .communication, .complaintHandling, .situations,
    ]
}

/// A course (课程): for whom, about what, how long it counts, and the questions whoever took it can answer.
package struct Course: Hashable, Codable, Sendable {
    package let code: String
    package let name: BilingualText
    package let about: BilingualText
    package let tags: [CurriculumTag]
    /// Whoever holds one of them must have passed it; `employee` is everybody. Empty: offered, required of nobody.
    package let roles: [Role]
    package let validityMonths: Int
    package let minutes: Int
    /// The part of a hundred of the questions that must be answered rightly.
    package let passPercent: Int
    package let questions: [QuizQuestion]

    package init(
        code: String, name: BilingualText, about: BilingualText, tags: [CurriculumTag], roles: [Role],
        validityMonths: Int, minutes: Int, passPercent: Int, questions: [QuizQuestion]
    ) {
        self.code = code
        self.name = name
        self.about = about
        self.tags = tags
        self.roles = roles
        self.validityMonths = validityMonths
        self.minutes = minutes
        self.passPercent = passPercent
        self.questions = questions
    }

    enum CodingKeys: String, CodingKey {
        case code, name, about, tags, roles, minutes, questions
        case validityMonths = "validity_months"
        case passPercent = "pass_percent"
    }

    package static let validityRange = 1...60
    package static let minutesRange = 10...600
    package static let percentRange = 50...100
    package static let nameLimit = 80
    package static let aboutLimit = 400

    /// Passed by a quiz; a course without questions is passed by being there.
    package var hasQuiz: Bool { !questions.isEmpty }

    /// Whether so many right answers of all its questions are enough.
    package func isPassed(right: Int) -> Bool { hasQuiz && right * 100 >= passPercent * questions.count }

    /// How many right answers are needed at least.
    package var rightNeeded: Int { (passPercent * questions.count + 99) / 100 }

    /// A code begins with a letter and has 3 to 40 small letters, digits and hyphens.
    package static func isCode(_ text: String) -> Bool {
        text != "new" && (3...40).contains(text.utf8.count) && text.utf8.first.map { (97...122).contains($0) } == true
            && text.utf8.allSatisfy {
                (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-")
            }
    }

    /// Throws `Problem.invalid` by field for what cannot be a course.
    package func checked() throws(Problem) -> Course {
        var faults: [String: Message] = [:]
        if !Course.isCode(code) { faults["code"] = Message("training.courses.fault.code") }
        if tags.isEmpty { faults["tags"] = Message("web.form.choose") }
        if !Course.validityRange.contains(validityMonths) || !Course.minutesRange.contains(minutes)
            || !Course.percentRange.contains(passPercent)
        {
            faults["validity_months"] = Message("training.courses.fault.range")
        }
        for (field, text, limit) in [("name", name, Course.nameLimit), ("about", about, Course.aboutLimit)]
        where text.chinese.isEmpty || text.english.isEmpty || max(text.chinese.count, text.english.count) > limit {
            faults[field] = Message("training.courses.fault.text", ["n": .number(limit)])
        }
        if questions.count > QuizQuestion.most || !questions.allSatisfy(\.isWhole) {
            faults["questions"] = Message("training.courses.fault.questions", ["n": .number(QuizQuestion.most)])
        }
        guard faults.isEmpty else { throw .invalid(faults) }
        return self
    }
}

/// A question with one right answer, and why it is right (考题).
package struct QuizQuestion: Hashable, Codable, Sendable {
    package let ask: BilingualText
    package let right: BilingualText
    package let wrong: [BilingualText]
    package let why: BilingualText

    package init(ask: BilingualText, right: BilingualText, wrong: [BilingualText], why: BilingualText) {
        self.ask = ask
        self.right = right
        self.wrong = wrong
        self.why = why
    }

    package static let most = 30
    package static let wrongRange = 1...5
    static let textLimit = 400

    /// The right answer first.
    package var choices: [BilingualText] { [right] + wrong }

    var isWhole: Bool {
        QuizQuestion.wrongRange.contains(wrong.count) && Set(choices.map(\.chinese)).count == choices.count
            && ([ask, why] + choices).allSatisfy {
                !$0.chinese.isEmpty && !$0.english.isEmpty && $0.chinese.count <= QuizQuestion.textLimit
                    && $0.english.count <= QuizQuestion.textLimit
            }
    }
}
