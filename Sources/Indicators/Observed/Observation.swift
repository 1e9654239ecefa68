import Kernel
import Platform

/// One thing that counts (观测): to which period it belongs, from when on it is known, and what came of it. A line is
/// judged at a moment: it counts from `maturesAt` until before `untilAt`, and as met once `metAt` is reached.
package struct Observation: Hashable, Sendable {
    package let measure: Measure
    /// Which of the lines of one measure and record.
    package let place: Int
    /// What a measure is divided by, such as the level; empty where it is not.
    package let part: String
    package let unit: ID<OrganisationUnit>?
    package let assignedAt: Instant
    package let maturesAt: Instant
    package let untilAt: Instant
    package let metAt: Instant?
    /// What it adds to the numerator once met: 1, points, or milliseconds.
    package let amount: Int
    /// What it adds to the denominator.
    package let weight: Int

    /// Later than any moment of the product.
    package static let never = Instant(milliseconds: 253_402_300_799_000)

    package init(
        _ measure: Measure, place: Int = 0, part: String = "", unit: ID<OrganisationUnit>? = nil,
        assignedAt: Instant, maturesAt: Instant? = nil, untilAt: Instant = Observation.never, metAt: Instant? = nil,
        amount: Int = 1, weight: Int = 1
    ) {
        self.measure = measure
        self.place = place
        self.part = part
        self.unit = unit
        self.assignedAt = assignedAt
        self.maturesAt = maturesAt ?? assignedAt
        self.untilAt = untilAt
        self.metAt = metAt
        self.amount = amount
        self.weight = weight
    }
}

/// What a record gives at a moment, and when time alone will change it.
package struct Observed: Hashable, Sendable {
    package var lines: [Observation] = []
    package var renewAt: Instant?

    package init(_ lines: [Observation] = [], renewAt: Instant? = nil) {
        self.lines = lines
        self.renewAt = renewAt
    }
}
