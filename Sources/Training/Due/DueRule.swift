import Kernel
import Platform

/// What is known of somebody when it is asked what they must have passed (应训人员).
package struct Trainee: Hashable, Sendable {
    package let staffID: ID<Staff>
    package let name: String
    package let employedFrom: LocalDay
    /// The roles held now, each with the day it was given.
    package let roles: [Role: LocalDay]
    package let units: [ID<OrganisationUnit>]
    package let absences: [ClosedRange<LocalDay>]
    package let passed: [Passed]

    package init(
        staffID: ID<Staff>, name: String = "", employedFrom: LocalDay, roles: [Role: LocalDay],
        units: [ID<OrganisationUnit>] = [], absences: [ClosedRange<LocalDay>] = [], passed: [Passed] = []
    ) {
        self.staffID = staffID
        self.name = name
        self.employedFrom = employedFrom
        self.roles = roles
        self.units = units
        self.absences = absences
        self.passed = passed
    }

    /// That a version of a course was passed on a day.
    package struct Passed: Hashable, Sendable {
        package let course: String
        package let number: Int
        package let on: LocalDay

        package init(_ course: String, number: Int = 1, on: LocalDay) {
            self.course = course
            self.number = number
            self.on = on
        }
    }
}

/// How somebody stands with a course their role requires (应训情况).
package struct TrainingNeed: Hashable, Sendable {
    package enum State: String, Sendable, CaseIterable {
        /// 有效
        case valid
        /// 即将到期
        case soon
        /// 应训：still in time
        case due
        /// 逾期
        case overdue

        /// Whether it counts as trained.
        package var isMet: Bool { self == .valid || self == .soon }
    }

    package let course: String
    package let state: State
    /// The last day it counts; `nil` while it does not.
    package let validUntil: LocalDay?
    /// Since when it is lacking.
    package let since: LocalDay?
    /// The day by which it is to be passed.
    package let dueOn: LocalDay?
    /// Away on the day that was asked about.
    package let isAway: Bool
}

/// Who lacks which course (应训规则, S0-29; Part 4 no. 34: quarterly). Pure: days and facts in, needs out.
package enum DueRule {
    /// What somebody must have passed on `day`, in the order of the courses.
    ///
    /// A course is asked for from the day of joining, of getting the role or of the course being required, whichever
    /// is latest. It is passed as long as its last pass counts: not older than its validity, and not under a version that
    /// has to be taken again. What is lacking is to be passed by the end of the quarter in which it began to be lacking,
    /// and never sooner than the days of grace; a long absence in between moves the day on.
    package static func needs(
        of trainee: Trainee, courses: [CourseVersion], on day: LocalDay, by rules: TrainingRules
    ) -> [TrainingNeed] {
        courses.filter { $0.isRequired(of: trainee.roles.keys) }.map { version in
            need(of: trainee, version, on: day, by: rules)
        }
    }

    private static func need(
        of trainee: Trainee, _ version: CourseVersion, on day: LocalDay, by rules: TrainingRules
    ) -> TrainingNeed {
        let isAway = trainee.absences.contains { $0.contains(day) }
        let passed = trainee.passed.filter { $0.course == version.course.code && $0.on <= day }
        let counting = passed.filter { $0.number >= version.countsFrom }.map { lastDay($0, version) }.max()
        if let counting, counting >= day {
            let isSoon = counting < day.advanced(by: rules.soonDays)
            return TrainingNeed(
                course: version.course.code, state: isSoon ? .soon : .valid, validUntil: counting, since: nil,
                dueOn: nil, isAway: isAway)
        }
        let since = since(trainee, version, counting: counting, passed)
        let dueOn = dueOn(since, absences: trainee.absences, by: rules)
        return TrainingNeed(
            course: version.course.code, state: day > dueOn ? .overdue : .due, validUntil: nil, since: since,
            dueOn: dueOn, isAway: isAway)
    }

    /// The last day a pass counts.
    private static func lastDay(_ passed: Trainee.Passed, _ version: CourseVersion) -> LocalDay {
        passed.on.advanced(byMonths: version.course.validityMonths).advanced(by: -1)
    }

    private static func since(
        _ trainee: Trainee, _ version: CourseVersion, counting: LocalDay?, _ passed: [Trainee.Passed]
    ) -> LocalDay {
        let roleFrom = trainee.roles.filter { version.course.roles.contains($0.key) }.values.min()
        let asked = max(trainee.employedFrom, roleFrom ?? trainee.employedFrom, version.requiredFrom)
        // What was passed under an earlier version held until the new one was put in force.
        let earlier = passed.filter { $0.number < version.countsFrom }
            .map { min(lastDay($0, version).advanced(by: 1), version.countsFromOn) }.max()
        return [counting?.advanced(by: 1), earlier].compactMap { $0 }.reduce(asked, max)
    }

    private static func dueOn(
        _ since: LocalDay, absences: [ClosedRange<LocalDay>], by rules: TrainingRules
    ) -> LocalDay {
        var dueOn = max(since.endOfQuarter, since.advanced(by: rules.graceDays))
        for absence in absences.sorted(by: { $0.lowerBound < $1.lowerBound })
        where absence.lowerBound <= dueOn && absence.upperBound >= since
            && absence.lowerBound.distance(to: absence.upperBound) + 1 >= rules.longLeaveDays
        {
            dueOn = max(dueOn, absence.upperBound.advanced(by: rules.returnDays))
        }
        return dueOn
    }
}

extension LocalDay {
    /// The same day so many months later, or the last of a shorter month.
    package func advanced(byMonths months: Int) -> LocalDay {
        let place = year * 12 + month - 1 + months
        let (year, month) = (place / 12, place % 12 + 1)
        let last = LocalDay.daysIn(month: month, year: year)
        return LocalDay(year: year, month: month, day: min(day, last)) ?? self
    }

    /// The last day of the quarter it lies in.
    package var endOfQuarter: LocalDay {
        let month = (self.month + 2) / 3 * 3
        return LocalDay(year: year, month: month, day: LocalDay.daysIn(month: month, year: year)) ?? self
    }
}
