import Foundation
import Kernel
import Yams

/// The numbers training is judged by (培训规则), as `Data/courses.yaml` gives them.
package struct TrainingRules: Hashable, Codable, Sendable {
    /// Days whoever has just joined, got a role or lost a valid course has at least.
    package let graceDays: Int
    /// An absence of so many days moves the day on.
    package let longLeaveDays: Int
    /// Days whoever comes back from such an absence has at least.
    package let returnDays: Int
    /// A course is told to end soon so many days before.
    package let soonDays: Int
    package let triesADay: Int
    /// A quiz begun is to be handed in within so many hours.
    package let sittingHours: Int
    /// Being there for this part of a hundred of a session is having been there.
    package let attendedPercent: Int
    /// Answers of a quiz are forgotten after so many months; that it was passed stays.
    package let answersMonths: Int
    /// Records of whoever has left are kept for so many years.
    package let leaverYears: Int

    package init(
        graceDays: Int, longLeaveDays: Int, returnDays: Int, soonDays: Int, triesADay: Int, sittingHours: Int,
        attendedPercent: Int, answersMonths: Int, leaverYears: Int
    ) {
        self.graceDays = graceDays
        self.longLeaveDays = longLeaveDays
        self.returnDays = returnDays
        self.soonDays = soonDays
        self.triesADay = triesADay
        self.sittingHours = sittingHours
        self.attendedPercent = attendedPercent
        self.answersMonths = answersMonths
        self.leaverYears = leaverYears
    }

    enum CodingKeys: String, CodingKey {
        case graceDays = "grace_days"
        case longLeaveDays = "long_leave_days"
        case returnDays = "return_days"
        case soonDays = "soon_days"
        case triesADay = "tries_a_day"
        case sittingHours = "sitting_hours"
        case attendedPercent = "attended_percent"
        case answersMonths = "answers_months"
        case leaverYears = "leaver_years"
    }
}

/// The courses the product brings, and the rules (课程库).
package struct CourseLibrary: Hashable, Codable, Sendable {
    package let rules: TrainingRules
    package let courses: [Course]

    package init(rules: TrainingRules, courses: [Course]) {
        self.rules = rules
        self.courses = courses
    }

    package subscript(code: String) -> Course? { courses.first { $0.code == code } }

    /// Throws when a course stands twice or is not whole, or a number of the rules makes no sense.
    package static func load(_ text: String) throws -> CourseLibrary {
        let library = try YAMLDecoder().decode(CourseLibrary.self, from: text)
        guard Set(library.courses.map(\.code)).count == library.courses.count else {
            throw CourseLibraryError(description: "a course stands twice")
        }
        for course in library.courses {
            do { _ = try course.checked() } catch {
                throw CourseLibraryError(description: "the course \(course.code) is not whole: \(error)")
            }
        }
        let rules = library.rules
        let numbers = [
            rules.graceDays, rules.longLeaveDays, rules.returnDays, rules.soonDays, rules.triesADay,
            rules.sittingHours, rules.attendedPercent, rules.answersMonths, rules.leaverYears,
        ]
        guard numbers.allSatisfy({ (1...400).contains($0) }), rules.attendedPercent <= 100 else {
            throw CourseLibraryError(description: "a number of the rules is out of range")
        }
        return library
    }

    package static func load() throws -> CourseLibrary {
        try load(
            String(contentsOf: TrainingFolder.named("Data").appendingPathComponent("courses.yaml"), encoding: .utf8))
    }
}

/// A file of courses that cannot be used.
package struct CourseLibraryError: Error, CustomStringConvertible {
    package let description: String
}
