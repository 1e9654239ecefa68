/// Chance that can be had again: the same seed gives the same draws (SplitMix64). For plans of the demonstration, never
/// for anything secret.
package struct Chance: Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// So many bytes; for ids of a demonstration that can be had again.
    package mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next() >> 24) }
    }

    /// A number from 0 to `bound`, that one left out.
    package mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(1, bound))) }
    package mutating func within(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.upperBound - range.lowerBound + 1)
    }

    /// From 0 to 1.
    package mutating func share() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }
    package mutating func happens(_ percent: Double) -> Bool { share() * 100 < percent }

    /// One of the choices, which must not be none.
    package mutating func one<Choice>(of choices: [Choice]) -> Choice { choices[below(choices.count)] }

    /// One of the choices, each as often as its weight says.
    package mutating func drawn<Choice>(from choices: [(Choice, weight: Int)]) -> Choice {
        var place = below(choices.reduce(0) { $0 + $1.weight })
        for (choice, weight) in choices {
            if place < weight { return choice }
            place -= weight
        }
        return choices[0].0
    }
}
