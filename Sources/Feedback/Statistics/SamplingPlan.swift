import Kernel

/// Who of a population is asked (抽样方案, S4-48).
package struct SamplingPlan: Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// 全员
        case everybody
        /// 简单随机
        case random
        /// 按单元分层：each unit in proportion to its size
        case stratified
    }

    package let kind: Kind
    /// How many are asked; the whole population where it is smaller.
    package let size: Int

    package init(_ kind: Kind, size: Int = 0) {
        self.kind = kind
        self.size = size
    }

    /// Those who are asked, in the order of the population. The same seed draws the same.
    package func draw<Member, Stratum: Hashable & Comparable>(
        from population: [Member], seed: UInt64, by stratum: (Member) -> Stratum
    ) -> [Member] {
        var chance = SeededChance(seed: seed)
        let chosen: Set<Int>
        switch kind {
        case .everybody: return population
        case .random: chosen = Set(population.indices.shuffled(using: &chance).prefix(max(0, size)))
        case .stratified:
            let strata = Dictionary(grouping: population.indices) { stratum(population[$0]) }.sorted { $0.key < $1.key }
            let shares = SamplingPlan.shares(of: size, among: strata.map(\.value.count))
            chosen = zip(strata, shares).reduce(into: []) { chosen, part in
                chosen.formUnion(part.0.value.shuffled(using: &chance).prefix(part.1))
            }
        }
        return population.indices.filter(chosen.contains).map { population[$0] }
    }

    /// How many of each stratum: in proportion, by the largest remainders, and one at least of each while the size
    /// allows it, so that no unit is left unheard.
    package static func shares(of size: Int, among sizes: [Int]) -> [Int] {
        let population = sizes.reduce(0, +)
        guard size < population else { return sizes }
        guard size > 0 else { return sizes.map { _ in 0 } }
        var shares = sizes.map { size * $0 / population }
        let byRemainder = sizes.indices.sorted { left, right in
            let (one, other) = (size * sizes[left] % population, size * sizes[right] % population)
            return one != other ? one > other : left < right
        }
        for place in byRemainder.prefix(size - shares.reduce(0, +)) { shares[place] += 1 }
        while let empty = shares.indices.first(where: { shares[$0] == 0 && sizes[$0] > 0 }),
            let largest = shares.indices.filter({ shares[$0] > 1 }).max(by: { shares[$0] < shares[$1] })
        {
            shares[empty] += 1
            shares[largest] -= 1
        }
        return shares
    }

    /// How many answers are needed for a 95 % interval of ±`percent` points at worst, in a population of this size.
    package static func needed(of population: Int, within percent: Int) -> Int {
        guard population > 1, percent > 0 else { return max(0, population) }
        let z = 1.959963984540054
        let margin = Double(percent) / 100
        let endless = z * z * 0.25 / (margin * margin)
        return min(population, Int((Double(population) * endless / (Double(population) + endless - 1)).rounded(.up)))
    }
}
