import Deadlines
import Kernel
import Testing

@testable import Duties

/// A year of duties for 260 residents, worked out in whatever pieces and order, is one set (S1-65).
@Suite struct YearPropertyTests {
    private struct Chance {
        var state: UInt64
        mutating func below(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(limit))
        }
    }

    private static let residents: [ScopeSubject] = {
        var chance = Chance(state: 7)
        return (0..<260).map { number in
            let from = day("2025-01-01").advanced(by: chance.below(600))
            let until = chance.below(3) == 0 ? from.advanced(by: chance.below(400)) : nil
            return ScopeSubject(.resident("r-\(1000 + number)"), stays: [Stay(from: from, until: until)])
        }
    }()

    private static let rules: [[DutyRule]] = [
        [
            rule(every: .monthly, scope: .resident, minimumDays: 15),
            rule(every: .quarterly, due: "+10d", rest: .earlier, scope: .resident, minimumDays: 15),
        ],
        [rule("family_follow_up", every: .quarterly, scope: .resident, minimumDays: 15)],
        [
            rule("weekly_round", every: .weekly, due: "friday", scope: .resident),
            rule("weekly_round", every: .weekly, due: "monday", rest: .later, scope: .resident),
        ],
    ]

    private static let histories = rules.map { versions in
        RuleHistory(
            versions.enumerated().map {
                let start = $0.offset == 0 ? day("2025-01-01") : versions[1].rhythm.period(containing: day("2026-07-08"))!.first
                return RuleVersion(number: $0.offset + 1, validFrom: start, rule: $0.element)
            })!
    }

    private static func plan(_ window: ClosedRange<LocalDay>, _ subjects: [ScopeSubject]) -> [PlannedDuty] {
        histories.flatMap { Planning.plan($0, for: subjects, beginning: window, calendar: .china) }
    }

    @Test func `a year in one go and in random overlapping pieces of days and residents is the same set`() {
        let year = day("2026-01-01")...day("2026-12-31")
        let whole = Self.plan(year, Self.residents)
        let identities = Set(whole.map(\.identity))
        #expect(identities.count == whole.count)
        #expect(whole.count > 10_000)
        var chance = Chance(state: 42)
        var pieces: Set<PlannedDuty> = []
        var next = 0
        // Rounds come late, early and twice, as with a clock that is set forward and back.
        while next < 365 {
            let first = max(0, next - chance.below(20))
            let last = min(364, next + chance.below(45))
            for part in stride(from: 0, to: 260, by: 65) {
                let window = year.lowerBound.advanced(by: first)...year.lowerBound.advanced(by: last)
                pieces.formUnion(Self.plan(window, Array(Self.residents[part..<part + 65])))
            }
            next = last + 1
        }
        #expect(pieces == Set(whole))
    }
}
