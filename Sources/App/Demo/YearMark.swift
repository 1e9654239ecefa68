import Kernel

/// What a year that is being made needs to be gone on with when it was broken off: the same seed and the same end give
/// the same plan. Kept beside the data.
package struct YearMark: DemoMark {
    package static let fileName = "demo-year.json"

    package var seed: UInt64
    package var endAt: Instant
    package var isFinished: Bool

    package init(seed: UInt64, endAt: Instant, isFinished: Bool) {
        self.seed = seed
        self.endAt = endAt
        self.isFinished = isFinished
    }
}
