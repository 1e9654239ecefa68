import Casework
import Kernel
import Platform
import Testing

@testable import Feedback

/// Units beside the whole tell nothing of a few (S4-49).
@Suite struct UnitBreakdownTests {
    private static let cases: [([Int], Set<Int>)] = [
        ([20, 12, 3, 9, 0], [2, 3]), ([20, 12, 9, 0], []), ([20, 12, 3, 4, 0], [2, 3]), ([8, 2, 0], [0, 1]),
        ([20, 7, 7, 1, 0], [1, 2, 3]), ([2, 2, 30, 0], [0, 1, 2]), ([30, 6, 6, 0, 2], [1, 2, 4]), ([4, 0], [0]),
    ]

    @Test(arguments: cases)
    func `a small unit is hidden with the next, so that it cannot be had by subtraction`(
        counts: [Int], hidden: Set<Int>
    ) {
        #expect(UnitBreakdown.hidden(counts) == hidden)
    }

    @Test func `whatever the counts, what is left of the whole is of several units and of five at least`() {
        var chance = SeededChance(seed: 2026)
        for _ in 0..<2_000 {
            let counts = (0..<Int.random(in: 2...8, using: &chance)).map { _ in Int.random(in: 0...14, using: &chance) }
            let hidden = UnitBreakdown.hidden(counts)
            for place in counts.indices where (1..<5).contains(counts[place]) { #expect(hidden.contains(place)) }
            let left = hidden.map { counts[$0] }.filter { $0 > 0 }
            let isAll = counts.indices.allSatisfy { hidden.contains($0) || counts[$0] == 0 }
            #expect(left.isEmpty || isAll || left.count > 1 && left.reduce(0, +) >= 5, "\(counts) hides \(hidden)")
        }
    }

    @Test func `the rates of a unit are those of a hand, and a question few of it answered is left out`() throws {
        func part(_ answered: Int, _ meals: [Int: Int], _ care: [Int: Int]) -> UnitBreakdown.Part {
            UnitBreakdown.Part(answered: answered, counts: ["meals": AnswerCount(meals), "care": AnswerCount(care)])
        }
        func unit(_ number: UInt8) -> ID<OrganisationUnit> {
            ID(at: Instant(milliseconds: 1_700_000_000_000), random: [0, 0, 0, 0, 0, 0, 0, 0, 0, number])
        }
        let bank = try QuestionBanks.load(FeedbackFolder.named("Data/banks.yaml"))[.annual]
        let questions = try #require(bank).questions.filter { ["meals", "care"].contains($0.code) }
        try #require(questions.count == 2)
        let told = UnitBreakdown(
            [
                unit(1): part(20, [5: 10, 2: 10], [4: 20]), unit(2): part(10, [4: 10], [4: 2]),
                unit(3): part(9, [1: 9], [4: 9]), nil: part(3, [5: 3], [5: 3]),
            ], questions)
        // Three by the kiosk belong to no unit; the smallest unit goes with them.
        #expect(told.lines.map(\.unit) == [unit(1), unit(2)] && told.isPartial)
        #expect(told.lines[0].rates == ["meals": Rate(10, of: 20), "care": Rate(20, of: 20)])
        #expect(told.lines[1].rates == ["meals": Rate(10, of: 10)])
    }

    private static let days: [(Int, Int)] = [(0, 0), (4, 0), (5, 1), (6, 1), (7, 2), (10, 2)]

    @Test(arguments: days)
    func `a wave reminds after half its time and three days before its end`(day: Int, rounds: Int) {
        let first = LocalDay("2026-09-24")!
        #expect(
            SurveyReminder.rounds(from: first, until: first.advanced(by: 10), on: first.advanced(by: day)) == rounds)
        #expect(SurveyReminder.rounds(from: first, until: first.advanced(by: 5), on: first.advanced(by: day)) == 0)
    }
}
