import Duties
import Kernel
import Testing

@testable import Training

extension Course {
    static func sample(code: String = "fire", roles: [Role] = [.employee], questions: Int = 4) -> Course {
        func text(_ text: String) -> BilingualText { BilingualText(chinese: text, english: text) }
        return Course(
            code: code, name: text("Fire"), about: text("What to do"), tags: [.emergencies], roles: roles,
            validityMonths: 12, minutes: 60, passPercent: 75,
            questions: (0..<questions).map { number in
                QuizQuestion(
                    ask: text("Question \(number)"), right: text("right"), wrong: [text("wrong"), text("worse")],
                    why: text("because"))
            })
    }
}

@Suite struct CourseTests {
    @Test func `the product brings eight courses with whole questions in both languages`() throws {
        let library = try CourseLibrary.load()
        #expect(library.courses.count == 8)
        #expect(library.courses.allSatisfy { $0.questions.count >= 5 })
        let tags = Set(library.courses.flatMap(\.tags))
        #expect(tags == Set(CurriculumTag.allCases), "every row of the curriculum has a course")
    }

    @Test(arguments: [
        "rules: {}\ncourses: []", "courses: []",
        "rules: {grace_days: 0, long_leave_days: 1, return_days: 1, soon_days: 1, tries_a_day: 1, sitting_hours: 1, attended_percent: 80, answers_months: 1, leaver_years: 1}\ncourses: []",
    ])
    func `a file of courses that is not whole is refused`(text: String) {
        #expect(throws: (any Error).self) { try CourseLibrary.load(text) }
    }

    @Test func `a paper is the same from the same seed, and its right answers stand in different places`() {
        let course = Course.sample(questions: 12)
        #expect(QuizPaper(course, seed: "a") == QuizPaper(course, seed: "a"))
        #expect(QuizPaper(course, seed: "a") != QuizPaper(course, seed: "b"))
        let paper = QuizPaper(course, seed: "0123456789abcdef")
        #expect(Set(paper.items.map(\.rightPlace)).count > 1)
        #expect(Set(paper.items.map(\.question.ask)).count == 12)
        #expect(paper.right(paper.items.map(\.rightPlace)) == 12)
    }

    @Test(arguments: [(3, true), (2, false), (4, true)])
    func `so many of a hundred right answers pass`(right: Int, isPassed: Bool) {
        #expect(Course.sample(questions: 4).isPassed(right: right) == isPassed)
        #expect(Course.sample(questions: 4).rightNeeded == 3)
    }

    @Test func `questions come back from the text they are written as`() throws {
        let questions = try CourseLibrary.load().courses.flatMap(\.questions)
        let (read, faults) = QuestionText.read(QuestionText.write(questions))
        #expect(faults.isEmpty && read == questions)
    }

    @Test func `questions typed with Chinese signs and without English are read`() {
        let (read, faults) = QuestionText.read("？问什么｜Ask\r\n＋ 对\r\n－ 错\r\n＝ 因为")
        #expect(faults.isEmpty)
        #expect(read.first?.ask == BilingualText(chinese: "问什么", english: "Ask"))
        #expect(read.first?.right == BilingualText(chinese: "对", english: "对"))
    }

    @Test(arguments: [
        ("+ a", "before_question"), ("? a\n+ b\n+ c\n- d\n= e", "twice"), ("? a\n+ b\n= e", "lacking"),
        ("? a\n+ b\n- b\n= e", "too_long"), ("hello", "sign"), ("? a\n+\n- b\n= e", "empty"),
    ])
    func `each fault of the questions names its line`(text: String, key: String) {
        let faults = QuestionText.read(text).faults
        #expect(faults.contains { $0.key == "training.courses.line.\(key)" && $0.arguments["line"] != nil })
    }

    @Test(arguments: ["new", "ab", "Fire", "1fire", "fire drill", String(repeating: "a", count: 41)])
    func `a code that is none is refused`(code: String) {
        #expect(throws: Problem.self) { try Course.sample(code: code).checked() }
    }
}
