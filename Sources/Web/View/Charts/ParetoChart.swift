extension ChartView {
    private static let rowHeight = 26
    private static let nameEnd = 190
    private static let barEnd = 560
    private static let mostBars = 12

    /// Counts in falling order as bars, and the line of what they add up to in per cent of all (帕累托图).
    /// `shares` are of a hundred and begin with the most frequent; `sums` end where they are not known.
    package static func pareto(
        _ lines: [(name: String, count: String, share: Double, sum: Double?)], summary: String
    ) -> ChartView? {
        let shown = lines.prefix(mostBars)
        guard shown.count > 1, let most = shown.map(\.share).max(), most > 0 else { return nil }
        let span = Double(barEnd - nameEnd - 10)
        var bars: [Bar] = []
        var labels: [Label] = []
        var points: [(Int, Int)] = []
        for (place, line) in shown.enumerated() {
            let top = 8 + place * rowHeight
            let middle = top + rowHeight / 2
            let length = max(2, Int((line.share / most * span).rounded()))
            bars.append(Bar(x: nameEnd + 10, y: top + 4, width: length, height: rowHeight - 8))
            labels.append(Label(x: nameEnd, y: middle + 4, text: cut(line.name, to: 14), anchor: "end"))
            labels.append(Label(x: width - 4, y: middle + 4, text: line.count, anchor: "end"))
            if let sum = line.sum { points.append((nameEnd + 10 + Int((sum * span).rounded()), middle)) }
        }
        return ChartView(
            summary: summary, height: 16 + shown.count * rowHeight, bars: bars, rules: [],
            lines: points.count > 1 ? [points.map { "\($0.0),\($0.1)" }.joined(separator: " ")] : [],
            dots: points.map { Dot(x: $0.0, y: $0.1, look: "plain") }, labels: labels)
    }
}
