/// Which counts of one list may be printed (小数抑制, standards 2.15): 1 to 4 never, and no more than leaves a hidden
/// one unknown when the total stands beside.
package struct Disclosure: Hashable, Sendable {
    /// The counts in their order; `nil` for a hidden one.
    package let shown: [Int?]
    package let total: Int?

    /// `held` are places hidden for another reason, whatever stands there.
    package init(_ counts: [Int], hiding held: Set<Int> = []) {
        let sum = counts.reduce(0, +)
        var hidden = held.union(counts.indices.filter { Disclosure.isSmall(counts[$0]) })
        var isTotalHidden = Disclosure.isSmall(sum)
        if !hidden.isEmpty, !isTotalHidden {
            // The smallest of the others go with them until several values fit; all of that size, because one of them
            // left standing would tell the other.
            var others = Set(counts.indices.filter { !hidden.contains($0) && counts[$0] > 0 })
            while !Disclosure.isAmbiguous(hidden.map { counts[$0] }), let least = others.map({ counts[$0] }).min() {
                hidden.formUnion(others.filter { counts[$0] == least })
                others.subtract(hidden)
            }
            isTotalHidden = !Disclosure.isAmbiguous(hidden.map { counts[$0] })
        }
        shown = counts.indices.map { hidden.contains($0) ? nil : counts[$0] }
        total = isTotalHidden ? nil : sum
    }

    package static func isSmall(_ count: Int) -> Bool { (1..<Rate.smallest).contains(count) }

    /// Whether the sum of the hidden ones leaves at least two values for each: one alone is known from the total, and
    /// so are all when each must be 1, or each 4.
    private static func isAmbiguous(_ hidden: [Int]) -> Bool {
        // A place that is held and empty hides nothing.
        let counts = hidden.filter { $0 > 0 }
        let (n, sum) = (counts.count, counts.reduce(0, +))
        guard n > 0 else { return true }
        guard n > 1, sum > n else { return false }
        return counts.contains { !isSmall($0) } || sum < n * (Rate.smallest - 1)
    }
}
