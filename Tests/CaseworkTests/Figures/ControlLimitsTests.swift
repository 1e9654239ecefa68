import Testing

@testable import Casework

@Suite struct ControlLimitsTests {
    @Test func `limits of counts lie 2,66 mean differences off the middle`() throws {
        let limits = try #require(ControlLimits(counts: [10, 12, 8, 10, 11, 9]))
        #expect(limits.middle == 10)
        // Differences 2, 4, 2, 1, 2: 2.2 in the mean.
        let range = try #require(limits.limits[0])
        #expect(abs(range.lowerBound - (10 - 2.66 * 2.2)) < 1e-9)
        #expect(abs(range.upperBound - (10 + 2.66 * 2.2)) < 1e-9)
        #expect(limits.signals.isEmpty)
    }

    @Test func `a count far beyond the others is a signal`() throws {
        let limits = try #require(ControlLimits(counts: [10, 11, 10, 11, 10, 11, 10, 11, 10, 60]))
        #expect(limits.signals.contains(9))
    }

    @Test func `the eighth in a row on one side is a signal, within the limits too`() throws {
        let low = [20, 10, 20, 10, 20, 10, 20, 10]
        let limits = try #require(ControlLimits(counts: low + Array(repeating: 18, count: 8)))
        #expect(limits.signals == [15])
    }

    @Test func `a rate of few has wider limits than one of many`() throws {
        let rates = [Rate(18, of: 20)] + (0..<6).map { _ in Rate(90, of: 100) }
        let limits = try #require(ControlLimits(rates: rates))
        #expect(abs(limits.middle - 0.9) < 1e-9)
        let few = try #require(limits.limits[0])
        let many = try #require(limits.limits[1])
        #expect(few.upperBound == 1)
        #expect(abs(many.upperBound - (0.9 + 3 * (0.9 * 0.1 / 100).squareRoot())) < 1e-9)
        #expect(few.lowerBound < many.lowerBound)
    }

    @Test func `what may not be told has no limits and is no signal`() throws {
        let limits = try #require(ControlLimits(counts: [10, nil, 12, 10, 12, 10, 12]))
        #expect(limits.limits[1] == nil)
        #expect(!limits.signals.contains(1))
        let rates = try #require(ControlLimits(rates: [Rate(1, of: 2)] + (0..<6).map { _ in Rate(9, of: 10) }))
        #expect(rates.limits[0] == nil)
    }

    @Test func `fewer than six values have no limits`() {
        #expect(ControlLimits(counts: [1, 2, 3, 4, 5]) == nil)
        #expect(ControlLimits(counts: [10, 12, 8, 10, 11, nil]) == nil)
        #expect(ControlLimits(rates: (0..<6).map { Rate($0, of: 4) }) == nil)
    }
}
