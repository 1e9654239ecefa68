import Testing

@testable import Web

@Suite struct ChartTests {
    @Test func `bars are as long as their counts, the first the longest`() throws {
        let chart = try #require(
            ChartView.pareto(
                [("A", "30", 0.6, 0.6), ("B", "15", 0.3, 0.9), ("C", "5", 0.1, 1)], summary: "Summary"))
        #expect(chart.bars.map(\.width) == [360, 180, 60])
        #expect(chart.lines == ["416,21 524,47 560,73"])
        #expect(chart.labels.filter { $0.anchor == "end" }.count == 6)
    }

    @Test func `one bar, or none, is no drawing`() {
        #expect(ChartView.pareto([("A", "30", 1, 1)], summary: "") == nil)
        #expect(ChartView.pareto([], summary: "") == nil)
    }

    @Test func `the line of sums ends where they may not be told`() throws {
        let chart = try #require(
            ChartView.pareto([("A", "30", 0.6, 0.6), ("B", "15", 0.3, nil), ("C", "5", 0.1, nil)], summary: ""))
        #expect(chart.lines.isEmpty && chart.dots.count == 1)
    }

    @Test func `a month without a value leaves a gap in the line`() throws {
        let values: [Double?] = [1, 2, nil, 3, 4]
        let points = values.enumerated().map {
            ChartView.TrendPoint("\($0.offset)", $0.element, limits: nil, isSignal: $0.offset == 4)
        }
        let chart = try #require(ChartView.trend(points, middle: 2.5, summary: "") { String(Int($0)) })
        #expect(chart.lines.count == 2 && chart.dots.count == 4)
        #expect(chart.dots.last?.look == "signal")
        #expect(chart.rules.filter { $0.look == "middle" }.count == 1)
        #expect(chart.dots.allSatisfy { (16...190).contains($0.y) && (56...628).contains($0.x) })
    }

    @Test func `a long name is cut, not the drawing`() throws {
        let chart = try #require(
            ChartView.pareto(
                [(String(repeating: "a", count: 40), "1", 0.6, nil), ("B", "1", 0.4, nil)], summary: ""))
        #expect(chart.labels[0].text.count == 14)
    }
}
