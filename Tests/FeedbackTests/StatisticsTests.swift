import Casework
import Testing

@testable import Feedback

@Suite struct StatisticsTests {
    private func near(_ found: Double?, _ expected: Double, within reach: Double = 0.0005) -> Bool {
        found.map { abs($0 - expected) < reach } ?? false
    }

    @Test func `the interval of 45 of 50 is Wilson's`() {
        let interval = Rate(45, of: 50).interval
        #expect(near(interval?.lowerBound, 0.7864) && near(interval?.upperBound, 0.9565))
    }

    @Test func `the difference of 48 of 80 and 56 of 70 has Newcombe's interval and is more than noise`() {
        let comparison = Comparison(from: Rate(48, of: 80), to: Rate(56, of: 70))
        #expect(near(comparison.difference, 0.2))
        #expect(near(comparison.interval?.lowerBound, 0.0524) && near(comparison.interval?.upperBound, 0.3339))
        #expect(comparison.verdict == .higher)
        #expect(Comparison(from: Rate(56, of: 70), to: Rate(48, of: 80)).verdict == .lower)
    }

    @Test func `a difference of few answers is noise and of fewer than five nothing`() {
        #expect(Comparison(from: Rate(7, of: 10), to: Rate(9, of: 10)).verdict == .noise)
        #expect(Comparison(from: Rate(4, of: 4), to: Rate(0, of: 100)).verdict == .tooFew)
    }

    @Test func `the net promoter score is promoters less detractors`() {
        let score = NetPromoterScore(AnswerCount([10: 3, 9: 2, 8: 2, 7: 1, 6: 1, 0: 1]))
        #expect(score.promoters == 5 && score.passives == 3 && score.detractors == 2)
        #expect(score.score == 30)
        #expect(NetPromoterScore(AnswerCount([10: 4])).score == nil)
        #expect(NetPromoterScore(AnswerCount([3: 6])).score == -100)
    }

    @Test func `the index weights the questions and says when one has too few answers`() {
        // (20 × 75 + 10 × 60) ÷ 30 = 70
        let index = WeightedIndex([.init(weight: 20, points: 75), .init(weight: 10, points: 60)])
        #expect(index.points == 70 && !index.isPartial)
        let partial = WeightedIndex([
            .init(weight: 20, points: 75), .init(weight: 10, points: nil), .init(weight: 0, points: 0),
        ])
        #expect(partial.points == 75 && partial.isPartial && partial.questions == 1)
        #expect(WeightedIndex([]).points == nil)
    }

    @Test func `a sample of 156 of 260 keeps the interval within five points`() {
        #expect(SamplingPlan.needed(of: 260, within: 5) == 156)
        #expect(SamplingPlan.needed(of: 1, within: 5) == 1)
        #expect(SamplingPlan.needed(of: 0, within: 5) == 0)
    }

    @Test func `strata get their share and none is left out`() {
        // 10 × 50/100 = 5, 10 × 33/100 = 3.3, 10 × 17/100 = 1.7
        #expect(SamplingPlan.shares(of: 10, among: [50, 33, 17]) == [5, 3, 2])
        #expect(SamplingPlan.shares(of: 10, among: [96, 2, 2]) == [8, 1, 1])
        #expect(SamplingPlan.shares(of: 2, among: [5, 5, 5]).reduce(0, +) == 2)
        #expect(SamplingPlan.shares(of: 20, among: [5, 5]) == [5, 5])
        #expect(SamplingPlan.shares(of: 0, among: [5, 5]) == [0, 0])
    }

    @Test(arguments: SamplingPlan.Kind.allCases)
    func `the same seed draws the same people, each once, as many as asked`(kind: SamplingPlan.Kind) {
        let plan = SamplingPlan(kind, size: 30)
        let people = Array(0..<100)
        let drawn = plan.draw(from: people, seed: 7) { $0 % 3 }
        #expect(drawn == plan.draw(from: people, seed: 7) { $0 % 3 })
        #expect(Set(drawn).count == drawn.count && drawn.count == (kind == .everybody ? 100 : 30))
        if kind == .random { #expect(drawn != plan.draw(from: people, seed: 8) { $0 % 3 }) }
        if kind == .stratified { #expect(Dictionary(grouping: drawn) { $0 % 3 }.values.allSatisfy { $0.count == 10 }) }
    }

    private let satisfaction = Question("q", .satisfaction, weight: 1, text: .init("q"))

    @Test func `satisfaction counts basically satisfied and shows the two above beside it`() {
        let figures = QuestionFigures(satisfaction, AnswerCount([5: 20, 4: 15, 3: 5, 2: 6, 1: 5]))
        #expect(figures.n == 51)
        #expect(figures.rate == Rate(40, of: 51) && figures.strict == Rate(35, of: 51))
        #expect(figures.cells.map(\.shown) == [20, 15, 5, 6, 5])
        // (100 + 60 + 15 + 12 + 5) ÷ 51 = 3.7647
        #expect(near(figures.mean, 3.7647))
    }

    @Test func `what would give a hidden count away is hidden with it`() {
        let middle = QuestionFigures(satisfaction, AnswerCount([5: 20, 4: 15, 3: 2, 2: 6, 1: 5]))
        #expect(middle.strict == nil && middle.mean == nil)
        #expect(middle.cells.map(\.shown) == [20, nil, nil, 6, 5])
        let bottom = QuestionFigures(satisfaction, AnswerCount([5: 20, 4: 15, 3: 5, 2: 4]))
        #expect(bottom.cells.map(\.shown) == [20, 15, 5, nil, nil])
        #expect(bottom.strict == Rate(35, of: 44) && bottom.mean == nil)
    }

    @Test func `fewer than five answers tell nothing`() {
        let figures = QuestionFigures(satisfaction, AnswerCount([5: 4]))
        #expect(figures.isTooSmall && figures.rate == nil && figures.cells.isEmpty && figures.mean == nil)
        #expect(QuestionFigures.part(satisfaction, AnswerCount([5: 4])).points == nil)
    }

    @Test func `recommending hides all its groups where one is below five`() {
        let question = Question("r", .recommend, text: .init("r"))
        let hidden = QuestionFigures(question, AnswerCount([10: 10, 8: 6, 2: 3]))
        #expect(hidden.cells.allSatisfy { $0.shown == nil } && hidden.score.map { abs($0 - 700 / 19) < 0.01 } == true)
        let open = QuestionFigures(question, AnswerCount([10: 10, 8: 6, 2: 5]))
        #expect(open.cells.map(\.shown) == [10, 6, 5])
    }

    @Test func `ease is the share of five to seven and held back complaints are the bad yes`() {
        let ease = QuestionFigures(Question("e", .effort, text: .init("e")), AnswerCount([7: 6, 5: 4, 4: 5, 1: 5]))
        #expect(ease.rate == Rate(10, of: 20) && ease.cells.map(\.shown) == [10, 5, 5])
        // (42 + 20 + 20 + 5) ÷ 20 = 4.35
        #expect(near(ease.mean, 4.35))
        let held = Question("h", .yesNo, text: .init("h"), yesIsBad: true)
        let count = AnswerCount([2: 6, 1: 20, 0: 5])
        #expect(QuestionFigures(held, count).rate == Rate(20, of: 31))
        #expect(held.isLow(2) && !held.isLow(1))
    }

    @Test func `awareness is at least one channel of those asked`() {
        let question = Question("c", .choices, text: .init("c"), options: [.init("a"), .init("b")])
        let figures = QuestionFigures(question, AnswerCount([1: 12, 2: 3]), anyChoice: 13, asked: 15)
        #expect(figures.rate == Rate(13, of: 15) && figures.n == 15)
        #expect(figures.cells.map(\.shown) == [12, nil])
    }

    @Test func `each bank is whole in both languages`() throws {
        let banks = try QuestionBanks.load(FeedbackFolder.named("Data/banks.yaml"))
        for kind in SurveyKind.allCases { #expect(banks[kind]?.questions.isEmpty == false) }
        #expect(banks[.annual]?.questions.reduce(0) { $0 + $1.weight } == 100)
        #expect(banks[.postCase]?.questions.map(\.code) == ["respect", "process", "result", "words"])
        #expect(banks.followUps.count == FollowUpForm.allCases.count)
    }
}
