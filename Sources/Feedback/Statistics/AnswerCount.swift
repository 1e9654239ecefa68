import Casework

/// How often each value of one question was given (答案计数).
package struct AnswerCount: Hashable, Sendable {
    /// Value to number of answers.
    package private(set) var counts: [Int: Int]

    package init(_ counts: [Int: Int] = [:]) { self.counts = counts.filter { $0.value > 0 } }

    package mutating func add(_ value: Int, times: Int = 1) { counts[value, default: 0] += times }

    package var n: Int { counts.values.reduce(0, +) }

    package func of(_ values: some Sequence<Int>) -> Int { values.reduce(0) { $0 + (counts[$1] ?? 0) } }

    package func rate(_ values: some Sequence<Int>) -> Rate { Rate(of(values), of: n) }

    /// The mean of the values; `nil` for fewer than five.
    package var mean: Double? {
        guard n >= Rate.smallest else { return nil }
        return Double(counts.reduce(0) { $0 + $1.key * $1.value }) / Double(n)
    }
}

/// How far people would recommend the house (净推荐值 NPS): the share of 9 and 10 less the share of 0 to 6, in points
/// from −100 to 100 (standards 2.15).
package struct NetPromoterScore: Hashable, Sendable {
    package let detractors: Int
    package let passives: Int
    package let promoters: Int

    package init(_ count: AnswerCount) {
        detractors = count.of(0...6)
        passives = count.of(7...8)
        promoters = count.of(9...10)
    }

    package var n: Int { detractors + passives + promoters }

    /// `nil` for fewer than five answers.
    package var score: Double? {
        guard n >= Rate.smallest else { return nil }
        return 100 * Double(promoters - detractors) / Double(n)
    }
}

/// The weighted satisfaction index 0…100 (加权满意指数, S0-28): the mean of each question on a scale from 0 to 100,
/// weighted. Questions with fewer than five answers stay out, and the index says so.
package struct WeightedIndex: Hashable, Sendable {
    /// One question: its weight and the mean of its answers, 0…100; `nil` for too few.
    package struct Part: Hashable, Sendable {
        package let weight: Int
        package let points: Double?

        package init(weight: Int, points: Double?) {
            self.weight = weight
            self.points = points
        }
    }

    /// `nil` when no weighted question has enough answers.
    package let points: Double?
    /// A weighted question was left out.
    package let isPartial: Bool
    /// How many questions it is made of.
    package let questions: Int

    package init(_ parts: [Part]) {
        let weighted = parts.filter { $0.weight > 0 }
        let told = weighted.compactMap { part in part.points.map { (weight: Double(part.weight), points: $0) } }
        let whole = told.reduce(0) { $0 + $1.weight }
        points = told.isEmpty ? nil : told.reduce(0) { $0 + $1.weight * $1.points } / whole
        isPartial = told.count < weighted.count
        questions = told.count
    }
}
