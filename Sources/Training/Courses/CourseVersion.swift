import Kernel

/// A course as it was put in force once (课程版本); what was passed names the version it was passed under.
package struct CourseVersion: Hashable, Sendable {
    package enum Origin: String, Sendable { case shipped, house }

    package let course: Course
    package let number: Int
    package let origin: Origin
    /// What was passed under an earlier version counts no more.
    package let countsFrom: Int
    package let countsFromOn: LocalDay
    /// The day from which the roles of today are asked for it.
    package let requiredFrom: LocalDay
    package let isRetired: Bool
    package let madeAt: Instant?
    package let madeBy: String?

    /// Whether it stands in the store; what the product brings is stored with the first that names it.
    package var isStored: Bool { madeAt != nil }

    /// Whether somebody with these roles must have passed it.
    package func isRequired(of roles: some Sequence<Role>) -> Bool {
        !isRetired && roles.contains { course.roles.contains($0) }
    }

    /// The version after this one. `renews`: whoever passed an earlier one takes it again. A role that is new to it is
    /// asked from `day` on.
    package func followed(
        by next: Course, origin: Origin, renews: Bool, on day: LocalDay
    ) -> CourseVersion {
        let isWider = !Set(next.roles).isSubset(of: course.roles) || isRetired
        return CourseVersion(
            course: next, number: number + 1, origin: origin, countsFrom: renews ? number + 1 : countsFrom,
            countsFromOn: renews ? day : countsFromOn, requiredFrom: isWider ? day : requiredFrom, isRetired: false,
            madeAt: nil, madeBy: nil)
    }

    /// The first version, put in force on `day`.
    package static func first(_ course: Course, origin: Origin, on day: LocalDay) -> CourseVersion {
        CourseVersion(
            course: course, number: 1, origin: origin, countsFrom: 1, countsFromOn: day, requiredFrom: day,
            isRetired: false, madeAt: nil, madeBy: nil)
    }
}
