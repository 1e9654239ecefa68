import Kernel

/// How the suggestions of the standard stood against what people decided (定级回顾, S4-26): the reason to adjust it.
package struct GradingReview: Hashable, Sendable {
    /// By the suggested level, then by the one people settled on.
    package let counts: [ResponseLevel: [ResponseLevel: Int]]
    /// Cases whose level was changed after it was first confirmed, by the suggested level.
    package let changedLater: [ResponseLevel: Int]
    package let total: Int

    static let days = 90
    static let most = 1_000

    /// Looks at cases a person graded; others are passed over.
    package init(_ cases: [Case]) {
        var (counts, changed, total): ([ResponseLevel: [ResponseLevel: Int]], [ResponseLevel: Int], Int) = ([:], [:], 0)
        for subject in cases {
            guard let suggested = subject.level.suggestion?.level, let settled = subject.level.confirmed else {
                continue
            }
            counts[suggested, default: [:]][settled, default: 0] += 1
            if Set(subject.level.history.map(\.level)).count > 1 { changed[suggested, default: 0] += 1 }
            total += 1
        }
        (self.counts, changedLater, self.total) = (counts, changed, total)
    }

    package func count(_ suggested: ResponseLevel, settled: ResponseLevel) -> Int { counts[suggested]?[settled] ?? 0 }

    /// Cases people weighed otherwise than the standard.
    package var differing: Int {
        counts.reduce(0) { sum, row in sum + row.value.filter { $0.key != row.key }.values.reduce(0, +) }
    }
}
