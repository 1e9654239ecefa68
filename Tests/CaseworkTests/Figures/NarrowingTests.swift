import Kernel
import Testing

@testable import Casework

@Suite struct NarrowingTests {
    private func narrowing(_ parts: [String: [String: Int]], rest: [String: Int] = [:]) -> Narrowing {
        Narrowing(whole(parts, rest), into: parts)
    }

    private func whole(_ parts: [String: [String: Int]], _ rest: [String: Int] = [:]) -> [String: Int] {
        parts.values.reduce(into: rest) { $0.merge($1, uniquingKeysWith: +) }
    }

    @Test func `a part too small is closed, and so is the one it could be found by`() {
        let units = narrowing(["kitchen": ["received": 20], "nursing": ["received": 9], "office": ["received": 2]])
        #expect(units.isClosed("office") && units.isClosed("nursing"))
        #expect(!units.isClosed("kitchen"))
    }

    @Test func `where nothing is small, every part is open`() {
        let units = narrowing(["kitchen": ["received": 20], "nursing": ["received": 9]])
        #expect(!units.isClosed("kitchen") && !units.isClosed("nursing"))
        #expect(units.hidden(in: "kitchen").isEmpty)
    }

    @Test func `few cases that belong to no part are not found by taking all parts away`() {
        let units = narrowing(
            ["kitchen": ["received": 20], "nursing": ["received": 9]], rest: ["received": 2])
        #expect(!units.isClosed("kitchen") && units.isClosed("nursing"))
    }

    @Test func `a count of a list is left out where another part would be told by it`() {
        let units = narrowing([
            "kitchen": ["received": 20, "category.DIN-01": 14], "nursing": ["received": 19, "category.DIN-01": 6],
            "office": ["received": 18, "category.DIN-01": 1],
        ])
        #expect(units.hidden(in: "kitchen").isEmpty)
        #expect(units.hidden(in: "nursing") == ["category.DIN-01"])
        #expect(units.hidden(in: "office") == ["category.DIN-01"])
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `whoever subtracts all that is told from the whole never finds a number of one to four`(seed: UInt64) {
        var chance = Chance(seed: seed)
        for _ in 0..<1_500 {
            let names = ["received", "category.A", "cause.B"]
            let keys = ["a", "b", "c", "d"].prefix(chance.within(1...4))
            func numbers() -> [String: Int] {
                let size = chance.happens(40) ? chance.below(6) : chance.below(40)
                return ["received": size, "category.A": chance.below(size + 1), "cause.B": chance.below(size + 1)]
            }
            let parts = Dictionary(uniqueKeysWithValues: keys.map { ($0, numbers()) })
            let rest = chance.happens(50) ? numbers() : [:]
            let (whole, told) = (whole(parts, rest), narrowing(parts, rest: rest))
            for name in names where (whole[name] ?? 0) >= Rate.smallest {
                let shown = keys.filter { !told.isClosed($0) && !told.hidden(in: $0).contains(name) }
                let left = (whole[name] ?? 0) - shown.reduce(0) { $0 + (parts[$1]?[name] ?? 0) }
                let isAlone = shown.count == keys.count || (shown.count + 1 == keys.count && (rest[name] ?? 0) == 0)
                #expect(!(isAlone && Disclosure.isSmall(left)), "\(parts) \(rest) \(name)")
                for key in shown { #expect(!Disclosure.isSmall(parts[key]?[name] ?? 0)) }
            }
        }
    }
}
