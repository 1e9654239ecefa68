import Kernel
import Testing

@testable import Casework

@Suite struct SmallNumberTests {
    /// Bounds worked out by hand from Wilson's formula with z = 1.96, to four places.
    @Test(arguments: [
        (8, 10, 0.4902, 0.9433), (0, 10, 0, 0.2775), (10, 10, 0.7225, 1), (5, 5, 0.5655, 1), (81, 263, 0.2553, 0.3662),
    ])
    func `a rate has Wilson's interval`(met: Int, of: Int, low: Double, high: Double) throws {
        let interval = try #require(Rate(met, of: of).interval)
        #expect(abs(interval.lowerBound - low) < 0.0001)
        #expect(abs(interval.upperBound - high) < 0.0001)
    }

    @Test(arguments: 0...4) func `below five there is no rate`(of: Int) {
        #expect(Rate(of, of: of).share == nil)
        #expect(Rate(of, of: of).interval == nil)
    }

    @Test(
        arguments: [
            ([5, 6], [5, 6], 11), ([0, 0], [0, 0], 0), ([10, 2, 3], [10, nil, nil], 15),
            ([10, 8, 3], [10, nil, nil], 21),
            ([10, 3], [nil, nil], 13), ([10, 1, 1], [nil, nil, nil], 12), ([10, 4, 4], [nil, nil, nil], 18),
            ([3, 2], [nil, nil], 5), ([9, 0, 1], [nil, 0, nil], 10), ([5, 5, 3], [nil, nil, nil], 13),
            ([5, 5, 3], [nil, nil, nil], 13),
        ] as [([Int], [Int?], Int?)])
    func `a small count is hidden, and with it what would tell it by the total`(
        counts: [Int], shown: [Int?], total: Int?
    ) {
        let disclosed = Disclosure(counts)
        #expect(disclosed.shown == shown)
        #expect(disclosed.total == total)
    }

    @Test(arguments: [[3], [3, 0], [2, 2], [1, 1, 1]])
    func `a total below five is hidden like its parts`(counts: [Int]) {
        #expect(Disclosure(counts).total == nil)
        #expect(Disclosure(counts).shown.allSatisfy { $0 == nil || $0 == 0 })
    }

    /// Whoever knows the rules, the total and what is shown finds at least two values for every hidden count.
    @Test func `no hidden count of three can be worked out`() {
        let most = 18
        let triples = (0...most).flatMap { a in (0...most).flatMap { b in (0...most).map { [a, b, $0] } } }
        for (disclosed, like) in Dictionary(grouping: triples, by: { Disclosure($0) }) {
            guard let total = disclosed.total, total <= most else { continue }
            for place in 0..<3 where disclosed.shown[place] == nil {
                #expect(Set(like.map { $0[place] }).count > 1, "\(like)")
            }
        }
    }

    @Test(arguments: [
        ("2026-09", "2026-09-01", "2026-10-01"), ("2026-Q3", "2026-07-01", "2026-10-01"),
        ("2026-12", "2026-12-01", "2027-01-01"), ("2026", "2026-01-01", "2027-01-01"),
    ])
    func `a period is written and read, and ends where the next begins`(
        text: String, first: String, next: String
    ) throws {
        let period = try #require(FigurePeriod(text))
        #expect(period.description == text)
        #expect(period.first == LocalDay(first))
        #expect(period.next == LocalDay(next))
        #expect(period.moved(by: 1).moved(by: -1) == period)
        #expect(FigurePeriod(period.grain, holding: period.next.advanced(by: -1)) == period)
    }

    @Test(arguments: ["", "2026-13", "2026-Q5", "2026-Q0", "26", "1999", "2026-9", "2026-09-01", "２０２６", "2026-QQ"])
    func `what is no period is none`(text: String) { #expect(FigurePeriod(text) == nil) }
}
