import Casework

/// What a report may tell of one question (单题统计): the rate with its interval, the answers, the index. Nothing here
/// lets a hidden count be computed: where a cell below five is hidden, whatever would give it away is hidden too.
package struct QuestionFigures: Hashable, Sendable {
    /// One line of the distribution.
    package struct Cell: Hashable, Sendable {
        /// The values it counts: one, or a group of them.
        package let values: [Int]
        /// `nil` for a hidden one.
        package let shown: Int?
    }

    package let question: Question
    package let n: Int
    /// 满意率：of satisfaction the top three with 基本满意, of points 4 and 5, of ease 5 to 7, of yes or no the good answer,
    /// of choices at least one; `nil` where the kind has none.
    package let rate: Rate?
    /// 非常满意与满意两项：beside the rate of satisfaction; `nil` where it would give a hidden cell away.
    package let strict: Rate?
    package let score: Double?
    package let mean: Double?
    package let cells: [Cell]

    package var isTooSmall: Bool { n < Rate.smallest }
    package var hidesCells: Bool { cells.contains { $0.shown == nil } }

    /// `asked` answered something of the survey: the base of questions of which any number may be chosen.
    package init(_ question: Question, _ count: AnswerCount, anyChoice: Int = 0, asked: Int = 0) {
        self.question = question
        let groups = QuestionFigures.groups(question)
        n = question.kind == .choices ? asked : count.n
        guard n >= Rate.smallest, question.kind != .text else {
            (rate, strict, score, mean, cells) = (nil, nil, nil, nil, [])
            return
        }
        cells = groups.flatMap { group -> [Cell] in
            let counts = group.map { count.of($0) }
            // Choices do not add up to anything, so none tells another.
            let shown =
                question.kind == .choices
                ? counts.map { Disclosure.isSmall($0) ? nil : $0 } : QuestionFigures.shown(counts, of: question.kind)
            return zip(group, shown).map { Cell(values: $0.0, shown: $0.1) }
        }
        let isOpen = cells.allSatisfy { $0.shown != nil }
        rate = question.kind == .choices ? Rate(anyChoice, of: asked) : QuestionFigures.rate(question, count)
        let middle = cells.first { $0.values == [3] }
        strict = question.kind == .satisfaction && middle?.shown != nil ? count.rate(4...5) : nil
        score = question.kind == .recommend ? NetPromoterScore(count).score : nil
        mean = isOpen && [.satisfaction, .rating, .effort].contains(question.kind) ? count.mean : nil
    }

    /// What stands for the question in the index. The index itself mixes questions, so it may be made of answers whose
    /// mean is not told.
    package static func part(_ question: Question, _ count: AnswerCount) -> WeightedIndex.Part {
        WeightedIndex.Part(weight: question.weight, points: count.mean.flatMap(question.points))
    }

    /// Groups whose totals the rate tells anyhow, each with the values its lines count.
    private static func groups(_ question: Question) -> [[[Int]]] {
        switch question.kind {
        case .satisfaction: [[[5], [4], [3]], [[2], [1]]]
        case .rating: [[[5], [4]], [[3], [2], [1]]]
        case .recommend: [[[9, 10], [7, 8], [0, 1, 2, 3, 4, 5, 6]]]
        case .effort: [[[5, 6, 7]], [[4], [1, 2, 3]]]
        case .yesNo: question.yesIsBad ? [[[2], [0]], [[1]]] : [[[2]], [[1], [0]]]
        case .choices: [question.options.indices.map { [$0 + 1] }]
        case .text: []
        }
    }

    /// The lines of a group whose total the reader knows: where that is below five, or would give a hidden line away,
    /// no line is shown. The score of recommending tells more than the total, so there one hidden line hides all.
    private static func shown(_ counts: [Int], of kind: Question.Kind) -> [Int?] {
        if counts.count == 1 { return [counts[0]] }
        let told = Disclosure(counts)
        let hidesAny = told.shown.contains { $0 == nil }
        return told.total == nil || (kind == .recommend && hidesAny) ? counts.map { _ in nil } : told.shown
    }

    static func rate(_ question: Question, _ count: AnswerCount) -> Rate? {
        switch question.kind {
        case .satisfaction: count.rate(3...5)
        case .rating: count.rate(4...5)
        case .effort: count.rate(5...7)
        case .yesNo: question.yesIsBad ? count.rate([1]) : count.rate([2])
        case .recommend, .choices, .text: nil
        }
    }
}
