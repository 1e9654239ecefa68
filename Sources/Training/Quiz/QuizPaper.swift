import Duties
import Kernel
import Platform

/// The questions of a course in an order drawn from a seed (试卷): the same seed gives the same paper, and where the right
/// answer stands tells nothing.
package struct QuizPaper: Hashable, Sendable {
    package struct Item: Hashable, Sendable {
        package let question: QuizQuestion
        /// The answers in the order they are shown.
        package let choices: [BilingualText]
        /// Where the right one stands among them.
        package let rightPlace: Int
    }

    package let items: [Item]
    private let course: Course

    package init(_ course: Course, seed: String) {
        self.course = course
        items = QuizPaper.drawn(course.questions.count, "\(seed).q").map { place in
            let question = course.questions[place]
            let order = QuizPaper.drawn(question.choices.count, "\(seed).\(place)")
            return Item(
                question: question, choices: order.map { question.choices[$0] },
                rightPlace: order.firstIndex(of: 0) ?? 0)
        }
    }

    private static func drawn(_ count: Int, _ seed: String) -> [Int] {
        (0..<count).map { ($0, digestText("\(seed).\($0)".utf8)) }.sorted { $0.1 < $1.1 }.map(\.0)
    }

    /// How many answers are right; `answers` has a place for each question, in the paper's order.
    package func right(_ answers: [Int]) -> Int { zip(items, answers).count { $0.rightPlace == $1 } }

    package func isPassed(_ answers: [Int]) -> Bool { course.isPassed(right: right(answers)) }
}
