import Casework
import Kernel

/// How far the filling of a store with many cases has come (归档标记), kept beside the data: a filling that was broken off
/// goes on with the same command and ends with the same cases.
package struct ArchiveMark: DemoMark {
    package static let fileName = "demo-cases.json"

    package let seed: UInt64
    package let cases: Int
    package let endAt: Instant
    /// The played cases that are copied, once they are there.
    var templates: [ID<Case>]?
    /// What the counters stood at before the first copy: numbers by year, and places in the index of words.
    var counters: [Int: Int] = [:]
    var place = 0
    /// What was put aside and comes back at the end, as statements.
    var putAside: [String]?
    package var isFinished = false

    package init(seed: UInt64, cases: Int, endAt: Instant) {
        self.seed = seed
        self.cases = cases
        self.endAt = endAt
    }
}
